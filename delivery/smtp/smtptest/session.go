package smtptest

import (
	"crypto/subtle"
	"io"
	"strconv"
	"strings"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// session is one client's conversation, as go-smtp tells it.
type session struct {
	server *Server
	conn   *smtp.Conn
	tap    *tap
	user   string
	from   string
	to     []string
}

// AuthMechanisms offers a login only where the server has one and not in clear before STARTTLS.
func (s *session) AuthMechanisms() []string {
	o := s.server.options
	switch {
	case o.Username == "", o.Security == StartTLS && s.tap.version() == 0:
		return nil
	case o.Mechanisms != nil:
		return o.Mechanisms
	default:
		return []string{sasl.Plain, sasl.Login}
	}
}

func (s *session) Auth(mechanism string) (sasl.Server, error) {
	switch mechanism {
	case sasl.Plain:
		return sasl.NewPlainServer(func(_, username, password string) error {
			return s.login(username, password)
		}), nil
	case sasl.Login:
		return &loginServer{login: s.login}, nil
	default:
		return nil, smtp.ErrAuthUnknownMechanism
	}
}

func (s *session) login(username, password string) error {
	o := s.server.options
	user := subtle.ConstantTimeCompare([]byte(username), []byte(o.Username))
	if user&subtle.ConstantTimeCompare([]byte(password), []byte(o.Password)) != 1 {
		return smtp.ErrAuthFailed
	}
	s.user = username
	return nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.server.options.Username != "" && s.user == "" {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Authentication required"}
	}
	s.from = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = append(s.to, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	fault, faulty := s.tap.fault(FinalDot)
	if faulty && fault.Reply != "" {
		return replyError(fault.Reply)
	}
	if faulty && fault.Early {
		if _, err := s.tap.misbehave(fault); err != nil {
			return err
		}
		return errNotAccepted
	}
	if err := s.accept(data); err != nil {
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: err.Error()}
	}
	if faulty {
		_, _ = s.tap.misbehave(fault) // the answer that go-smtp writes next is lost with the connection
	}
	return nil
}

// errNotAccepted is a message that is forgotten at its final dot. No client hears of it, unless a hang has ended.
var errNotAccepted = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "The message was not accepted"}

func (s *session) accept(data []byte) error {
	m := Message{
		Helo: s.conn.Hostname(), User: s.user, TLS: s.tap.version(), From: s.from, To: s.to, Data: data,
	}
	if hook := s.server.options.OnMessage; hook != nil {
		if err := hook(m); err != nil {
			return err
		}
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.messages = append(s.server.messages, m)
	return nil
}

func (s *session) Reset() { s.from, s.to = "", nil }

func (s *session) Logout() error { return nil }

// replyError makes go-smtp answer with reply.
func replyError(reply string) error {
	digits, text, _ := strings.Cut(reply, " ")
	code, err := strconv.Atoi(digits)
	if err != nil {
		return err
	}
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: text}
}

// loginServer is the mechanism LOGIN: two prompts, two answers.
type loginServer struct {
	login    func(username, password string) error
	username string
	named    bool
}

func (l *loginServer) Next(response []byte) (challenge []byte, done bool, err error) {
	switch {
	case l.named:
		return nil, true, l.login(l.username, string(response))
	case response == nil:
		return []byte("Username:"), false, nil
	default:
		l.username, l.named = string(response), true
		return []byte("Password:"), false, nil
	}
}
