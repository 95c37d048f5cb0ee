package smtp_test

import (
	"bytes"
	"net/mail"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tokenreport/delivery"
	"tokenreport/delivery/deliverytest"
	"tokenreport/delivery/smtp"
	"tokenreport/delivery/smtp/smtptest"
	"tokenreport/golden"
)

// mailed delivers p and returns what the server received.
func mailed(t *testing.T, p delivery.Parcel, change ...func(*smtp.Options)) smtptest.Message {
	t.Helper()
	server, c := start(t, smtptest.Options{}, change...)
	if _, err := c.Deliver(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	messages := server.Messages()
	if len(messages) != 1 {
		t.Fatalf("%d messages arrived", len(messages))
	}
	return messages[0]
}

func as(f smtp.Features) func(*smtp.Options) {
	return func(o *smtp.Options) { o.Features = f }
}

func parcel() delivery.Parcel { return deliverytest.Parcel("email", "ops@example.com") }

func TestShape(t *testing.T) {
	const (
		alternative = "multipart/alternative(text/plain, text/html)"
		related     = "multipart/related(" + alternative + ", image/png)"
	)
	tests := []struct {
		name     string
		features smtp.Features
		change   func(*delivery.Parcel)
		want     string
	}{
		{"full", smtp.Full, func(*delivery.Parcel) {}, "multipart/mixed(" + related + ", application/pdf, text/csv)"},
		{"full, no attachment", smtp.Full, func(p *delivery.Parcel) { p.Files = p.Files[2:] }, related},
		{"full, no image", smtp.Full, func(p *delivery.Parcel) { p.Files = p.Files[:1] }, "multipart/mixed(" + alternative + ", application/pdf)"},
		{"full, text only", smtp.Full, func(p *delivery.Parcel) { p.Files, p.HTML = nil, "" }, "text/plain"},
		{"full, text and a file", smtp.Full, func(p *delivery.Parcel) { p.Files, p.HTML = p.Files[:1], "" }, "multipart/mixed(text/plain, application/pdf)"},
		{"full, HTML only", smtp.Full, func(p *delivery.Parcel) { p.Files, p.Text = nil, "" }, "text/html"},
		{"ses", smtp.SES, func(*delivery.Parcel) {}, "multipart/mixed(" + alternative + ", application/pdf, text/csv)"},
		{"ses, image only", smtp.SES, func(p *delivery.Parcel) { p.Files = p.Files[2:] }, alternative},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := parcel()
			tt.change(&p)
			if got := parse(t, mailed(t, p, as(tt.features)).Data).shape(); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestHeader(t *testing.T) {
	p := parcel()
	p.To[0].Address, p.Key.Recipient = "zhang@example.com", "hidden@example.com"
	m := mailed(t, p, func(o *smtp.Options) {
		o.ReplyTo = &mail.Address{Address: "ops@example.com"}
		o.Unsubscribe = &mail.Address{Address: "s?t&o=p%it@example.com"}
	})
	e := parse(t, m.Data)
	for field, want := range map[string]string{
		"From":                     `Token 报告 <report@example.com>`,
		"Reply-To":                 `<ops@example.com>`,
		"To":                       `值班, Ops <zhang@example.com>, <second@example.com>`,
		"Cc":                       `"Lead" <lead@example.com>`,
		"Bcc":                      "",
		"Subject":                  p.Subject,
		"Date":                     "Tue, 24 Dec 2024 18:00:00 +0000",
		"Message-Id":               p.Key.MessageID("example.com"),
		"Auto-Submitted":           "auto-generated",
		"Mime-Version":             "1.0",
		"X-Auto-Response-Suppress": "All",
		"List-Unsubscribe":         "<mailto:s%3Ft%26o%3Dp%25it@example.com?subject=unsubscribe>",
	} {
		if got := e.words(t, field); got != want {
			t.Errorf("%s is %q, want %q", field, got, want)
		}
	}
	if list, err := mail.ParseAddressList(e.header.Get("To")); err != nil || list[0].Name != "值班, Ops" {
		t.Errorf("To is read as %v, %v", list, err)
	}
	if got := parse(t, mailed(t, p).Data).header["List-Unsubscribe"]; got != nil {
		t.Errorf("nobody to ask, and List-Unsubscribe is %q", got)
	}
	if bytes.Contains(m.Data, []byte("hidden@example.com")) {
		t.Error("the blind copy's recipient shows")
	}
	if m.From != "report@example.com" || !slices.Equal(m.To, []string{"hidden@example.com"}) || m.Helo != "example.com" {
		t.Errorf("the envelope is %+v", m)
	}
}

func TestHeaderForSES(t *testing.T) {
	for recipient, want := range map[string]string{
		"ops@example.com":    `值班, Ops <ops@example.com>`,
		"lead@example.com":   `"Lead" <lead@example.com>`,
		"hidden@example.com": `<hidden@example.com>`,
	} {
		p := deliverytest.Parcel("email", "ops@example.com")
		p.Key.Recipient = recipient
		e := parse(t, mailed(t, p, as(smtp.SES)).Data)
		if e.words(t, "To") != want || e.header.Get("Cc") != "" {
			t.Errorf("To %q, Cc %q; want To %q alone", e.words(t, "To"), e.header.Get("Cc"), want)
		}
	}
}

func TestBlindCopyAlone(t *testing.T) {
	p := parcel()
	p.To, p.Cc = nil, nil
	if got := parse(t, mailed(t, p).Data).header.Get("To"); got != "undisclosed-recipients:;" {
		t.Errorf("To is %q", got)
	}
}

// TestInlineImage wants an ID that no other mail has, in the part and in the HTML that shows it, and nowhere else.
func TestInlineImage(t *testing.T) {
	seen := map[string]bool{}
	for _, recipient := range []string{"ops@example.com", "second@example.com"} {
		p := deliverytest.Parcel("email", recipient)
		p.Files[2].ContentID = "chart"
		p.HTML = `<p style="background:url(cid:chart)">cid:chart <img src="cid:chart" alt=""/><img src="cid:chart2"/></p>`
		root := parse(t, mailed(t, p).Data)
		leaves := root.leaves()
		image := leaves[2]
		id := strings.Trim(image.header.Get("Content-ID"), "<>")
		if !regexp.MustCompile(`^chart\.[0-9a-f]{20}@example\.com$`).MatchString(id) || !strings.HasPrefix(image.header.Get("Content-Disposition"), "inline") {
			t.Errorf("the image has %v", image.header)
		}
		want := strings.NewReplacer("url(cid:chart)", "url(cid:"+id+")", `"cid:chart"`, `"cid:`+id+`"`).Replace(p.HTML)
		if got := strings.TrimSpace(string(leaves[1].content)); got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
		for _, e := range leaves {
			if e.kind != "image/png" && e.header.Get("Content-ID") != "" {
				t.Errorf("%s has a Content-ID", e.kind)
			}
		}
		if root.parts[0].params["type"] != "multipart/alternative" {
			t.Errorf("multipart/related has %v", root.parts[0].params)
		}
		if seen[id] {
			t.Errorf("two mails have %s", id)
		}
		seen[id] = true
	}
	p := parcel()
	p.Files, p.Text, p.Subject = p.Files[2:], "", "multipart/related; of a subject"
	if root := parse(t, mailed(t, p).Data); root.params["type"] != "text/html" {
		t.Errorf("multipart/related of HTML alone has %v", root.params)
	} else if got := root.words(t, "Subject"); got != p.Subject {
		t.Errorf("the subject became %q", got)
	}
}

func TestBodiesArriveAsTheyAre(t *testing.T) {
	p := parcel()
	p.Text = strings.Repeat("总量 67,199 tokens.\n", 50) + ".\n..\nend\n"
	p.HTML = "<p>" + strings.Repeat("total 67,199 tokens = ok. ", 100) + "</p>\n"
	leaves := parse(t, mailed(t, p).Data).leaves()
	for i, want := range []string{p.Text, p.HTML} {
		if got := strings.ReplaceAll(string(leaves[i].content), "\r\n", "\n"); got != want {
			t.Errorf("got %q\nwant %q", got, want)
		}
	}
	text, html := leaves[0].header.Get("Content-Transfer-Encoding"), leaves[1].header.Get("Content-Transfer-Encoding")
	if text != "base64" || html != "quoted-printable" {
		t.Errorf("Chinese travels by %s and English by %s: the longer way", text, html)
	}
}

// TestBodiesForSES reads the bodies as a relay leaves them that ignores their transfer encoding.
func TestBodiesForSES(t *testing.T) {
	p := parcel()
	p.Text = "总量 67,199\n" + strings.Repeat("很长的一行", 500) + "\n.\n"
	p.HTML = "<p style=\"font-family:'微软雅黑'\">总量 67,199 &amp; 更多</p>\n<p>" + strings.Repeat("很长的一行", 500) + "</p>"
	leaves := parse(t, mailed(t, p, as(smtp.SES)).Data).leaves()
	text, html := string(leaves[0].encoded), string(leaves[1].encoded)
	if !strings.HasPrefix(text, "总量 67,199\r\n很长的一行") || !strings.HasSuffix(text, "\r\n.\r\n") {
		t.Errorf("the text begins %.60q", text)
	}
	if !strings.Contains(html, "&#24635;&#37327; 67,199 &amp; ") || strings.ContainsFunc(html, func(r rune) bool { return r > '~' }) {
		t.Errorf("the HTML begins %.120q", html)
	}
	for _, file := range leaves[2:] {
		if file.header.Get("Content-Transfer-Encoding") != "base64" || !strings.HasPrefix(file.header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s has %v", file.kind, file.header)
		}
	}
}

func TestAttachmentNames(t *testing.T) {
	for _, name := range []string{"token-usage-2024-11-19.pdf", "a b (1).pdf", "用量 2024-11-19.pdf", "it's 100% ok;.pdf", strings.Repeat("量", 60) + ".pdf"} {
		p := parcel()
		p.Files[0].Name = name
		raw := mailed(t, p).Data
		pdf := parse(t, raw).leaves()[3]
		if got := pdf.filename(t); got != name || pdf.params["name"] != name {
			t.Errorf("%q arrives as %q and %q", name, got, pdf.params["name"])
		}
		if head, _, _ := bytes.Cut(raw, []byte("JVBERi")); !isASCII(head) {
			t.Errorf("%q is written raw", name)
		}
	}
}

func isASCII(b []byte) bool {
	return !bytes.ContainsFunc(b, func(r rune) bool { return r > '~' })
}

func TestLongHeaders(t *testing.T) {
	p := parcel()
	for _, subject := range []string{strings.Repeat("x", 5000), strings.Repeat("用量", 2000), strings.Repeat("a b ", 1000)} {
		p.Subject = subject
		p.To[0].Name = subject
		m := mailed(t, p) // the server refuses lines beyond 998
		got := parse(t, m.Data).words(t, "Subject")
		if !strings.HasSuffix(got, "…") || !strings.HasPrefix(subject, strings.TrimSuffix(got, "…")) || len(got) > 800 {
			t.Errorf("the subject arrives as %d bytes, %.40q", len(got), got)
		}
	}
}

// TestHeaderLines wants no line of any header over 76 bytes (RFC 2047, section 2), whatever is to be said in it.
func TestHeaderLines(t *testing.T) {
	texts := map[string]string{
		"short":               "Token usage",
		"long":                strings.Repeat("tokens and more tokens ", 30),
		"one word":            strings.Repeat("x", 300),
		"spaces":              strings.Repeat("a  b   ", 40),
		"Chinese":             strings.Repeat("用量报告，", 40),
		"four bytes each":     strings.Repeat("😀", 60),
		"mixed":               strings.Repeat("Laporan 用量 ", 20),
		"looks encoded":       "=?utf-8?q?a?= " + strings.Repeat("=?", 90),
		"quotes":              strings.Repeat(`"a\b", `, 30),
		"61 in one word":      strings.Repeat("y", 61) + " z",
		"at the edge":         strings.Repeat("y", 59) + " " + strings.Repeat("z", 60) + " é",
		"at the edge, plain":  strings.Repeat("y", 60) + " " + strings.Repeat("z", 60),
		"a name with a comma": "Zhang, San " + strings.Repeat("of the department ", 5),
	}
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			text = delivery.CleanLine(text)
			p := parcel()
			p.Subject, p.Redo = text, "event"
			p.To[0].Name, p.To[1].Name, p.Cc[0].Name = text, "Ops", text
			p.Files[0].Name = strings.Repeat("daily-report-of-", 9) + ".pdf"
			p.Files[1].Name = "daily-report-of-the-whole-company-2024-11-19.csv"
			p.Files[2].Name = strings.Repeat("量", 40) + ".png"
			raw := mailed(t, p, func(o *smtp.Options) {
				o.From.Name, o.ReplyTo = text, &mail.Address{Name: text, Address: "ops@example.com"}
				o.Unsubscribe = &mail.Address{Address: "somebody.with.a.long.name@department.example.com"}
			}).Data
			inHeader := true
			for line := range strings.SplitSeq(string(raw), "\r\n") {
				inHeader = line != "" && (inHeader || strings.HasPrefix(line, "--"))
				if inHeader && (len(line) > 76 || strings.TrimSpace(line) == "") {
					t.Errorf("%d bytes: %s", len(line), line)
				}
			}
			e := parse(t, raw)
			if got := e.words(t, "Subject"); len(text) <= 800 && got != text {
				t.Errorf("the subject arrives as %q", got)
			}
			for field, want := range map[string]string{"From": text, "Reply-To": text, "To": text, "Cc": text} {
				list, err := mail.ParseAddressList(e.header.Get(field))
				if err != nil || len(want) <= 200 && list[0].Name != want {
					t.Errorf("%s is read as %v, %v", field, list, err)
				}
			}
			var files []string
			for _, leaf := range e.leaves()[2:] {
				files = append(files, leaf.filename(t))
			}
			if want := []string{p.Files[2].Name, p.Files[0].Name, p.Files[1].Name}; !slices.Equal(files, want) {
				t.Errorf("the files arrive as %q", files)
			}
		})
	}
}

func TestManyRecipients(t *testing.T) {
	p := parcel()
	for range 300 {
		p.Cc = append(p.Cc, mail.Address{Name: "某某", Address: "somebody.with.a.long.name@department.example.com"})
	}
	e := parse(t, mailed(t, p).Data)
	if list, err := mail.ParseAddressList(e.header.Get("Cc")); err != nil || len(list) != 301 {
		t.Errorf("%d addresses are read, %v", len(list), err)
	}
}

func TestParcelIsNotChanged(t *testing.T) {
	p, before := parcel(), parcel()
	p.To[0].Name, before.To[0].Name = "a\r\nb", "a\r\nb"
	mailed(t, p)
	mailed(t, p, as(smtp.SES))
	if !reflect.DeepEqual(p, before) {
		t.Error("a delivery has changed the parcel")
	}
}

func TestUnfitParcels(t *testing.T) {
	tests := []struct {
		name   string
		change func(*delivery.Parcel)
		want   string
	}{
		{"no body", func(p *delivery.Parcel) { p.Text, p.HTML = "", "" }, "neither text nor HTML"},
		{"no recipient", func(p *delivery.Parcel) { p.Key.Recipient = "" }, "no mail address"},
		{"two recipients", func(p *delivery.Parcel) { p.Key.Recipient = "a@example.com, b@example.com" }, "no mail address"},
		{"quoted recipient", func(p *delivery.Parcel) { p.Key.Recipient = `"a b"@example.com` }, "no mail address"},
		{"recipient with a name", func(p *delivery.Parcel) { p.Key.Recipient = "A <a@example.com>" }, "no mail address"},
		{"recipient with a command", func(p *delivery.Parcel) { p.Key.Recipient = "a@example.com>\r\nRCPT TO:<b@example.com" }, "no mail address"},
		{"international domain", func(p *delivery.Parcel) { p.Key.Recipient = "a@例子.cn" }, "xn--"},
		{"bad To", func(p *delivery.Parcel) { p.To[1].Address = "a@b\r\nBcc: c@d" }, "no mail address"},
		{"bad Cc", func(p *delivery.Parcel) { p.Cc[0].Address = "lead" }, "no mail address"},
		{"unsafe name", func(p *delivery.Parcel) { p.Files[0].Name = "a\r\nb" }, "unsafe"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server, c := start(t, smtptest.Options{})
			p := parcel()
			tt.change(&p)
			_, err := c.Deliver(t.Context(), p)
			if delivery.FaultOf(err) != delivery.Permanent || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want a permanent error with %q", err, tt.want)
			}
			if server.Connections() != 0 {
				t.Error("the server was bothered with it")
			}
		})
	}
}

// TestGolden compares whole mails of both classes, to be looked at in testdata.
func TestGolden(t *testing.T) {
	for _, f := range []smtp.Features{smtp.Full, smtp.SES} {
		t.Run(string(f), func(t *testing.T) {
			p := parcel()
			p.Files[0].Content, p.Files[2].Content = p.Files[0].Content[:200], p.Files[2].Content[:100]
			got := normal(mailed(t, p, as(f)).Data)
			file := filepath.Join("testdata", string(f)+".eml")
			golden.Check(t, file, got)
		})
	}
}

var boundary = regexp.MustCompile(`boundary=([0-9a-f]{60})`)

// normal makes a mail comparable: boundaries are numbered and the header is sorted, which go-mail leaves to
// chance, and line breaks are Unix's.
func normal(raw []byte) []byte {
	for i, m := range boundary.FindAllSubmatch(raw, -1) {
		raw = bytes.ReplaceAll(raw, m[1], []byte("boundary-"+string(rune('1'+i))))
	}
	head, body, _ := strings.Cut(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\n\n")
	const fold = "\x00" // holds a folded field together while sorting
	fields := strings.Split(strings.ReplaceAll(head, "\n ", fold), "\n")
	slices.Sort(fields)
	head = strings.ReplaceAll(strings.Join(fields, "\n"), fold, "\n ")
	return []byte(head + "\n\n" + body)
}
