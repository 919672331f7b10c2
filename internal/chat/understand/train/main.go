// Command train learns the votes of the understanding and what people were heard to say of steps, from the cases in
// testdata. Run it in the folder of the understanding after a change of cases, lexicons or plans: go run ./train. With
// -folds 5 it says instead how well votes do on cases that they have not learned from.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/accord-tracker/accord/internal/words/vote"
)

func main() {
	cases := flag.String("cases", "testdata", "the folder of the cases")
	folds := flag.Int("folds", 0, "measure by so many parts, each read with what the others teach")
	misses := flag.Bool("misses", false, "with -folds: print what does not come out right")
	flag.Parse()
	if err := run(*cases, *folds, *misses); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Files that are learned from. The rules were written with the first ones in sight: they say nothing about votes.
var (
	sighted    = []string{"public.tsv", "dev.tsv", "more.tsv"}
	freshFiles = []string{"heldout.tsv", "train-a.tsv", "train-b.tsv", "train-c.tsv", "train-d.tsv"}
)

func run(folder string, folds int, misses bool) error {
	documents, err := plans.BuiltIn()
	if err != nil {
		return fmt.Errorf("built-in plans: %w", err)
	}
	r, err := understand.New(plans.NewResolver(documents))
	if err != nil {
		return err
	}
	known, err := readAll(folder, sighted)
	if err != nil {
		return err
	}
	unknown, err := readAll(folder, freshFiles)
	if err != nil {
		return err
	}
	known, unknown = withLessons(r, known), withLessons(r, unknown)
	if folds > 1 {
		crossValidate(r, known, unknown, folds, misses)
		return nil
	}
	votes, heard := learn(append(known, unknown...))
	if err := write(votes, "votes.bin"); err != nil {
		return err
	}
	return write(heard, filepath.Join("..", "..", "plans", "resolve_heard.bin"))
}

func write(m *vote.Model, name string) error {
	data, err := m.Bytes()
	if err != nil {
		return err
	}
	if err := os.WriteFile(name, data, 0o644); err != nil { //nolint:gosec // a file of the source
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
