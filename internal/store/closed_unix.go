//go:build unix

package store

import (
	"net"
	"syscall"
)

// spoken says whether there is something to read on a connection that should be silent, or its end. It does not wait.
func spoken(c net.Conn) bool {
	raw, ok := c.(syscall.Conn)
	if !ok {
		return false
	}
	socket, err := raw.SyscallConn()
	if err != nil {
		return true
	}
	silent := false
	err = socket.Read(func(fd uintptr) bool {
		var peek [1]byte
		_, _, err := syscall.Recvfrom(int(fd), peek[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		silent = err == syscall.EAGAIN || err == syscall.EWOULDBLOCK || err == syscall.EINTR
		return true
	})
	return err != nil || !silent
}
