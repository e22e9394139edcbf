//go:build !linux

package platform

import "syscall"

// processAttributes leaves the function in its parent's process group. Only Linux can end
// a process when its parent dies; elsewhere, Ctrl-C must reach the whole group so that
// the function does not stay behind.
func processAttributes() *syscall.SysProcAttr {
	return nil
}
