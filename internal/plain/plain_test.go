package plain

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestName(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "Support  bot ": "Support bot",
		" a\r\nb\tc\u2028d\u0085e\n": "a b c d e",
		"\x00\x1b[31mred\x7f":        "[31mred",
		"fdp.\u202eexe\u2066\u200f":  "fdp.exe", "\u2068a\u2069": "a",
		"客服\u3000“ok”\u00A0":       "客服 “ok”",
		"bad\xff\xfe":              "bad\uFFFD",
		"Tro\u031B\u0323 ly\u0301": "Trợ lý", "か\u3099": "が", "\u1112\u1161\u11ab": "한",
		"a\u200Bb\u00ADc\uFEFFd\u2060": "abcd", "\u200D": "",
		"👩\u200D💻 ❤\uFE0F می\u200Cخواهم": "👩\u200D💻 ❤\uFE0F می\u200Cخواهم",
		"שירות (2)": "שירות (2)",
	} {
		if got := Name(in); got != want {
			t.Errorf("Name(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestIsolate(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "Support bot 12%": "Support bot 12%", "客戶 ✓ 🤖": "客戶 ✓ 🤖",
		"שירות": "\u2068שירות\u2069", "bot خدمة": "\u2068bot خدمة\u2069", "١٢": "\u2068١٢\u2069", "ދިވެހި": "\u2068ދިވެހި\u2069",
		"by \u2068שירות\u2069, 12%": "by \u2068שירות\u2069, 12%",
	} {
		if got := Isolate(in); got != want {
			t.Errorf("Isolate(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLine(t *testing.T) {
	for in, want := range map[string]string{
		"":                              "",
		"客服 Ü “ok” 👩‍💻":                 "客服 Ü “ok” 👩‍💻",
		"a\r\nb\tc\u2028d\u0085e":       "a b c d e",
		"\x00\x1b[31mred\x7f\u009f":     "[31mred",
		"pdf\u202efdp.exe\u2066\u200f":  "pdffdp.exe",
		"a \u2068שירות\u2069 b":         "a \u2068שירות\u2069 b",
		"a\u2069b\u2068c \u2068d\u2069": "abc \u2068d\u2069",
	} {
		if got := Line(in); got != want {
			t.Errorf("Line(%q) = %q, want %q", in, got, want)
		}
	}
	if got, want := Lines("a\u2068\r\nb\tc\u2069\u2029d\x00"), "a\nb\tc\nd"; got != want {
		t.Errorf("Lines: %q, want %q", got, want)
	}
}

func FuzzPlain(f *testing.F) {
	for _, seed := range []string{"name\r\nBcc: x", "\u202e\xff", "a\u2068b\nc\u2069", "e\u0301\u200D\u0301", "\u1100\u200B\u1161"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name := Name(s)
		if Name(name) != name || !utf8.ValidString(name) || !norm.NFC.IsNormalString(name) {
			t.Errorf("Name(%q) = %q, again %q", s, name, Name(name))
		}
		if strings.ContainsFunc(name, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }) {
			t.Errorf("Name(%q) = %q", s, name)
		}
		apart := Isolate(name)
		for _, clean := range []string{Line(s), Lines(s)} {
			if Lines(clean) != clean || strings.ContainsFunc(clean, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
				t.Errorf("%q is cleaned to %q, and again to %q", s, clean, Lines(clean))
			}
		}
		if Line(apart) != apart || Isolate(apart) != apart || Bare(apart) != name {
			t.Errorf("%q set apart is %q, cleaned %q", name, apart, Line(apart))
		}
	})
}

func ExampleIsolate() {
	fmt.Printf("%+q\n", "driven by "+Isolate(Name("שירות\n"))+" (+12%)")
	// Output:
	// "driven by \u2068\u05e9\u05d9\u05e8\u05d5\u05ea\u2069 (+12%)"
}
