// Package secret holds the one type for passwords, keys and tokens. It exists so that a secret that is
// printed by mistake (fmt, slog, JSON, YAML, an error) shows as "[redacted]". It stores, it does not encrypt.
package secret

import (
	"fmt"
	"io"
	"log/slog"
)

// Redacted is what every way of printing a Text shows.
const Redacted = "[redacted]"

// Text is a secret string. The zero value is "no secret". Two are not comparable with ==.
type Text struct {
	_ [0]func()
	// A pointer, since package fmt calls no method of a value in an unexported field of somebody's struct: it would
	// print the characters of a string there, but of a pointer only the address.
	value *string
}

// New wraps a secret. An empty one gives the zero value.
func New(value string) Text {
	if value == "" {
		return Text{}
	}
	return Text{value: &value}
}

// Reveal returns the secret itself, for the one place that must send it.
func (t Text) Reveal() string {
	if t.value == nil {
		return ""
	}
	return *t.value
}

// IsZero reports whether there is no secret.
func (t Text) IsZero() bool { return t.value == nil }

// Format implements [fmt.Formatter] for every verb, so that %#v and %x do not leak either.
func (t Text) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, Redacted) }

// MarshalText covers JSON and every other encoding that asks for text.
func (t Text) MarshalText() ([]byte, error) { return []byte(Redacted), nil }

// LogValue implements [slog.LogValuer].
func (t Text) LogValue() slog.Value { return slog.StringValue(Redacted) }
