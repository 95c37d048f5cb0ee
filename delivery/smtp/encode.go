package smtp

import (
	"strings"
	"unicode/utf8"

	"github.com/go-mail/mail/v2"
)

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
