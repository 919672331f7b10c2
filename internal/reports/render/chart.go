package render

import (
	"github.com/accord-tracker/accord/internal/reports"
)

// chart is bars that lie, each divided into series. The table beside it has the same numbers.
type chart struct {
	key    string
	title  string
	text   string // what it shows, for those who do not see it
	names  []string
	series []series
}

// series is one part of every bar.
type series struct {
	name   string
	look   look
	values []int
}

// look is a fill that can be told from its neighbours without colour: by its lightness and its strokes.
type look struct {
	fill  rgb
	dark  bool // letters on it are white
	slant slant
}

type rgb [3]uint8

// slant of the strokes of a fill.
type slant int

const (
	plain slant = iota
	rising
	falling
	level
)

// Fills that keep apart in print without colour, and for those who see colours differently.
var (
	pale   = look{fill: rgb{0xe3, 0xea, 0xf2}}
	light  = look{fill: rgb{0xa6, 0xc8, 0xe4}, slant: rising}
	middle = look{fill: rgb{0x2f, 0x6f, 0xa3}, dark: true, slant: falling}
	deep   = look{fill: rgb{0x12, 0x3f, 0x68}, dark: true}
	warm   = look{fill: rgb{0xf3, 0xd9, 0xa4}, slant: level}
)

// statusChart shows the live commitments of each theme by status.
func (b *build) statusChart() *chart {
	c := b.newChart("status", b.themeNames())
	for i, look := range [len(reports.LiveStatuses)]look{pale, light, middle, deep, warm} {
		status := reports.LiveStatuses[i]
		s := series{name: b.voice.wordOf("status.", string(status)), look: look}
		for j := range b.document.Themes {
			s.values = append(s.values, b.document.Themes[j].Status.Of(status))
		}
		c.series = append(c.series, s)
	}
	return c
}

// coverageChart shows the steps of each theme: with an open commitment, with completed ones only, with none.
func (b *build) coverageChart() *chart {
	c := b.newChart("coverage", b.themeNames())
	open := series{name: b.voice.say("render.step.in_hand"), look: middle}
	done := series{name: b.voice.say("render.step.completed"), look: deep}
	gap := series{name: b.voice.say("render.step.gap"), look: pale}
	for i := range b.document.Themes {
		t := &b.document.Themes[i]
		open.values = append(open.values, t.InHand.Numerator)
		done.values = append(done.values, t.Coverage.Numerator-t.InHand.Numerator)
		gap.values = append(gap.values, len(t.Gaps))
	}
	c.series = []series{open, done, gap}
	return c
}

// movementChart shows how many commitments moved in which way.
func (b *build) movementChart() *chart {
	c := b.newChart("movement", nil)
	all := series{name: b.voice.say("render.column.commitments"), look: middle}
	for _, m := range reports.AllMoves {
		c.names = append(c.names, b.voice.wordOf("movement.", string(m)))
		all.values = append(all.values, b.document.Overall.Movement.Of(m))
	}
	c.series = []series{all}
	return c
}

func (b *build) newChart(key string, names []string) *chart {
	return &chart{key: key, title: b.voice.wordOf("render.chart.", key), text: b.voice.wordOf("render.chart_text.", key), names: names}
}

func (b *build) themeNames() []string {
	var all []string
	for i := range b.document.Themes {
		all = append(all, b.themeTitle(b.document.Themes[i].Key))
	}
	return all
}

// most is the length of the longest bar.
func (c *chart) most() int {
	most := 1
	for i := range c.names {
		sum := 0
		for _, s := range c.series {
			sum += s.values[i]
		}
		most = max(most, sum)
	}
	return most
}
