// Package i18n has everything the product says to people, in English, French, Spanish and Arabic: sentences by key,
// plural forms, and dates, numbers and lists as each language writes them. It knows nothing of commitments and nothing
// of how a sentence is shown.
//
// The catalogues are files catalogue/<area>.<language>.toml: one area for each place of the product, all merged.
package i18n

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed catalogue/*.toml
var files embed.FS

// Catalogue has the sentences of all languages. It is safe for concurrent use.
type Catalogue struct {
	bundle    *i18n.Bundle
	sentences map[string]map[string]sentence // by language, then key
	missing   func(language, key string)
}

// Load reads the catalogues that are built in. An error means that a file is broken: a bug that the tests find.
func Load() (*Catalogue, error) {
	sub, err := fs.Sub(files, "catalogue")
	if err != nil {
		return nil, err
	}
	return LoadFS(sub)
}

// LoadFS reads every <area>.<language>.toml of a folder. A key that two areas define in one language is an error.
func LoadFS(folder fs.FS) (*Catalogue, error) {
	c := &Catalogue{bundle: i18n.NewBundle(language.English), sentences: map[string]map[string]sentence{}}
	c.bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	names, err := fs.Glob(folder, "*.toml")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if err := c.add(folder, name); err != nil {
			return nil, fmt.Errorf("catalogue %s: %w", name, err)
		}
	}
	return c, nil
}

func (c *Catalogue) add(folder fs.FS, name string) error {
	file, err := c.bundle.LoadMessageFileFS(folder, name)
	if err != nil {
		return err
	}
	lang := file.Tag.String()
	if !slices.Contains(Languages(), lang) {
		return fmt.Errorf("language %q is not one of %s", lang, strings.Join(Languages(), ", "))
	}
	if c.sentences[lang] == nil {
		c.sentences[lang] = map[string]sentence{}
	}
	for _, m := range file.Messages {
		if _, twice := c.sentences[lang][m.ID]; twice {
			return fmt.Errorf("key %q is defined twice", m.ID)
		}
		c.sentences[lang][m.ID] = newSentence(m)
	}
	return nil
}

// WhenMissing is the catalogue with a hook that is told, once for each, of keys that a language lacks and of sentences
// that were given too few arguments. The hook may be called from several goroutines.
func (c *Catalogue) WhenMissing(hook func(language, key string)) *Catalogue {
	var told sync.Map
	with := *c
	with.missing = func(language, key string) {
		if _, again := told.LoadOrStore(language+" "+key, true); !again {
			hook(language, key)
		}
	}
	return &with
}

// Keys are the keys that a language has, sorted.
func (c *Catalogue) Keys(language string) []string {
	return slices.Sorted(maps.Keys(c.sentences[language]))
}
