package civil_test

import (
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
)

func TestAZoneIsTheNamedOneOrTheOther(t *testing.T) {
	t.Parallel()
	nairobi := civil.Zone("Africa/Nairobi", nil)
	if got := nairobi.String(); got != "Africa/Nairobi" {
		t.Errorf("got %s", got)
	}
	for _, name := range []string{"Africa/Nairobi", "UTC", "America/Argentina/Buenos_Aires"} {
		if !civil.KnowsZone(name) {
			t.Errorf("%s is not known", name)
		}
	}
	for _, name := range []string{"", "Local", "localtime", "posix/Europe/Berlin", "Africa/Nowhere", "../etc/passwd"} {
		if got := civil.Zone(name, nairobi); got != nairobi {
			t.Errorf("%q: got %s, want the other one", name, got)
		}
		if got := civil.Zone(name, nil); got != time.UTC {
			t.Errorf("%q: got %s, want UTC", name, got)
		}
		if civil.KnowsZone(name) {
			t.Errorf("%q is known", name)
		}
	}
}
