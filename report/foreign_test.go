package report

import (
	"strings"
	"testing"
	"unicode/utf8"

	"tokenreport/internal/plain"
)

// An error keeps what was being done, at its start, and what to do about it, at its end.
func TestNarrowed(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"", ""}, {"a", "a"}, {"abcdef", "abcdef"}, {"abcdefg", "abcde…"}, {"客服部", "客服部"}, {"客服部坐", "客服…"}, {"a客服部", "a客服…"}, {"客服ab部", "客服a…"},
	} {
		if got := narrowed(test.in, 6); got != test.want {
			t.Errorf("%q: %q, want %q", test.in, got, test.want)
		}
	}
}

func TestAbridged(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"123456789012", "123456789012"},
		{"1234567890123", "12345 … 0123"},
		{"一二三四五六七八九十一二三", "一二三四五 … 十一二三"},
		{"1234 6789 1234", "1234 … 1234"},
	} {
		if got := abridged(c.in, 12); got != c.want {
			t.Errorf("abridged(%q, 12) = %q, want %q", c.in, got, c.want)
		}
	}
}

func FuzzForeign(f *testing.F) {
	f.Add("fetch usage: \u202eevil\r\nBcc: x\x00\xff")
	f.Add(strings.Repeat("客服 ", 400))
	f.Fuzz(func(t *testing.T, s string) {
		line := plain.Name(s)
		for most, cut := range map[int]string{30: narrowed(line, 30), 40: quotable(s), 600: abridged(line, 600)} {
			if utf8.RuneCountInString(cut) > most || !utf8.ValidString(cut) {
				t.Errorf("%q is cut to %q, want at most %d characters", s, cut, most)
			}
		}
	})
}
