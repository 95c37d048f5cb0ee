package apiclient

import (
	"strconv"
	"strings"

	"tokenreport/internal/plain"
	"tokenreport/secret"
)

// Lengths, in runes, beyond which remote text is cut before it goes into an error.
const (
	maxQuoted  = 60
	maxCode    = 100
	maxMessage = 500
	maxExcerpt = 200
)

// maxName is the length, in runes, beyond which an application's or a model's name is cut.
const maxName = 60

// quoted is remote text in quotes, short enough for an error.
func quoted(text string) string { return strconv.Quote(shorten(text, maxQuoted)) }

// shorten cuts text to limit runes and marks the cut.
func shorten(text string, limit int) string {
	count := 0
	for at := range text {
		if count == limit {
			return text[:at] + "…"
		}
		count++
	}
	return text
}

// cleaner prepares remote text for errors: as [plain.Name] has it, without the credentials that a server or a proxy may
// echo, and short. The order matters: a secret must be whole to be found, and found before it is cut.
type cleaner struct{ secrets *strings.Replacer }

func newCleaner(credentials Credentials) cleaner {
	var pairs []string
	for _, text := range []secret.Text{credentials.SecretKey, credentials.Token, credentials.SecretID} {
		if !text.IsZero() {
			pairs = append(pairs, text.Reveal(), secret.Redacted)
		}
	}
	return cleaner{strings.NewReplacer(pairs...)}
}

func (c cleaner) clean(text string, limit int) string {
	return shorten(c.secrets.Replace(plain.Name(text)), limit)
}

// identifier is remote text that is used as it is or not at all: one that would have to be cleaned or cut could be
// neither asked for nor matched.
func (c cleaner) identifier(text looseText) (string, bool) {
	id := string(text)
	clean := strings.Join(strings.Fields(plain.Line(id)), " ") // not composed: the API compares it
	return id, id != "" && shorten(c.secrets.Replace(clean), maxCode) == id
}
