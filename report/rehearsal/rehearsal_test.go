package rehearsal_test

import (
	"strings"
	"testing"

	"tokenreport/report/rehearsal"
	"tokenreport/templates"
)

// try tries a set of the built-in files but for these.
func try(t testing.TB, files map[string]string) string {
	t.Helper()
	contents := map[string][]byte{}
	for name, text := range files {
		contents[name] = []byte(text)
	}
	set, faults := templates.New(contents)
	faults = append(faults, rehearsal.Try(set)...)
	var lines []string
	for _, f := range faults {
		lines = append(lines, f.Error())
	}
	return strings.Join(lines, "\n")
}

// The built-in files pass as they are written out, so that everybody begins from what is sound.
func TestTheBuiltInFilesPass(t *testing.T) {
	files := map[string]string{}
	for _, name := range templates.Names() {
		files[name] = builtIn(t, name)
	}
	if got := try(t, files); got != "" {
		t.Error(got)
	}
}

func builtIn(t testing.TB, name string) string {
	t.Helper()
	content, err := templates.BuiltIn().ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestNothingIsTriedOfTheBuiltInSet(t *testing.T) {
	if faults := rehearsal.Try(templates.Set{}); faults != nil {
		t.Error(faults)
	}
}

type faultTest struct{ name, text, want string }

// Each text follows a first line that is sound.
func TestFaultsOfTheMail(t *testing.T) {
	checkFaults(t, templates.MailHTMLName, "<html lang=\"{{.Language}}\">\n", []faultTest{
		{"sound", `<p>{{.Title}}</p>`, ""},
		{"an unknown field", `<p>{{.Titl}}</p>`, `2:6: the report has no field .Titl; did you mean .Title?`},
		{"an unknown field of an item", `{{range .Tiles}}<p>{{.Valu}}</p>{{end}}`, `2:22: a tile has no field .Valu; did you mean .Value?`},
		{"an unknown field in one language only", `{{if eq .Language "id"}}{{.Datte}}{{end}}`, `2:27: the report has no field .Datte; did you mean .Date?`},
		{"nothing like it", `{{range .Notices}}{{.Colour}}{{end}}`, `2:21: a notice has no field .Colour; known here: .Text, .Warning`},
		{"several", "{{.Titl}}\n{{if .Last}}{{$t := .Last.Plot}}{{$t.Hight}}{{else}}{{(index .Tiles 0).Valu}}{{end}}", "2:3: the report has no field .Titl; did you mean .Title?\n" +
			"mail.html.tmpl:3:37: a plot has no field .Hight; did you mean .Height?\nmail.html.tmpl:3:71: a tile has no field .Valu; did you mean .Value?"},
		{"where no report gets to", `{{if eq .Language "tlh"}}{{range $i, $t := .Tiles}}{{$t.Valu}}{{$.Titl}}{{$i.X}}{{end}}{{else}}{{end}}`,
			"2:56: a tile has no field .Valu; did you mean .Value?\nmail.html.tmpl:2:66: the report has no field .Titl; did you mean .Title?"},
		{"in a block", `{{define "a"}}{{range .Rows}}{{.Namme}}{{end}}{{end}}{{range .Ranks}}{{template "a" .}}{{end}}`, `2:32: a rank has no field .Namme; did you mean .Name?`},
		{"deep in a chain", `{{.Chart.Peak.Labl}}`, `2:14: a mark has no field .Labl; did you mean .Label?`},
		{"a chain that is not always there", `{{.Chart.Peak.Label}}`,
			`2:3: .Chart.Peak is not there in an empty day; put {{with .Chart.Peak}} … {{end}} around what needs it, and write .Label within`},
		{"methods and times", `{{range .Links}}{{if .Opens}}{{end}}{{end}}{{.Planned.Year}}`, ""},
		{"a field of a list", `{{.Notices.Text}}`, `2:11: a list has no field .Text; go through its items: {{range …}} … {{end}}`},
		{"a field of a text", `{{.Title.Text}}`, `2:9: a text has no field .Text; write it without .Text`},
		{"what is not always there", `用量 {{.Hourly.Title}}`, `2:6: .Hourly is not there in a first day; put {{with .Hourly}} … {{end}} around what needs it, and write .Title within`},
		{"an item that is not always there", `{{(index .Tiles 0).Value}}`,
			`2:4: index .Tiles 0: there is no such item in a report with nothing in it; go through all items with {{range …}} … {{end}}, or ask for their len first`},
		{"a wrong type", `{{softly .Tiles}}`, `2:10: .Tiles is a list, where a text is needed`},
		{"no list", `{{range .Title}}{{end}}`, `2:9: .Title is no list to range over; docs/templates.md says what is`},
		{"an unknown function", `{{sofly .Title}}`, `2:3: there is no function sofly; did you mean softly? known here: and, call, eq, ge, gt, html, ` +
			`index, js, le, len, lt, ne, not, or, outlook, print, printf, println, slice, softly, urlquery`},
		{"a function with too much", `{{softly .Title .Date}}`, `2:3: softly takes 1 values, and is given 2`},
		{"a variable that is not set", `{{$x}}`, `2:3: there is no variable $x here; set it before, in the same block: {{$x := …}}`},
		{"a block that is not there", `{{template "foot" .}}`, `2:12: no block is defined as "foot"; define it in this file: {{define "foot"}} … {{end}}`},
		{"no end", "{{if .Title}}\n", `3: the file ends where an {{end}} is missing; each {{if}}, {{range}}, {{with}} and {{define}} needs one`},
		{"an end too many", `<p>{{end}}`, `2:4: unexpected {{end}}`},
		{"a brace too few", `{{.Title}`, `2: there is a single }; end each {{ with }}`},
		{"an open action", `{{.Title`, `2: unclosed action`},
		{"an open tag", `<p`, ` the file ends within a tag, a style or a script; close what is open`},
		{"branches that do not fit", `{{if .Last}}<p title="{{end}}`, `2:6: {{if}} branches end in different contexts; open and close a tag or a quote within the same branch`},
		{"a value as markup", `{{outlook .Title}}`,
			"2:11: outlook takes a text that stands in the template, and no value, since it escapes nothing; write the markup in `…`, and the value outside"},
		{"a variable as markup", `{{$t := .Title}}{{outlook $t}}`,
			"2:27: outlook takes a text that stands in the template, and no value, since it escapes nothing; write the markup in `…`, and the value outside"},

		{"a block within itself", `{{define "a"}}{{if .Hourly}}{{template "b" .}}{{end}}{{end}}{{define "b"}}{{template "a" .}}{{end}}{{template "a" .}}`,
			`2:86: "a" writes itself, without an end; go through a list with {{range}}`},
		{"the file within itself", `{{if .Hourly}}{{template "mail.html.tmpl" .}}{{end}}`, `2:26: "mail.html.tmpl" writes itself, without an end; go through a list with {{range}}`},
		{"a block twice", `{{define "a"}}{{.}}{{end}}{{template "a" .Title}}{{template "a" .Date}}`, ""},
		{"a few times", `{{range 3}}{{.}}{{end}}`, ""},
		{"without an end", `{{range 1000000000000}}{{end}}`, `2:9: {{range}} goes round 1000000000000 times; at most 1000 times can be needed`},
		{"lists within lists", `{{range .Hourly.Rows}}{{range $.Hourly.Rows}}{{range $.Hourly.Rows}}` + strings.Repeat("a", 10_000) + `{{end}}{{end}}{{end}}`,
			` it gets longer than 10 MB in a full day; look for a {{range}} within another`},
		{"a list as a text", `<p>{{.Notices}}</p>`, `2:6: .Notices is a list, which is no text; go through its items: {{range .Notices}} … {{end}}`},
		{"a table as a text", `{{with .Hourly}}{{.}}{{end}}`, `2:19: . is a table, which is no text; write one of its fields: {{with .}} … {{end}}`},
		{"a wrong verb", `<p>{{printf "%d" .Title}}</p>`, `2:6: printf writes %!d(…): its verbs and its values do not fit; write texts by %s, and as many as there are verbs`},
		{"a verb too few", `<p>{{printf "%s" .Title .Date}}</p>`, `2:6: printf writes %!(…): its verbs and its values do not fit; write texts by %s, and as many as there are verbs`},

		{"an image from elsewhere", `<img src='https://example.com/x.png' alt="">`, `2:6: <img> would load https://example.com/x.png; ` +
			`the mail has the images cid:chart, within {{with .Picture}}, and cid:logo, within {{with .Logo}}, and no other`},
		{"the chart where it is not sent", `<img src="cid:chart" alt="{{.Chart.Alt}}">`, `2:6: <img> would load cid:chart; ` +
			`the mail has the images cid:chart, within {{with .Picture}}, and cid:logo, within {{with .Logo}}, and no other`},
		{"the chart where it is sent", `{{with .Picture}}<img src="cid:chart" alt="{{$.Chart.Alt}}">{{end}}`, ""},
		{"an image without words", `{{with .Logo}}<img src="cid:logo">{{end}}`, `2:15: an image has no alt, which says what it shows; add alt="…", or alt="" where it decorates`},
		{"a background", `<td background="https://example.com/x.png">`, `2:5: <td> would load https://example.com/x.png; ` +
			`the mail has the images cid:chart, within {{with .Picture}}, and cid:logo, within {{with .Logo}}, and no other`},
		{"a drawing from elsewhere", `<svg><image xlink:href="https://example.com/x.png" /></svg>`, `2:13: <image> would load https://example.com/x.png; ` +
			`the mail has the images cid:chart, within {{with .Picture}}, and cid:logo, within {{with .Logo}}, and no other`},
		{"an address of nothing", `<a href="">x</a><img src="" alt="">`, ""},
		{"a style from elsewhere", `<link rel="stylesheet" href="https://example.com/x.css">`, `2:1: <link> loads, runs or asks for something; remove it`},
		{"an import", `<style>@import "https://example.com/x.css";</style>`, `2:8: a style has @import, which would load something; remove it: no mail loads anything`},
		{"a picture in a style", `<p style="background:url(https://example.com/x.png)">`, `2:22: a style has url(, which would load something; remove it: no mail loads anything`},
		{"a set of pictures", `<p style="background:Image-Set('https://example.com/x.png' 1x)">`, `2:22: a style has Image-Set(, which would load something; remove it: no mail loads anything`},
		{"a picture behind numbers", `<p style="background:\75 rl(https://example.com/x.png)">`, `2:4: a style has url(, which would load something; remove it: no mail loads anything`},
		{"a picture behind references", `<p style="background:u&#114;l(https://example.com/x.png)">`, `2:4: a style has url(, which would load something; remove it: no mail loads anything`},
		{"a picture behind numbers in a sheet", `<style>p { background: ur\6C(https://example.com/x.png) }</style>`, `2:2: a style has url(, which would load something; remove it: no mail loads anything`},
		{"other numbers", `<p style="quotes: '\201C' '\201D'">`, ""},
		{"what only Outlook would load", "{{outlook `<v:fill src=\"https://example.com/x.png\">`}}", `2:20: <v:fill> would load https://example.com/x.png; ` +
			`the mail has the images cid:chart, within {{with .Picture}}, and cid:logo, within {{with .Logo}}, and no other`},
		{"a script", `<script>document.title = {{.Title}}</script>`, `2:1: <script> loads, runs or asks for something; remove it`},
		{"a handler", `<p onclick="{{.Title}}">`, `2:4: the attribute onclick runs a script; remove it`},
		{"a value as a style", `<style>p { color: {{.Headline}} }</style>`,
			`2:1: a value stands in a style where nothing could make it harmless; put it where it is a text; .Accent has what a style may take`},
		{"a text as an address", `<a href="{{.Headline}}">x</a>`, `2:4: a value stands in href of <a> where nothing could make it harmless; put it where it is a text`},
		{"a link within the folder", `<a href="report.html">x</a>`, `2:4: a link leads to report.html; lead to https://, http:// or mailto:, or within the page by #`},
		{"a link", `<a href="https://example.com/{{.Title}}">x</a><a href="mailto:ops@example.com">y</a>`, ""},
		{"another page", `<meta http-equiv="Refresh" content="0;https://example.com">`, `2:19: the page would lead its reader elsewhere; remove the meta element`},
	})
	for text, want := range map[string]string{
		"<p>{{.Title}}</p>":             `mail.html.tmpl: the page has no html element; begin with <!DOCTYPE html> and <html lang="{{.Language}}">`,
		"<html><p>{{.Title}}</p>":       `mail.html.tmpl:1:1: the page does not say in which language it is, as screen readers need; write <html lang="{{.Language}}">`,
		`<HTML lang="en">{{.Title}}`:    `mail.html.tmpl:1:1: the page does not say in which language it is, as screen readers need; write <html lang="{{.Language}}">`,
		`<html lang={{.Language}}>x`:    "",
		"\ufeff<html lang='{{.Titl}}'>": `mail.html.tmpl:1:15: the report has no field .Titl; did you mean .Title?`,
	} {
		if got := try(t, map[string]string{templates.MailHTMLName: text}); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", text, got, want)
		}
	}
}

func checkFaults(t *testing.T, file, before string, tests []faultTest) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			want := test.want
			if want != "" {
				want = file + ":" + want
			}
			if got := try(t, map[string]string{file: before + test.text}); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func TestFaultsOfTheText(t *testing.T) {
	checkFaults(t, templates.MailTextName, "", []faultTest{
		{"sound", `{{wrap .Title}} <b>{{.Date}}</b>`, ""},
		{"a field of the HTML alone", `{{range .TileRows}}{{end}}`, `1:9: the report has no field .TileRows; known here: .AttachmentNote, .Brand, .Browser, .Budgets, .Chart, ` +
			`.Date, .Headline, .Heat, .Hourly, .Language, .Links, .NoGlyphs, .Notices, .OneLine, .PageLabel, .Planned, .Provenance, .ProvenanceTitle, .Rankings, .Revision, ` +
			`.StopNote, .Subject, .Tables, .Tiles, .Title, .Trend, .Zone`},
		{"a chart that is not always there", `{{trend .Trend}}`, `1:3: trend is given nothing in a report with nothing in it; put {{with …}} … {{end}} around it`},
		{"a function with too little", `{{underline .Title}}`, `1:3: underline takes 2 values, and is given 1`},
		{"a wrong verb", `{{printf "%d" .Title}}`, `1:3: printf writes %!d(…): its verbs and its values do not fit; write texts by %s, and as many as there are verbs`},
		{"a table of a list", `{{range .Tables}}{{ranking .}}{{end}}`, `1:28: . is a table, where a ranking is needed`},
	})
}

func TestFaultsOfThePage(t *testing.T) {
	const head = `<html lang="{{.Language}}"><meta http-equiv="Content-Security-Policy" content="{{.Policy}}"><style>{{.Style}}</style>` + "\n"
	checkFaults(t, templates.ReportHTMLName, head, []faultTest{
		{"sound", `{{range .Day.Drawings}}{{.SVG}}{{end}}<script>{{.Script}}</script>{{with .Logo}}<img src="{{.Source}}" alt="">{{end}}`, ""},
		{"a wrong verb", `<p>{{printf "%d" .Title}}</p>`, `2:6: printf writes %!d(…): its verbs and its values do not fit; write texts by %s, and as many as there are verbs`},
		{"lists within lists", `{{range .Provenance}}{{range $.Provenance}}{{range $.Provenance}}` + strings.Repeat("a", 100_000) + `{{end}}{{end}}{{end}}`,
			` it gets longer than 10 MB in a full day; look for a {{range}} within another`},
		{"a page within itself", `{{template "report.html.tmpl" .}}`, `2:12: "report.html.tmpl" writes itself, without an end; go through a list with {{range}}`},
		{"an unknown field", `{{range .Lately}}{{.Drawing}}{{end}}`, `2:20: a figure has no field .Drawing; did you mean .Drawings?`},
		{"a style attribute", `<p class="a" style="color:red">`, `2:13: the page's policy forbids style attributes; give the element a class, and put the style into report.css`},
		{"a style of its own", `<style>p { color: red }</style>`,
			`2:1: the page's policy forbids this <style>; have but <style>{{.Style}}</style>, from report.css, and <script>{{.Script}}</script>`},
		{"a script of its own", `<script>alert(1)</script>`,
			`2:1: the page's policy forbids this <script>; have but <style>{{.Style}}</style>, from report.css, and <script>{{.Script}}</script>`},
		{"a script from elsewhere", `<script src="https://example.com/x.js"></script>`, `2:1: <script> loads, runs or asks for something; remove it`},
		{"an image from elsewhere", `<img src="//example.com/x.png" alt="">`, `2:6: <img> would load //example.com/x.png; the page has the image .Logo.Source, and no other`},
		{"a frame", `<iframe srcdoc="x"></iframe>`, `2:1: <iframe> loads, runs or asks for something; remove it`},
	})
	loose := `<html lang="{{.Language}}"><head><meta http-equiv="Content-Security-Policy" content="{{.Policy}}; connect-src *">`
	want := `report.html.tmpl:1:28: the page lacks its policy, which keeps it from loading or sending anything; ` +
		`write <meta http-equiv="Content-Security-Policy" content="{{.Policy}}" /> into its head`
	for _, text := range []string{`<html lang="{{.Language}}"><head>{{.Title}}`, loose} {
		if got := try(t, map[string]string{templates.ReportHTMLName: text}); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}

func TestFaultsOfTheStyleSheet(t *testing.T) {
	checkFaults(t, templates.ReportStyleName, "", []faultTest{
		{"sound", ":root { --paper: #FFFFFF; --ink: #333333; }", ""},
		{"other colours", ":root { --paper: white; --ink: #FFFFFF; }", ""},
		{"pale words", ":root {\n  --paper: #FFFFFF; --ink: #999999;\n}",
			`2:21: --ink (#999999) on --paper (#FFFFFF) has a contrast of 2.84:1 in light; take colours with at least 4.5:1 (WCAG 2.2)`},
		{"pale marks", ":root { --paper: #FFFFFF; --output: #AAAAAA; }",
			`1:27: --output (#AAAAAA) on --paper (#FFFFFF) has a contrast of 2.32:1 in light; take colours with at least 3:1 (WCAG 2.2)`},
		{"pale words in the dark", ":root { --paper: #FFFFFF; --quiet: #333 }\n@media screen and (prefers-color-scheme: dark) {\n  :root { --paper: #000000; --quiet: #333333; }\n}\n" +
			"@media print { :root { --quiet: #000000 } }",
			`3:29: --quiet (#333333) on --paper (#000000) has a contrast of 1.66:1 in dark; take colours with at least 4.5:1 (WCAG 2.2)`},
	})
}

func TestFaultsOfTheTexts(t *testing.T) {
	checkFaults(t, "text/zh-CN.json", "", []faultTest{
		{"sound", `{"title": "令牌用量"}`, ""},
		{"what the PDF cannot show", "{\n  \"title\": \"用量 🚀🚀\"\n}",
			`2:16: holds '🚀' (U+1F680), for which the PDF's fonts have no shape; write it in other characters; emoji have none`},
	})
}

// A fault in one file hides none in another, and each is told once.
func TestAllFilesAreTried(t *testing.T) {
	got := try(t, map[string]string{
		templates.MailHTMLName: `<html lang="{{.Language}}">{{.A}}`, templates.MailTextName: "{{.A}}", templates.ReportHTMLName: "{{.A}}",
		templates.ReportStyleName: ":root { --paper: #FFFFFF; --ink: #FFFFFF }",
	})
	for _, file := range []string{"mail.html.tmpl:1:30: ", "mail.txt.tmpl:1:3: ", "report.html.tmpl:1:3: ", "report.css:1:27: "} {
		if strings.Count(got, file) != 1 {
			t.Errorf("%s is not there once in\n%s", file, got)
		}
	}
	if strings.Count(got, "\n") != 3 {
		t.Errorf("got\n%s", got)
	}
}
