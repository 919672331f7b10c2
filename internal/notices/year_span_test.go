//go:build !race

package notices_test

// The year that is lived through: with the race detector, which makes it ten times as long, it is a spring with fewer
// people in it.
const (
	spanDays   = 366
	spanPeople = 200
	spanDue    = 40 // due commitments that are looked at, at least
)
