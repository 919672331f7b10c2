package chattest

import (
	"bytes"
	"regexp"
	"strings"
)

// script is a .talk file: what stands before the first section is done before each section.
type script struct {
	before   []step
	sections []section
}

// section is a part of a script with a world of its own.
type section struct {
	title string
	steps []step
}

// step is one thing that happens: a directive, or something said with the answer that is expected.
type step struct {
	line      int
	directive string // "@today 2026-11-25"; empty if something is said
	comment   string // lines without meaning, kept when the file is rewritten
	who, says string
	answer    string
}

var spoken = regexp.MustCompile(`^([a-z][a-z0-9-]*)> ?(.*)$`)

func parse(text []byte) script {
	var s script
	list := &s.before
	inAnswer := false
	for n, line := range strings.Split(strings.TrimRight(string(text), "\n"), "\n") {
		said := spoken.FindStringSubmatch(line)
		title, isTitle := strings.CutPrefix(line, "== ")
		switch {
		case isTitle:
			s.sections = append(s.sections, section{title: title})
			list, inAnswer = &s.sections[len(s.sections)-1].steps, false
		case said != nil:
			*list = append(*list, step{line: n + 1, who: said[1], says: said[2]})
			inAnswer = true
		case strings.HasPrefix(line, "@"):
			*list = append(*list, step{line: n + 1, directive: line})
			inAnswer = false
		case inAnswer:
			last := &(*list)[len(*list)-1]
			last.answer += line + "\n"
		default:
			*list = append(*list, step{line: n + 1, comment: line})
		}
	}
	s.trim()
	return s
}

// trim takes the blank lines off the ends of answers.
func (s *script) trim() {
	trim := func(steps []step) {
		for i := range steps {
			steps[i].answer = strings.Trim(steps[i].answer, "\n")
		}
	}
	trim(s.before)
	for _, part := range s.sections {
		trim(part.steps)
	}
}

// bytes is the script as a file.
func (s *script) bytes() []byte {
	var out bytes.Buffer
	write(&out, s.before)
	for _, part := range s.sections {
		out.WriteString("== " + part.title + "\n")
		write(&out, part.steps)
	}
	return append(bytes.TrimRight(out.Bytes(), "\n"), '\n')
}

func write(out *bytes.Buffer, steps []step) {
	for _, x := range steps {
		switch {
		case x.directive != "":
			out.WriteString(x.directive + "\n")
		case x.who != "":
			out.WriteString(strings.TrimRight(x.who+"> "+x.says, " ") + "\n")
			if x.answer != "" {
				out.WriteString(x.answer + "\n")
			}
			out.WriteString("\n")
		default:
			out.WriteString(x.comment + "\n")
		}
	}
}
