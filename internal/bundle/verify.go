package bundle

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
)

// Verified is what a verification found. The head is the digest at the last position, as the file or store states it.
type Verified struct {
	Plan     string // slug
	Position int64
	Head     string
	Entries  int // those shown, whole or in part
	InPart   int // of these, those shown in part
	Withheld int
	FoundAt  int64 // position of the head that was asked for; 0 if it is nowhere
	Errors   []Error
	Total    int // how many errors there are; Errors holds the first 10,000
}

// VerifyOptions of Verify and VerifyStore.
type VerifyOptions struct {
	Head string // a head printed earlier, which must stand somewhere in the chain; empty: none is looked for
}

func (o VerifyOptions) wanted(f *faults) string {
	head := strings.ToLower(strings.TrimSpace(o.Head))
	if head != "" && !isHex(head, digestDigits) {
		f.say(place{}, "head", "bundle.not_hex", "digits", digestDigits)
		return ""
	}
	return head
}

// Verify reads a bundle of either form, whole or as shown to an audience, and says whether its chain holds and whether
// its commitments and milestones say what their entries say. It needs no store. What is wrong with the file comes back
// in Verified.Errors; the error is for a file that cannot be read at all, and for a context that ends.
func Verify(ctx context.Context, r io.ReadSeeker, o VerifyOptions) (Verified, error) {
	f, err := openFile(r)
	if err != nil {
		return Verified{}, err
	}
	c := newCheck(ctx, f, [32]byte{})
	defer c.journal.close()
	head := o.wanted(c.faults)
	if err := c.read(); err != nil {
		return Verified{}, err
	}
	v := Verified{Entries: c.counts[entries], InPart: c.shownPart, Withheld: c.counts[withheldList]}
	if c.plan != nil {
		v.Plan = c.plan.plan.Slug
		if with, without := c.journal.every(isClaimed); with == 0 && without > 0 {
			c.say(place{}, "entries", "bundle.no_chain")
		} else {
			w, err := c.chain(commitments.Tail{Digest: commitments.Genesis}, head)
			if err != nil {
				return Verified{}, err
			}
			v.Position, v.Head, v.FoundAt = w.position, w.claimed, w.found
		}
	}
	if head != "" && v.FoundAt == 0 {
		c.say(place{list: inEnd}, "head", "bundle.head_not_found", "head", head)
	}
	v.Errors, v.Total = c.inOrder(), c.total
	return v, nil
}

// read is the first reading. A bundle without a head has been said to be wrong, and is not read on.
func (c *check) read() error {
	err := c.file.read(c.ctx, c.faults, c)
	if errors.Is(err, errNoHead) {
		c.plan = nil
		return nil
	}
	if err == nil {
		err = c.seal.err
	}
	if err == nil {
		c.peopleRead()
	}
	if err == nil && c.books != nil {
		err = c.books.err
	}
	return err
}

// chain looks at positions and digests once all entries are read.
func (c *check) chain(tail commitments.Tail, seek string) (*walk, error) {
	c.someOnly(isClaimed, "digest", "bundle.digest_missing")
	placed, _ := c.journal.every(isPlaced)
	c.someOnly(isPlaced, "position", "bundle.position_missing")
	if placed == 0 {
		c.journal.assign(tail.Position)
		if err := c.digestsLate(); err != nil {
			return nil, err
		}
	}
	w := &walk{
		faults: c.faults, journal: c.journal, lines: c.file.lines, tail: tail, seek: seek,
	}
	return w, w.run()
}

// someOnly says which entries lack what others have.
func (c *check) someOnly(f flags, field, key string) {
	if with, without := c.journal.every(f); with == 0 || without == 0 {
		return
	}
	for ordinal, have := range c.journal.flags {
		if have&(f|isWithheld) == 0 {
			c.say(c.journal.place(ordinal, c.file.lines), field, key)
		}
	}
}

// digestsLate reads the bundle again for the digests of its entries, where these had no positions before.
func (c *check) digestsLate() error {
	late := &later{journal: c.journal, seal: c.seal}
	return c.file.read(c.ctx, &faults{}, late)
}

// later computes the digests of entries whose positions were assigned.
type later struct {
	ignored
	journal *journal
	seal    *sealer
	ordinal int
}

func (l *later) group(g *group) error {
	removed := redactions(g.entries)
	for i := range g.entries {
		e := g.entries[i].Entry
		if r := l.journal.at(l.ordinal); !g.entries[i].broken() && g.entries[i].entryDigest == "" {
			e.Position = int64(r.position)
			l.seal.date(&e)
			if err := l.journal.setLink(l.ordinal, l.seal.digest(e, l.ordinal, removed[e.Seq])); err != nil {
				return err
			}
		}
		l.ordinal++
	}
	return nil
}

func (l *later) withheld(withheldRecord) { l.ordinal++ }

// VerifyStore recomputes every digest of a plan's journal in the store, and says where the chain does not hold and
// where a commitment is not the fold of its entries. Paths are "C-12", "C-12.status", and "C-12.entries[3].digest" for
// the entry with seq 3. An unknown plan is a problem.Problem.
func VerifyStore(ctx context.Context, archive Archive, plan string, o VerifyOptions) (Verified, error) {
	var v Verified
	err := archive.Snapshot(ctx, func(s Source) error {
		p, err := s.Plan(ctx, plan)
		if errors.Is(err, commitments.ErrNotFound) {
			return problem.New(problem.NotFound, "plan.unknown", "plan", plan).At("plan")
		}
		if err != nil {
			return err
		}
		c := &storeCheck{head: o, recordedAt: time.Time{}, digest: commitments.Genesis, v: Verified{Plan: p.Slug}}
		err = c.run(ctx, s, p.ID)
		v = c.v
		return err
	})
	return v, err
}
