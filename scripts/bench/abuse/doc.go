// Package abuse runs clients that open connections and then stay silent: 2,000 connections of each kind of silence, against the
// built function over plain HTTP in 128 MB, while honest clients send requests. It reports the function's memory, and how the honest
// clients were answered.
package abuse
