package config

import (
	"fmt"
	"io"
	"log/slog"
)

const hidden = "[secret]"

// Secret is a password or token. Whatever prints, logs or encodes it, or a struct that holds it, shows "[secret]" or an
// address in memory; only Reveal gives the text.
type Secret struct{ text *string } // a pointer, because fmt prints unexported fields without asking their methods

// NewSecret hides a text.
func NewSecret(text string) Secret { return Secret{text: &text} }

// Reveal is the text, empty where the secret is not set.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// IsZero says whether the secret is empty or not set.
func (s Secret) IsZero() bool { return s.Reveal() == "" }

// Format writes "[secret]" for every verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, hidden) }

// String is "[secret]".
func (Secret) String() string { return hidden }

// GoString is "[secret]".
func (Secret) GoString() string { return hidden }

// LogValue is "[secret]".
func (Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText gives "[secret]", in JSON and elsewhere.
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// UnmarshalText takes the text as it is.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = NewSecret(string(text))
	return nil
}
