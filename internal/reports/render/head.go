package render

import (
	"github.com/accord-tracker/accord/internal/commitments"
)

// head says which report this is, and how it stands.
func (b *build) head() {
	d, v := b.document, b.voice
	b.id = FileName(d)
	b.title = v.Sentence("render.title", "period", d.Quarter())
	b.subject = b.names.Plan.TitleIn(b.language())
	b.fact("plan", writing(b.subject))
	b.fact("edition", writing(d.Edition))
	b.fact("period", phrase(v.Sentence("render.period", "first", d.Start, "last", d.Last())))
	b.fact("cutoff", phrase(v.Time(d.Cutoff)))
	b.fact("audience", phrase(v.wordOf("audience.", string(d.Audience))))
	b.fact("time_zone", codeOf(d.TimeZone))
	b.standing()
}

// standing says whether the report is a draft, published, or an erratum, and of what.
func (b *build) standing() {
	v, p := b.voice, b.report.Publication
	if p == nil {
		b.banner = v.say("render.banner.draft")
		b.fact("state", phrase(v.say("report_state.draft")))
		return
	}
	b.fact("state", phrase(v.say("report_state.published")))
	b.fact("published_at", phrase(v.Time(p.At)))
	b.fact("report_id", b.reportID(p.ID))
	if p.ErratumOf != "" {
		b.banner = v.Sentence("render.banner.erratum")
		b.fact("erratum_of", b.reportID(p.ErratumOf))
		b.bannerAt = b.reportLink(p.ErratumOf)
	}
	if p.Note != "" {
		b.fact("erratum_note", writing(p.Note))
	}
	if p.MendedBy != "" {
		b.banner = v.say("render.banner.mended")
		b.fact("mended_by", b.reportID(p.MendedBy))
		b.bannerAt = b.reportLink(p.MendedBy)
	}
}

func (b *build) fact(key string, value cell) {
	b.facts = append(b.facts, fact{key, b.voice.wordOf("render.fact.", key), value})
}

func (b *build) reportID(id string) cell { return to(codeOf(id), b.reportLink(id)) }

func (b *build) reportLink(id string) string {
	if b.report.Links.Report == nil {
		return ""
	}
	return b.report.Links.Report(id)
}

// howToRead explains every figure, in the words of docs/figures.md.
func (b *build) howToRead() {
	var all definitions
	for _, name := range [...]string{
		"live", "open", "coverage", "in_hand", "gaps", "reporting_rate", "on_time_rate", "overdue", "stale", "freshness",
		"movement", "moved_dates", "reported_late", "restated", "joint", "unattributed", "rates", "neutral", "entries",
	} {
		all = append(all, definition{b.voice.wordOf("render.figure.", name), b.voice.wordOf("render.define.", name)})
	}
	b.chapter("reading", b.explain("reading"), all)
}

// howToCheck prints what others need to verify the report: the hash of the figures, and the head of the digest chain.
func (b *build) howToCheck() {
	head := b.names.Head
	position, digest := head.Position, head.Digest
	if position == 0 {
		digest = commitments.Genesis
	}
	rows := [][]cell{
		{term("sha256"), codeOf(hashOf(b.report.figures()))},
		{term("head_position"), count(int(position))},
		{term("head_digest"), codeOf(digest)},
	}
	what := b.column("check", word, 2)
	what.words, what.values = "render.check.", []string{"sha256", "head_position", "head_digest"}
	t := b.keep(&table{
		key: "checking", title: b.voice.wordOf("render.heading.", "checking"), whole: true, count: len(rows),
		columns: []column{what, b.column("value", written, 5)}, row: func(i int) []cell { return rows[i] },
	})
	b.chapter("checking", b.explain("checking"), t)
}
