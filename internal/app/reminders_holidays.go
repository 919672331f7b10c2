package app

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/feeds"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/plans"
)

type reminderHolidaysCommand struct {
	Organisation string        `arg:"" help:"The handle of the organisation."`
	Source       string        `arg:"" help:"A file in iCalendar form or of lines, - for standard input, or an https address."`
	Allow        []string      `help:"Private networks that the address may lead into." placeholder:"NETWORK" env:"ACCORD_CALENDAR_ALLOW"`
	Timeout      time.Duration `help:"How long the server has to send the calendar." default:"30s"`
}

// holidayYears is how far ahead holidays that recur are counted out.
const holidayYears = 3

// Run takes all holidays from the source: those that were there before are gone.
func (c reminderHolidaysCommand) Run(ctx context.Context, p Program, cli *apiCLI) error {
	return withHouse(ctx, p, cli.Common, func(h *house) error {
		text, _, err := calendarImportCommand{Source: c.Source, Allow: c.Allow, Timeout: c.Timeout}.read(ctx, p)
		if err != nil {
			return err
		}
		plan, err := h.plan(ctx, "")
		if err != nil {
			return err
		}
		days, err := h.holidaysIn(text, plan)
		if err != nil {
			return saidError{err, h.printer.Sentence("notices.bad_holidays", "file", c.Source, "trouble", err.Error())}
		}
		_, err = h.service.Do(ctx, operator(), commitments.SetOrganisationReminders{
			Plan: plan.Slug, Organisation: c.Organisation, Holidays: &days,
		})
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintln(p.Out, h.printer.Plural("notices.holidays", len(days)))
		return nil
	})
}

func (h *house) holidaysIn(text []byte, plan *plans.Plan) ([]people.Holiday, error) {
	if !bytes.Contains(text, []byte("BEGIN:VCALENDAR")) {
		return holidayLines(text)
	}
	zone, err := plan.Zone()
	if err != nil {
		return nil, err
	}
	today, err := h.today(plan)
	if err != nil {
		return nil, err
	}
	list, _, err := feeds.ReadCalendar(bytes.NewReader(text), feeds.Reading{
		From: today.AddDays(-31), To: today.AddMonths(12 * holidayYears), Zone: zone, Kind: "other",
	})
	if err != nil {
		return nil, err
	}
	var days []people.Holiday
	for _, e := range list {
		for day := e.Event.StartsOn; day <= max(e.Event.StartsOn, e.Event.EndsOn); day = day.AddDays(1) {
			days = append(days, people.Holiday{Day: day, Title: e.Event.Title})
		}
	}
	return days, nil
}

// holidayLines reads lines of a day and a title; empty ones and those that begin with # are left out.
func holidayLines(text []byte) ([]people.Holiday, error) {
	var days []people.Holiday
	lines := bufio.NewScanner(bytes.NewReader(text))
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		written, title, _ := strings.Cut(line, " ")
		day, err := civil.ParseDate(written)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		days = append(days, people.Holiday{Day: day, Title: strings.TrimSpace(title)})
	}
	return days, lines.Err()
}
