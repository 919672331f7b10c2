// Package sheet is the round trip through a spreadsheet: a workbook with the commitments of a plan and a sheet of
// progress that a focal point fills in, and its way back, first as a difference and then as entries (docs/spreadsheet.md).
// It reads and writes workbooks, and says what a filled-in row means; what may be recorded is decided by
// commitments.Service alone. It knows no database and no clock.
package sheet

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
)

// What the sheet about says of the form of a workbook.
const (
	format        = "accord-sheet"
	formatVersion = 1
)

// ExportOptions say what a workbook holds, and for whom.
type ExportOptions struct {
	Plan         *plans.Plan
	Reader       access.Reader // whoever will open it: nothing is in it that they may not see
	Organisation string        // handle: only what it leads or takes part in; empty: all of the plan
	At           time.Time     // of the export
	Printer      *i18n.Printer // the language of heads and words
}

// Exported says what a workbook was made of.
type Exported struct {
	Workbook    string // id: the same for the same organisation, reader and journal
	Commitments int
	Rows        int // of the sheet of progress
}

// Remark is what there is to say about a cell: an error, or something that is not taken as it stands.
type Remark struct {
	Sheet   string // name of the sheet, as it is in the file; empty if the remark is about the whole file
	Cell    string // "F7"; empty if it is about the whole sheet
	Problem problem.Problem
}

// Place is where the remark belongs, as spreadsheets write it: "Progress!F7", "'Our news'!F7".
func (r Remark) Place() string {
	if r.Cell != "" && strings.ContainsAny(r.Sheet, " '-!&()") {
		return "'" + strings.ReplaceAll(r.Sheet, "'", "''") + "'!" + r.Cell
	}
	switch {
	case r.Sheet == "":
		return ""
	case r.Cell == "":
		return r.Sheet
	default:
		return r.Sheet + "!" + r.Cell
	}
}

// workbookID is the id of the workbook that the options make of a journal which ends at tail.
func (o ExportOptions) workbookID(tail commitments.Tail) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{
		o.Plan.Slug, o.Organisation, string(o.Reader.Audience), strings.Join(o.Reader.Organisations, ","),
		strconv.FormatInt(tail.Position, 10), tail.Digest,
	}, "\n")))
	return hex.EncodeToString(sum[:16])
}
