package directory_test

import (
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/people/directory"
)

func TestTheStarterDirectoryLoads(t *testing.T) {
	t.Parallel()
	organisations, err := directory.Starter()
	if err != nil {
		t.Fatal(err)
	}
	handles := map[string]string{}
	for _, o := range organisations {
		handles[o.Handle] = o.Name
	}
	for handle, name := range map[string]string{
		"ndi": "National Democratic Institute", "osce-odihr": "OSCE Office for Democratic Institutions and Human Rights",
		"international-idea": "International Institute for Democracy and Electoral Assistance", "abo-akademi": "Åbo Akademi",
	} {
		if handles[handle] != name {
			t.Errorf("%s: got %q, want %q", handle, handles[handle], name)
		}
	}
	if _, listed := handles["meta"]; listed {
		t.Error("an organisation that is only mentioned is offered as a supporter")
	}
}

func TestEveryErrorIsNamedWithItsLine(t *testing.T) {
	t.Parallel()
	_, err := directory.Read(strings.NewReader(`organisations:
  - {name: "A", kind: ngo}
  - {name: "a", kind: ngo}
  - {name: "B", kind: club}
  - {name: "C", kind: ngo, colour: red}
  - {name: "", kind: ngo}
  - {name: "D", kind: ngo, handle: "D d"}
  - just text
`))
	if err == nil {
		t.Fatal("want errors")
	}
	for _, want := range []string{
		`line 3: the handle "a" is taken in line 2`, `line 4: unknown kind "club"`, `line 5: unknown field "colour"`,
		"line 6: an organisation needs a name", `line 7: "D d" cannot be a handle`, "line 8: an organisation is a mapping",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("want %q in:\n%v", want, err)
		}
	}
}

func TestWhatIsNoListIsRefused(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"another field": "plans: []", "no YAML": "{", "too large": strings.Repeat("#", directory.MaxSize+1),
	} {
		if _, err := directory.Read(strings.NewReader(text)); err == nil {
			t.Errorf("%s: want an error", name)
		}
	}
}
