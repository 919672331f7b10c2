//go:build race

package notices_test

const (
	spanDays   = 100
	spanPeople = 60
	spanDue    = 5
)
