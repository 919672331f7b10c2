package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
)

const (
	largestSecret = 64 << 10
	others        = fs.FileMode(0o007) // everybody who is neither the owner nor of the group
	groupWrites   = fs.FileMode(0o020)
)

// ReadSecret reads a secret from a file, without the line's end. The warning says so if others may read or change the
// file; it is empty if all is well. An empty file, one with several lines, or one larger than 64 KiB is an error.
func ReadSecret(path string) (secret Secret, warning string, err error) {
	file, err := os.Open(path)
	if err != nil {
		return Secret{}, "", err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return Secret{}, "", err
	}
	text, err := io.ReadAll(io.LimitReader(file, largestSecret+1))
	if err != nil {
		return Secret{}, "", err
	}
	line := strings.TrimRight(string(text), "\r\n")
	switch {
	case len(text) > largestSecret:
		return Secret{}, "", fmt.Errorf("%s is larger than %d bytes", path, largestSecret)
	case line == "":
		return Secret{}, "", fmt.Errorf("%s is empty", path)
	case strings.ContainsAny(line, "\r\n\x00"):
		return Secret{}, "", errors.New(path + " has more than one line")
	}
	return NewSecret(line), permissionWarning(path, info.Mode()), nil
}

func permissionWarning(path string, mode fs.FileMode) string {
	if !mode.IsRegular() || mode&(others|groupWrites) == 0 {
		return ""
	}
	return fmt.Sprintf("others may read or change %s (%v): chmod 600", path, mode.Perm())
}
