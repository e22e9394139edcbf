//go:build !linux

package platform

import "syscall"

// processAttributes leaves the function in its owner's process group: only Linux can tie the two lives together, and elsewhere
// Ctrl-C for the group is what keeps the function from staying behind.
func processAttributes() *syscall.SysProcAttr {
	return nil
}
