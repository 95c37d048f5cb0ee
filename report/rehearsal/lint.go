package rehearsal

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tokenreport/report/mail"
	"tokenreport/templates"
)

// findings collects what is wrong with a page that was written.
type findings struct {
	subject
	list []templates.Fault
}

// add complains about a tag. Where it stands in the template, the fault has its place: of the words given, by the first that is
// found there.
func (f *findings) add(problem, remedy string, words ...string) {
	for _, word := range words {
		if at := strings.Index(strings.ToLower(f.source), strings.ToLower(word)); word != "" && at >= 0 && len(strings.ToLower(f.source)) == len(f.source) {
			f.list = append(f.list, templates.FaultAt(f.file, f.source, at, problem, remedy))
			return
		}
	}
	f.list = append(f.list, templates.Fault{File: f.file, Problem: problem, Remedy: remedy})
}

// refused are the elements that load something, run something or ask for something. Mail programs drop them or, for their
// sake, the mail; the page's policy forbids them.
var refused = []string{"script", "iframe", "frame", "frameset", "object", "embed", "applet", "link", "base", "form", "input", "button", "select", "textarea",
	"audio", "video", "source", "track", "portal"}

// loads are the attributes that name something to load.
var loads = []string{"src", "srcset", "background", "poster", "data", "action", "formaction", "ping", "xlink:href"}

// foreignStyle matches what a style would load.
var foreignStyle = regexp.MustCompile(`(?i)@import|@font-face|url\(|image-set\(|expression\(`)

// escape matches a character that a style writes by its number, as \75 writes a u.
var escape = regexp.MustCompile(`\\[0-9A-Fa-f]{1,6}[ \t\n]?`)

// unescaped is a style as its reader's program understands it.
func unescaped(css string) string {
	return escape.ReplaceAllStringFunc(css, func(e string) string {
		n, _ := strconv.ParseInt(strings.TrimRight(e[1:], " \t\n"), 16, 32) // at most six digits, by the pattern
		return string(rune(n))
	})
}

// unsafe is what html/template writes in place of a value that it could not make harmless.
const unsafe = "ZgotmplZ"

// lintMail says what no mail may have: readers would get a mail that asks others for something, or a broken one.
func lintMail(s subject, page, language string, o mail.Options) []templates.Fault {
	f := findings{subject: s}
	all := tags(page)
	f.language(all, language)
	images := []string{}
	if o.Inline {
		images = append(images, "cid:"+mail.ChartID)
	}
	if o.Logo {
		images = append(images, "cid:"+mail.LogoID)
	}
	for _, t := range all {
		f.element(t, func(source string) bool { return slices.Contains(images, source) },
			"the mail has the images cid:chart, within {{with .Picture}}, and cid:logo, within {{with .Logo}}, and no other")
		f.style(t.content)
		f.style(html.UnescapeString(t.get("style")))
	}
	return f.list
}

// style holds what is true of a mail's styles.
func (f *findings) style(css string) {
	if word := foreignStyle.FindString(unescaped(css)); word != "" {
		f.add("a style has "+word+", which would load something", "remove it: no mail loads anything", word, "style")
	}
	if strings.Contains(css, unsafe) {
		f.add("a value stands in a style where nothing could make it harmless", "put it where it is a text; .Accent has what a style may take", "<style")
	}
}

// lintPage says what the page for a browser must have, and what its policy would forbid.
func lintPage(s subject, page, language string) []templates.Fault {
	f := findings{subject: s}
	all := tags(page)
	f.language(all, language)
	policy := policyOf(all)
	if policy == "" {
		f.add("the page lacks its policy, which keeps it from loading or sending anything",
			`write <meta http-equiv="Content-Security-Policy" content="{{.Policy}}" /> into its head`, "<head")
	}
	for _, t := range all {
		if t.name == "script" && !t.has("src") || t.name == "style" {
			if !allows(policy, t.content) {
				f.add("the page's policy forbids this <"+t.name+">", "have but <style>{{.Style}}</style>, from report.css, and <script>{{.Script}}</script>", t.raw+firstWords(t.content), "<"+t.name)
			}
			continue
		}
		f.element(t, func(source string) bool { return strings.HasPrefix(source, "data:image/") }, "the page has the image .Logo.Source, and no other")
		if t.has("style") {
			f.add("the page's policy forbids style attributes", "give the element a class, and put the style into report.css", ` style="`, ` style='`, "style=")
		}
	}
	return f.list
}

// firstWords are what an element's content begins with: enough to find it.
func firstWords(content string) string { return content[:min(len(content), 20)] }

// language holds the language of the page against the report's: a screen reader reads by it.
func (f *findings) language(all []tag, language string) {
	for _, t := range all {
		if t.name == "html" {
			if t.get("lang") != language {
				f.add("the page does not say in which language it is, as screen readers need", `write <html lang="{{.Language}}">`, "<html")
			}
			return
		}
	}
	f.add("the page has no html element", `begin with <!DOCTYPE html> and <html lang="{{.Language}}">`)
}

// element holds what is true of mail and page.
func (f *findings) element(t tag, known func(string) bool, images string) {
	if slices.Contains(refused, t.name) {
		f.add("<"+t.name+"> loads, runs or asks for something", "remove it", "<"+t.name)
		return
	}
	if t.name == "img" && !t.has("alt") {
		f.add("an image has no alt, which says what it shows", `add alt="…", or alt="" where it decorates`, t.raw, "<img")
	}
	if t.name == "meta" && strings.EqualFold(t.get("http-equiv"), "refresh") {
		f.add("the page would lead its reader elsewhere", "remove the meta element", "refresh")
	}
	for _, a := range t.attributes {
		f.attribute(t, a, known, images)
	}
}

func (f *findings) attribute(t tag, a attribute, known func(string) bool, images string) {
	value := strings.TrimSpace(a.value)
	words := []string{a.name + `="` + a.value, a.name + "='" + a.value, a.name + `="`, "<" + t.name}
	switch {
	case strings.Contains(a.value, unsafe):
		f.add("a value stands in "+a.name+" of <"+t.name+"> where nothing could make it harmless", "put it where it is a text", words[2:]...)
	case strings.HasPrefix(a.name, "on"):
		f.add("the attribute "+a.name+" runs a script", "remove it", a.name+"=")
	case value == "":
	case slices.Contains(loads, a.name) && !known(value):
		f.add("<"+t.name+"> would load "+cut(value), images, words...)
	case a.name == "href" && t.name != "a":
		f.add("<"+t.name+"> would lead to "+cut(value), "remove it", words...)
	case a.name == "href" && !leads(value):
		f.add("a link leads to "+cut(value), "lead to https://, http:// or mailto:, or within the page by #", words...)
	}
}

func leads(address string) bool {
	for _, scheme := range []string{"https://", "http://", "mailto:", "#"} {
		if len(address) >= len(scheme) && strings.EqualFold(address[:len(scheme)], scheme) {
			return true
		}
	}
	return false
}

// cut is an address as an error shows it.
func cut(address string) string {
	const longest = 60
	if len(address) > longest {
		return strings.ToValidUTF8(address[:longest], "") + "…"
	}
	return address
}

// wholePolicy is the page's own policy, with nothing added that would loosen it.
var wholePolicy = regexp.MustCompile(`^default-src 'none'; style-src 'sha256-[^' ]+'; script-src 'sha256-[^' ]+'; img-src data:; base-uri 'none'; form-action 'none'$`)

// policyOf returns the page's own policy; "" where it has none.
func policyOf(all []tag) string {
	for _, t := range all {
		content := html.UnescapeString(t.get("content"))
		if t.name == "meta" && strings.EqualFold(t.get("http-equiv"), "Content-Security-Policy") && wholePolicy.MatchString(content) {
			return content
		}
	}
	return ""
}

// allows tells whether the policy names a content by its digest.
func allows(policy, content string) bool {
	sum := sha256.Sum256([]byte(content))
	return policy == "" || strings.Contains(policy, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
}
