package config_test

import (
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/config"
	"github.com/google/go-cmp/cmp"
)

func TestAVariableThatIsNotKnownIsRefusedWithTheNearestName(t *testing.T) {
	t.Parallel()
	known := []string{"ACCORD_DATABASE", "ACCORD_PLAN", "ACCORD_LOG_LEVEL"}
	for _, c := range []struct{ setting, want string }{
		{"ACCORD_DATABASE=x", ""},
		{"ACCORD_DATABASE_FILE=x", ""},
		{"ACCORD_TEST_POSTGRES=x", ""},
		{"PATH=/bin", ""},
		{"ACCORDION=x", ""},
		{"ACCORD_DATABSE=s3cret", "did you mean ACCORD_DATABASE?"},
		{"ACCORD_DATABSE_FILE=s3cret", "did you mean ACCORD_DATABASE_FILE?"},
		{"accord_plan=x", "did you mean ACCORD_PLAN?"},
		{"ACCORD_PLNA=x", "did you mean ACCORD_PLAN?"},
		{"ACCORD_=x", "knows no such variable"},
		{"ACCORD_SOMETHING_ELSE=x", "ACCORD_SOMETHING_ELSE: Accord knows no such variable"},
	} {
		err := config.Environ([]string{c.setting}, known...)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("Environ(%q): got %v, want %q", c.setting, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("Environ(%q): the error repeats the value: %v", c.setting, err)
		}
	}
}

func TestEveryUnknownVariableIsNamed(t *testing.T) {
	t.Parallel()
	err := config.Environ([]string{"ACCORD_B=1", "ACCORD_A=1", "ACCORD_PLAN=1"}, "ACCORD_PLAN")
	want := "ACCORD_A: Accord knows no such variable\nACCORD_B: Accord knows no such variable"
	if err == nil || err.Error() != want {
		t.Errorf("Environ: got %v, want %s", err, want)
	}
}

func TestTheNamesComeFromTheFields(t *testing.T) {
	t.Parallel()
	got, err := config.Names(&settings{})
	want := []string{"ACCORD_DATABASE", "ACCORD_LANGUAGE", "ACCORD_LOG_FORMAT", "ACCORD_LOG_LEVEL", "ACCORD_PLAN", "ACCORD_PORT", "ACCORD_SECRET_KEY", "ACCORD_TIME_ZONE", "ACCORD_TOKEN"}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("Names: %v (-want +got):\n%s", err, diff)
	}
}
