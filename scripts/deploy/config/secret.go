package config

import (
	"encoding/json"
	"fmt"
	"io"
)

// Secret is a text that no output shows by accident. fmt, encoding/json and log/slog
// print "hidden" instead.
type Secret struct {
	text *string // a pointer, so that fmt shows an address even if it cannot call Format
}

const hidden = "(hidden)"

// NewSecret returns text as a Secret.
func NewSecret(text string) Secret { return Secret{&text} }

// Reveal returns the text.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// String returns no secret.
func (s Secret) String() string { return hidden }

// GoString returns no secret.
func (s Secret) GoString() string { return hidden }

// Format writes no secret, whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, hidden) }

// MarshalJSON returns no secret.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(hidden) }

// MarshalText returns no secret.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }
