package api_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// TestScenarios plays testdata/*.http, each in a world of its own on every database:
//
//	### ana registers a commitment
//	POST /v1/plans/hres-2018/commitments as ana
//	Idempotency-Key: k1
//
//	{"title": "Joint paper", "lead": "ndi", "steps": ["25"]}
//
//	=> 201
//	ETag: "1"
//
//	{"ref": "$ref", "commitment": {"status": "planned", "lead": "…", "percent": null}}
//
// What is expected of a body may leave fields out. "…" is any value, null is none, and "$ref" is any value that is kept
// under this name, or, where the name is known, that value. Names are filled in in requests too; "@wait 20m" lets time
// pass. A list has exactly the elements that are expected of it.
func TestScenarios(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.http")
	if err != nil || len(files) == 0 {
		t.Fatalf("scenarios: got %v, %v", files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".http"), func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, s *store.Store) {
				playFile(t, newWorld(t, s, freely()), file)
			})
		})
	}
}

func playFile(t *testing.T, w *world, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string]string{}
	for name, key := range w.keys {
		kept["key_"+name] = key
	}
	for name, secret := range w.tokens {
		kept["token_"+name] = secret
	}
	for _, part := range strings.Split("\n"+string(text), "\n### ")[1:] {
		name, rest, _ := strings.Cut(part, "\n")
		if wait, ok := strings.CutPrefix(name, "@wait "); ok {
			d, err := time.ParseDuration(strings.TrimSpace(wait))
			if err != nil {
				t.Fatal(err)
			}
			w.clock.Forward(d)
			continue
		}
		step := parseStep(t, name, rest)
		for _, fault := range step.play(w, kept) {
			t.Errorf("%s: %s: %s", filepath.Base(file), name, fault)
		}
		if t.Failed() {
			return // what follows builds on it
		}
	}
}

// step is one request and what is expected of the answer.
type step struct {
	name, method, path, as string
	headers                []string // names and values
	body                   string
	status                 int
	wantHeaders            []string
	wantBody               string
}

func parseStep(t *testing.T, name, text string) step {
	t.Helper()
	asked, wanted, ok := strings.Cut(text, "\n=> ")
	if !ok {
		t.Fatalf("%s: nothing is expected", name)
	}
	s := step{name: name}
	line, rest, _ := strings.Cut(strings.TrimSpace(asked), "\n")
	words := strings.Fields(line)
	if len(words) != 2 && (len(words) != 4 || words[2] != "as") {
		t.Fatalf("%s: not a request: %q", name, line)
	}
	s.method, s.path = words[0], words[1]
	if len(words) == 4 {
		s.as = words[3]
	}
	s.headers, s.body = headed(rest)
	status, rest, _ := strings.Cut(wanted, "\n")
	var err error
	if s.status, err = strconv.Atoi(strings.TrimSpace(status)); err != nil {
		t.Fatalf("%s: not a status: %q", name, status)
	}
	s.wantHeaders, s.wantBody = headed(rest)
	return s
}

var headerLine = regexp.MustCompile(`^([A-Za-z-]+): (.*)$`)

// headed reads header lines, an empty line, and a body; lines that begin with # are comments.
func headed(text string) (headers []string, body string) {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for len(lines) > 0 {
		line := strings.TrimSpace(lines[0])
		found := headerLine.FindStringSubmatch(line)
		if found == nil && line != "" && !strings.HasPrefix(line, "#") {
			break
		}
		if found != nil {
			headers = append(headers, found[1], found[2])
		}
		lines = lines[1:]
	}
	return headers, strings.TrimSpace(strings.Join(lines, "\n"))
}

func (s step) play(w *world, kept map[string]string) (faults []string) {
	headers := make([]string, len(s.headers))
	for i, each := range s.headers {
		headers[i] = filled(each, kept)
	}
	got := w.ask(s.as, s.method, filled(s.path, kept), filled(s.body, kept), headers...)
	if w.prism != "" {
		faults = violations(w, got)
	}
	if got.status != s.status {
		return []string{fmt.Sprintf("got %d %s, want %d", got.status, got.body, s.status)}
	}
	for i := 0; i+1 < len(s.wantHeaders); i += 2 {
		name, want := s.wantHeaders[i], filled(s.wantHeaders[i+1], kept)
		if have := got.header.Get(name); have != want && !(want == "…" && have != "") && !keep(want, have, kept) {
			faults = append(faults, fmt.Sprintf("%s: got %q, want %q", name, have, want))
		}
	}
	if s.wantBody == "" {
		return faults
	}
	var want, have any
	if err := json.Unmarshal([]byte(filled(s.wantBody, kept)), &want); err != nil {
		return append(faults, fmt.Sprintf("what is expected is no JSON: %v", err))
	}
	if err := json.Unmarshal([]byte(got.body), &have); err != nil {
		return append(faults, fmt.Sprintf("not JSON: %.200q", got.body))
	}
	return append(faults, compared("body", want, have, kept)...)
}

// filled puts what was kept in the place of its names, the longest first.
func filled(text string, kept map[string]string) string {
	for _, name := range slices.Backward(slices.SortedFunc(maps.Keys(kept), func(a, b string) int { return len(a) - len(b) })) {
		text = strings.ReplaceAll(text, "$"+name, kept[name])
	}
	return text
}

// keep keeps a value under the name that is expected, if it is one.
func keep(want, have string, kept map[string]string) bool {
	name, ok := strings.CutPrefix(want, "$")
	if ok && have != "" {
		kept[name] = have
	}
	return ok && have != ""
}

func compared(at string, want, have any, kept map[string]string) (faults []string) {
	switch want := want.(type) {
	case map[string]any:
		object, ok := have.(map[string]any)
		if !ok {
			return []string{fmt.Sprintf("%s: got %v, want an object", at, have)}
		}
		for name, value := range want {
			faults = append(faults, compared(at+"."+name, value, object[name], kept)...)
		}
		return faults
	case []any:
		list, ok := have.([]any)
		if !ok || len(list) != len(want) {
			return []string{fmt.Sprintf("%s: got %v, want %d elements", at, have, len(want))}
		}
		for i, value := range want {
			faults = append(faults, compared(fmt.Sprintf("%s[%d]", at, i), value, list[i], kept)...)
		}
		return faults
	case string:
		if want == "…" && have != nil {
			return nil
		}
		if keep(want, fmt.Sprint(have), kept) && have != nil {
			return nil
		}
	}
	if want != have {
		return []string{fmt.Sprintf("%s: got %v, want %v", at, have, want)}
	}
	return nil
}
