package chattest

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A file of cases is much like a conversation: what stands before the first section is done before each, directives begin
// with @, and somebody says or presses something. How it is said may follow the name: "ana (at end)> who 25". What is
// expected of the last thing that was done comes in the lines below it:
//
//	+ text           it is shown (in private it may also be pressed for: see = below)
//	- text           it is not
//	= silent         nothing is shown at all
//	= one            one message, whatever was edited besides; "= 2" and "= many" likewise
//	= private        what is shown is for the person alone; = room: for everybody there
//	= to NAME        something is shown to somebody else, alone
//	= thread         it stands in a thread; = edited: an older message is changed too
//	= file *.pdf     a file is brought; = no file
//	! 1 progress     so many entries of a kind are in the journal since the case began; ! 0: none of any kind
//
// "@each x: a | b" above a section's first line makes one case for each of a and b, with $x in their place, and
// "@needs threads" keeps it from platforms that have none.

// oneCase is one section of a file, for one of the words that stand in it.
type oneCase struct {
	file, title string
	needs       []string
	lines       []caseLine
}

// caseLine is one line: a directive, something that is done, or something that is expected.
type caseLine struct {
	number    int
	directive string
	by, text  string
	how       How
	age       time.Duration
	times     int
	expects   string
}

var (
	doneForm = regexp.MustCompile(`^([a-z][a-z0-9-]*)(?: \(([^)]*)\))?> ?(.*)$`)
	eachForm = regexp.MustCompile(`^@each (\w+): (.*)$`)
)

// cases reads a file.
func cases(t *testing.T, file, text string) []oneCase {
	t.Helper()
	name := strings.TrimSuffix(file, ".cases")
	var before []caseLine
	var all []oneCase
	var now *caseSection
	for n, line := range strings.Split(text, "\n") {
		if title, ok := strings.CutPrefix(line, "== "); ok {
			all = append(all, now.cases(t, name, before)...)
			now = &caseSection{title: title}
			continue
		}
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if now == nil {
			before = append(before, readLine(t, file, n+1, line))
			continue
		}
		now.lines = append(now.lines, line)
		now.numbers = append(now.numbers, n+1)
	}
	return append(all, now.cases(t, name, before)...)
}

// caseSection is a section as it stands in the file.
type caseSection struct {
	title   string
	lines   []string
	numbers []int
}

// cases are those that the section stands for.
func (s *caseSection) cases(t *testing.T, file string, before []caseLine) []oneCase {
	t.Helper()
	if s == nil {
		return nil
	}
	word, values := "", []string{""}
	var needs []string
	var lines []string
	var numbers []int
	for i, line := range s.lines {
		if found := eachForm.FindStringSubmatch(line); found != nil {
			word, values = "$"+found[1], strings.Split(found[2], " | ")
		} else if need, ok := strings.CutPrefix(line, "@needs "); ok {
			needs = append(needs, strings.Split(need, ", ")...)
		} else {
			lines, numbers = append(lines, line), append(numbers, s.numbers[i])
		}
	}
	var all []oneCase
	for _, value := range values {
		one := oneCase{file: file, title: s.title, needs: slices.Clone(needs), lines: slices.Clone(before)}
		if word != "" {
			one.title += ": " + value
		}
		for i, line := range lines {
			if word != "" {
				line = strings.ReplaceAll(line, word, value)
			}
			one.lines = append(one.lines, readLine(t, file, numbers[i], line))
		}
		all = append(all, one)
	}
	return all
}

func readLine(t *testing.T, file string, n int, line string) caseLine {
	t.Helper()
	l := caseLine{number: n}
	done := doneForm.FindStringSubmatch(line)
	switch {
	case strings.HasPrefix(line, "@"):
		l.directive = line
	case strings.ContainsAny(line[:1], "+-=!"):
		l.expects = line
	case done != nil:
		l.by, l.text = done[1], strings.ReplaceAll(done[3], `\n`, "\n")
		for word := range strings.SplitSeq(done[2], ", ") {
			l.say(t, file, word)
		}
	default:
		t.Fatalf("%s:%d: what is this? %s", file, n, line)
	}
	return l
}

// say reads a word on how something is said.
func (l *caseLine) say(t *testing.T, file, word string) {
	t.Helper()
	if times, ok := strings.CutSuffix(word, " times"); ok {
		l.times, _ = strconv.Atoi(times)
		return
	}
	if ago, ok := strings.CutSuffix(word, " ago"); ok {
		l.age, _ = time.ParseDuration(ago)
		return
	}
	l.how = How(word)
	if !slices.Contains([]How{Usually, AtTheEnd, ByCommand, InThread, InReply, ToNobody, Again, Changed, TakenBack}, l.how) {
		t.Fatalf("%s:%d: nobody says anything like that: %s", file, l.number, word)
	}
}
