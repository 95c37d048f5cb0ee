package smtp

import (
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"tokenreport/delivery"
)

func TestASCIIHTML(t *testing.T) {
	for in, want := range map[string]string{
		"<p>plain &amp; simple</p>":              "<p>plain &amp; simple</p>",
		"<p title=\"用\">量</p>":                   `<p title="&#29992;">&#37327;</p>`,
		"<style>.a::after{content:'用'}</style>量": `<style>.a::after{content:'\7528 '}</style>&#37327;`,
		"<STYLE type=x>用</STYLE>量":               `<STYLE type=x>\7528 </STYLE>&#37327;`,
		"<styled>用</styled>":                     "<styled>&#29992;</styled>",
		"<!-- 用 <style> -->量":                    "<!-- &#29992; <style> -->&#37327;",
		"a < b, 用 <3":                            "a < b, &#29992; <3",
		"<p title='>用'>":                         "<p title='>&#29992;'>",
		"🙂":                                      "&#128578;",
		"<td>\u00a0</td><td>–</td>":              "<td>&nbsp;</td><td>&ndash;</td>",
		"<style>用":                               `<style>\7528 `,
		"<!-- 用":                                 "<!-- &#29992;",
		"<p title='用":                            "<p title='&#29992;",
	} {
		if got := asciiHTML(in); got != want {
			t.Errorf("asciiHTML(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLimitHTML(t *testing.T) {
	cell := `<td style="padding: 4px; border: 1px solid #ccc" align="right">36,641</td>`
	tests := map[string]string{
		"a table in one line":      "<table><tr>" + strings.Repeat(cell, 200) + "</tr></table>",
		"a paragraph with spaces":  "<p>" + strings.Repeat("some words ", 500) + "</p>",
		"Chinese without a space":  "<p>" + strings.Repeat("&#29992;", 2000) + "</p>",
		"one word":                 "<p>" + strings.Repeat("x", 5000) + "</p>",
		"a long value":             `<p title="` + strings.Repeat("&#29992;", 2000) + `">x</p>`,
		"a long value with spaces": `<p style="` + strings.Repeat("color: #fff; ", 500) + `">x</p>`,
		"a style sheet":            "<style>" + strings.Repeat(".a{color:#fff;width:1px}", 300) + "</style>",
		"a conditional comment":    "<!--[if mso]>" + strings.Repeat("<td width=\"600\">", 300) + "<![endif]-->",
		"lines that are short":     strings.Repeat("<p>ok</p>\n", 500),
	}
	for name, in := range tests {
		t.Run(name, func(t *testing.T) {
			got := limitHTML(in)
			checkLines(t, got)
			if squash(got) != squash(in) {
				t.Error("breaking the lines has changed the page")
			}
		})
	}
	if short := tests["lines that are short"]; limitHTML(short) != short {
		t.Error("short lines were touched")
	}
	if got := limitHTML(tests["Chinese without a space"]); strings.Contains(got, "\n&#") {
		t.Error("a break within a paragraph shows as a space")
	}
	if got := limitHTML(tests["a table in one line"]); regexp.MustCompile(`\w\n\w`).MatchString(got) {
		t.Error("a word was broken though there were tags")
	}
}

func checkLines(t *testing.T, s string) {
	t.Helper()
	for line := range strings.SplitSeq(s, "\n") {
		if len(line) > 998 {
			t.Fatalf("a line of %d bytes: %.100q", len(line), line)
		}
	}
}

var emptyComment = regexp.MustCompile(`<!--\s*-->`)

// squash leaves what must not change: everything but white space and empty comments.
func squash(s string) string {
	return strings.Join(strings.Fields(html.UnescapeString(emptyComment.ReplaceAllString(s, ""))), "")
}

func FuzzHTMLForSES(f *testing.F) {
	f.Add("<p>用量 &amp; 更多</p>")
	f.Add("<!-- <style> --><style>x{}</style>" + strings.Repeat("长", 999))
	f.Add("<p title='" + strings.Repeat("a", 3000))
	f.Add(strings.Repeat("<b>&nbsp;</b>", 999) + "<3 <")
	f.Add(strings.Repeat("&nbsp", 999) + "\xc2\u00a0")
	f.Fuzz(func(t *testing.T, s string) {
		s = delivery.CleanText(s)
		ascii := asciiHTML(s)
		if strings.ContainsFunc(ascii, func(r rune) bool { return r >= utf8.RuneSelf }) {
			t.Fatalf("%q is not ASCII", ascii)
		}
		limited := limitHTML(ascii)
		checkLines(t, limited)
		if squash(limited) != squash(ascii) {
			t.Fatalf("%q became %q", ascii, limited)
		}
		if !strings.Contains(strings.ToLower(s), "<style") && squash(ascii) != squash(s) {
			t.Fatalf("%q became %q", s, ascii)
		}
	})
}

func FuzzTextForSES(f *testing.F) {
	f.Add(strings.Repeat("长", 999))
	f.Add(strings.Repeat("word ", 999) + "\n\n.\n")
	f.Fuzz(func(t *testing.T, s string) {
		s = delivery.CleanText(s)
		got := limitText(s)
		checkLines(t, got)
		if !utf8.ValidString(got) || strings.Join(strings.Fields(got), "") != strings.Join(strings.Fields(s), "") {
			t.Fatalf("%q became %q", s, got)
		}
	})
}
