package delivery_test

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"tokenreport/delivery"
	"tokenreport/delivery/deliverytest"
)

var key = delivery.Key{
	Report: "daily", Period: "2024-11-19", Revision: 1, Channel: "email", Recipient: "ops@example.com",
}

func ExampleKey_MessageID() {
	k := delivery.Key{
		Report: "daily", Period: "2024-11-19", Revision: 1, Channel: "email", Recipient: "ops@example.com",
	}
	fmt.Println(k.MessageID("example.com"))
	k.Recipient = "ops@EXAMPLE.com" // the same mailbox
	fmt.Println(k.MessageID("example.com"))
	// Output:
	// <daily.2024-11-19.r1.87b1ec587c1997447f7b@example.com>
	// <daily.2024-11-19.r1.87b1ec587c1997447f7b@example.com>
}

func TestMessageIDTellsKeysApart(t *testing.T) {
	keys := []delivery.Key{
		key,
		{Report: "weekly", Period: key.Period, Revision: 1, Channel: "email", Recipient: key.Recipient},
		{Report: "daily", Period: "2024-W47", Revision: 1, Channel: "email", Recipient: key.Recipient},
		{Report: "daily", Period: key.Period, Revision: 2, Channel: "email", Recipient: key.Recipient},
		{Report: "daily", Period: key.Period, Revision: 1, Channel: "wecom", Recipient: key.Recipient},
		{Report: "daily", Period: key.Period, Revision: 1, Channel: "email", Recipient: "Ops@example.com"},
		{Report: "daily", Period: key.Period, Revision: 1, Channel: "email", Recipient: ""},
		// Fields that would run together without their lengths.
		{Report: "daily2", Period: "024-11-19", Revision: 1, Channel: "email", Recipient: key.Recipient},
		{Report: "daily", Period: key.Period, Revision: 1, Channel: "emailo", Recipient: "ps@example.com"},
		{Report: "daily", Period: key.Period, Revision: 11, Channel: "email", Recipient: key.Recipient},
		// Words that read alike once made safe.
		{Report: "d.a", Period: key.Period, Revision: 1, Channel: "email", Recipient: key.Recipient},
		{Report: "d a", Period: key.Period, Revision: 1, Channel: "email", Recipient: key.Recipient},
	}
	seen := map[string]delivery.Key{}
	for _, k := range keys {
		id := k.MessageID("example.com")
		if other, ok := seen[id]; ok {
			t.Errorf("%v and %v have one Message-ID, %s", k, other, id)
		}
		seen[id] = k
	}
}

// A deliberate repetition has an ID of its own, the same at each attempt; any other parcel has its key's.
func TestRepetitionsHaveIDsOfTheirOwn(t *testing.T) {
	seen := map[string]string{}
	for _, redo := range []string{"", "a", "b", "a b", "\r\nX: y", strings.Repeat("用", 999)} {
		p := delivery.Parcel{Key: key, Redo: redo}
		id := p.MessageID("example.com")
		if other, ok := seen[id]; ok || !msgID.MatchString(id) || len(id) != len(key.MessageID("example.com")) || p.MessageID("example.com") != id || id != "<"+p.ID()+"@example.com>" {
			t.Errorf("%q has the Message-ID %s, as has %q", redo, id, other)
		}
		if first := id == key.MessageID("example.com"); first != (redo == "") {
			t.Errorf("%q: %s is that of the first: %v", redo, id, first)
		}
		seen[id] = redo
	}
}

func TestMessageIDDomain(t *testing.T) {
	for domain, want := range map[string]string{
		"example.com":            "@example.com>",
		"Example.COM":            "@example.com>",
		"":                       "@localhost>",
		"a\r\nBcc: b@c.d":        "@a.bcc.b.c.d>",
		"例子.cn":                  "@cn>",
		strings.Repeat("a", 999): "@" + strings.Repeat("a", 253) + ">",
	} {
		if id := key.MessageID(domain); !strings.HasSuffix(id, want) {
			t.Errorf("domain %q: %s does not end in %s", domain, id, want)
		}
	}
}

// msgID is RFC 5322, section 3.6.4, without the obsolete forms.
var msgID = regexp.MustCompile(`^<[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*@[a-z0-9-]+(\.[a-z0-9-]+)*>$`)

func FuzzMessageID(f *testing.F) {
	f.Add("daily", "2024-11-19", 1, "email", "ops@example.com", "example.com")
	f.Add("", "", -1, "", "", "")
	f.Add("a\r\nb", "<>@", 0, "日报", "x@y@Z", ".-.")
	f.Fuzz(func(t *testing.T, report, period string, revision int, channel, recipient, domain string) {
		k := delivery.Key{Report: report, Period: period, Revision: revision, Channel: channel, Recipient: recipient}
		id := k.MessageID(domain)
		if !msgID.MatchString(id) || len(id) > 500 {
			t.Fatalf("%q is no Message-ID", id)
		}
		k.Recipient += "x"
		if k.MessageID(domain) == id {
			t.Fatalf("two recipients share %s", id)
		}
	})
}

func TestCleanLine(t *testing.T) {
	for in, want := range map[string]string{
		"Token usage 19 Nov":                "Token usage 19 Nov",
		"用量日报 2024-11-19":                   "用量日报 2024-11-19",
		"a\r\nBcc: evil@example.com":        "a Bcc: evil@example.com",
		"a\nb\rc\u2028d\u0085e\tf":          "a b c d e f",
		"gepj.\u202Efdp\u202C":              "gepj.fdp",
		"nul\x00, esc\x1b[31m, \x7f":        "nul, esc[31m,",
		"bad \xff utf":                      "bad \uFFFD utf",
		" \ufeff edge \r\n":                 "edge",
		"family \U0001F468\u200D\U0001F469": "family \U0001F468\u200D\U0001F469",
	} {
		if got := delivery.CleanLine(in); got != want {
			t.Errorf("CleanLine(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestHostileTextIsCleaned shows that nothing hostile gets through a cleaning, or passes for a name.
func TestHostileTextIsCleaned(t *testing.T) {
	for _, text := range deliverytest.Hostile() {
		deliverytest.WantClean(t, "CleanLine", delivery.CleanLine(text))
		deliverytest.WantClean(t, "Excerpt", delivery.Excerpt(text))
		deliverytest.WantClean(t, "CleanText", strings.ReplaceAll(delivery.CleanText(text), "\n", ""))
		if delivery.SafeName(text) {
			t.Errorf("%q passes for a safe name", text)
		}
		k := delivery.Key{Report: text, Period: text, Revision: 1, Channel: text, Recipient: text}
		if id := k.MessageID(text); !msgID.MatchString(id) {
			t.Errorf("%q makes the Message-ID %q", text, id)
		}
		if path := k.Path(); !recordPath.MatchString(path) {
			t.Errorf("%q makes the record %q", text, path)
		}
	}
}

// recordPath is where a key's records may lie.
var recordPath = regexp.MustCompile(`^\.tokenreport(/[A-Za-z0-9_-]+){5}$`)

func FuzzClean(f *testing.F) {
	f.Add("a\r\nb")
	f.Add("\u202e\u2066\x00\xff\u2029")
	f.Add("\r\r\n\n")
	f.Fuzz(func(t *testing.T, s string) {
		line, text := delivery.CleanLine(s), delivery.CleanText(s)
		for name, got := range map[string]string{"line": line, "text": strings.NewReplacer("\n", "", "\t", "").Replace(text)} {
			if !utf8.ValidString(got) || strings.ContainsFunc(got, harmful) {
				t.Errorf("%s: %q still holds a harmful character", name, got)
			}
		}
		if excerpt := delivery.Excerpt(s); len(excerpt) > 500 || !utf8.ValidString(excerpt) || strings.ContainsFunc(excerpt, harmful) {
			t.Errorf("the excerpt of %q is %q", s, excerpt)
		}
		if delivery.CleanLine(line) != line || delivery.CleanText(text) != text {
			t.Errorf("cleaning %q twice changes it", s)
		}
	})
}

func harmful(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
}

func TestSafeName(t *testing.T) {
	for name, want := range map[string]bool{
		"token-usage-2024-11-19.pdf": true,
		"用量.pdf":                     true,
		"a b.csv":                    true,
		"":                           false,
		".":                          false,
		"..":                         false,
		".tokenreport":               false,
		"a.":                         false,
		" a":                         false,
		"a/b":                        false,
		`a\b`:                        false,
		"c:a":                        false,
		`a"b.pdf`:                    false,
		"a\r\nb":                     false,
		"a\x00b":                     false,
		"a\u202Efdp.exe":             false,
		"a\u200Bb":                   false,
		"\xff":                       false,
		strings.Repeat("a", 200):     true,
		strings.Repeat("a", 201):     false,
	} {
		if got := delivery.SafeName(name); got != want {
			t.Errorf("SafeName(%q) = %v", name, got)
		}
	}
}

func TestParcelCheck(t *testing.T) {
	pdf := delivery.File{Name: "a.pdf", Type: "application/pdf"}
	tests := []struct {
		name   string
		parcel delivery.Parcel
		want   string // part of the error; empty for none
	}{
		{"empty", delivery.Parcel{}, ""},
		{"good", delivery.Parcel{Folder: "daily/2024/11/19", Files: []delivery.File{pdf}}, ""},
		{"inline image", delivery.Parcel{Files: []delivery.File{{Name: "c.png", Type: "image/png", ContentID: "chart@report"}}}, ""},
		{"folder climbs", delivery.Parcel{Folder: "daily/../x"}, `unsafe part ".."`},
		{"folder from the root", delivery.Parcel{Folder: "/daily"}, "unsafe part"},
		{"folder ends in a slash", delivery.Parcel{Folder: "daily/"}, "unsafe part"},
		{"name climbs", delivery.Parcel{Files: []delivery.File{{Name: "../a", Type: "text/csv"}}}, `file name "../a" is unsafe`},
		{"no media type", delivery.Parcel{Files: []delivery.File{{Name: "a"}}}, "media type"},
		{"media type in a terminal's colours", delivery.Parcel{Files: []delivery.File{{Name: "a", Type: "text/csv; x=\"\x1b[2J\""}}}, "media type"},
		{"media type beyond ASCII", delivery.Parcel{Files: []delivery.File{{Name: "a", Type: "text/csv; x=\"\u202E\""}}}, "media type"},
		{"media type with a header", delivery.Parcel{Files: []delivery.File{{Name: "a", Type: "text/csv\r\nX: y"}}}, "media type"},
		{"Content-ID with a header", delivery.Parcel{Files: []delivery.File{{Name: "a", Type: "image/png", ContentID: "a>\r\nX: y"}}}, "Content-ID"},
		{"twice", delivery.Parcel{Files: []delivery.File{pdf, pdf}}, `two files are named "a.pdf"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.parcel.Check()
			if tt.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) || delivery.FaultOf(err) != delivery.Permanent {
				t.Fatalf("got %v, want a permanent error with %q", err, tt.want)
			}
		})
	}
}

func TestErrorIsOneLineWithAllThatHelps(t *testing.T) {
	cause := errors.New("550 no such\r\nuser")
	err := error(&delivery.Error{
		Fault: delivery.Permanent, Doing: "send", Code: "550", RequestID: "r-1", Hint: "check the address", Err: cause,
	})
	if got, want := err.Error(), "send: 550 no such user (request ID r-1); check the address"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if !errors.Is(err, cause) {
		t.Error("the cause is lost")
	}
}

// TestErrorIsCut keeps a server that talks without end from pushing out what helps.
func TestErrorIsCut(t *testing.T) {
	flood := strings.Repeat("\u202e长\r\n", 100_000)
	err := &delivery.Error{Doing: "send" + flood, Err: errors.New(flood), RequestID: flood, Hint: "check the address"}
	got := err.Error()
	if len(got) > 1600 || !strings.HasPrefix(got, "send长 ") || !strings.HasSuffix(got, "…); check the address") {
		t.Errorf("got %d bytes: %.40q…%.60q", len(got), got, got[max(0, len(got)-60):])
	}
	deliverytest.WantClean(t, "the error", got)
}

func TestShorten(t *testing.T) {
	for _, tt := range []struct {
		in    string
		limit int
		want  string
	}{
		{"", 3, ""},
		{"abc", 3, "abc"},
		{"abcd", 3, "…"},
		{"abcdefg", 6, "abc…"},
		{"用量报告", 12, "用量报告"},
		{"用量报告", 11, "用量…"},
		{"用量报告", 9, "用量…"},
		{"用量报告", 8, "用…"},
		{strings.Repeat("\xbf", 9), 6, "…"}, // no character begins anywhere
	} {
		if got := delivery.Shorten(tt.in, tt.limit); got != tt.want {
			t.Errorf("Shorten(%q, %d) = %q, want %q", tt.in, tt.limit, got, tt.want)
		}
	}
}

func TestStatusAndFault(t *testing.T) {
	tests := []struct {
		err    error
		status delivery.Status
		fault  delivery.Fault
	}{
		{nil, delivery.StatusDelivered, delivery.Temporary},
		{errors.New("any"), delivery.StatusFailed, delivery.Temporary},
		{fmt.Errorf("deliver: %w", &delivery.Error{Fault: delivery.Permanent}), delivery.StatusFailed, delivery.Permanent},
		{&delivery.Error{Fault: delivery.Unclear}, delivery.StatusUnclear, delivery.Unclear},
	}
	for _, tt := range tests {
		if got := delivery.StatusOf(tt.err); got != tt.status {
			t.Errorf("StatusOf(%v) = %q, want %q", tt.err, got, tt.status)
		}
		if got := delivery.FaultOf(tt.err); got != tt.fault {
			t.Errorf("FaultOf(%v) = %v, want %v", tt.err, got, tt.fault)
		}
	}
}
