package typeface

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// squares measures a wide character as 2 and any other as 1.
func squares(s string) float64 {
	width := 0
	for _, r := range s {
		width++
		if IsWide(r) {
			width++
		}
	}
	return float64(width)
}

func TestWrap(t *testing.T) {
	tests := []struct {
		name  string
		text  string
		width float64
		want  []string
	}{
		{"empty", "", 10, nil},
		{"only spaces", "   ", 10, nil},
		{"one line", "one line", 10, []string{"one line"}},
		{"at spaces", "peak at noon today", 10, []string{"peak at ", "noon today"}},
		{"between hanzi", "峰值出现在上午", 6, []string{"峰值出", "现在上", "午"}},
		{"none is lost at a break", "一二三四五六七八九十", 8, []string{"一二三四", "五六七八", "九十"}},
		{"no line begins with a stop", "一二三四。五六", 8, []string{"一二三", "四。五六"}},
		{"no line ends with a bracket", "一二三（四五）", 8, []string{"一二三", "（四五）"}},
		{"figure and counter stay together", "一共 291 万个", 9, []string{"一共 ", "291 万个"}},
		{"figure and hanzi stay together", "二〇年 11月19日", 6, []string{"二〇年 ", "11月", "19日"}},
		{"figure and 万 stay together", "缺少其中 1,053\u00a0万。", 16, []string{"缺少其中 ", "1,053\u00a0万。"}},
		{"万亿 stays together", "预算 1,000\u00a0万亿）", 14, []string{"预算 ", "1,000\u00a0万亿）"}},
		{"figure and unit stay together", "almost 8.42 M tokens", 12, []string{"almost ", "8.42 M ", "tokens"}},
		{"long word after its hyphens", "5e2f5a0a-7b2c-4a5e-9f6d", 14, []string{"5e2f5a0a-7b2c-", "4a5e-9f6d"}},
		{"long word anywhere", "abcdefghij", 4, []string{"abcd", "efgh", "ij"}},
		{"no room at all", "abc", 0, []string{"a", "b", "c"}},
		{"no-break space", "a\u00A0b c", 3, []string{"a\u00A0b ", "c"}},
		{"spaces around", "  a  b ", 9, []string{"a  b"}},
		{"hostile", "\xff 😀\nb", 3, []string{"\uFFFD \uFFFD ", "b"}},
	}
	for _, test := range tests {
		if got := Wrap(test.text, test.width, squares); !slices.Equal(got, test.want) {
			t.Errorf("%s: Wrap(%q, %v) = %q, want %q", test.name, test.text, test.width, got, test.want)
		}
	}
}

func FuzzWrap(f *testing.F) {
	for i, seed := range hostileSeeds {
		f.Add(seed, uint8(3*i))
	}
	f.Fuzz(func(t *testing.T, s string, width uint8) {
		lines := Wrap(s, float64(width), squares)
		clean, _ := Sanitise(s)
		if got, want := strings.Join(lines, ""), strings.Trim(clean, " "); got != want {
			t.Errorf("Wrap(%q, %d) holds %q, want %q", s, width, got, want)
		}
		for _, line := range lines {
			if line == "" {
				t.Errorf("Wrap(%q, %d) has an empty line", s, width)
			}
			if line = strings.TrimRight(line, " "); squares(line) > float64(width) && utf8.RuneCountInString(line) > 1 {
				t.Errorf("Wrap(%q, %d) has the longer line %q", s, width, line)
			}
		}
	})
}
