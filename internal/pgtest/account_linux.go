package pgtest

import (
	"os/exec"
	"syscall"
)

// apply makes the command run as the account, out of reach of the terminal's interrupt, and end with this process
// should this process be killed.
func (a account) apply(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGINT}
	if a.uid != 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
}
