package preview

import (
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"
)

// Theme is the scheme of colours in which a page is shown.
type Theme string

// Auto leaves it to the reader's system, as it is left in the mail that goes out.
const (
	Auto  Theme = ""
	Light Theme = "light"
	Dark  Theme = "dark"
)

func themes() []Option {
	return []Option{{Value: string(Auto), Label: "System"}, {Value: string(Light), Label: "Light"}, {Value: string(Dark), Label: "Dark"}}
}

var (
	styleSheets = regexp.MustCompile(`(?s)<style[^>]*>(.*?)</style>`)
	schemeMeta  = regexp.MustCompile(`(<meta name="(?:supported-)?color-schemes?" content=")light dark(")`)
)

// in shows a page as a system of that scheme would: what its style sheets ask of the system is answered in them. A policy
// that names a sheet by its digest then names the changed one.
func (t Theme) in(page string) string {
	if t != Light && t != Dark {
		return page
	}
	replaced := []string{}
	for _, sheet := range styleSheets.FindAllStringSubmatch(page, -1) {
		if settled := t.settle(sheet[1]); settled != sheet[1] {
			before, after := digest(sheet[1]), digest(settled)
			replaced = append(replaced, sheet[1], settled, before, after, strings.ReplaceAll(before, "+", "&#43;"), after)
		}
	}
	page = schemeMeta.ReplaceAllString(page, "${1}"+string(t)+"${2}")
	return strings.NewReplacer(replaced...).Replace(page)
}

// settle answers a style sheet's questions about the scheme.
func (t Theme) settle(sheet string) string {
	yes, no := "(min-width: 0)", "(max-width: 0)"
	dark, light := no, yes
	if t == Dark {
		dark, light = yes, no
	}
	return strings.NewReplacer(
		"(prefers-color-scheme: dark)", dark, "(prefers-color-scheme: light)", light,
		"color-scheme: light dark", "color-scheme: "+string(t),
	).Replace(sheet)
}

// digest names a style sheet as a policy does.
func digest(sheet string) string {
	sum := sha256.Sum256([]byte(sheet))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
