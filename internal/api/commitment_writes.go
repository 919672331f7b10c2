package api

import (
	"net/http"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
)

// guarded are the problems of changes that need a version.
var guarded = [...]int{http.StatusPreconditionFailed, http.StatusPreconditionRequired}

func (s *Server) commitmentWriteRoutes() {
	const base = "/v1/plans/{plan}/commitments"
	of := func(o operation, actions ...access.Action) operation {
		o.tag, o.scope, o.actions = "commitments", people.WriteScope, actions
		if o.path != "" {
			o.fails = guarded[:]
		}
		o.path = base + o.path
		return o
	}
	add(s, of(operation{
		method: "POST", id: "register-commitment", status: http.StatusCreated, summary: "Register a commitment",
		description: "For an organisation of one's own, which endorses the plan. A convener registers for another one on its written request.",
	}, access.Register, access.RegisterOnRequest), register)
	add(s, of(operation{
		method: "PATCH", path: "/{commitment}", id: "edit-commitment", summary: "Edit a commitment",
		description: "What is left out stays as it is; null empties. Cadence and ref never change, and the lead changes by a handover.",
	}, access.ChangeCommitment), edit)
	add(s, of(operation{
		method: "POST", path: "/{commitment}/progress", id: "log-progress", status: http.StatusCreated, summary: "Log progress",
		description: "A sentence, a percentage or a status, evidence. Given a percentage alone, the status follows; given both and they disagree, nothing is written. Completing is progress too.",
	}, access.LogProgress), logProgress)
	add(s, of(operation{
		method: "POST", path: "/{commitment}/no-change", id: "attest-no-change", status: http.StatusCreated, summary: "Attest that nothing has changed",
		description: "Distinct from silence, and news.",
	}, access.LogProgress), attestNoChange)
	add(s, of(operation{
		method: "POST", path: "/{commitment}/pause", id: "pause-commitment", status: http.StatusCreated, summary: "Pause a commitment",
	}, access.ChangeCommitment), pauseCommitment)
	add(s, of(operation{
		method: "POST", path: "/{commitment}/withdrawal", id: "withdraw-commitment", status: http.StatusCreated, summary: "Withdraw a commitment",
		description: "A convener may withdraw one whose lead endorses the plan no more.",
	}, access.ChangeCommitment), withdrawCommitment)
	add(s, of(operation{
		method: "POST", path: "/{commitment}/reopening", id: "reopen-commitment", status: http.StatusCreated, summary: "Reopen a commitment",
		description: "Takes up again what was completed or withdrawn. That is news, and does not rewrite the past.",
	}, access.ChangeCommitment), reopenCommitment)
	add(s, of(operation{
		method: "POST", path: "/{commitment}/handover", id: "hand-over-commitment", status: http.StatusCreated, summary: "Hand a commitment over",
		description: "To another contact, another lead, or both.",
	}, access.ChangeCommitment), handOver)
	add(s, of(operation{
		method: "POST", path: "/{commitment}/milestones", id: "add-milestone", status: http.StatusCreated, summary: "Add a milestone",
	}, access.ChangeCommitment), addMilestone)
	add(s, of(operation{
		method: "POST", path: "/{commitment}/milestones/{milestone}/reached", id: "reach-milestone", status: http.StatusCreated, summary: "Reach a milestone",
	}, access.LogProgress), reachMilestone)
	add(s, of(operation{
		method: "POST", path: "/{commitment}/entries/{seq}/correction", id: "correct-entry", status: http.StatusCreated, summary: "Correct an entry",
		description: "The corrected entry stays, marked; what the correction does not repeat is gone. Contributors correct what they wrote themselves.",
	}, access.ChangeCommitment), correctEntry)
	add(s, of(operation{
		method: "POST", path: "/{commitment}/entries/{seq}/undo", id: "undo-entry", status: http.StatusCreated, summary: "Undo an entry of your own",
		description: "Within 15 minutes. It appends a correction and deletes nothing.",
	}, access.ChangeOwnEntry), undoEntry)
	add(s, of(operation{
		method: "POST", path: "/{commitment}/entries/{seq}/redaction", id: "redact-entry", status: http.StatusCreated, summary: "Remove the text of an entry",
		description: "For privacy. Who did it, when and why stays, and so do the figures and every digest.",
	}, access.RedactOrganisation, access.RedactAny), redactEntry)
}

// NewCommitment is what a registration says.
type NewCommitment struct {
	Title       string                 `json:"title" minLength:"1" maxLength:"200" example:"Joint paper on the update of General Comment 25"`
	Description string                 `json:"description,omitempty" maxLength:"4000" example:"A position paper with three partners."`
	Lead        string                 `json:"lead" minLength:"1" maxLength:"64" example:"ndi" doc:"Handle of the organisation that leads it."`
	Partners    []string               `json:"partners,omitempty" maxItems:"50" example:"[\"anfrel\"]" doc:"Handles."`
	Steps       []string               `json:"steps" minItems:"1" maxItems:"50" example:"[\"25\"]" doc:"Codes; the first is primary."`
	Countries   []string               `json:"countries,omitempty" maxItems:"250" example:"[\"KE\"]" doc:"ISO 3166-1 alpha-2."`
	Cadence     plans.Cadence          `json:"cadence,omitempty" enum:"one_off,continuing" example:"one_off" doc:"Without it: one_off if there is a due date, else as the primary step."`
	StartsOn    civil.Date             `json:"starts_on,omitempty" format:"date" example:"2026-12-01"`
	DueOn       civil.Date             `json:"due_on,omitempty" format:"date" example:"2027-03-31"`
	Measure     string                 `json:"measure,omitempty" maxLength:"1000" example:"The paper is published."`
	Visibility  access.Visibility      `json:"visibility,omitempty" enum:"public,endorsers,conveners,unattributed" example:"public" doc:"Without it: public."`
	Status      commitments.Status     `json:"status,omitempty" enum:"planned,in_progress,mostly_done,completed" example:"planned" doc:"Without it: planned, or in_progress if continuing."`
	Percent     *int                   `json:"percent,omitempty" minimum:"0" maximum:"100" example:"0"`
	Confidence  commitments.Confidence `json:"confidence,omitempty" enum:"on_track,at_risk,off_track" example:"on_track"`
	Note        string                 `json:"note,omitempty" maxLength:"4000" example:"Agreed at the annual meeting."`
	EffectiveOn civil.Date             `json:"effective_on,omitempty" format:"date" example:"2026-11-25" doc:"Without it: today."`
	Request     string                 `json:"request,omitempty" maxLength:"4000" example:"Letter of 3 November 2026" doc:"Of a convener who registers for an organisation: its written request."`
}

type registerInput struct {
	Call
	PlanPath
	WriteHeaders
	Body NewCommitment
}

func register(x *exchange, in *registerInput) (*registeredOutput, error) {
	b := in.Body
	outcome, err := x.do(in.WriteHeaders, commitments.Register{
		Plan: x.plan.Slug, Title: b.Title, Description: b.Description, Lead: handleIn(b.Lead), Partners: b.Partners, Steps: b.Steps,
		Countries: b.Countries, Cadence: b.Cadence, StartsOn: b.StartsOn, DueOn: b.DueOn, Measure: b.Measure,
		Visibility: b.Visibility, Status: b.Status, Percent: b.Percent, Confidence: b.Confidence, Note: b.Note,
		EffectiveOn: b.EffectiveOn, Request: b.Request,
	})
	if err != nil {
		return nil, err
	}
	done, err := x.changed(outcome.Commitment, outcome.Seqs[0])
	if err != nil {
		return nil, err
	}
	return &registeredOutput{done.ETag, "/v1/plans/" + x.plan.Slug + "/commitments/" + outcome.Commitment, done.Body}, nil
}

// CommitmentChanges are the fields of an edit.
type CommitmentChanges struct {
	Title       given[string]      `json:"title,omitzero" maxLength:"200" example:"Joint paper on the update"`
	Description given[string]      `json:"description,omitzero" maxLength:"4000" example:"A position paper with three partners."`
	Partners    given[[]string]    `json:"partners,omitzero" maxItems:"50" example:"[\"anfrel\"]"`
	Steps       given[[]string]    `json:"steps,omitzero" maxItems:"50" example:"[\"25\"]"`
	Countries   given[[]string]    `json:"countries,omitzero" maxItems:"250" example:"[\"KE\"]"`
	StartsOn    given[civil.Date]  `json:"starts_on,omitzero" format:"date" example:"2026-12-01"`
	DueOn       given[civil.Date]  `json:"due_on,omitzero" format:"date" example:"2027-06-30"`
	Measure     given[string]      `json:"measure,omitzero" maxLength:"1000" example:"The paper is published."`
	Visibility  *access.Visibility `json:"visibility,omitempty" enum:"public,endorsers,conveners,unattributed" example:"public"`
	Note        string             `json:"note,omitempty" maxLength:"4000" example:"The committee meets later."`
	EffectiveOn civil.Date         `json:"effective_on,omitempty" format:"date" example:"2026-11-25" doc:"Without it: today."`
}

type editInput struct {
	Call
	CommitmentPath
	WriteHeaders
	Match
	Body CommitmentChanges
}

func edit(x *exchange, in *editInput) (*changedOutput, error) {
	version, err := x.version(in.Match)
	if err != nil {
		return nil, err
	}
	b := in.Body
	return x.change(in.WriteHeaders, in.Commitment, commitments.Edit{
		Plan: x.plan.Slug, Ref: in.Commitment, Version: version, Title: b.Title.pointer(), Description: b.Description.pointer(),
		Partners: b.Partners.pointer(), Steps: b.Steps.pointer(), Countries: b.Countries.pointer(), StartsOn: b.StartsOn.pointer(),
		DueOn: b.DueOn.pointer(), Measure: b.Measure.pointer(), Visibility: b.Visibility, Note: b.Note, EffectiveOn: b.EffectiveOn,
	})
}

// Progress is news of a commitment.
type Progress struct {
	Status      commitments.Status     `json:"status,omitempty" enum:"planned,in_progress,mostly_done,completed" example:"in_progress"`
	Percent     *int                   `json:"percent,omitempty" minimum:"0" maximum:"100" example:"40"`
	Confidence  commitments.Confidence `json:"confidence,omitempty" enum:"on_track,at_risk,off_track" example:"on_track"`
	Note        string                 `json:"note,omitempty" maxLength:"4000" example:"Consultation held with 14 organisations."`
	Evidence    []Evidence             `json:"evidence,omitempty" maxItems:"20"`
	EffectiveOn civil.Date             `json:"effective_on,omitempty" format:"date" example:"2026-11-25" doc:"Without it: today."`
}

func (p Progress) log(plan, ref string, version int) commitments.Log {
	return commitments.Log{
		Plan: plan, Ref: ref, Version: version, Status: p.Status, Percent: p.Percent, Confidence: p.Confidence, Note: p.Note,
		Evidence: evidenceIn(p.Evidence), EffectiveOn: p.EffectiveOn,
	}
}

func evidenceIn(links []Evidence) []commitments.Evidence {
	return listOf(links, func(l *Evidence) commitments.Evidence { return commitments.Evidence(*l) })
}

type progressInput struct {
	Call
	CommitmentPath
	WriteHeaders
	Match
	Body Progress
}

func logProgress(x *exchange, in *progressInput) (*changedOutput, error) {
	version, err := x.version(in.Match)
	if err != nil {
		return nil, err
	}
	return x.change(in.WriteHeaders, in.Commitment, in.Body.log(x.plan.Slug, in.Commitment, version))
}

// Remark may go with an attestation.
type Remark struct {
	Note        string     `json:"note,omitempty" maxLength:"4000" example:"As planned."`
	EffectiveOn civil.Date `json:"effective_on,omitempty" format:"date" example:"2026-11-25" doc:"Without it: today."`
}

type attestInput struct {
	Call
	CommitmentPath
	WriteHeaders
	Match
	Body Remark
}

func attestNoChange(x *exchange, in *attestInput) (*changedOutput, error) {
	version, err := x.version(in.Match)
	if err != nil {
		return nil, err
	}
	return x.change(in.WriteHeaders, in.Commitment, commitments.AttestNoChange{
		Plan: x.plan.Slug, Ref: in.Commitment, Version: version, Note: in.Body.Note, EffectiveOn: in.Body.EffectiveOn,
	})
}

// Reason is owed by whoever pauses or withdraws.
type Reason struct {
	Reason      string     `json:"reason" minLength:"1" maxLength:"4000" example:"The funding ended."`
	EffectiveOn civil.Date `json:"effective_on,omitempty" format:"date" example:"2026-11-25" doc:"Without it: today."`
}

type reasonInput struct {
	Call
	CommitmentPath
	WriteHeaders
	Match
	Body Reason
}

func pauseCommitment(x *exchange, in *reasonInput) (*changedOutput, error) {
	version, err := x.version(in.Match)
	if err != nil {
		return nil, err
	}
	return x.change(in.WriteHeaders, in.Commitment, commitments.Pause{
		Plan: x.plan.Slug, Ref: in.Commitment, Version: version, Reason: in.Body.Reason, EffectiveOn: in.Body.EffectiveOn,
	})
}

func withdrawCommitment(x *exchange, in *reasonInput) (*changedOutput, error) {
	version, err := x.version(in.Match)
	if err != nil {
		return nil, err
	}
	return x.change(in.WriteHeaders, in.Commitment, commitments.Withdraw{
		Plan: x.plan.Slug, Ref: in.Commitment, Version: version, Reason: in.Body.Reason, EffectiveOn: in.Body.EffectiveOn,
	})
}

// Reopening says why a closed commitment is taken up again, and where it stands.
type Reopening struct {
	Reason
	Status commitments.Status `json:"status,omitempty" enum:"planned,in_progress,mostly_done" example:"in_progress" doc:"Without it: in_progress."`
}

type reopenInput struct {
	Call
	CommitmentPath
	WriteHeaders
	Match
	Body Reopening
}

func reopenCommitment(x *exchange, in *reopenInput) (*changedOutput, error) {
	version, err := x.version(in.Match)
	if err != nil {
		return nil, err
	}
	return x.change(in.WriteHeaders, in.Commitment, commitments.Reopen{
		Plan: x.plan.Slug, Ref: in.Commitment, Version: version, Status: in.Body.Status, Reason: in.Body.Reason.Reason,
		EffectiveOn: in.Body.EffectiveOn,
	})
}

// Handover names the new contact, the new lead, or both.
type Handover struct {
	To   string `json:"to,omitempty" maxLength:"64" example:"m-9f520f6f3c1b2a44" doc:"Key of the new contact, a member of one of the organisations."`
	Lead string `json:"lead,omitempty" maxLength:"64" example:"anfrel" doc:"Handle of the new lead."`
	Note string `json:"note,omitempty" maxLength:"4000" example:"Ana is on leave."`
}

type handOverInput struct {
	Call
	CommitmentPath
	WriteHeaders
	Match
	Body Handover
}

func handOver(x *exchange, in *handOverInput) (*changedOutput, error) {
	version, err := x.version(in.Match)
	if err != nil {
		return nil, err
	}
	return x.change(in.WriteHeaders, in.Commitment, commitments.HandOver{
		Plan: x.plan.Slug, Ref: in.Commitment, Version: version, To: in.Body.To, Lead: handleIn(in.Body.Lead), Note: in.Body.Note,
	})
}

// NewMilestone is a milestone to add.
type NewMilestone struct {
	Title string     `json:"title" minLength:"1" maxLength:"200" example:"First draft"`
	DueOn civil.Date `json:"due_on,omitempty" format:"date" example:"2027-01-31"`
}

type milestoneInput struct {
	Call
	CommitmentPath
	WriteHeaders
	Match
	Body NewMilestone
}

func addMilestone(x *exchange, in *milestoneInput) (*changedOutput, error) {
	version, err := x.version(in.Match)
	if err != nil {
		return nil, err
	}
	return x.change(in.WriteHeaders, in.Commitment, commitments.AddMilestone{
		Plan: x.plan.Slug, Ref: in.Commitment, Version: version, Title: in.Body.Title, DueOn: in.Body.DueOn,
	})
}

// Reached says when a milestone was reached.
type Reached struct {
	DoneOn civil.Date `json:"done_on,omitempty" format:"date" example:"2026-11-25" doc:"Without it: today."`
	Note   string     `json:"note,omitempty" maxLength:"4000" example:"The draft is out."`
}

type reachInput struct {
	Call
	CommitmentPath
	Milestone string `path:"milestone" maxLength:"200" example:"m1" doc:"Its key."`
	WriteHeaders
	Match
	Body Reached
}

func reachMilestone(x *exchange, in *reachInput) (*changedOutput, error) {
	version, err := x.version(in.Match)
	if err != nil {
		return nil, err
	}
	return x.change(in.WriteHeaders, in.Commitment, commitments.ReachMilestone{
		Plan: x.plan.Slug, Ref: in.Commitment, Version: version, Key: in.Milestone, DoneOn: in.Body.DoneOn, Note: in.Body.Note,
	})
}
