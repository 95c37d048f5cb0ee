package smtp

import (
	"regexp"
	"strconv"
	"strings"
)

const (
	adviceLogin = "check smtp.username and smtp.password: QQ and Exmail want an authorisation code or client password, " +
		"Gmail an app password, Tencent SES the sender address's own SMTP password"
	adviceNoLogin = "the server wants a login before it takes this mail: check smtp.username and smtp.password, and that smtp.port is " +
		"the one for submission (465 or 587)"
	adviceTLS       = "the server wants TLS first: use smtp.tls: starttls (port 587) or implicit (port 465)"
	adviceSender    = "most servers send only for the account that has logged in: give smtp.from the address of smtp.username"
	adviceDomain    = "the domain of smtp.from must allow this mail server to send for it (SPF, DKIM): ask who runs its DNS"
	adviceRecipient = "check the recipient's address"
	adviceFull      = "the recipient's mailbox is full"
	adviceSize      = "the mail may be too large for this server: attach fewer files, or set smtp.max_size to what it takes"
	adviceRules     = "the server's own rules forbid this: ask its operator what smtp.from may send to this recipient"
	adviceLater     = "the server asks to try again later"
)

// advice is what to do about a reply, by its code, its enhanced status code (RFC 3463) and its words, in lower case and without
// addresses. The first match counts: what a server says exactly goes before what its code alone may mean. A server need not
// refuse a command for what is wrong with it: Postfix waits for RCPT with all that it has against the sender or the client.
var advice = []struct {
	reply *regexp.Regexp
	hint  string
}{
	{regexp.MustCompile(`^538|starttls|^5\d\d 5\.7\.1[01]\b`), adviceTLS},
	{regexp.MustCompile(`^53[45]|^\d+ [45]\.7\.[89]\b`), adviceLogin},
	{regexp.MustCompile(`^530|\brelay(ing|ed)?\b|rcpthosts|not (logged in|authenticated)|authenticat\w+ (is )?(required|needed|first)|^\d+ 5\.7\.57\b`), adviceNoLogin},
	{regexp.MustCompile(`^\d+ [45]\.(1\.(10|[1-6])|2\.1|4\.1)\b|(user|mailbox|recipient) (is )?(unknown|not found|unavailable|disabled)|(unknown|no such|invalid) (user|mailbox|recipient)`), adviceRecipient},
	{regexp.MustCompile(`^\d+ [45]\.2\.2\b|mailbox (is )?full|over ?quota`), adviceFull},
	{regexp.MustCompile(`^\d+ [45]\.7\.2\d\b`), adviceDomain},
	{regexp.MustCompile(`^\d+ [45]\.(1\.[78]|7\.60)\b|\bsender\b|mail from|send ?as\b|not owned`), adviceSender},
	{regexp.MustCompile(`^552|^\d+ [45]\.(2\.3|3\.4)\b`), adviceSize},
}

var bracketed = regexp.MustCompile(`<[^>]*>`)

// hintFor is what to do about the server's reply with code and text at stage s. The codes are those of RFC 5321 and
// RFC 4954, as Postfix, Exchange, Tencent SES, Exmail, QQ, 163 and Gmail use them.
func (c *Channel) hintFor(s stage, code int, text string) string {
	hint := c.adviceOn(s, code, bracketed.ReplaceAllString(strings.ToLower(text), ""))
	switch {
	case code/100 != 4:
		return hint
	case hint == "" || hint == adviceRules:
		return adviceLater
	default:
		return adviceLater + "; if it stays so, " + hint
	}
}

func (c *Channel) adviceOn(s stage, code int, text string) string {
	for _, a := range advice {
		if a.reply.MatchString(strconv.Itoa(code) + " " + text) {
			return a.hint
		}
	}
	policy := code == 553 || code == 554 || strings.HasPrefix(text, "5.7.")
	switch asks := s == namingSender || s == namingRecipient; {
	case asks && (code == 500 || 502 <= code && code <= 504 || code == 555): // of the command, not of what it names
		return ""
	case s == loggingIn && code/100 == 5:
		return adviceLogin
	case asks && policy && c.options.Username == "":
		return adviceNoLogin
	case asks && code == 553, s == namingSender && code/100 == 5:
		return adviceSender
	case asks && policy:
		return adviceRules
	case s == namingRecipient && code/100 == 5:
		return adviceRecipient
	default:
		return ""
	}
}
