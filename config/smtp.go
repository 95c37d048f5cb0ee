package config

import (
	"strings"

	"tokenreport/secret"
)

// readSMTP returns nil where no mail server is given. A host whose value is empty switches the section off, so
// that the others may come from variables that are always set.
func readSMTP(n *node) *SMTP {
	s := n.section()
	host, port, tls := s.get("host"), s.get("port"), s.get("tls")
	username, password := s.get("username"), s.get("password")
	from, replyTo, features := s.get("from"), s.get("reply_to"), s.get("features")
	maxSize, allow := s.get("max_size"), s.get("allow")
	s.end()

	m := &SMTP{
		Host:     host.host(),
		TLS:      oneOf(tls, TLSImplicit, TLSImplicit, TLSStartTLS, TLSNone),
		Username: username.strOf(longestAddress),
		Password: password.secretText(),
		ReplyTo:  replyTo.address(),
		Features: oneOf(features, FeaturesAuto, FeaturesAuto, FeaturesFull, FeaturesSES),
		MaxSize:  quantity(maxSize, 0, parseMailSize, mailSizeAccepted),
		Allow:    readAllow(allow),
	}
	m.Port = port.integer(defaultPort(m.TLS), 1, 65535)
	if address := from.address(); address != nil {
		m.From = *address
	}
	if n.empty() || host.empty() && host.kind != absent {
		return nil
	}
	host.require("the mail server's name")
	checkLogin(m.TLS, tls, username, password)
	checkSender(m, from, username)
	return m
}

// defaultPort is the port of RFC 8314 for each kind of encryption, and 25 for none.
func defaultPort(tls TLS) int {
	switch tls {
	case TLSStartTLS:
		return 587
	case TLSNone:
		return 25
	default:
		return 465
	}
}

func (n *node) secretText() secret.Text {
	text, _ := n.str()
	return secret.New(text)
}

func checkLogin(chosen TLS, tls, username, password *node) {
	switch {
	case chosen == TLSNone && !password.empty():
		password.complain("would be sent in the clear with tls: none", loginRemedy(tls))
	case chosen == TLSNone && !username.empty():
		username.complain("is of no use with tls: none, which sends no password", "leave it out")
	case !username.empty():
		password.require("the password of username")
	case !password.empty():
		username.require("the user that the password belongs to")
	}
}

func loginRemedy(tls *node) string {
	const otherwise = ", or leave out username and password"
	if len(tls.variables) > 0 {
		return tls.give("implicit or starttls") + otherwise
	}
	return "use tls: implicit or tls: starttls" + otherwise
}

// checkSender fills in a sender that is left out, and refuses one that the mail server is known to refuse.
func checkSender(m *SMTP, from, username *node) {
	if from.empty() {
		if address, err := parseAddress(m.Username); err == nil {
			m.From = *address
		} else if username.kind != broken {
			from.require("the sender's address")
		}
	}
	if isQQMail(m.Host) && !username.empty() && m.From.Address != "" && !strings.EqualFold(m.From.Address, m.Username) {
		from.complain("is not the address in username, and this mail server answers 501 to any other sender",
			from.give("the same address as username"))
	}
}

// isQQMail reports whether the host is QQ mail's or WeCom mail's (smtp.qq.com, smtp.exmail.qq.com).
func isQQMail(host string) bool {
	return strings.HasSuffix(strings.ToLower(host), ".qq.com")
}
