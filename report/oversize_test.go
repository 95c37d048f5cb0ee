package report_test

import (
	"net/url"
	"strings"
	"testing"

	"tokenreport/report"
)

// Only what every program takes for a web address, from its first character to its last, becomes a link.
func TestLinkOpens(t *testing.T) {
	for address, want := range map[string]bool{
		"https://example.com/a.pdf?sign=a%2Fb&x=%20;~'()": true,
		"http://127.0.0.1:8080/a":                         true,
		"HTTPS://EXAMPLE.COM":                             true,
		"":                                                false,
		"https://":                                        false,
		"https:///a":                                      false,
		"https:example.com":                               false,
		"//example.com/a":                                 false,
		"file:///etc/passwd":                              false,
		"javascript:alert(1)//https://":                   false,
		"javascript://example.com/%0aalert(1)":            false,
		" https://example.com":                            false,
		"https://example.com/a b":                         false,
		"https://example.com/a\nBcc: x":                   false,
		"https://example.com/\"onclick=":                  false,
		"https://example.com/<b>":                         false,
		"https://example.com/客服":                          false,
		"https://example.com/\u202egpj":                   false,
	} {
		if got := (report.Link{URL: address}).Opens(); got != want {
			t.Errorf("%q opens: %v, want %v", address, got, want)
		}
	}
}

func FuzzLinkOpens(f *testing.F) {
	f.Add("https://example.com/a?b=c")
	f.Add("javascript://x")
	f.Fuzz(func(t *testing.T, address string) {
		if !(report.Link{URL: address}).Opens() {
			return
		}
		if strings.ContainsAny(address, " \t\r\n\"<>`") {
			t.Errorf("%q opens", address)
		}
		if parsed, err := url.Parse(address); err == nil && parsed.Scheme != "https" && parsed.Scheme != "http" {
			t.Errorf("%q opens, by %s", address, parsed.Scheme)
		}
	})
}

// What cannot be linked to is left out, and the mail says so.
func TestOversizeWithoutALink(t *testing.T) {
	for _, address := range []string{"", "javascript:alert(1)", "file:///tmp/a.pdf"} {
		o := options("en")
		o.Oversize = []report.Oversize{{Name: "a\r\nBcc: x.pdf", Bytes: 1, Limit: 1, URL: address}}
		got := compose(t, example(t), o).Links
		want := report.Link{Text: "a Bcc: x.pdf (1 B) is too large to attach: with it the mail would exceed its limit of 1 B. " +
			"There is no link to it either, so this mail goes without it."}
		if len(got) != 1 || got[0] != want {
			t.Errorf("%q: %+v, want %+v", address, got, want)
		}
	}
}
