package dendrite

import (
	"os/exec"
	"syscall"
)

// dieWithUs ends the process with this one, should this one be killed.
func dieWithUs(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
