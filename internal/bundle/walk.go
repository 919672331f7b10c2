package bundle

import (
	"github.com/accord-tracker/accord/internal/commitments"
)

// walk goes along the chain in the order of the positions and says what is not as it should be (check 10). It goes on
// from what stands, so that one changed entry is one error.
type walk struct {
	*faults
	*journal
	lines bool
	tail  commitments.Tail // what stands before the first entry
	seek  string           // a digest to find on the way
	found int64            // where it was found

	position int64  // of the entry before
	claimed  string // digest of the entry before, as it says
	computed string // the same, as it should be
	since    int64  // the first of the withheld entries just before; 0 for none
}

// run needs the digests of all entries, and their positions, in the journal. It leaves there the
// digests of the chain, of those that do not say theirs.
func (w *walk) run() error {
	w.position, w.claimed, w.computed = w.tail.Position, w.tail.Digest, w.tail.Digest
	w.sortByPosition()
	recorded := int64(minInstant)
	_, unplaced := w.every(isPlaced)
	for i, o := range w.order {
		ordinal := int(o)
		r := w.at(ordinal)
		if r.position == 0 {
			continue // said already
		}
		follows := w.positioned(i, ordinal, unplaced > 0)
		if w.flags[ordinal]&isWithheld == 0 {
			if r.recordedAt < recorded {
				w.say(w.place(ordinal, w.lines), "position", "bundle.position_against_time", "position", r.position)
			}
			recorded = r.recordedAt
		}
		if err := w.check(ordinal, follows); err != nil {
			return err
		}
	}
	return nil
}

// minInstant is before every instant, in seconds.
const minInstant = -1 << 62

// positioned says whether the entry, the i-th in order, follows the one before.
func (w *walk) positioned(i, ordinal int, incomplete bool) bool {
	position := int64(w.at(ordinal).position)
	at := w.place(ordinal, w.lines)
	before := w.position
	w.position = position
	switch {
	case i > 0 && position == before:
		w.say(w.place(int(w.order[i-1]), w.lines), "position", "bundle.position_twice", "position", position)
		w.say(at, "position", "bundle.position_twice", "position", position)
	case position <= w.tail.Position:
		w.say(at, "position", "bundle.position_taken", "position", position, "next", w.tail.Position+1)
	case position > before+1 && !incomplete:
		w.say(at, "position", "bundle.position_gap", "position", position, "missing", before+1)
	}
	return position == before+1
}

// check holds one entry to the one before it.
func (w *walk) check(ordinal int, follows bool) error {
	claim, computed := "", ""
	if w.flags[ordinal]&isClaimed != 0 {
		var err error
		if claim, err = w.claim(ordinal); err != nil {
			return err
		}
	}
	if w.flags[ordinal]&isBroken == 0 {
		entry, err := w.link(ordinal)
		if err != nil {
			return err
		}
		computed = commitments.LinkDigest(w.claimed, entry)
		if follows && w.claimed != "" && claim != "" && claim != computed {
			if claim == commitments.LinkDigest(w.computed, entry) {
				computed = claim // what the entry before says of its digest is wrong, and was named
			} else {
				w.mismatch(ordinal)
			}
		}
	}
	return w.step(ordinal, claim, computed)
}

func (w *walk) mismatch(ordinal int) {
	at, position := w.place(ordinal, w.lines), w.at(ordinal).position
	if w.since > 0 {
		w.say(at, "digest", "bundle.digest_wrong_since", "position", position, "since", w.since)
		return
	}
	w.say(at, "digest", "bundle.digest_wrong", "position", position)
}

// step goes on to the next entry. Where one does not say its digest, or cannot be read, what is known goes in its place.
func (w *walk) step(ordinal int, claim, computed string) error {
	r := w.at(ordinal)
	switch {
	case w.flags[ordinal]&isWithheld == 0:
		w.since = 0
	case w.since == 0:
		w.since = int64(r.position)
	}
	if claim == "" {
		claim = computed
	}
	if computed == "" {
		computed = claim
	}
	w.claimed, w.computed = claim, computed
	if w.seek != "" && (claim == w.seek || computed == w.seek) {
		w.found = int64(r.position)
	}
	if w.flags[ordinal]&isClaimed != 0 {
		return nil
	}
	return w.setLink(ordinal, bytesOf(claim))
}
