package api_test

import (
	"context"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/danielgtaylor/huma/v2"
)

// column is somebody who asks: who they are with regard to ndi, whose commitment and people the calls are about.
type column struct {
	name    string // of the token; empty: without
	columns []access.Column
	// anywhere is who they are where no organisation is named, and a role in any that endorses the plan is enough.
	anywhere []access.Column
}

func columns() []column {
	public := []access.Column{access.Public}
	role := func(r access.Column) []access.Column { return []access.Column{access.Public, r} }
	return []column{
		{"", public, public},
		{"olga", role(access.IsObserver), role(access.IsObserver)},
		{"cleo", role(access.IsContributor), role(access.IsContributor)},
		{"dan", role(access.IsDeputy), role(access.IsDeputy)},
		{"ana", role(access.IsFocalPoint), role(access.IsFocalPoint)},
		{"ben", public, role(access.IsFocalPoint)},
		{"kim", role(access.IsConvener), role(access.IsConvener)},
	}
}

// call is how the matrix calls one operation.
type call struct {
	path string // what stands in the place of the operation's parameters
	body string
	// aboutPlan says that no organisation is named: a role in any organisation that endorses the plan counts.
	aboutPlan bool
	// table is asked besides what the operation names: where the arguments of this very call decide.
	table []access.Action
	match bool
	media string
}

// calls are one for each operation, by its id. Each is one that whoever may do it succeeds with.
func calls(w *world, id, who, ref, event, token string) map[string]call {
	c, report := "/v1/plans/hres-2018/commitments/"+ref, w.report
	member := "/v1/plans/hres-2018/organisations/ndi/members/" + w.keys["pia"]
	made := map[string]string{} // what takes long, for the one call that needs it
	switch id {
	case "import-edition":
		made["edition"] = w.edition()
	case "import":
		made["bundle"] = w.export()
	case "accept-invitation", "revoke-invitation":
		made["code"] = w.invitation()
	}
	holder := w.keys[who]
	if who == "kim" || who == "" { // a token of an organisation acts as one of its members
		holder = w.keys["ana"]
	}
	return map[string]call{
		"list-plans": {path: "/v1/plans"}, "show-plan": {path: "/v1/plans/hres-2018"}, "list-themes": {path: "/v1/plans/hres-2018/themes"},
		"list-steps": {path: "/v1/plans/hres-2018/steps"}, "show-step": {path: "/v1/plans/hres-2018/steps/25"},
		"import-edition":     {path: "/v1/plans/hres-2018/editions?dry_run=true", body: made["edition"], media: "application/yaml", aboutPlan: true},
		"list-organisations": {path: "/v1/organisations"}, "show-organisation": {path: "/v1/organisations/ndi"},
		"add-organisations": {path: "/v1/plans/hres-2018/organisations", body: `{"organisations": [{"handle": "new", "name": "New", "kind": "ngo"}]}`, aboutPlan: true},
		"list-endorsements": {path: "/v1/plans/hres-2018/endorsements"},
		"endorse":           {path: "/v1/plans/hres-2018/endorsements", body: `{"organisation": "outside"}`, aboutPlan: true},
		"end-endorsement":   {path: "/v1/plans/hres-2018/endorsements/anfrel", body: `{"ended_on": "2027-01-01"}`, aboutPlan: true},
		"list-members":      {path: "/v1/plans/hres-2018/organisations/ndi/members", aboutPlan: true},
		"set-role":          {path: member, body: `{"role": "observer"}`},
		"remove-member":     {path: member},
		"list-invitations":  {path: "/v1/plans/hres-2018/organisations/ndi/invitations"},
		"invite":            {path: "/v1/plans/hres-2018/organisations/ndi/invitations", body: `{"role": "contributor"}`},
		"list-conveners":    {path: "/v1/plans/hres-2018/conveners", aboutPlan: true},
		"appoint-convener":  {path: "/v1/plans/hres-2018/conveners", body: `{"member": "` + w.keys["pia"] + `"}`, aboutPlan: true},
		"dismiss-convener":  {path: "/v1/plans/hres-2018/conveners/" + w.keys["zoe"], aboutPlan: true},
		"list-commitments":  {path: "/v1/plans/hres-2018/commitments"}, "list-step-commitments": {path: "/v1/plans/hres-2018/steps/25/commitments"},
		"show-commitment": {path: c}, "list-entries": {path: c + "/entries"}, "list-milestones": {path: c + "/milestones"},
		"register-commitment":     {path: "/v1/plans/hres-2018/commitments", body: `{"title": "T", "lead": "ndi", "steps": ["25"], "request": "letter"}`},
		"edit-commitment":         {path: c, body: `{"title": "Another"}`, match: true},
		"log-progress":            {path: c + "/progress", body: `{"note": "n"}`, match: true},
		"attest-no-change":        {path: c + "/no-change", body: `{}`, match: true},
		"pause-commitment":        {path: c + "/pause", body: `{"reason": "r"}`, match: true},
		"withdraw-commitment":     {path: c + "/withdrawal", body: `{"reason": "r"}`, match: true},
		"reopen-commitment":       {path: c + "/reopening", body: `{"reason": "r"}`, match: true},
		"hand-over-commitment":    {path: c + "/handover", body: `{"to": "` + w.keys["dan"] + `"}`, match: true},
		"add-milestone":           {path: c + "/milestones", body: `{"title": "Draft"}`, match: true},
		"reach-milestone":         {path: c + "/milestones/m1/reached", body: `{}`, match: true},
		"correct-entry":           {path: c + "/entries/2/correction", body: `{"reason": "r", "percent": 20}`, match: true},
		"undo-entry":              {path: c + "/entries/2/undo", match: true},
		"redact-entry":            {path: c + "/entries/2/redaction", body: `{"reason": "r"}`, match: true},
		"log-progress-of-several": {path: "/v1/plans/hres-2018/progress", body: `{"logs": [{"ref": "` + ref + `", "note": "n"}]}`},
		"follow-journal":          {path: "/v1/plans/hres-2018/entries"}, "show-chain": {path: "/v1/plans/hres-2018/chain"},
		"verify-chain": {path: "/v1/plans/hres-2018/chain/verification"}, "search": {path: "/v1/plans/hres-2018/search?q=paper"},
		"list-events": {path: "/v1/plans/hres-2018/events"}, "show-event": {path: "/v1/plans/hres-2018/events/" + event},
		"add-event":    {path: "/v1/plans/hres-2018/events", body: `{"kind": "meeting", "title": "M", "starts_on": "2027-01-20"}`, aboutPlan: true},
		"change-event": {path: "/v1/plans/hres-2018/events/" + event, body: `{"title": "N"}`, aboutPlan: true},
		"remove-event": {path: "/v1/plans/hres-2018/events/" + event, aboutPlan: true},
		"list-reports": {path: "/v1/plans/hres-2018/reports"}, "show-report": {path: "/v1/plans/hres-2018/reports/" + report},
		"verify-report":     {path: "/v1/plans/hres-2018/reports/" + report + "/verification"},
		"publish-report":    {path: "/v1/plans/hres-2018/reports", body: `{"period": "2026-Q2"}`, aboutPlan: true},
		"draft-report":      {path: "/v1/plans/hres-2018/drafts/2026-Q3", aboutPlan: true},
		"show-completeness": {path: "/v1/plans/hres-2018/drafts/2026-Q3/completeness", aboutPlan: true},
		"show-matrix":       {path: "/v1/plans/hres-2018/matrix/2026-Q3"},
		"export":            {path: "/v1/plans/hres-2018/export"},
		"import":            {path: "/v1/plans/hres-2018/import?dry_run=true", body: made["bundle"], aboutPlan: true},
		"list-tokens":       {path: "/v1/plans/hres-2018/tokens", aboutPlan: true, table: []access.Action{access.IssueOwnToken}},
		"issue-token": {
			path: "/v1/plans/hres-2018/tokens", body: `{"label": "l", "scope": "write", "organisation": "ndi", "member": "` + holder + `"}`,
			table: []access.Action{access.IssueOrganisationToken},
		},
		"revoke-token": {path: "/v1/plans/hres-2018/tokens/" + token, table: []access.Action{access.IssueOrganisationToken, access.IssueAnyToken}},
		"show-me":      {path: "/v1/me"}, "change-me": {path: "/v1/me", body: `{"name": "x"}`},
		"show-my-reminders": {path: "/v1/me/reminders"}, "change-my-reminders": {path: "/v1/me/reminders", body: `{"mode": "weekly"}`},
		"accept-invitation": {path: "/v1/invitations/accept", body: `{"code": "` + made["code"] + `"}`},
		"revoke-invitation": {path: "/v1/invitations/revoke", body: `{"code": "` + made["code"] + `"}`},
		"show-health":       {path: "/healthz"}, "show-readiness": {path: "/readyz"},
	}
}

// invitation is the code of a new one, to an organisation that nobody is in.
func (w *world) invitation() string {
	return w.must(operator(), commitments.Invite{Plan: slug, Organisation: "outside", Role: people.Observer}).Code
}

// TestEveryOperationAsksThePermissionTable calls every operation as everybody, and compares what comes of it with the
// table in access. Each cell has a commitment of its own.
func TestEveryOperationAsksThePermissionTable(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s, freely())
		w.published()
		w.fresh = w.registers()
		w.well(w.ask("ana", "POST", "/v1/plans/hres-2018/commitments/"+w.fresh+"/progress", `{"percent": 10}`, "If-Match", "*"))
		w.joins("pia", "ndi", people.Observer)
		w.keys["zoe"] = w.member(w.must(operator(), commitments.Introduce{Identity: identity("zoe"), Name: "zoe"}))
		cells := 0
		for _, op := range w.server.Operations() {
			for _, who := range columns() {
				cell := w.prepared(op, who.name)
				one, ok := cell[op.OperationID]
				if !ok {
					t.Errorf("%s is not tested", op.OperationID)
					break
				}
				actions, _ := op.Metadata["actions"].([]access.Action)
				scope, _ := op.Metadata["scope"].(people.Scope)
				if scope == people.AdminScope && who.name != "kim" && who.name != "" {
					w.tokens[who.name] = w.token(who.name, people.AdminScope, "") // the scope is not what is tested here
				}
				want := expected(actions, scope, who, one)
				headers := []string{}
				if one.match {
					headers = append(headers, "If-Match", "*")
				}
				if one.media != "" {
					headers = append(headers, "Content-Type", one.media)
				}
				got := w.ask(who.name, op.Method, one.path, one.body, headers...)
				refused := got.status == http.StatusUnauthorized || got.status == http.StatusForbidden || got.status == http.StatusNotFound
				if refused == want || got.status >= http.StatusInternalServerError || (want && got.status >= http.StatusBadRequest) {
					t.Errorf("%s %s by %q: got %d, want allowed %v: %.300s", op.Method, one.path, who.name, got.status, want, got.body)
				}
				if who.name == "" && !want && got.status != http.StatusUnauthorized {
					t.Errorf("%s without a token: got %d, want 401", op.OperationID, got.status)
				}
				cells++
			}
		}
		t.Logf("%d cells", cells)
	})
}

// expected is what the table says of a cell.
func expected(actions []access.Action, scope people.Scope, who column, one call) bool {
	if who.name == "" && scope != "" {
		return false
	}
	if one.table != nil {
		actions = one.table
	}
	has := who.columns
	if one.aboutPlan {
		has = who.anywhere
	}
	return slices.ContainsFunc(actions, func(action access.Action) bool {
		allowed := access.AllowedTo(action)
		return slices.ContainsFunc(has, func(c access.Column) bool { return slices.Contains(allowed, c) })
	})
}

// prepared makes what a call is about: a commitment of ndi with news, in the state that the operation needs.
func (w *world) prepared(op *huma.Operation, who string) map[string]call {
	id := op.OperationID
	w.Helper()
	ref := w.fresh
	if needsItsOwn(op) {
		ref = w.registers()
	}
	c := "/v1/plans/hres-2018/commitments/" + ref
	author := "ana"
	if id == "undo-entry" && (who == "cleo" || who == "dan") { // one undoes what one has written oneself
		author = who
	}
	if ref != w.fresh {
		w.well(w.ask(author, "POST", c+"/progress", `{"percent": 10, "note": "first"}`, "If-Match", "*"))
	}
	var event, token string
	switch id {
	case "reopen-commitment":
		w.well(w.ask("ana", "POST", c+"/withdrawal", `{"reason": "r"}`, "If-Match", "*"))
	case "reach-milestone":
		w.well(w.ask("ana", "POST", c+"/milestones", `{"title": "M"}`, "If-Match", "*"))
	case "dismiss-convener":
		w.must(operator(), commitments.AppointConvener{Plan: slug, Member: w.keys["zoe"]})
	case "set-role", "remove-member": // pia may have been removed by the cell before
		code := w.must(operator(), commitments.Invite{Plan: slug, Organisation: "ndi", Role: people.Contributor}).Code
		_, _ = w.service.Do(context.Background(), w.as("pia"), commitments.Join{Code: code})
	case "show-event", "change-event", "remove-event":
		got := w.well(w.ask("ana", "POST", "/v1/plans/hres-2018/events", `{"kind": "meeting", "title": "M", "starts_on": "2027-01-20"}`))
		_, event, _ = strings.Cut(got.header.Get("Location"), "/events/")
	case "revoke-token":
		token = w.must(operator(), commitments.IssueToken{
			Plan: slug, Member: w.keys["ana"], Organisation: "ndi", Scope: people.WriteScope, Label: "l",
		}).Subject
	}
	cell := calls(w, id, who, ref, event, token)
	maps.Copy(cell, w.followerCalls(id, who))
	return cell
}

// needsItsOwn says whether a call changes the commitment that it is about.
func needsItsOwn(op *huma.Operation) bool {
	return op.Method != http.MethodGet && strings.Contains(op.Path, "{commitment}")
}

// published is the id of a report, which is published once.
func (w *world) published() string {
	w.Helper()
	if w.report == "" {
		got := w.well(w.ask("kim", "POST", "/v1/plans/hres-2018/reports", `{"period": "2026-Q1"}`))
		_, w.report, _ = strings.Cut(got.header.Get("Location"), "/reports/")
	}
	return w.report
}

func (w *world) well(a answer) answer {
	w.Helper()
	if a.status >= http.StatusMultipleChoices {
		w.Fatalf("got %d %s", a.status, a.body)
	}
	return a
}

// export is the head of a bundle of the plan that holds nothing.
func (w *world) export() string {
	w.Helper()
	got := w.well(w.ask("", "GET", "/v1/plans/hres-2018/export", ""))
	head, _, found := strings.Cut(got.body, `"organisations"`)
	if !found {
		w.Fatalf("export: %.200s", got.body)
	}
	return strings.TrimRight(strings.TrimSpace(head), ",") + "}"
}

// edition is the plan as it is: another edition that changes nothing.
func (w *world) edition() string {
	text, err := os.ReadFile("../plans/builtin/hres-2018.yaml")
	if err != nil {
		w.Fatal(err)
	}
	return string(text)
}
