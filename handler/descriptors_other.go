//go:build !unix

package handler

import "math"

func maxDescriptors() uint64 { return math.MaxUint64 }
