//go:build unix

package handler

import (
	"math"
	"syscall"
)

// maxDescriptors returns how many files and connections the process may open. Package
// os has already raised the limit to its maximum.
func maxDescriptors() uint64 {
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) != nil {
		return math.MaxUint64
	}
	return uint64(limit.Cur)
}
