// Package goldentest compares what people see with golden files, which are kept beside a test and looked at when they
// change. With -update they are written: read the difference before you commit it.
package goldentest

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// update is a flag of the test program.
var update = flag.Bool("update", false, "write what is got into the golden files; read the difference before you commit it")

// Updating says whether golden files are to be written.
func Updating() bool { return *update }

// Same wants the file to say what was got. With -update the file is written.
func Same(t testing.TB, path, got string) {
	t.Helper()
	if Updating() {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
