package config_test

import (
	"bytes"
	"testing"

	"github.com/accord-tracker/accord/internal/config"
	"github.com/alecthomas/kong"
)

func TestTheVersionIsPrinted(t *testing.T) {
	t.Parallel()
	if config.Version() == "" {
		t.Error("Version: got nothing")
	}
	var s settings
	var out bytes.Buffer
	parser, err := kong.New(&s, config.NewEnvironment(nil).Option(), kong.Writers(&out, &out), kong.Exit(func(int) {}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse([]string{"--version"}); err != nil {
		t.Fatal(err)
	}
	if got, want := out.String(), config.Version()+"\n"; got != want {
		t.Errorf("--version: got %q, want %q", got, want)
	}
}
