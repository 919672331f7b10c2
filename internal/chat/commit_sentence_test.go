package chat

import (
	"testing"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/google/go-cmp/cmp"
)

func TestTheSentenceOfACommitmentIsUnderstoodAsTheCommitment(t *testing.T) {
	t.Parallel()
	reader, _ := reading(t)
	for _, want := range []understand.Args{
		{Steps: []string{"25"}, Title: "Write a joint paper"},
		{Steps: []string{"25", "29c"}, Title: `Write the "red" paper, for Kenya by March`, Date: "2027-03-31"},
		{Steps: []string{"25"}, Title: "Write a paper", Date: "2027-03-31", Partners: []string{"anfrel", "a-web"}, Organisation: "ndi"},
		{Steps: []string{"25"}, Title: "Training", Countries: []string{"KE", "SN"}, Measure: "Thirty are trained", Visibility: "endorsers"},
		{Steps: []string{"25"}, Title: "Training", Organisation: "carter-center", Request: "letter of 3 May"},
	} {
		said := commitSentence(want)
		got := reader.Read(said, understand.Context{Today: "2026-11-25", Language: "en"})
		if !got.Structured || !got.Sure || got.Verb != understand.Commit || len(got.Problems) > 0 {
			t.Errorf("%s: got %+v", said, got)
			continue
		}
		got.Args.DatePhrase = ""
		if diff := cmp.Diff(want, got.Args); diff != "" {
			t.Errorf("%s (-want +got):\n%s", said, diff)
		}
	}
}
