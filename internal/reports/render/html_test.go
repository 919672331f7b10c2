package render

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/reports"
)

func TestThePageIsSmallAndNeedsNothingElse(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"en", "fr", "es", "ar"} {
		page := string(rendered(t, "html", secondQuarter(t, language)))
		if len(page) >= 200_000 {
			t.Errorf("%s: the page has %d bytes, want less than 200,000", language, len(page))
		}
		for _, other := range []string{"<script", "<link", "<img", " src=", "url(", "@import", "http:", "https:", "<iframe", " on"} {
			if other == " on" {
				if found := regexp.MustCompile(`\son[a-z]+="`).FindString(page); found != "" {
					t.Errorf("%s: the page has a handler: %s", language, found)
				}
				continue
			}
			if strings.Contains(page, other) {
				t.Errorf("%s: the page has %s", language, other)
			}
		}
	}
}

func TestHeadingsGoDownOneStepAtATime(t *testing.T) {
	t.Parallel()
	last := 0
	for _, h := range regexp.MustCompile(`<h([1-6])`).FindAllStringSubmatch(string(rendered(t, "html", secondQuarter(t, "en"))), -1) {
		level := int(h[1][0] - '0')
		if level > last+1 {
			t.Errorf("a heading of level %d comes after one of level %d", level, last)
		}
		last = level
	}
}

func TestEveryTableHasACaptionAndHeads(t *testing.T) {
	t.Parallel()
	page := string(rendered(t, "html", secondQuarter(t, "ar")))
	tables := strings.Split(page, "<table")[1:]
	if len(tables) < 20 {
		t.Errorf("the page has %d tables, want all", len(tables))
	}
	for _, table := range tables {
		if !strings.Contains(table, "<caption") || !strings.Contains(table, `<th scope="col"`) || !strings.Contains(table, `<th scope="row"`) {
			t.Errorf("a table without caption or heads: %.300s", table)
		}
	}
}

func TestEveryChartHasADescriptionAndATable(t *testing.T) {
	t.Parallel()
	page := string(rendered(t, "html", secondQuarter(t, "en")))
	charts := strings.Split(page, "<svg")[1:]
	if len(charts) != 3 {
		t.Fatalf("the page has %d charts, want 3", len(charts))
	}
	for _, chart := range charts {
		_, after, _ := strings.Cut(chart, "</figure>")
		if !strings.Contains(chart, `role="img"`) || !strings.Contains(chart, "<title") || !strings.Contains(chart, "<desc") || !strings.Contains(after[:200], "<table") {
			t.Errorf("a chart without description or table: %.300s", chart)
		}
	}
}

func TestEveryLinkWithinThePageLeadsSomewhere(t *testing.T) {
	t.Parallel()
	page := string(rendered(t, "html", secondQuarter(t, "en")))
	links := regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page, -1)
	if len(links) < 40 {
		t.Errorf("the page has %d links, want those of refs and steps", len(links))
	}
	ids := map[string]int{}
	for _, id := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if ids[id[1]]++; ids[id[1]] > 1 {
			t.Errorf("the id %s stands twice", id[1])
		}
	}
	for _, link := range links {
		if ids[link[1]] == 0 {
			t.Errorf("nothing has the id %s", link[1])
		}
	}
}

func TestRefsLeadToTheirPagesWhereTheseAreKnown(t *testing.T) {
	t.Parallel()
	r := secondQuarter(t, "en")
	r.Links.Commitment = func(ref string) string { return "https://accord.example/plans/hres-2018/commitments/" + ref }
	for format, want := range map[string]string{
		"html": `<a href="https://accord.example/plans/hres-2018/commitments/C-16"><bdi>C-16</bdi></a>`,
		"md":   "[C-16](<https://accord.example/plans/hres-2018/commitments/C-16>)",
	} {
		if got := string(rendered(t, format, r)); !strings.Contains(got, want) {
			t.Errorf("%s: want %s in it", format, want)
		}
	}
}

func TestALongListIsCutAndSaysWhereAllOfItIs(t *testing.T) {
	t.Parallel()
	r := secondQuarter(t, "en")
	r.Options.Rows = 3
	page := string(rendered(t, "html", r))
	if want := "The first 3 of 22 rows are shown. CSV and JSON have all of them."; !strings.Contains(page, want) && !strings.Contains(page, strings.Replace(want, "22", "23", 1)) {
		t.Errorf("the page does not say that the list of commitments is cut")
	}
	if strings.Contains(page, `id="C-8"`) || strings.Contains(page, `href="#C-8"`) {
		t.Error("the page has a row that was to be cut, or leads to it")
	}
	if rows := strings.Count(fileOf(t, zipped(t, rendered(t, "csv", r)), "movement.csv"), "\n"); rows != 1+len(r.Document.Movement) {
		t.Errorf("movement.csv: got %d lines, want all %d commitments and the heads", rows, len(r.Document.Movement))
	}
}

func TestAZeroDenominatorIsADash(t *testing.T) {
	t.Parallel()
	r := secondQuarter(t, "en")
	d := &reports.Document{
		Format: reports.Format, FormatVersion: reports.FormatVersion, Plan: r.Document.Plan, Edition: "2018", Period: r.Document.Period,
		Start: r.Document.Start, End: r.Document.End, TimeZone: r.Document.TimeZone, Cutoff: r.Document.Cutoff, Audience: r.Document.Audience,
	}
	r.Document, r.Figures, r.Publication = d, nil, nil
	text := string(rendered(t, "md", r))
	for _, want := range []string{"| Reporting rate | – |", "| Coverage | – |", "This is a draft.", "There is no commitment yet."} {
		if !strings.Contains(text, want) {
			t.Errorf("an empty report: want %q in it", want)
		}
	}
	for _, f := range Formats() {
		rendered(t, f.Name, r)
	}
}

func TestTheReportSaysHowItStands(t *testing.T) {
	t.Parallel()
	r := secondQuarter(t, "en")
	r.Publication.ErratumOf, r.Publication.Note = "earlier", "C-8 was counted twice"
	r.Links.Report = func(id string) string { return "https://accord.example/reports/" + id }
	page := string(rendered(t, "html", r))
	for _, want := range []string{"This is an erratum", "C-8 was counted twice", `<a href="https://accord.example/reports/earlier">`} {
		if !strings.Contains(page, want) {
			t.Errorf("an erratum: want %q in it", want)
		}
	}
	r.Publication.MendedBy = "later"
	if page := string(rendered(t, "html", r)); !strings.Contains(page, "This report was mended") {
		t.Error("a mended report does not say so")
	}
}

func TestOrganisationsStandByHandleWithoutRank(t *testing.T) {
	t.Parallel()
	_, table, _ := strings.Cut(string(rendered(t, "html", secondQuarter(t, "en"))), `<h2 id="organisations"`)
	table, _, _ = strings.Cut(table, "</table>")
	var handles []string
	for _, id := range regexp.MustCompile(`id="organisation-([a-z0-9-]+)"`).FindAllStringSubmatch(table, -1) {
		handles = append(handles, id[1])
	}
	if len(handles) != 9 || !slices.IsSorted(handles) {
		t.Errorf("organisations: got %v, want all nine in the order of their handles", handles)
	}
}
