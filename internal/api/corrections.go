package api

import (
	"fmt"
	"net/http"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/problem"
)

// EntryPath names an entry in the path.
type EntryPath struct {
	CommitmentPath
	Seq int `path:"seq" minimum:"1" maximum:"1000000" example:"2" doc:"The entry's seq."`
}

// Correction takes the place of an entry. It may carry what an entry of the corrected kind may.
type Correction struct {
	Reason      string                 `json:"reason" minLength:"1" maxLength:"4000" example:"The figure was that of last year."`
	TakesBack   bool                   `json:"takes_back,omitempty" example:"false" doc:"Nothing takes the place of the entry."`
	Status      commitments.Status     `json:"status,omitempty" enum:"planned,in_progress,mostly_done,completed,paused,withdrawn" example:"in_progress"`
	Percent     *int                   `json:"percent,omitempty" minimum:"0" maximum:"100" example:"30"`
	Confidence  commitments.Confidence `json:"confidence,omitempty" enum:"on_track,at_risk,off_track" example:"on_track"`
	Changes     CorrectedChanges       `json:"changes,omitzero"`
	Milestone   *Milestone             `json:"milestone,omitempty"`
	ToMember    string                 `json:"to_member,omitempty" maxLength:"64" example:"m-9f520f6f3c1b2a44"`
	Evidence    []Evidence             `json:"evidence,omitempty" maxItems:"20"`
	EffectiveOn civil.Date             `json:"effective_on,omitempty" format:"date" example:"2026-11-25" doc:"Without it: as the corrected entry."`
}

// CorrectedChanges are the new values by field, in the place of those that the corrected entry changed.
type CorrectedChanges struct {
	Title       *string            `json:"title,omitempty" maxLength:"200" example:"Joint paper"`
	Description *string            `json:"description,omitempty" maxLength:"4000" example:"A position paper."`
	Lead        *string            `json:"lead,omitempty" maxLength:"64" example:"ndi"`
	Partners    *[]string          `json:"partners,omitempty" maxItems:"50" example:"[\"anfrel\"]"`
	Steps       *[]string          `json:"steps,omitempty" maxItems:"50" example:"[\"25\"]"`
	Countries   *[]string          `json:"countries,omitempty" maxItems:"250" example:"[\"KE\"]"`
	StartsOn    *civil.Date        `json:"starts_on,omitempty" format:"date" example:"2026-12-01"`
	DueOn       *civil.Date        `json:"due_on,omitempty" format:"date" example:"2027-03-31"`
	Measure     *string            `json:"measure,omitempty" maxLength:"1000" example:"The paper is published."`
	Visibility  *access.Visibility `json:"visibility,omitempty" enum:"public,endorsers,conveners,unattributed" example:"public"`
}

// changes keeps as old what the corrected entry had as old: that is what the correction sets right.
func (c CorrectedChanges) changes(corrected commitments.Changes) commitments.Changes {
	changes := commitments.Changes{}
	put := func(field commitments.Field, value commitments.Value) {
		changes[field] = commitments.Change{Old: corrected[field].Old, New: value}
	}
	for field, text := range map[commitments.Field]*string{
		commitments.FieldTitle: c.Title, commitments.FieldDescription: c.Description, commitments.FieldLead: c.Lead,
		commitments.FieldMeasure: c.Measure, commitments.FieldStartsOn: (*string)(c.StartsOn),
		commitments.FieldDueOn: (*string)(c.DueOn), commitments.FieldVisibility: (*string)(c.Visibility),
	} {
		if text != nil {
			put(field, commitments.Value{Text: *text})
		}
	}
	for field, list := range map[commitments.Field]*[]string{
		commitments.FieldPartners: c.Partners, commitments.FieldSteps: c.Steps, commitments.FieldCountries: c.Countries,
	} {
		if list != nil {
			put(field, commitments.Value{List: *list})
		}
	}
	if len(changes) == 0 {
		return nil
	}
	return changes
}

type correctInput struct {
	Call
	EntryPath
	WriteHeaders
	Match
	Body Correction
}

func correctEntry(x *exchange, in *correctInput) (*changedOutput, error) {
	version, err := x.version(in.Match)
	if err != nil {
		return nil, err
	}
	entries, err := x.entries(in.Commitment)
	if err != nil {
		return nil, err
	}
	var corrected commitments.Changes
	if in.Seq <= len(entries) {
		corrected = entries[in.Seq-1].Changes
	}
	b := in.Body
	cmd := commitments.Correct{
		Plan: x.plan.Slug, Ref: in.Commitment, Version: version, Seq: in.Seq, TakesBack: b.TakesBack, Status: b.Status,
		Percent: b.Percent, Confidence: b.Confidence, Changes: b.Changes.changes(corrected), ToMember: b.ToMember,
		Evidence: evidenceIn(b.Evidence), Note: b.Reason, EffectiveOn: b.EffectiveOn,
	}
	if b.Milestone != nil {
		cmd.Milestone = new(commitments.Milestone(*b.Milestone))
	}
	return x.change(in.WriteHeaders, in.Commitment, cmd)
}

type entryInput struct {
	Call
	EntryPath
	WriteHeaders
	Match
}

func undoEntry(x *exchange, in *entryInput) (*changedOutput, error) {
	version, err := x.version(in.Match)
	if err != nil {
		return nil, err
	}
	return x.change(in.WriteHeaders, in.Commitment, commitments.Undo{
		Plan: x.plan.Slug, Ref: in.Commitment, Version: version, Seq: in.Seq,
	})
}

// Redaction says why a text is removed.
type Redaction struct {
	Reason string `json:"reason" minLength:"1" maxLength:"4000" example:"It named a person who did not agree."`
}

type redactInput struct {
	Call
	EntryPath
	WriteHeaders
	Match
	Body Redaction
}

func redactEntry(x *exchange, in *redactInput) (*changedOutput, error) {
	version, err := x.version(in.Match)
	if err != nil {
		return nil, err
	}
	return x.change(in.WriteHeaders, in.Commitment, commitments.Redact{
		Plan: x.plan.Slug, Ref: in.Commitment, Version: version, Seq: in.Seq, Reason: in.Body.Reason,
	})
}

func (s *Server) bulkRoutes() {
	add(s, operation{
		method: "POST", path: "/v1/plans/{plan}/progress", id: "log-progress-of-several", tag: "commitments", scope: people.WriteScope,
		actions: []access.Action{access.LogProgress}, status: http.StatusCreated, maxBody: maxBulk, fails: guarded[:1],
		summary: "Log progress on several commitments", description: "All of it, or nothing: one that is refused refuses the others.",
	}, logAll)
}

// ProgressOf is news of the commitment it names.
type ProgressOf struct {
	Ref     string `json:"ref" pattern:"^C-[1-9][0-9]*$" example:"C-12"`
	Version int    `json:"version,omitempty" minimum:"1" example:"3" doc:"As you know it; left out: any."`
	Progress
}

// SeveralLogs are up to 200 of them.
type SeveralLogs struct {
	Logs []ProgressOf `json:"logs" minItems:"1" maxItems:"200"`
}

type logAllInput struct {
	Call
	PlanPath
	WriteHeaders
	Body SeveralLogs
}

func logAll(x *exchange, in *logAllInput) (*answerOf[List[Changed]], error) {
	cmd := commitments.LogAll{Plan: x.plan.Slug}
	for _, each := range in.Body.Logs {
		cmd.Logs = append(cmd.Logs, each.log(x.plan.Slug, each.Ref, each.Version))
	}
	outcome, err := x.do(in.WriteHeaders, cmd)
	if err != nil {
		return nil, x.staleAmong(in.Body.Logs, err)
	}
	if len(outcome.Seqs) != len(cmd.Logs) {
		return nil, fmt.Errorf("log %d: %d entries were written", len(cmd.Logs), len(outcome.Seqs))
	}
	all := make([]Changed, len(cmd.Logs))
	for i, each := range cmd.Logs {
		done, err := x.changed(each.Ref, outcome.Seqs[i])
		if err != nil {
			return nil, err
		}
		all[i] = done.Body
	}
	return &answerOf[List[Changed]]{whole(all)}, nil
}

// staleAmong shows the commitment whose version was stale.
func (x *exchange) staleAmong(logs []ProgressOf, err error) error {
	if refused, ok := problem.Of(err); ok {
		ref, _ := refused.Args["ref"].(string)
		for _, each := range logs {
			if each.Ref == ref {
				return x.stale(ref, err)
			}
		}
	}
	return err
}
