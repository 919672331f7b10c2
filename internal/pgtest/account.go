package pgtest

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"strconv"
)

// account is who runs the server. The zero account is whoever runs the tests; PostgreSQL refuses to run as root, so
// root hands over to somebody else.
type account struct{ uid, gid int }

func unprivileged() (account, error) {
	if os.Geteuid() != 0 {
		return account{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.Atoi(found.Uid)
		gid, err2 := strconv.Atoi(found.Gid)
		return account{uid: uid, gid: gid}, errors.Join(err1, err2)
	}
	return account{}, errors.New("PostgreSQL does not run as root, and there is neither an account postgres nor nobody")
}

// own gives the files to the account.
func (a account) own(paths ...string) error {
	if a.uid == 0 {
		return nil
	}
	for _, path := range paths {
		if err := os.Chown(path, a.uid, a.gid); err != nil {
			return fmt.Errorf("give a folder to PostgreSQL: %w", err)
		}
	}
	return nil
}
