package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/chat/understand"
)

// oneCase is a row of a file of cases.
type oneCase struct {
	file, text   string
	intent, also string
	steps        []string
	tags         []string
	language     string
	lesson       understand.Lesson
}

func readAll(folder string, names []string) ([]oneCase, error) {
	var all []oneCase
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return nil, fmt.Errorf("read cases: %w", err)
		}
		lines := strings.Split(strings.TrimSpace(string(data)), "\n")
		for i, line := range lines[1:] {
			c, ok := readCase(line)
			if !ok {
				return nil, fmt.Errorf("%s:%d: four columns are expected", name, i+2)
			}
			c.file = name
			all = append(all, c)
		}
	}
	return all, nil
}

func readCase(line string) (oneCase, bool) {
	column := strings.Split(line, "\t")
	if len(column) != 4 {
		return oneCase{}, false
	}
	c := oneCase{text: column[0], intent: column[1]}
	if column[2] != "-" {
		c.steps = strings.Split(column[2], ",")
	}
	for part := range strings.SplitSeq(column[3], ";") {
		switch name, value, _ := strings.Cut(strings.TrimSpace(part), "="); name {
		case "tags":
			c.tags = strings.Split(value, ",")
		case "alt":
			c.also = value
		case "lang":
			c.language = value
		}
	}
	return c, true
}

func withLessons(r *understand.Reader, cases []oneCase) []oneCase {
	for i := range cases {
		cases[i].lesson = r.Lesson(cases[i].text)
	}
	return cases
}

func (c oneCase) intentRight(e understand.Explanation) bool {
	return string(e.Intent) == c.intent || c.also != "" && string(e.Intent) == c.also
}

func (c oneCase) stepRight(e understand.Explanation) bool {
	switch {
	case len(c.steps) == 0:
		return len(e.Steps) == 0
	case slices.Contains(c.tags, "multi"):
		return slices.Equal(e.Steps, c.steps)
	}
	return len(e.Steps) > 0 && slices.Contains(c.steps, e.Steps[0])
}
