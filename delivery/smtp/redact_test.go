package smtp

import (
	"encoding/base64"
	"strings"
	"testing"
)

// A server that echoes what it was sent tells the password in none of the forms in which it went over the wire.
func TestEveryFormOfThePasswordIsRedacted(t *testing.T) {
	l := &login{username: "report@example.com", password: "c4nary-p4ssword"}
	encode := base64.StdEncoding.EncodeToString
	for name, form := range map[string]string{
		"plain text": l.password, "AUTH LOGIN": encode([]byte(l.password)), "AUTH PLAIN": encode(l.plain()),
	} {
		if got := l.redact("535 cannot use <" + form + "> here"); strings.Contains(got, form) || !strings.HasPrefix(got, "535 cannot use <") {
			t.Errorf("%s: %s", name, got)
		}
	}
}
