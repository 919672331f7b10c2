package bundle

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"slices"
)

// journal is what is remembered of every entry and of every one that is withheld, so that positions and digests can be
// looked at in their order once all is read: a few bytes in memory, and its digests in spools.
type journal struct {
	chunks [][]row
	flags  []flags
	claims spool    // what each says of its digest in the chain
	links  spool    // the digest of each entry; once the chain is walked, its digest in the chain
	order  []uint32 // ordinals by position
	names  []name   // of the entries without a position; they are needed only where none has one
}

// name of an entry.
type name struct{ number, seq uint32 }

// row of a journal. Its ordinal is its place in the order of reading, which is the same in every reading.
type row struct {
	recordedAt int64 // seconds
	position   uint32
	index      uint32 // of its place
}

// digest as bytes.
type digest = [32]byte

type flags uint8

const (
	isWithheld flags = 1 << iota
	isBroken         // it could not be read whole, so nothing is known of its digest
	isClaimed        // it says its digest
	isPlaced         // it says its position
)

const chunkRows = 4096

func (j *journal) len() int { return len(j.flags) }

func (j *journal) at(ordinal int) *row { return &j.chunks[ordinal/chunkRows][ordinal%chunkRows] }

// add notes an entry: its own digest, and the one in the chain that it says it has.
func (j *journal) add(r row, n name, f flags, own digest, claim string) error {
	if len(j.flags)%chunkRows == 0 {
		j.chunks = append(j.chunks, make([]row, 0, chunkRows))
	}
	last := len(j.chunks) - 1
	j.chunks[last] = append(j.chunks[last], r)
	raw := bytesOf(claim)
	if _, err := j.claims.Write(raw[:]); err != nil {
		return err
	}
	if _, err := j.links.Write(own[:]); err != nil {
		return err
	}
	if claim != "" {
		f |= isClaimed
	}
	if r.position != 0 {
		f |= isPlaced
	} else {
		j.names = append(j.names, n)
	}
	j.flags = append(j.flags, f)
	return nil
}

// claim is the digest that an entry says it has.
func (j *journal) claim(ordinal int) (string, error) { return digestAt(&j.claims, ordinal) }

// link is the digest of an entry; once the chain is walked, its digest in the chain.
func (j *journal) link(ordinal int) (string, error) { return digestAt(&j.links, ordinal) }

func digestAt(s *spool, ordinal int) (string, error) {
	var raw digest
	if _, err := s.ReadAt(raw[:], int64(ordinal)*int64(len(raw))); err != nil {
		return "", fmt.Errorf("read back a digest: %w", err)
	}
	return hexOf(raw), nil
}

func (j *journal) setLink(ordinal int, d digest) error {
	if _, err := j.links.WriteAt(d[:], int64(ordinal)*int64(len(d))); err != nil {
		return fmt.Errorf("keep a digest: %w", err)
	}
	return nil
}

func (j *journal) close() {
	j.claims.close()
	j.links.close()
}

// place of the record in the file.
func (j *journal) place(ordinal int, lines bool) place {
	l := entries
	if j.flags[ordinal]&isWithheld != 0 {
		l = withheldList
	}
	return place{list: l, index: j.at(ordinal).index, lines: lines}
}

// every says how many entries, those withheld aside, have the flag.
func (j *journal) every(f flags) (with, without int) {
	for _, have := range j.flags {
		switch {
		case have&isWithheld != 0:
		case have&f != 0:
			with++
		default:
			without++
		}
	}
	return with, without
}

// assign numbers the entries on from base: by recorded_at, then number of the ref, then seq (bundle.md, "The chain").
func (j *journal) assign(base int64) {
	if len(j.names) < j.len() {
		return // something is withheld, which has a position
	}
	j.sort(func(a, b int) int {
		x, y := j.names[a], j.names[b]
		return cmp.Or(
			cmp.Compare(j.at(a).recordedAt, j.at(b).recordedAt), cmp.Compare(x.number, y.number), cmp.Compare(x.seq, y.seq),
		)
	})
	for i, ordinal := range j.order {
		j.at(int(ordinal)).position = uint32(base) + uint32(i) + 1
	}
}

func (j *journal) sortByPosition() {
	j.sort(func(a, b int) int { return cmp.Compare(j.at(a).position, j.at(b).position) })
}

func (j *journal) sort(compare func(a, b int) int) {
	j.order = slices.Grow(j.order[:0], j.len())
	for i := range j.flags {
		j.order = append(j.order, uint32(i))
	}
	slices.SortStableFunc(j.order, func(a, b uint32) int { return compare(int(a), int(b)) })
}

func bytesOf(text string) digest {
	var raw digest
	_, _ = hex.Decode(raw[:], []byte(text)) // isHex was asked before
	return raw
}

func hexOf(d digest) string { return hex.EncodeToString(d[:]) }
