package commitments

// Followed is one place of the journal of a plan as a reader who follows it may see it. Where Entry is nil the entry is
// withheld from the reader, and its digests stand in for it, so that the reader too can walk the chain:
// Digest is LinkDigest(the Digest before, EntryDigest).
type Followed struct {
	Position    int64
	EntryDigest string
	Digest      string
	Entry       *Entry // without salt and cause; nil: withheld
}
