package understand

import (
	"fmt"
	"slices"

	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/words"
	"github.com/accord-tracker/accord/internal/words/vote"
)

// MostBytes is the longest message that is read at all; a longer one is none, with the problem text.too_long.
const MostBytes = 20_000

// Reader understands messages about the plans of its resolver. It is safe for concurrent use.
type Reader struct {
	resolver *plans.Resolver
	lexicon  *lexicon
	spelling *words.Vocabulary
	votes    *vote.Model
}

// New makes a reader. The resolver's first plan is the one that bare codes belong to. An error means that a built-in
// lexicon cannot be read.
func New(resolver *plans.Resolver) (*Reader, error) {
	x, err := loadLexicon()
	if err != nil {
		return nil, fmt.Errorf("understanding: %w", err)
	}
	slices.Sort(x.known) // of two words as near to a slip, always the same is taken
	known := slices.Concat(x.known, words.NumberWords(), resolver.Vocabulary())
	votes, err := vote.Load(votesTable)
	if err != nil {
		return nil, fmt.Errorf("understanding: %w", err)
	}
	return &Reader{resolver: resolver, lexicon: x, spelling: words.NewVocabulary(known), votes: votes}, nil
}

// Read understands one message. It never fails: what it does not understand has the verb None.
func (r *Reader) Read(text string, ctx Context) Understanding {
	if len(text) > MostBytes {
		return tooLong(text, ctx)
	}
	clean := words.Clean(text)
	m := r.message(clean, ctx)
	u := m.structured()
	if u == nil {
		u = m.free()
	}
	u.Text, u.Intent = clean, u.Verb.Intent()
	u.Language = m.languageOf()
	if u.Verb == None {
		u.Args, u.Problems = Args{}, nil
	}
	if !u.Structured {
		u.Begins = m.begins()
	}
	return *u
}

func tooLong(text string, ctx Context) Understanding {
	u := Understanding{Text: words.Clean(text[:200]), Verb: None, Intent: None.Intent(), Language: orEnglish(ctx.Language), Sure: true}
	u.Problems = []problem.Problem{problem.New(problem.Invalid, "text.too_long", "bytes", len(text), "most", MostBytes)}
	return u
}

func (m *message) languageOf() string {
	if m.language != "" {
		return m.language
	}
	return orEnglish(m.ctx.Language)
}

func orEnglish(language string) string {
	if language == "" {
		return "en"
	}
	return language
}
