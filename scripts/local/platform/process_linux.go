package platform

import "syscall"

// processAttributes puts the function into a process group of its own, so that Ctrl-C reaches only its owner, which then lets
// calls in flight finish, and has the kernel end the function should the owner die without a word.
func processAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
