package feeds

import (
	"encoding/xml"
	"fmt"
	"io"
	"time"
)

// AtomType is the media type of an Atom feed (RFC 4287).
const AtomType = "application/atom+xml"

// Feed is an Atom feed, the latest entry first. ID and those of entries are IRIs that never change.
type Feed struct {
	ID       string
	Title    string
	Language string // BCP 47, of everything that does not say its own
	Self     string // address of the feed
	Entries  []Item
	// Updated is when anything in the feed changed last; zero: when its latest entry did. A feed without entries needs it.
	Updated time.Time
}

// Item is one entry of a feed. All texts are plain.
type Item struct {
	ID       string
	Title    string
	Link     string // where more is to be read
	Updated  time.Time
	Authors  []string // none: that of the feed
	Summary  string
	Language string // of the summary; empty: that of the feed
	Category string
}

type atomFeed struct {
	XMLName   xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Language  string      `xml:"xml:lang,attr"`
	ID        string      `xml:"id"`
	Title     atomText    `xml:"title"`
	Updated   string      `xml:"updated"`
	Author    atomPerson  `xml:"author"`
	Generator string      `xml:"generator"`
	Links     []atomLink  `xml:"link"`
	Entries   []atomEntry `xml:"entry"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      atomText       `xml:"title"`
	Updated    string         `xml:"updated"`
	Published  string         `xml:"published"`
	Authors    []atomPerson   `xml:"author"`
	Links      []atomLink     `xml:"link"`
	Categories []atomCategory `xml:"category"`
	Summary    *atomText      `xml:"summary"`
}

type atomText struct {
	Type     string `xml:"type,attr"`
	Language string `xml:"xml:lang,attr,omitempty"`
	Text     string `xml:",chardata"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

// product is the name of the program, in every language.
const product = "Accord"

// WriteTo writes the feed as Atom.
func (f *Feed) WriteTo(w io.Writer) (int64, error) {
	feed := atomFeed{
		Language: f.Language, ID: f.ID, Title: plain(f.Title), Updated: stamp(f.updated()), Author: atomPerson{product},
		Generator: product, Links: []atomLink{{Rel: "self", Type: AtomType, Href: f.Self}},
	}
	for i := range f.Entries {
		feed.Entries = append(feed.Entries, f.Entries[i].atom())
	}
	text, err := xml.MarshalIndent(feed, "", " ")
	if err != nil {
		return 0, fmt.Errorf("write a feed: %w", err)
	}
	n, err := fmt.Fprintf(w, "%s%s\n", xml.Header, text)
	return int64(n), err
}

func (f *Feed) updated() time.Time {
	if f.Updated.IsZero() && len(f.Entries) > 0 {
		return f.Entries[0].Updated
	}
	return f.Updated
}

func (e *Item) atom() atomEntry {
	entry := atomEntry{
		ID: e.ID, Title: plain(e.Title), Updated: stamp(e.Updated), Published: stamp(e.Updated),
		Links: []atomLink{{Rel: "alternate", Href: e.Link}},
	}
	for _, name := range e.Authors {
		entry.Authors = append(entry.Authors, atomPerson{clean(name)})
	}
	if e.Category != "" {
		entry.Categories = []atomCategory{{e.Category}}
	}
	if e.Summary != "" {
		summary := plain(e.Summary)
		summary.Language = e.Language
		entry.Summary = &summary
	}
	return entry
}

func plain(text string) atomText { return atomText{Type: "text", Text: clean(text)} }

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
