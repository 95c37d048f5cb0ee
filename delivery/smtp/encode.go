package smtp

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"github.com/go-mail/mail/v2"
)

// maxWord is how many bytes an encoded word may hold, to be no longer than 75 itself (RFC 2047, section 2).
const maxWord = 45

// words returns s, as encoded words where it is not ASCII or could be mistaken for such words. They are in
// base64, all of whose characters may stand in a name before an address; net/mail lets a backslash through.
func words(s string) string {
	if isASCII(s) && !strings.Contains(s, "=?") {
		return s
	}
	var list []string
	for s != "" {
		end := len(s)
		if end > maxWord {
			end = runeStart(s, maxWord)
		}
		list = append(list, "=?utf-8?b?"+base64.StdEncoding.EncodeToString([]byte(s[:end]))+"?=")
		s = s[end:]
	}
	return strings.Join(list, " ")
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

// runeStart is the last index up to i at which a character of the valid UTF-8 in s begins.
func runeStart(s string, i int) int {
	for !utf8.RuneStart(s[i]) {
		i--
	}
	return i
}

// shorter is the encoding in which s takes less room: quoted-printable for English, base64 for Chinese, which
// quoted-printable would triple.
func shorter(s string) mail.Encoding {
	escaped := 0
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] == '=' {
			escaped++
		}
	}
	if 2*escaped > len(s)/3 { // two bytes more for each escaped one, against a third of all
		return mail.Base64
	}
	return mail.QuotedPrintable
}

// crlf ends every line by CR LF. The parcel's own breaks are "\n" after cleaning.
func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }
