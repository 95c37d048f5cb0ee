package smtp

import (
	"encoding/base64"
	netsmtp "net/smtp"
	"slices"
	"strings"

	"tokenreport/secret"
)

// loginError is a login that could not be tried, or that the server led astray.
type loginError struct{ text string }

func (e *loginError) Error() string { return e.text }

// login authenticates once, by PLAIN, or by LOGIN where only that is offered. It never falls back to no login.
// That the connection is protected is New's and secure's affair: the link hides its TLS from net/smtp.
type login struct {
	username, password string
	answers            []string // what LOGIN still has to say
}

// Start implements [netsmtp.Auth].
func (l *login) Start(server *netsmtp.ServerInfo) (mechanism string, first []byte, err error) {
	switch {
	case offers(server, "PLAIN"):
		return "PLAIN", l.plain(), nil
	case offers(server, "LOGIN"):
		l.answers = []string{l.username, l.password}
		return "LOGIN", nil, nil
	case len(server.Auth) == 0:
		return "", nil, &loginError{"the server offers no login"}
	default:
		return "", nil, &loginError{"the server offers no login by PLAIN or LOGIN, only by " + strings.Join(server.Auth, ", ")}
	}
}

// offers reports whether a mechanism is offered, in whatever case a server writes it.
func offers(server *netsmtp.ServerInfo, mechanism string) bool {
	return slices.ContainsFunc(server.Auth, func(offered string) bool { return strings.EqualFold(offered, mechanism) })
}

// Next implements [netsmtp.Auth]. LOGIN's two prompts are answered in their order, since servers word them
// differently.
func (l *login) Next(_ []byte, more bool) ([]byte, error) {
	if !more {
		return nil, nil
	}
	if len(l.answers) == 0 {
		return nil, &loginError{"the server asks for more than name and password"}
	}
	answer := l.answers[0]
	l.answers = l.answers[1:]
	return []byte(answer), nil
}

// plain is the whole of PLAIN (RFC 4616).
func (l *login) plain() []byte { return []byte("\x00" + l.username + "\x00" + l.password) }

// redact takes the password out of what a server says, in every form in which it was sent.
func (l *login) redact(s string) string {
	if l.password == "" {
		return s
	}
	encode := base64.StdEncoding.EncodeToString
	for _, form := range []string{encode(l.plain()), encode([]byte(l.password)), l.password} {
		s = strings.ReplaceAll(s, form, secret.Redacted)
	}
	return s
}
