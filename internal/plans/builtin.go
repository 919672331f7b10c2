package plans

import (
	"embed"
	"fmt"
	"io/fs"
)

// DefaultSlug is the plan that codes without a plan belong to.
const DefaultSlug = "hres-2018"

//go:embed builtin/*.yaml
var builtIn embed.FS

// BuiltIn loads the documents that come with the product, the default plan first. Each call makes new plans, which the
// caller may change. An error means that a document is broken: a bug that the tests find.
func BuiltIn() ([]*Plan, error) {
	folder, err := fs.Sub(builtIn, "builtin")
	if err != nil {
		return nil, fmt.Errorf("built-in plans: %w", err)
	}
	var all []*Plan
	for _, slug := range []string{DefaultSlug, "digital-2025"} {
		p, err := LoadFS(folder, slug+".yaml")
		if err != nil {
			return nil, fmt.Errorf("built-in plan %s: %w", slug, err)
		}
		all = append(all, p)
	}
	return all, nil
}
