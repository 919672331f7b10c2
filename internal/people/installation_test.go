package people_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/people"
)

// S-51.
func TestATokenIsNotPrintedHoweverOneTries(t *testing.T) {
	t.Parallel()
	const token = "xoxb-this-is-a-secret"
	i := people.Installation{Realm: "T1", Token: token, Refresh: token}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+"\n", i)
		fmt.Fprintf(&out, verb+"\n", i.Token)
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "installation", i, "token", i.Token)
	text, err := json.Marshal(i)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(text)
	if strings.Contains(out.String(), "secret") || strings.Contains(out.String(), fmt.Sprintf("%x", "secret")) {
		t.Errorf("the token is printed:\n%s", out.String())
	}
	if i.Token.Reveal() != token {
		t.Error("the token is not revealed")
	}
}
