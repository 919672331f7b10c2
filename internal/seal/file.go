package seal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ReadFile makes a Box of the keys in a file.
func ReadFile(path string) (*Box, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the key: %w", err)
	}
	b, err := Parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("read the key in %s: %w", path, err)
	}
	return b, nil
}

// CreateFile writes a new key into a file that its owner alone can read, unless there is one. It is whole or not there:
// programs that create it at the same time end up with the same key.
func CreateFile(path string) (err error) {
	part, err := os.CreateTemp(filepath.Dir(path), ".secret-*") // mode 0600
	if err != nil {
		return fmt.Errorf("make a key: %w", err)
	}
	defer func() { err = errors.Join(err, os.Remove(part.Name())) }()
	_, err = part.WriteString(NewKey().Text() + "\n")
	if err := errors.Join(err, part.Sync(), part.Close()); err != nil {
		return fmt.Errorf("make a key: %w", err)
	}
	if err := os.Link(part.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make a key: %w", err)
	}
	return nil
}
