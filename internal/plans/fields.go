package plans

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/accord-tracker/accord/internal/civil"
	"golang.org/x/text/language"
	"gopkg.in/yaml.v3"
)

// Most characters of a title or alias, and of a summary or note.
const (
	maxLine  = 300
	maxProse = 10_000
)

// line reads a text of one line.
func (r *reader) line(into *string) field {
	return func(n *yaml.Node, path string) {
		s, ok := r.scalar(n, path)
		switch {
		case !ok:
		case strings.ContainsAny(s, "\n\r\u2028\u2029"):
			r.fault(path, "plans.several_lines")
		case utf8.RuneCountInString(s) > maxLine:
			r.fault(path, "plans.too_long", "count", maxLine)
		default:
			*into = s
		}
	}
}

// prose reads a text that may have several lines.
func (r *reader) prose(into *string) field {
	return func(n *yaml.Node, path string) {
		s, ok := r.scalar(n, path)
		switch {
		case !ok:
		case utf8.RuneCountInString(s) > maxProse:
			r.fault(path, "plans.too_long", "count", maxProse)
		default:
			*into = s
		}
	}
}

// lines reads a list of texts that are not empty.
func (r *reader) lines(into *[]string) field {
	return func(n *yaml.Node, path string) {
		r.sequence(n, path, func(n *yaml.Node, path string) {
			var s string
			r.line(&s)(n, path)
			switch {
			case s != "":
				*into = append(*into, s)
			case !r.faulted[path]:
				r.fault(path, "plans.empty_item")
			}
		})
	}
}

// shaped reads one line that must satisfy the shape.
func (r *reader) shaped(into *string, key string, shape func(string) bool) field {
	return func(n *yaml.Node, path string) {
		var s string
		r.line(&s)(n, path)
		if s != "" && !shape(s) {
			r.fault(path, key, "value", shorten(s))
			return
		}
		*into = s
	}
}

// choice reads one word of a closed list.
func choice[T ~string](r *reader, into *T, allowed ...T) field {
	return func(n *yaml.Node, path string) {
		var s string
		r.line(&s)(n, path)
		if s == "" {
			return
		}
		if !slices.Contains(allowed, T(s)) {
			r.fault(path, "plans.not_one_of", "value", shorten(s), "known", listed(allowed))
			return
		}
		*into = T(s)
	}
}

func listed[T ~string](words []T) string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = string(w)
	}
	return strings.Join(all, ", ")
}

func (r *reader) date(into *civil.Date) field {
	return func(n *yaml.Node, path string) {
		var s string
		r.line(&s)(n, path)
		if s == "" {
			return
		}
		d, err := civil.ParseDate(s)
		if err != nil {
			r.fault(path, "plans.bad_date", "value", shorten(s))
			return
		}
		*into = d
	}
}

func (r *reader) yesNo(into *bool) field {
	return func(n *yaml.Node, path string) {
		s, ok := r.scalar(n, path)
		if !ok {
			return
		}
		if n.ShortTag() != "!!bool" {
			r.fault(path, "plans.not_true_or_false", "value", shorten(s))
			return
		}
		*into = strings.EqualFold(s, "true")
	}
}

func (r *reader) number(into *int, least, most int) field {
	return func(n *yaml.Node, path string) {
		s, ok := r.scalar(n, path)
		if !ok {
			return
		}
		value, err := strconv.Atoi(s)
		if err != nil || value < least || value > most {
			r.fault(path, "plans.not_in_range", "value", shorten(s), "least", least, "most", most)
			return
		}
		*into = value
	}
}

// problemOfText is the key of what makes a text unfit: NUL and other control characters, and those that turn the
// direction of what stands beside them. Joiners and direction marks, which Arabic needs, are fine.
func problemOfText(s string) string {
	for _, c := range s {
		switch {
		case c == 0:
			return "plans.nul"
		case c == utf8.RuneError:
			return "plans.not_utf8"
		case unicode.IsControl(c) && c != '\n' && c != '\t' && c != '\r', c == '\uFEFF':
			return "plans.control_character"
		case c >= '\u202A' && c <= '\u202E', c >= '\u2066' && c <= '\u2069':
			return "plans.direction_character"
		}
	}
	return ""
}

func isWebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

func isYearOrDate(s string) bool {
	if len(s) == 4 {
		s += "-01-01"
	}
	_, err := civil.ParseDate(s)
	return err == nil
}

// isLanguage wants the tag as BCP 47 writes it, so that "pt-br" and "pt-BR" are not two languages.
func isLanguage(s string) bool {
	tag, err := language.Parse(s)
	return err == nil && tag.String() == s && tag != language.Und
}

func isZone(s string) bool {
	_, err := time.LoadLocation(s)
	return err == nil && s != "Local"
}

var (
	nameShape = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	codeShape = regexp.MustCompile(`^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$`)
)

// isName is the shape of slugs and theme keys: "hres-2018".
func isName(s string) bool { return len(s) <= 64 && nameShape.MatchString(s) }

// isCode is the shape of step codes: "29c", "1.1", "A-2".
func isCode(s string) bool { return len(s) <= 16 && codeShape.MatchString(s) }
