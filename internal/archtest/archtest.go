// Package archtest holds the rules of the house as tests: which room may import which (docs/architecture.md), which
// module is there for what, and the rules of style that no linter knows. It reads the files and imports none of them.
//
// A rule that stands in the way is changed here, in the same commit as what needed the change, with the reason.
package archtest
