package bundle

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"

	"github.com/accord-tracker/accord/internal/commitments"
)

// salt of the entry with this ordinal: 16 bytes of an HMAC of the secret.
func (s *sealer) salt(ordinal int) string {
	mac := hmac.New(sha256.New, s.secret[:])
	_ = binary.Write(mac, binary.BigEndian, uint64(ordinal))
	return hex.EncodeToString(mac.Sum(nil)[:saltDigits/2])
}

// salted gives the entry a salt where it has neither a salt nor a digest of its text. Of an entry whose text was
// redacted only the digest is kept.
func (s *sealer) salted(e *commitments.Entry, ordinal int, redacted bool) {
	if e.Salt != "" || e.TextDigest != "" {
		return
	}
	e.Salt = s.salt(ordinal)
	if redacted {
		e.TextDigest, e.Salt = commitments.Digests(e).Text, ""
	}
}

// redactions are the seqs of the entries of a commitment whose text was removed.
func redactions(all []entryRecord) map[int]bool {
	var removed map[int]bool
	for i := range all {
		if e := &all[i]; e.Kind == commitments.KindRedacted {
			if removed == nil {
				removed = map[int]bool{}
			}
			removed[e.Corrects] = true
		}
	}
	return removed
}

// note checks what one entry says for the chain, and adds it to the journal (check 10).
func (c *check) note(g *group, e *entryRecord) error {
	redacted := redactions(g.entries)[e.Seq]
	c.saltBelongs(e, redacted)
	if i := e.Seq - 2; i >= 0 && i < len(g.entries) && g.entries[i].Seq == e.Seq-1 &&
		e.Position != 0 && e.Position <= g.entries[i].Position {
		c.say(e.at, "position", "bundle.position_against_seq", "position", e.Position)
	}
	if c.books != nil && e.RecordedAt.Before(c.books.tail.RecordedAt) && !e.spoilt("recorded_at") {
		c.say(e.at, "recorded_at", "bundle.before_store", "last", c.books.tail.RecordedAt.Format(commitments.InstantLayout))
	}
	r := row{
		recordedAt: e.RecordedAt.Unix(), position: uint32(e.Position), index: e.at.index,
	}
	n := name{uint32(numberOf(e.Commitment)), uint32(e.Seq)}
	var f flags
	var own digest
	switch {
	case e.broken():
		f = isBroken
	case e.entryDigest != "":
		own = bytesOf(e.entryDigest)
	case e.Position != 0:
		own = c.seal.digest(e.Entry, c.journal.len(), redacted)
	}
	return c.journal.add(r, n, f, own, e.Digest)
}

// digest of the entry as it stands in the chain.
func (s *sealer) digest(e commitments.Entry, ordinal int, redacted bool) digest {
	s.salted(&e, ordinal, redacted)
	return bytesOf(commitments.Digests(&e).Entry)
}

// saltBelongs says where a salt or a digest of text is missing, or does not belong.
func (c *check) saltBelongs(e *entryRecord, redacted bool) {
	if e.entryDigest != "" {
		c.shownPart++
		if c.books != nil {
			c.say(e.at, "entry_digest", "bundle.partly_shown")
		}
	}
	chained := e.Digest != ""
	switch part := e.entryDigest != ""; {
	case e.Salt != "" && (part || redacted):
		c.say(e.at, "salt", "bundle.salt_misplaced")
	case e.TextDigest != "" && (part || !redacted):
		c.say(e.at, "text_digest", "bundle.text_digest_misplaced")
	case part || !chained:
	case redacted && e.TextDigest == "" && !e.spoilt("text_digest"):
		c.say(e.at, "text_digest", "bundle.text_digest_missing")
	case !redacted && e.Salt == "" && !e.spoilt("salt"):
		c.say(e.at, "salt", "bundle.salt_missing")
	}
}
