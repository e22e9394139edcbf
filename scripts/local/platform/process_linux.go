package platform

import "syscall"

// processAttributes puts the function into its own process group. Then Ctrl-C reaches
// only the parent, which lets calls in flight finish. The kernel kills the function if
// the parent dies.
func processAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
