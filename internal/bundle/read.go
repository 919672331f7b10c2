package bundle

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/people"
)

// sink takes the records of a bundle in the order of NDJSON, whichever form it has: the head, people and events, then
// each commitment with all that belongs to it, then what is withheld.
type sink interface {
	head(h *head) error
	organisation(at place, o people.Organisation)
	member(at place, m people.Member)
	endorsement(at place, e people.Endorsement)
	event(at place, e calendar.Event)
	group(g *group) error
	withheld(w withheldRecord)
}

// group is a commitment with its milestones and entries. Those of a commitment that has no record, or whose record
// stands elsewhere, come in a group of their own that is astray.
type group struct {
	commitmentRecord
	astray     bool
	milestones []milestoneRecord
	entries    []entryRecord
}

// file is a bundle that can be read several times.
type file struct {
	r     io.ReadSeeker
	start int64 // after a byte order mark
	lines bool  // NDJSON
}

// maxLine is how long a line of NDJSON may be, in bytes.
const maxLine = 16 << 20

var errNoHead = errors.New("bundle: no head")

const byteOrderMark = "\uFEFF"

// openFile finds out which form the bundle has: NDJSON is what begins with a line that is an object with a record.
func openFile(r io.ReadSeeker) (*file, error) {
	f := &file{r: r}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("rewind the bundle: %w", err)
	}
	lines := lineReader{r: bufio.NewReader(r)}
	for {
		line, err := lines.next()
		if errors.Is(err, io.EOF) || errors.Is(err, errLongLine) {
			return f, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the bundle: %w", err)
		}
		if lines.number == 1 && strings.HasPrefix(line, byteOrderMark) {
			f.start, line = int64(len(byteOrderMark)), line[len(byteOrderMark):]
		}
		if strings.TrimSpace(line) != "" {
			f.lines = isRecord(line)
			return f, nil
		}
	}
}

func isRecord(line string) bool {
	packed := strings.Join(strings.Fields(line[:min(len(line), 64)]), "")
	if strings.HasPrefix(packed, `{"record":`) {
		return true
	}
	var n node
	p := parser{text: line, warn: func(string, string) {}}
	return p.value(&n) && n.member("record").shape != isNothing
}

// read goes through the bundle from its beginning. It is errNoHead if there is no head to go on with.
func (f *file) read(ctx context.Context, faults *faults, to sink) error {
	if _, err := f.r.Seek(f.start, io.SeekStart); err != nil {
		return fmt.Errorf("rewind the bundle: %w", err)
	}
	if f.lines {
		r := lineForm{faults: faults, to: to, lines: lineReader{r: bufio.NewReaderSize(f.r, 1<<16)}}
		return r.read(ctx)
	}
	r := jsonForm{faults: faults, to: to}
	return r.read(ctx, f.r)
}

var errLongLine = errors.New("a line is too long")

// lineReader reads lines one by one and counts them.
type lineReader struct {
	r      *bufio.Reader
	number int
	long   []byte
}

// next is the next line, without its end; io.EOF after the last one, errLongLine for one that was skipped.
func (l *lineReader) next() (string, error) {
	part, err := l.r.ReadSlice('\n')
	if err == nil || errors.Is(err, io.EOF) && len(part) > 0 {
		l.number++
		return string(part), nil
	}
	if !errors.Is(err, bufio.ErrBufferFull) {
		return "", err
	}
	l.number++
	l.long = append(l.long[:0], part...)
	for errors.Is(err, bufio.ErrBufferFull) {
		part, err = l.r.ReadSlice('\n')
		if len(l.long) <= maxLine {
			l.long = append(l.long, part...)
		}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	if len(l.long) > maxLine {
		l.long = nil
		return "", errLongLine
	}
	return string(l.long), nil
}
