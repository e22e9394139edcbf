// Package abuse plays clients that hold what they are given: 2,000 connections of one kind of silence against the built function
// over plain HTTP, in 128 MB, while honest clients ask. It reports what the function held, and what the honest clients met.
package abuse
