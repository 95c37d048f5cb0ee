package mail_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tokenreport/templates"
)

// The subset of HTML and CSS that the mail may use. Names in the messages are features of caniemail.com, data of
// 2026-05-13; what is not listed is refused because no one has looked it up yet.

var allowedTags = strings.Fields("html head meta title style body div table thead tbody tfoot tr th td h1 h2 p a img wbr")

var refusedTags = map[string]string{
	"svg":    "html-svg: not in Gmail and Outlook",
	"script": "removed or refused everywhere",
	"form":   "html-form: not in Outlook for Windows",
	"video":  "html-video: not in Gmail and Outlook",
	"link":   "html-link: not in Gmail",
	"button": "html-button-submit: not in Outlook",
	"bdi":    "html-bdi: not in Gmail and Outlook",
}

var allowedAttributes = map[string]string{
	"*":    "class style lang",
	"html": "xmlns:o", "meta": "charset name content", "body": "",
	"table": "role width cellpadding cellspacing border bgcolor aria-hidden", // html-aria-hidden: Outlook and Gmail have it
	"tr":    "aria-hidden",
	"td":    "align valign width height bgcolor aria-hidden", "th": "scope align valign width",
	"img": "src alt width height border",
	"a":   "href",
}

// allowedProperties are the inline CSS properties, each with the elements on which every reader in question has it.
var allowedProperties = map[string]string{
	"color": "*", "background-color": "*", "font-size": "*", "line-height": "*", "font-weight": "*", "font-family": "*",
	"letter-spacing": "*", "text-transform": "*", "word-break": "*", "display": "*", "vertical-align": "*", "mso-hide": "*",
	"margin":          "h1 h2 p body div", // css-margin: not on <span>; not auto in Outlook for Windows, where a table centres
	"padding":         "td th body",       // css-padding: Outlook for Windows on table cells only
	"border-top":      "td th",            // css-border: Outlook for Windows unreliable on <p> and <div>
	"border-bottom":   "td th",            // as above
	"border-left":     "td th",            // as above
	"border-collapse": "table",            // css-border-collapse: everywhere
	"max-width":       "div img",          // css-max-width: Outlook for Windows on <table> only, Apple Mail not there; a table and an attribute do it
	"width":           "table td img div", // css-width: Outlook for Windows not on <div>; the tile has a table there
	"min-width":       "div",              // css-min-width: not in Outlook for Windows, where the tile has a table
	"height":          "td img",           // css-height: Outlook for Windows not on <body>, <span>, <div>, <p>
	"max-height":      "div",              // css-max-height: not in Outlook for Windows, where mso-hide does it
	"overflow":        "div",              // as above
	"white-space":     "td",               // css-white-space: not in Outlook for Windows, whose page is never as narrow as a telephone
}

// refusedValues are patterns over a declaration "property:value".
var refusedValues = map[string]*regexp.Regexp{
	"css-display: Outlook has none of these":                      regexp.MustCompile(`display:(flex|grid|inline-flex|contents|table)`),
	"css-important: Outlook for Windows not inline":               regexp.MustCompile(`!important`),
	"css-margin: negative values not in Gmail":                    regexp.MustCompile(`^margin:.*-\d`),
	"css-unit-rem and the like: not in Outlook for Windows":       regexp.MustCompile(`\d(rem|vh|vw|ch|vmin|vmax)\b`),
	"css-letter-spacing: em is smaller in Outlook for Windows":    regexp.MustCompile(`letter-spacing:.*em`),
	"css-text-transform: lowercase not in Outlook for Windows":    regexp.MustCompile(`text-transform:lowercase`),
	"css-rgb, css-modern-color: Gmail drops the whole attribute":  regexp.MustCompile(`(rgba?|hsla?|color-mix|var|calc)\(`),
	"css-background-image: nothing is loaded from elsewhere":      regexp.MustCompile(`url\(`),
	"css-border: Outlook for Windows at most 8px":                 regexp.MustCompile(`^border-\w+:(9|\d\d+)px`),
	"css-font-weight: Outlook for Windows knows normal and bold":  regexp.MustCompile(`font-weight:\d`),
	"html/template found a value that it could not make harmless": regexp.MustCompile(`ZgotmplZ`),
}

func TestLint(t *testing.T) {
	for name, g := range everyMail() {
		t.Run(name, func(t *testing.T) {
			html := render(t, g).HTML
			for view, source := range map[string]string{"most readers": html, "Outlook for Windows": outlookView(html)} {
				nodes := parse(t, source)
				for _, finding := range lint(nodes) {
					t.Errorf("%s: %s", view, finding)
				}
			}
		})
	}
}

// The lint finds what it is for.
func TestLintFindings(t *testing.T) {
	for bad, want := range map[string]string{
		`<svg></svg>`:                                          "html-svg",
		`<blink></blink>`:                                      "not on the list",
		`<p onclick="x"></p>`:                                  "attribute onclick",
		`<p style="padding:1px"></p>`:                          "padding",
		`<td style="float:left"></td>`:                         "float",
		`<td style="width:calc(1px)"></td>`:                    "css-rgb",
		`<p style="display:flex"></p>`:                         "css-display",
		`<img src="https://example.com/x.png" />`:              "other than cid:",
		`<img src="cid:chart" alt="" width="1" />`:             "height",
		`<img src="data:image/png;base64," />`:                 "other than cid:",
		`<th></th>`:                                            "scope",
		`<table><tr><td></td></tr></table>`:                    "role",
		`<body><style>p{color:red}</style></body>`:             "html-style",
		`<p title="see http://example.com"></p>`:               "an address",
		`<a href="javascript:alert(1)">x</a>`:                  "other than of the web",
		`<a href="#ZgotmplZ">x</a>`:                            "other than of the web",
		`<a href="https://example.com" target="_blank">x</a>`:  "attribute target",
		`<table role="presentation"><th scope="col"/></table>`: "layout table",
	} {
		findings := lint(parse(t, bad))
		if !slices.ContainsFunc(findings, func(s string) bool { return strings.Contains(s, want) }) {
			t.Errorf("%s: found %q, want one with %q", bad, findings, want)
		}
	}
}

func lint(nodes []*node) []string {
	var findings []string
	for _, n := range nodes {
		add := func(format string, args ...any) {
			findings = append(findings, "<"+n.name+"> "+fmt.Sprintf(format, args...))
		}
		lintTag(n, add)
		lintAttributes(n, add)
		lintStyle(n, add)
		lintTable(n, add)
	}
	return findings
}

func lintTag(n *node, add func(string, ...any)) {
	if !slices.Contains(allowedTags, n.name) {
		reason, ok := refusedTags[n.name]
		if !ok {
			reason = "not on the list"
		}
		add("%s", reason)
	}
	if n.name == "style" && n.inside("body") {
		add("html-style: Gmail only in the head")
	}
	if n.name == "img" {
		for _, required := range []string{"alt", "width", "height"} {
			if value, ok := n.attr[required]; value == "" && (required != "alt" || !ok || n.attr["src"] != "cid:logo") {
				add("without %s", required) // a logo decorates: the title stands beside it
			}
		}
	}
}

// web is an absolute address that html/template has neither refused nor had to guess about.
var web = regexp.MustCompile(`(?i)^https?://[^/\s"<>]`)

var address = regexp.MustCompile(`(?i)//|\bdata:|javascript:`)

func lintAttributes(n *node, add func(string, ...any)) {
	allowed := strings.Fields(allowedAttributes["*"] + " " + allowedAttributes[n.name])
	for name, value := range n.attr {
		if !slices.Contains(allowed, name) {
			add("attribute %s is not on the list", name)
		}
		if name == "src" && !strings.HasPrefix(value, "cid:") {
			add("src other than cid: (image-base64, image proxies): %.40s", value)
		}
		if name == "href" && !web.MatchString(value) {
			add("href other than of the web: %.40s", value)
		}
		if name != "alt" && name != "href" && address.MatchString(value) {
			add("an address in %s: %.40s", name, value)
		}
	}
}

func lintStyle(n *node, add func(string, ...any)) {
	for property, value := range n.style {
		on, ok := allowedProperties[property]
		if !ok || on != "*" && !slices.Contains(strings.Fields(on), n.name) {
			add("property %s is not on the list for it", property)
		}
		for reason, pattern := range refusedValues {
			if pattern.MatchString(property + ":" + value) {
				add("%s: %s:%s", reason, property, value)
			}
		}
	}
}

func lintTable(n *node, add func(string, ...any)) {
	switch table := n.closest("table"); {
	case n.name == "th" && n.attr["scope"] == "":
		add("without scope: a screen reader cannot tell which cells it heads")
	case n.name == "th" && table != nil && table.attr["role"] == "presentation":
		add("in a layout table")
	case n.name == "table" && n.attr["role"] != "presentation" && !n.contains("th"):
		add("without th needs role=presentation")
	}
}

// outlookView is the page as Outlook for Windows reads it: with the conditional comments open.
func outlookView(html string) string {
	return regexp.MustCompile(`(?s)<!--\[if mso\]>(<xml>.*?</xml>|.*?)<!\[endif\]-->`).ReplaceAllStringFunc(html, func(s string) string {
		s = strings.TrimSuffix(strings.TrimPrefix(s, "<!--[if mso]>"), "<![endif]-->")
		return regexp.MustCompile(`(?s)<xml>.*</xml>`).ReplaceAllString(s, "")
	})
}

// A selector of an attribute is not for Gmail (css-selector-attribute), which drops a style element for less: those that
// Outlook.com and Outlook on telephones set (css-selector-descendant: they have it) stand in an element of their own.
func TestStyleElements(t *testing.T) {
	nodes := parse(t, render(t, goldens()["day"]).HTML)
	usual := regexp.MustCompile(`^(@media \((max-width|prefers-color-scheme): \w+\)|:root|[a-z]+|\.[a-z]+)$`)
	outlook := regexp.MustCompile(`^\[data-ogs[bc]\] \.[a-z]+$`)
	css := ""
	for _, n := range nodes {
		if n.name != "style" {
			continue
		}
		css += n.text
		allowed := usual
		if strings.Contains(n.text, "[") {
			allowed = outlook
		}
		for _, m := range regexp.MustCompile(`([^{};]+)\{`).FindAllStringSubmatch(n.text, -1) {
			if s := strings.TrimSpace(m[1]); !allowed.MatchString(s) {
				t.Errorf("the CSS has %q, want types, classes and media queries, or apart from them Outlook's attributes", s)
			}
		}
	}
	if css == "" || len(css) > 16_000 {
		t.Errorf("%d bytes of CSS, want some and at most 16 kB (html-style, Gmail)", len(css))
	}
	for what, pattern := range map[string]string{
		"a comment: the rule after it is ignored (html-style)": `/\*`,
		"no space before !important (css-important)":           `\S!important`,
		"something loaded from elsewhere":                      `url\(|@import|@font-face`,
	} {
		if found := regexp.MustCompile(pattern).FindString(css); found != "" {
			t.Errorf("the CSS has %s: %q", what, found)
		}
	}
}

// The dark is the same for those who ask the system and for those who turn colours by themselves.
func TestDarkTwice(t *testing.T) {
	nodes := parse(t, render(t, goldens()["brand"]).HTML)
	turned := map[string]map[string]string{}
	for _, n := range nodes {
		if n.name != "style" {
			continue
		}
		for _, m := range regexp.MustCompile(`\[data-ogs[bc]\] \.(\w+) \{([^}]*)\}`).FindAllStringSubmatch(n.text, -1) {
			turned[m[1]] = declarations(strings.ReplaceAll(m[2], " !important", ""))
		}
	}
	if len(turned) < 10 {
		t.Fatalf("%d classes have a colour where colours are turned", len(turned))
	}
	for class, asked := range darkRules(t, nodes) {
		for _, property := range []string{"color", "background-color"} {
			if asked[property] != turned[class][property] && class != "chart" {
				t.Errorf("%s of .%s: %q, and %q where colours are turned", property, class, asked[property], turned[class][property])
			}
		}
	}
}

func TestHeadingsAndLanguage(t *testing.T) {
	for name, g := range everyMail() {
		var headings []string
		languages := 0
		for _, n := range parse(t, render(t, g).HTML) {
			if n.name == "h1" || n.name == "h2" {
				headings = append(headings, n.name)
			}
			if n.attr["lang"] == g.doc.Language {
				languages++
			}
		}
		if len(headings) < 2 || headings[0] != "h1" || slices.Contains(headings[1:], "h1") {
			t.Errorf("%s: headings %v, want one h1, then h2", name, headings)
		}
		if languages != 2 {
			t.Errorf("%s: the language is given %d times, want on <html> and, since Gmail drops that, in the body", name, languages)
		}
	}
}

// What hides text, or is written as if it did, is taken for spam: text that is not shown, has the colour of its ground or no
// size to speak of, and many cells with one reference to a character (HTML_FONT_LOW_CONTRAST, FONT_INVIS, HTML_SINGLET_MANY).
func TestNothingLooksHidden(t *testing.T) {
	hidden := regexp.MustCompile(`(?i)display: *none|visibility: *hidden|font-size: *[0-4](\.[0-9]+)?(px|pt|em)|max-height: *0|>\s*&#[0-9a-fx]+;\s*<`)
	for name, g := range goldens() {
		html := render(t, g).HTML
		if found := hidden.FindString(html); found != "" {
			t.Errorf("%s: the mail has %s", name, found)
		}
		for _, n := range parse(t, html) {
			if strings.Trim(n.text, " \n\u00a0") != "" && n.style["font-size"] == "0" {
				t.Errorf("%s: %q has no size", name, n.text)
			}
		}
	}
}

// What stands in a conditional comment is not escaped: only the template's own literals may go there.
func TestOutlookTakesLiteralsOnly(t *testing.T) {
	all := regexp.MustCompile(`\boutlook\b[^A-Z]`).FindAllString(templates.MailHTML(), -1)
	literal := regexp.MustCompile("\\{\\{outlook `[^`]*`\\}\\}").FindAllString(templates.MailHTML(), -1)
	if len(all) == 0 || len(all) != len(literal) {
		t.Errorf("%d uses of outlook, %d with a literal", len(all), len(literal))
	}
}

// marks are the classes of what must be told from the ground. A forecast and the rest of a scale have words beside them.
var marks = []string{"bar", "top", "past", "like", "odd"}

// Text has a contrast of 4.5:1 and bars have 3:1 to what is behind them, in light and in dark (WCAG 1.4.3, 1.4.11).
func TestContrast(t *testing.T) {
	for name, g := range everyMail() {
		nodes := parse(t, render(t, g).HTML)
		for scheme, rules := range map[string]map[string]map[string]string{"light": nil, "dark": darkRules(t, nodes)} {
			checked := 0
			for _, n := range nodes {
				if !n.inside("body") || n.hidden() {
					continue
				}
				if strings.Trim(n.text, "\u00a0 \n") != "" || n.name == "img" {
					checked++
					if c := contrast(n.painted("color", rules), n.ground(rules)); c < 4.5 {
						t.Errorf("%s, %s: contrast %.2f of %q (%s on %s)", name, scheme, c, n.text, n.painted("color", rules), n.ground(rules))
					}
				}
				if c := contrast(n.ground(rules), n.parent.ground(rules)); slices.ContainsFunc(marks, n.hasClass) && c < 3 {
					t.Errorf("%s, %s: contrast %.2f of a bar (%s on %s)", name, scheme, c, n.ground(rules), n.parent.ground(rules))
				}
			}
			if checked < 10 {
				t.Errorf("%s, %s: only %d texts checked", name, scheme, checked)
			}
		}
	}
}

// darkRules are the declarations of the dark colour scheme, by class and property.
func darkRules(t *testing.T, nodes []*node) map[string]map[string]string {
	t.Helper()
	rules := map[string]map[string]string{}
	for _, n := range nodes {
		_, dark, found := strings.Cut(n.text, "@media (prefers-color-scheme: dark) {")
		if n.name != "style" || !found {
			continue
		}
		for _, m := range regexp.MustCompile(`\.(\w+) \{([^}]*)\}`).FindAllStringSubmatch(dark, -1) {
			rules[m[1]] = declarations(strings.ReplaceAll(m[2], " !important", ""))
		}
	}
	if len(rules) == 0 {
		t.Fatal("no rules for the dark colour scheme")
	}
	return rules
}

// contrast is the ratio of two colours #RRGGBB by WCAG 2.1.
func contrast(a, b string) float64 {
	high, low := luminance(a), luminance(b)
	if high < low {
		high, low = low, high
	}
	return (high + 0.05) / (low + 0.05)
}

func luminance(colour string) float64 {
	n, err := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 32)
	if err != nil || len(colour) != 7 {
		return 0.2 // no colour: near the middle, contrasts with nothing
	}
	return 0.2126*linear(n>>16) + 0.7152*linear(n>>8&255) + 0.0722*linear(n&255)
}
