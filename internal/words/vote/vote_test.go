package vote_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/accord-tracker/accord/internal/words/vote"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var (
	weather  = []vote.Example{{Signs: []string{"rain", "today"}, Choice: "wet"}, {Signs: []string{"sun", "today"}, Choice: "dry"}, {Signs: []string{"shower"}, Choice: "wet"}}
	training = vote.Training{Buckets: 64, Rounds: 30, Rate: 0.3, Prune: 1}
)

func likeliest(m *vote.Model, signs ...string) string {
	weights := m.Weigh(signs)
	return m.Choices()[slices.Index(weights, slices.Max(weights))]
}

func TestAModelSaysWhatItsExamplesSaid(t *testing.T) {
	t.Parallel()
	m := vote.Train(weather, training)
	for _, e := range weather {
		if got := likeliest(m, e.Signs...); got != e.Choice {
			t.Errorf("%v: got %s, want %s", e.Signs, got, e.Choice)
		}
	}
}

func TestTheSameExamplesGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	first, err := vote.Train(weather, training).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	second, err := vote.Train(weather, training).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) {
		t.Error("two trainings gave different tables")
	}
}

func TestALoadedModelWeighsAsTheOneThatWasKept(t *testing.T) {
	t.Parallel()
	m := vote.Train(weather, training)
	data, err := m.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := vote.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		signs := rapid.SliceOf(rapid.String()).Draw(t, "signs")
		got := loaded.Weigh(signs)
		if diff := cmp.Diff(m.Weigh(signs), got); diff != "" {
			t.Fatalf("(-kept +loaded):\n%s", diff)
		}
		sum := 0.0
		for _, w := range got {
			sum += w
		}
		if sum < 0.999 || sum > 1.001 {
			t.Fatalf("weights add up to %v", sum)
		}
	})
}

func TestNoBytesAreAnEmptyModel(t *testing.T) {
	t.Parallel()
	m, err := vote.Load(nil)
	if err != nil || !m.Empty() || len(m.Weigh([]string{"rain"})) != 0 {
		t.Errorf("got %v, %v, want an empty model", m, err)
	}
}

func TestDamagedTablesAreRefused(t *testing.T) {
	t.Parallel()
	data, err := vote.Train(weather, training).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n < len(data); n += 3 {
		if _, err := vote.Load(data[:n]); err == nil {
			t.Errorf("the first %d of %d bytes were read without complaint", n, len(data))
		}
	}
}
