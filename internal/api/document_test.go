package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/api"
	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/reports"
)

// texts are the values of a closed list, as they are stored.
func texts(t *testing.T, list any) []string {
	t.Helper()
	v := reflect.ValueOf(list)
	all := make([]string, v.Len())
	for i := range all {
		all[i] = v.Index(i).String()
	}
	return all
}

func TestEnumerationsAreThoseOfTheDomain(t *testing.T) {
	t.Parallel()
	w := onSQLite(t, freely())
	text, err := w.server.Document()
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]struct {
					Enum []string
				}
			}
		}
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		schema, field string
		want          any
	}{
		{"Commitment", "status", commitments.Statuses},
		{"Commitment", "confidence", commitments.Confidences},
		{"Commitment", "visibility", access.Visibilities},
		{"NewCommitment", "visibility", access.Visibilities},
		{"CommitmentChanges", "visibility", access.Visibilities},
		{"Entry", "kind", commitments.Kinds},
		{"Entry", "via", commitments.Vias},
		{"Entry", "status", commitments.Statuses},
		{"Correction", "status", commitments.Statuses},
		{"Member", "role", people.Roles},
		{"NewInvitation", "role", people.Roles},
		{"RoleChange", "role", people.Roles},
		{"Membership", "role", people.Roles},
		{"Organisation", "kind", people.Kinds},
		{"NewEvent", "kind", calendar.Kinds},
		{"EventChanges", "kind", calendar.Kinds},
		{"Token", "scope", people.Scopes},
		{"NewToken", "scope", people.Scopes},
		{"Report", "audience", access.Audiences},
		{"NewReport", "audience", access.Audiences},
		{"Doubt", "reason", reports.Reasons},
		{"CellWork", "status", reports.LiveStatuses},
	} {
		got := slices.Sorted(slices.Values(document.Components.Schemas[c.schema].Properties[c.field].Enum))
		want := slices.Sorted(slices.Values(texts(t, c.want)))
		if !slices.Equal(got, want) {
			t.Errorf("%s.%s: got %v, want %v", c.schema, c.field, got, want)
		}
	}
}

func TestEveryOperationIsDescribedAndHasExamplesAndProblems(t *testing.T) {
	t.Parallel()
	w := onSQLite(t, freely())
	seen := map[string]bool{}
	for _, op := range w.server.Operations() {
		if seen[op.OperationID] || op.OperationID == "" {
			t.Errorf("%s %s: the id %q is not its own", op.Method, op.Path, op.OperationID)
		}
		seen[op.OperationID] = true
		if op.Summary == "" || op.Description == "" || len(op.Tags) != 1 {
			t.Errorf("%s is not described", op.OperationID)
		}
		problems, examples := 0, 0
		for _, response := range op.Responses {
			if response.Ref != "" {
				problems++
			}
			for _, media := range response.Content {
				if media.Example == nil {
					t.Errorf("%s: an answer without example", op.OperationID)
				}
				examples++
			}
		}
		if problems < 7 || (examples == 0 && op.DefaultStatus != 204) {
			t.Errorf("%s: %d problems and %d examples", op.OperationID, problems, examples)
		}
		if op.RequestBody != nil {
			for _, media := range op.RequestBody.Content {
				if media.Example == nil {
					t.Errorf("%s: a body without example", op.OperationID)
				}
			}
		}
		for _, parameter := range op.Parameters {
			if parameter.Description == "" {
				t.Errorf("%s: the parameter %s is not described", op.OperationID, parameter.Name)
			}
		}
	}
	if len(seen) < 60 {
		t.Errorf("got %d operations, want all", len(seen))
	}
}

func TestEveryWriteTakesAnIdempotencyKeyAndEveryChangeAVersion(t *testing.T) {
	t.Parallel()
	w := onSQLite(t, freely())
	for _, op := range w.server.Operations() {
		names := map[string]bool{}
		for _, p := range op.Parameters {
			names[p.Name] = true
		}
		if writes := op.Method != http.MethodGet; writes != names["Idempotency-Key"] {
			t.Errorf("%s: writes %v, takes a key %v", op.OperationID, writes, names["Idempotency-Key"])
		}
		changes := op.Method != http.MethodGet && strings.Contains(op.Path, "{commitment}")
		if changes != names["If-Match"] {
			t.Errorf("%s: changes a commitment %v, takes a version %v", op.OperationID, changes, names["If-Match"])
		}
		if op.Method != http.MethodGet && fmt.Sprint(op.Metadata["scope"]) == "" {
			t.Errorf("%s writes without a token", op.OperationID)
		}
	}
}

// TestEverySentenceOfValidationHasItsOwnWords sends a value of every sort that is wrong, and demands that none is
// explained as merely wrong.
func TestEverySentenceOfValidationHasItsOwnWords(t *testing.T) {
	t.Parallel()
	w := onSQLite(t, freely())
	for _, c := range []struct{ method, path, body, code string }{
		{"POST", "/v1/plans/hres-2018/commitments", `{}`, "api.value.missing_field"},
		{"POST", "/v1/plans/hres-2018/commitments", `{"title": 1, "lead": "ndi", "steps": ["25"]}`, "api.value.text"},
		{"POST", "/v1/plans/hres-2018/commitments", `{"title": "", "lead": "ndi", "steps": ["25"]}`, "api.value.longer"},
		{"POST", "/v1/plans/hres-2018/commitments", `{"title": "` + strings.Repeat("a", 201) + `", "lead": "ndi", "steps": ["25"]}`, "api.value.shorter"},
		{"POST", "/v1/plans/hres-2018/commitments", `{"title": "T", "lead": "ndi", "steps": "25"}`, "api.value.list"},
		{"POST", "/v1/plans/hres-2018/commitments", `{"title": "T", "lead": "ndi", "steps": []}`, "api.value.more_items"},
		{"POST", "/v1/plans/hres-2018/commitments", `{"title": "T", "lead": "ndi", "steps": ["25"], "percent": 101}`, "api.value.at_most"},
		{"POST", "/v1/plans/hres-2018/commitments", `{"title": "T", "lead": "ndi", "steps": ["25"], "percent": -1}`, "api.value.at_least"},
		{"POST", "/v1/plans/hres-2018/commitments", `{"title": "T", "lead": "ndi", "steps": ["25"], "percent": 1.5}`, "api.value.whole_number"},
		{"POST", "/v1/plans/hres-2018/commitments", `{"title": "T", "lead": "ndi", "steps": ["25"], "due_on": "soon"}`, "api.value.date"},
		{"POST", "/v1/plans/hres-2018/commitments", `{"title": "T", "lead": "ndi", "steps": ["25"], "status": "done"}`, "api.value.one_of"},
		{"POST", "/v1/plans/hres-2018/commitments", `[]`, "api.value.object"},
		{"POST", "/v1/plans/hres-2018/progress", `{"logs": [{"ref": "12"}]}`, "api.value.pattern"},
		{"POST", "/v1/plans/hres-2018/reports", `{"period": "2026-Q3", "cutoff": "soon"}`, "api.value.instant"},
		{"POST", "/v1/plans/hres-2018/reports", `{"period": "2026-Q3", "erratum_of": "last"}`, "api.value.id"},
		{"GET", "/v1/plans/hres-2018/commitments?limit=many", "", "api.value.whole_number"},
		{"GET", "/v1/plans/hres-2018/commitments?open=perhaps", "", "api.value.boolean"},
		{"GET", "/v1/plans/hres-2018/drafts/2026-Q3?cutoff=soon", "", "api.value.instant"},
		{"GET", "/v1/plans/hres-2018/search", "", "api.value.missing_parameter"},
	} {
		p := problemOf(t, c.body+c.path, w.ask("kim", c.method, c.path, c.body), 422)
		if len(p.Errors) == 0 || !slices.ContainsFunc(p.Errors, func(f api.Fault) bool { return f.Code == c.code }) {
			t.Errorf("%s %s: got %+v, want %s", c.path, c.body, p.Errors, c.code)
		}
	}
}
