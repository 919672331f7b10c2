package chat

import (
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/reply"
	"github.com/accord-tracker/accord/internal/reports"
)

// issue is a report that is shown: a draft, or what was published.
type issue struct {
	asked    reports.Arguments
	document *reports.Document
	names    *reports.Names       // of a published report only if it is handed over as a file
	frozen   *commitments.Report  // nil: a draft
	all      []commitments.Report // that were published, if this one was
}

// asksFile says whether the report is to be handed over as a file. The matrix is too wide for anything else.
func (t *turn) asksFile() bool { return t.args.Format != "" || t.args.Matrix }

// lastQuarter is the last one that has ended.
func (t *turn) lastQuarter() civil.Quarter { return civil.QuarterOf(t.today).Previous() }

// cutoffOf is the instant before which news counts for a report.
func (t *turn) cutoffOf(asked reports.Arguments) (time.Time, error) {
	zone, err := t.plan.Zone()
	if err != nil {
		return time.Time{}, err
	}
	return reports.DefaultCutoff(t.plan, zone, asked.Period), nil
}

// sayReport is a sentence about a report that the bot understands: sayReport("report_draft", asked).
func (t *turn) sayReport(what string, asked reports.Arguments) string {
	said := t.say(what, "period", asked.Period.String())
	if asked.Audience != access.ToPublic {
		said += " " + t.printer.Sentence("chat.spoken_audience."+string(asked.Audience))
	}
	return said
}

func (t *turn) reportButton(label, what string, asked reports.Arguments) reply.Button {
	return t.button(label, t.sayReport(what, asked), "period", asked.Period)
}
