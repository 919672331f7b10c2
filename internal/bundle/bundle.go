// Package bundle is the open import and export format: everything about one plan, readable without the product, enough
// to recompute every figure and to verify that no entry was changed. It reads and writes both forms of a bundle, JSON
// and NDJSON, lists everything that is wrong with one, verifies its chain without a store, and brings it into a store
// through the small interfaces in store.go. It knows no database.
//
//	Verify       a file, offline: its chain, and that what repeats the entries says what they say
//	VerifyStore  the same of a store
//	Import       a file into a store: everything, or nothing and all that is wrong with it
//	Export       a plan out of a store, as an audience may see it
package bundle

import (
	"fmt"

	"github.com/accord-tracker/accord/internal/problem"
)

// Format and Version are what the head of a bundle says of itself.
const (
	Format  = "accord-bundle"
	Version = 1
)

// list is one of the lists of a bundle, in the order in which they stand.
type list uint8

const (
	inHead list = iota
	organisations
	members
	endorsements
	events
	commitmentList
	milestones
	entries
	withheldList
	inEnd
)

// listNames are the lists by the names that JSON and the counts of NDJSON give them.
var listNames = [...]string{
	organisations: "organisations", members: "members", endorsements: "endorsements", events: "events",
	commitmentList: "commitments", milestones: "milestones", entries: "entries", withheldList: "withheld",
}

// recordNames are the records of NDJSON.
var recordNames = [...]string{
	inHead: "bundle", organisations: "organisation", members: "member", endorsements: "endorsement", events: "event",
	commitmentList: "commitment", milestones: "milestone", entries: "entry", withheldList: "withheld", inEnd: "end",
}

// Error is one thing that is wrong with a bundle: where, and why. Paths are "entries[12].percent" in JSON, counted from
// 0, and "line[57].percent" in NDJSON, counted from 1.
type Error struct {
	Path    string
	Problem problem.Problem
	order   uint64
}

func (e Error) Error() string { return fmt.Sprintf("%s: %v", e.Path, e.Problem) }
