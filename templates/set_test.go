package templates

import (
	"maps"
	"strings"
	"testing"
)

func faultsOf(faults []Fault) string {
	var lines []string
	for _, f := range faults {
		lines = append(lines, f.Error())
	}
	return strings.Join(lines, "\n")
}

func TestTheZeroSetIsTheBuiltInOne(t *testing.T) {
	var s Set
	for name, source := range map[string]string{
		MailHTMLName: s.MailHTML(), MailTextName: s.MailText(), ReportHTMLName: s.ReportHTML(), ReportStyleName: s.ReportStyle(),
	} {
		want, err := builtIn.ReadFile(name)
		if err != nil || source != string(want) || s.Replaces(name) || s.Text(name) != "" {
			t.Errorf("%s: %d bytes, %v", name, len(source), err)
		}
	}
	for _, files := range []map[string][]byte{nil, {}} {
		if made, faults := New(files); made != s || faults != nil {
			t.Errorf("no files: %v, %v", made, faults)
		}
	}
}

// Two sets in one process have each their own, and the built-in one keeps its.
func TestSetsDoNotMix(t *testing.T) {
	before := maps.Clone(builtInTexts("en"))
	a, faults := New(map[string][]byte{"text/en.json": []byte(`{"title": "A"}`), MailTextName: []byte("a")})
	b, more := New(map[string][]byte{"text/en.json": []byte(`{"page": "{page} / {pages}"}`), MailTextName: []byte("b")})
	if len(faults)+len(more) > 0 {
		t.Fatal(faults, more)
	}
	for name, test := range map[string]struct {
		set               Set
		title, page, text string
	}{
		"a": {a, "A", "Page {page} of {pages}", "a"}, "b": {b, "Token usage", "{page} / {pages}", "b"},
		"the built-in": {Set{}, "Token usage", "Page {page} of {pages}", MailText()},
	} {
		texts, err := test.set.Texts("en")
		if err != nil || texts["title"] != test.title || texts["page"] != test.page || test.set.MailText() != test.text || len(texts) != len(before) {
			t.Errorf("%s: %q, %q, %v", name, texts["title"], texts["page"], err)
		}
		if chinese, err := test.set.Texts("zh-CN"); err != nil || chinese["title"] != "Token 用量" {
			t.Errorf("%s: the Chinese title is %q, %v", name, chinese["title"], err)
		}
	}
	if !maps.Equal(before, builtInTexts("en")) {
		t.Error("the built-in texts have changed")
	}
}

func TestNew(t *testing.T) {
	for _, test := range []struct{ name, file, content, want string }{
		{"an unknown file", "mail.html", "x", "mail.html: is no file of templates; known here: mail.html.tmpl, mail.txt.tmpl, report.html.tmpl, report.css, " +
			"text/en.json, text/id.json, text/zh-CN.json"},
		{"an empty file", MailTextName, " \n", "mail.txt.tmpl: is empty; remove it for the built-in one"},
		{"not UTF-8", MailTextName, "用量\na\xff", "mail.txt.tmpl:2:2: is not UTF-8 here; save the file in UTF-8"},
		{"UTF-16", MailTextName, "\xff\xfea\x00", "mail.txt.tmpl:1:1: is in UTF-16; save it in UTF-8"},
		{"no text", MailTextName, "GIF89a\x00\x01", "mail.txt.tmpl:1:7: holds the character U+0000; remove it: this is to be a text"},
		{"a byte order mark", MailTextName, "\ufeffx", ""},
		{"ends of lines of Windows", MailTextName, "x\r\n", ""},

		{"a title", "text/en.json", `{"title": "Tokens"}`, ""},
		{"none", "text/en.json", `{}`, ""},
		{"no object", "text/en.json", `["title"]`, `text/en.json:1:1: is no object of texts; write {"key": "text", …}`},
		{"null", "text/en.json", `null`, `text/en.json:1:1: is no object of texts; write {"key": "text", …}`},
		{"broken JSON", "text/en.json", "{\n  \"title\": \"Tokens\",\n}", `text/en.json:3:1: is not valid JSON: invalid character '}' looking for beginning of object key string; ` +
			`write {"key": "text", …}, each text in double quotes, with a comma between two and none after the last`},
		{"JSON that ends", "text/en.json", `{"title": "Tok`, `text/en.json:1:14: is not valid JSON: unexpected end of JSON input; ` +
			`write {"key": "text", …}, each text in double quotes, with a comma between two and none after the last`},
		{"an unknown key", "text/en.json", "{\n  \"titel\": \"Tokens\"\n}", `text/en.json:2:3: titel: is not a known key; did you mean title?`},
		{"a key of nothing", "text/en.json", `{"greeting": "Hello"}`,
			`text/en.json:1:2: greeting: is not a known key; tokenreport templates writes out the built-in file, which has all keys`},
		{"a key that another language has", "text/zh-CN.json", `{"headline.one": "x"}`, `text/zh-CN.json:1:2: headline.one: is not a known key; tokenreport templates writes out the built-in file, which has all keys`},
		{"a key twice", "text/en.json", `{"title": "A", "title": "B"}`, `text/en.json:1:16: title: is there twice; keep one of them`},
		{"a number", "text/en.json", `{"title": 7}`, `text/en.json:1:11: title: is no text; write it in double quotes`},
		{"an empty text", "text/en.json", `{"title": " "}`, `text/en.json:1:11: title: is empty; remove the key for the built-in text`},
		{"a line's end", "text/en.json", `{"title": "a\nb"}`,
			`text/en.json:1:11: title: holds the character U+000A; write a text on one line, without control characters and marks of direction`},
		{"a mark of direction", "text/en.json", "{\"title\": \"a\u202eb\"}",
			`text/en.json:1:11: title: holds the character U+202E; write a text on one line, without control characters and marks of direction`},
		{"a value that is missing", "text/en.json", "{\n  \"title\": \"用量\",\n  \"date.day\": \"{day}.\"\n}",
			`text/en.json:3:15: date.day: lacks the value {month}; the built-in text is "{day}\u00a0{month}"`},
		{"a wrong value", "text/en.json", `{"date.day": "用 {day} {mont}"}`,
			`text/en.json:1:23: date.day: has the value {mont}, which this text is not given; did you mean {month}? known here: {day}, {month}`},
		{"a value where there is none", "text/en.json", `{"title": "{name}"}`,
			`text/en.json:1:12: title: has the value {name}, which this text is not given; it has none: write it without braces`},
		{"values in another order", "text/en.json", `{"date.day": "{month}/{day}/{month} {"}`, ""},
		{"a list that is too short", "text/en.json", `{"date.weekdays.short": "S|M|T|W|T|F"}`,
			`text/en.json:1:25: date.weekdays.short: has 6 items between its |, not 7; the built-in text is "Sun|Mon|Tue|Wed|Thu|Fri|Sat"`},
		{"several", "text/id.json", `{"titel": "A", "page": "x"}`, "text/id.json:1:2: titel: is not a known key; did you mean title?\n" +
			`text/id.json:1:24: page: lacks the value {pages}; the built-in text is "Halaman {page} dari {pages}"`},

		{"a style", ReportStyleName, `a::before { content: "}\"'"; } /* } */ @media print { b { background: url(data:image/png;base64,AA==) } }`, ""},
		{"an open block", ReportStyleName, "a {\n  b {\n}", `report.css:1:3: is opened here and never closed; add the missing "}"`},
		{"a brace too many", ReportStyleName, "a { }\n}", `report.css:2:1: has a "}" that closes nothing; remove it`},
		{"an open comment", ReportStyleName, "a { } /* b", `report.css:1:7: has a comment here that is never closed; add the missing "*/"`},
		{"an open text", ReportStyleName, "a { content: \"b; }\n", `report.css:1:14: has a text in quotes here that does not end on its line; add the missing "`},
		{"an import", ReportStyleName, `@IMPORT "x.css";`, `report.css:1:1: has @import, which would load something; remove it: the page asks nobody for anything`},
		{"a font", ReportStyleName, `@font-face { src: url("x.woff2") }`, "report.css:1:1: has @font-face, which would load something; remove it: the page asks nobody for anything\n" +
			"report.css:1:19: has a url( that leads elsewhere; use an image within the page, as url(data:image/png;base64,…)"},
		{"an end of the element", ReportStyleName, `a { } </STYLE><script>`, `report.css:1:7: has </style, which would end the style sheet in the page; remove it`},
		{"an end in a text", ReportStyleName, `a { content: "</style>" }`, `report.css:1:15: has </style, which would end the style sheet in the page; remove it`},
		{"an end in a comment", ReportStyleName, `/* </style> */`, `report.css:1:4: has </style, which would end the style sheet in the page; remove it`},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, faults := New(map[string][]byte{test.file: []byte(test.content)})
			if got := faultsOf(faults); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
			if s.Replaces(test.file) != (test.want == "") || s.Replaces("report.js") {
				t.Errorf("replaces the file: %v", s.Replaces(test.file))
			}
		})
	}
}

// A browser compares the style sheet with the page's policy only after it has made every line end by "\n": with those of
// Windows, it would show the page without its style.
func TestLinesEndAsABrowserHasThem(t *testing.T) {
	set, faults := New(map[string][]byte{ReportStyleName: []byte("\ufeffa {\r\n}\rb { }\r\n"), MailTextName: []byte("x\r\ny")})
	if faults != nil || set.ReportStyle() != "a {\n}\nb { }\n" || set.MailText() != "x\ny" {
		t.Errorf("got %q, %q, %v", set.ReportStyle(), set.MailText(), faults)
	}
	if strings.Contains(ReportStyle()+ReportScript(), "\r") {
		t.Error("a built-in file was checked out with other ends of lines: see .gitattributes")
	}
	if _, faults = New(map[string][]byte{ReportStyleName: []byte("a {\r\n  }\r\n }")}); faultsOf(faults) != `report.css:3:2: has a "}" that closes nothing; remove it` {
		t.Errorf("got %s", faultsOf(faults))
	}
}

// Whatever a user writes as a catalogue, it is refused at a place in it, or every text is there with the values it had; and as a
// style sheet, it is refused, or it stays within its element.
func FuzzNew(f *testing.F) {
	for _, seed := range []string{
		`{"title": "A"}`, `{"date.day": "{month} {day}"}`, "{\"date.day\"\n:\"{da\\u0079} {month}\",}", `{"title": 1, "a": [{}]}`, `[]`, "\ufeff{}", `{"\u0074itle":"B"}`,
		"a { b: c }", "/*", "a { b: 'c\\'", "url(", "@import", "</style", "a{}}", "\"</style\"", "/* </style */", "a { b: url( 'data:image/png,' ) }",
	} {
		f.Add(seed)
	}
	original := builtInTexts("en")
	f.Fuzz(func(t *testing.T, source string) {
		for _, name := range []string{"text/en.json", ReportStyleName} {
			s, faults := New(map[string][]byte{name: []byte(source)})
			for _, fault := range faults {
				if lines := strings.Count(lineEnds(source), "\n") + 1; fault.Line > lines || fault.Column > len(source)+1 || fault.Problem == "" || strings.Contains(fault.Error(), "\n") {
					t.Errorf("%+v", fault)
				}
			}
			if len(faults) > 0 && s != (Set{}) {
				t.Error("a set in spite of faults")
			}
			if s.Replaces(ReportStyleName) && strings.Contains(strings.ToLower(source), "</style") {
				t.Error("the style sheet ends its element")
			}
			if s.Replaces("text/en.json") {
				checkTexts(t, s, original)
			}
		}
	})
}

func checkTexts(t *testing.T, s Set, original map[string]string) {
	t.Helper()
	texts, err := s.Texts("en")
	if err != nil || len(texts) != len(original) {
		t.Fatalf("%d texts, %v", len(texts), err)
	}
	for key, text := range texts {
		if strings.Join(valuesOf(text), "") != strings.Join(valuesOf(original[key]), "") || strings.Count(text, "|") != strings.Count(original[key], "|") {
			t.Errorf("%s is %q", key, text)
		}
	}
}
