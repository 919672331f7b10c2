package store

import (
	"net/url"
	"testing"
)

func TestACertificateIsVerifiedUnlessTheServerIsOnThisMachine(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"postgres://db.example.org/accord":                       "verify-full",
		"postgres://ana:x@192.0.2.7:5432/accord?search_path=a":   "verify-full",
		"postgres://db.example.org/accord?sslmode=require":       "require",
		"postgres://localhost/accord":                            "disable",
		"postgres://127.0.0.1:5432/accord":                       "disable",
		"postgres://[::1]/accord":                                "disable",
		"postgres:///accord":                                     "disable",
		"postgres://localhost/accord?host=db.example.org":        "verify-full",
		"postgres://db.example.org/accord?host=/run/postgresql":  "disable",
		"postgres://localhost.example.org/accord":                "verify-full",
		"postgres://localhost/accord?sslmode=verify-full&x=1%20": "verify-full",
	} {
		got, err := withTLS(address)
		if err != nil {
			t.Errorf("%s: %v", address, err)
			continue
		}
		u, err := url.Parse(got)
		if err != nil || u.Query().Get("sslmode") != want {
			t.Errorf("%s: got %s, %v, want sslmode=%s", address, got, err, want)
		}
	}
}
