package smtp_test

import (
	"bytes"
	"net/mail"
	"slices"
	"strings"
	"testing"

	"tokenreport/delivery"
	"tokenreport/delivery/deliverytest"
	"tokenreport/delivery/smtp"
)

// allowed are the only header fields that a mail may have.
var allowed = []string{
	"From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-Id", "Auto-Submitted", "Mime-Version",
	"Content-Type", "Content-Transfer-Encoding", "X-Auto-Response-Suppress",
}

// FuzzMail sends whatever is put into a parcel and reads it back: no text may become a header, a part, an
// address or a name of its own, and no line may be too long.
func FuzzMail(f *testing.F) {
	f.Add("Token usage", "Ops", "ops@example.com", "a.pdf", "text", "<p>html</p>", "chart")
	f.Add("a\r\nBcc: x@example.com", "b\r\n\r\nbody", "c@example.com>\r\nRCPT TO:<d@example.com", "e\r\nX-F: g.pdf", "\r\n.\r\nMAIL FROM:<h@i>", "\x00", "j>\r\nX: k")
	f.Add("a\r\nBcc: x@example.com", "b\r\n\r\nbody\x00\u202E", "ops@example.com", "用量 (1).pdf", "\r\n.\r\nMAIL FROM:<h@i>", "<p>\r\r\n--x\x00", "")
	f.Add("=?utf-8?b?DQpCY2M6IGE=?=", `back\slash \"`, "ops@example.com", "a.pdf", "text", "", "")
	f.Add("0", "\xb1", "ops@"+strings.Repeat("P", 999), "a.pdf", "text", "html", "chart")
	f.Add("用量\u202E", "张三, \"李四\" <x@y>", "\"q r\"@example.com", "用量 (1).pdf", "--boundary\n", "<!--", "l@m")
	f.Add(strings.Repeat("长", 999), strings.Repeat("=?", 999), "a@b", "%41'.pdf", strings.Repeat("x", 3000), "<p title='"+strings.Repeat("长 ", 999), "n")
	f.Fuzz(func(t *testing.T, subject, name, address, file, text, html, id string) {
		for _, features := range []smtp.Features{smtp.Full, smtp.SES} {
			p := parcel()
			p.Subject, p.Text, p.HTML = subject, text, html
			p.To = []mail.Address{{Name: name, Address: "to@example.com"}, {Name: name, Address: address}}
			p.Key.Recipient = address
			p.Files[0].Name, p.Files[2].ContentID, p.Files[2].Content = file, id, []byte("png")
			p.Files[0].Content = []byte("pdf")
			raw, err := smtp.Compose(features, p)
			if err != nil {
				continue // refused, which other tests cover
			}
			checkWire(t, raw)
			checkRead(t, parse(t, raw), p, features)
		}
	})
}

// checkWire checks the mail as bytes.
func checkWire(t *testing.T, raw []byte) {
	t.Helper()
	for line := range bytes.SplitSeq(raw, []byte("\r\n")) {
		if len(line) > 998 || bytes.ContainsAny(line, "\r\n\x00") {
			t.Fatalf("a line of %d bytes: %.200q", len(line), line)
		}
	}
	if head, _, _ := bytes.Cut(raw, []byte("\r\n\r\n")); !isASCII(head) {
		t.Fatalf("the header is not ASCII: %q", head)
	}
}

// checkRead checks the mail as its reader sees it.
func checkRead(t *testing.T, e entity, p delivery.Parcel, features smtp.Features) {
	t.Helper()
	for field, values := range e.header {
		if !slices.Contains(allowed, field) || len(values) != 1 {
			t.Fatalf("the header has %s: %q", field, values)
		}
		deliverytest.WantClean(t, field, e.words(t, field))
	}
	if want := delivery.CleanLine(p.Subject); len(want) <= 800 && !sameWords(e.words(t, "Subject"), want) {
		t.Fatalf("the subject is %q, want %q", e.words(t, "Subject"), want)
	}
	to, err := mail.ParseAddressList(e.header.Get("To"))
	if err != nil {
		t.Fatalf("To %q: %v", e.header.Get("To"), err)
	}
	var addresses []string
	for _, a := range to {
		addresses = append(addresses, a.Address)
	}
	want := []string{"to@example.com", p.Key.Recipient}
	if features == smtp.SES {
		want = want[1:]
	}
	if p.Key.Recipient != "to@example.com" && !slices.Equal(addresses, want) {
		t.Fatalf("To is read as %q, want %q", addresses, want)
	}
	if want := delivery.CleanLine(p.To[0].Name); len(want) <= 200 && features == smtp.Full && !sameWords(to[0].Name, want) {
		t.Fatalf("the name is read as %q, want %q", to[0].Name, want)
	}
	checkLeaves(t, e, p, features)
}

// sameWords compares two lines but for the number of spaces, which folding may change.
func sameWords(a, b string) bool {
	collapse := func(s string) string {
		return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ")
	}
	return collapse(a) == collapse(b)
}

func checkLeaves(t *testing.T, e entity, p delivery.Parcel, features smtp.Features) {
	t.Helper()
	var names []string
	for _, leaf := range e.leaves() {
		if name := leaf.filename(t); name != "" {
			names = append(names, name)
		}
		for field := range leaf.header {
			deliverytest.WantClean(t, field, leaf.words(t, field))
		}
		for _, value := range leaf.params {
			deliverytest.WantClean(t, "a parameter of Content-Type", value)
		}
	}
	want := []string{p.Files[0].Name, p.Files[1].Name}
	switch image := p.Files[2]; {
	case image.ContentID == "":
		want = append(want, image.Name) // an attachment like the others
	case features.Inline():
		want = append([]string{image.Name}, want...)
	}
	if !slices.Equal(names, want) {
		t.Fatalf("the files are %q, want %q", names, want)
	}
}
