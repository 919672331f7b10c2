package reports

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
)

// SHA256 is the hash of figures as it is published, in hexadecimal: that of the bytes of JSON.
func SHA256(figures []byte) string {
	sum := sha256.Sum256(figures)
	return hex.EncodeToString(sum[:])
}

// Freeze makes of a draft what commitments.PublishReport keeps for ever. Who, when and the head of the chain are filled
// in there, which also refuses a report whose cutoff is still to come.
func Freeze(document *Document) commitments.Report {
	figures := document.JSON()
	return commitments.Report{
		Period: document.Quarter(), Cutoff: document.Cutoff, Audience: document.Audience,
		Figures: figures, SHA256: SHA256(figures),
	}
}

// Verification is what came of verifying a published report. All is well if Sound says so.
type Verification struct {
	HashHolds   bool         // the stored hash is that of the stored figures
	Differences []Difference // between the stored figures and those computed anew
}

// Sound says whether the report is still what was published, and what would be computed today.
func (v Verification) Sound() bool { return v.HashHolds && len(v.Differences) == 0 }

// Verify computes a published report anew from the same arguments, and names every figure that is now another one.
func Verify(ctx context.Context, source Source, frozen commitments.Report) (Verification, error) {
	published, err := Parse(frozen.Figures)
	if err != nil {
		return Verification{}, err
	}
	arguments := Arguments{Plan: published.Plan, Period: frozen.Period, Cutoff: frozen.Cutoff, Audience: frozen.Audience}
	document, err := Compute(ctx, source, arguments, frozen.PublishedAt)
	if err != nil {
		return Verification{}, fmt.Errorf("compute report %s anew: %w", frozen.ID, err)
	}
	v := Verification{HashHolds: SHA256(frozen.Figures) == frozen.SHA256}
	v.Differences, err = Differences(frozen.Figures, document.JSON())
	return v, err
}

// Erratum freezes a report that mends a published one of the same plan, period and audience: its cutoff may be later.
// The differences are what changed, for the note that an erratum owes. One that changes nothing is refused.
func Erratum(earlier commitments.Report, document *Document) (commitments.Report, []Difference, error) {
	report := Freeze(document)
	if report.Period != earlier.Period || report.Audience != earlier.Audience {
		return commitments.Report{}, nil, problem.New(problem.Invalid, "figures.erratum_of_another").At("erratum_of")
	}
	report.ErratumOf = earlier.ID
	differences, err := Differences(earlier.Figures, report.Figures)
	if err == nil && !slices.ContainsFunc(differences, func(d Difference) bool { return d.Path != "cutoff" }) {
		err = problem.New(problem.Conflict, "figures.erratum_changes_nothing").At("erratum_of")
	}
	return report, differences, err
}
