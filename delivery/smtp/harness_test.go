package smtp_test

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"tokenreport/delivery/smtp"
	"tokenreport/delivery/smtp/smtptest"
	"tokenreport/secret"
)

const (
	username = "report@example.com"
	password = "c4nary-p4ssw0rd"
)

// start runs a server that wants a login unless it is plain, and the channel that belongs to it.
func start(t *testing.T, o smtptest.Options, change ...func(*smtp.Options)) (*smtptest.Server, *smtp.Channel) {
	t.Helper()
	if o.Security != smtptest.Plain && o.Username == "" {
		o.Username, o.Password = username, password
	}
	server := serve(t, o)
	return server, channel(t, server, change...)
}

func serve(t *testing.T, o smtptest.Options) *smtptest.Server {
	t.Helper()
	server, err := smtptest.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	return server
}

func channel(t *testing.T, server *smtptest.Server, change ...func(*smtp.Options)) *smtp.Channel {
	t.Helper()
	o := smtp.Options{
		Host: server.Host(), Port: server.Port(), RootCAs: server.CertPool(),
		Username: username, Password: secret.New(password),
		From: mail.Address{Name: "Token 报告", Address: "report@example.com"},
		Now:  func() time.Time { return time.Date(2024, 12, 24, 18, 0, 0, 0, time.UTC) },
	}
	for _, f := range change {
		f(&o)
	}
	c, err := smtp.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// entity is a MIME entity, read by the standard library.
type entity struct {
	header  textproto.MIMEHeader
	kind    string // media type
	params  map[string]string
	content []byte // decoded; nil for a multipart
	encoded []byte // as it was sent
	parts   []entity
}

func parse(t testing.TB, raw []byte) entity {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("the message cannot be read: %v\n%q", err, raw)
	}
	return parseEntity(t, textproto.MIMEHeader(m.Header), m.Body)
}

func parseEntity(t testing.TB, header textproto.MIMEHeader, body io.Reader) entity {
	t.Helper()
	kind, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		t.Fatalf("Content-Type %q: %v", header.Get("Content-Type"), err)
	}
	e := entity{header: header, kind: kind, params: params}
	if strings.HasPrefix(kind, "multipart/") {
		e.parts = parseParts(t, multipart.NewReader(body, params["boundary"]))
		return e
	}
	if e.encoded, err = io.ReadAll(body); err != nil {
		t.Fatal(err)
	}
	e.content = decode(t, header.Get("Content-Transfer-Encoding"), e.encoded)
	return e
}

func parseParts(t testing.TB, r *multipart.Reader) (parts []entity) {
	t.Helper()
	for {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return parts
		}
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, parseEntity(t, p.Header, p))
	}
}

func decode(t testing.TB, encoding string, b []byte) []byte {
	t.Helper()
	var r io.Reader
	switch encoding {
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, bytes.NewReader(b))
	case "quoted-printable":
		r = quotedprintable.NewReader(bytes.NewReader(b))
	case "8bit", "7bit", "":
		return b
	default:
		t.Fatalf("Content-Transfer-Encoding %q", encoding)
	}
	out, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// shape is the nesting in one line: multipart/mixed(text/plain, application/pdf).
func (e entity) shape() string {
	if e.parts == nil {
		return e.kind
	}
	var shapes []string
	for _, p := range e.parts {
		shapes = append(shapes, p.shape())
	}
	return e.kind + "(" + strings.Join(shapes, ", ") + ")"
}

// leaves are the entities that are no multiparts, in order.
func (e entity) leaves() (all []entity) {
	if e.parts == nil {
		return []entity{e}
	}
	for _, p := range e.parts {
		all = append(all, p.leaves()...)
	}
	return all
}

// filename is the name by which the entity is to be saved; empty for a body.
func (e entity) filename(t testing.TB) string {
	t.Helper()
	disposition := e.header.Get("Content-Disposition")
	if disposition == "" {
		return ""
	}
	_, params, err := mime.ParseMediaType(disposition)
	if err != nil {
		t.Fatalf("Content-Disposition %q: %v", disposition, err)
	}
	return params["filename"]
}

// words decodes the encoded words of a header field.
func (e entity) words(t testing.TB, field string) string {
	t.Helper()
	s, err := new(mime.WordDecoder).DecodeHeader(e.header.Get(field))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// withoutLogin leaves out the login.
func withoutLogin(o *smtp.Options) { o.Username, o.Password = "", secret.Text{} }
