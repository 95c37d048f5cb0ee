package command

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"tokenreport/config"
	"tokenreport/report/format"
	"tokenreport/templates"
)

// draft is a tokenreport.yml in the making; what is not answered yet is left out.
type draft struct {
	Schema                  string // where the schema is, from the file's folder
	Timezone, Language      string
	Endpoint, Region        string
	SMTP                    *draftSMTP // nil: no mail goes out
	Storage                 string
	To, Owner, Apps, Models string // with commas
	Tables                  string
	Reports                 []draftReport
}

type draftSMTP struct{ Host, Port, TLS, Username, From string }

type draftReport struct{ Name, Period string }

func newDraft(a answers, schema string) draft {
	d := draft{
		Schema: schema, Timezone: a["timezone"], Language: a["language"], Region: a["region"],
		Endpoint: bySite("lke.intl.tencentcloudapi.com", "lke.tencentcloudapi.com")(a),
		Storage:  a["storage"], To: a["to"], Owner: a["owner"], Apps: a["apps"], Models: a["models"], Tables: "hourly",
	}
	if a.mailed() {
		d.SMTP = &draftSMTP{Host: a["host"], Port: a["port"], TLS: a["tls"], Username: a["username"], From: a["from"]}
	}
	if d.Apps != "" {
		d.Tables += ",app_biz_ids"
	}
	if d.Models != "" {
		d.Tables += ",model_name"
	}
	names := map[string]string{"week": "weekly", "month": "monthly"}
	for _, period := range split(cmp.Or(a["reports"], "day")) {
		r := draftReport{cmp.Or(names[period], "daily"), period}
		if !slices.Contains(d.Reports, r) {
			d.Reports = append(d.Reports, r)
		}
	}
	return d
}

// yaml is the text of the file.
func (d draft) yaml() []byte {
	return execute("tokenreport.yml", templates.InitConfig(), d)
}

// judge says, in the loader's words, what is wrong with the answer to one of the questions; "" if nothing is.
func (a answers) judge(q question) string {
	answer := a[q.name]
	switch {
	case strings.Contains(answer, "${"):
		return `holds "${", which begins a reference to a variable; write that into tokenreport.yml afterwards`
	case q.words != nil && answer != "" && !slices.Contains(q.words, answer):
		return fmt.Sprintf("is %q; give %s", answer, orWords(q.words))
	}
	if q.name == "username" && a["mail"] != "" && a["mail"] != relayOther && senderOfUser(a) == "" {
		return fmt.Sprintf("is %q; give the address that the mail server knows you by", answer)
	}
	if wrong := q.judgeItems(answer); wrong != "" {
		return wrong
	}
	if q.secret {
		if _, err := envValue(answer); err != nil {
			return err.Error()
		}
	}
	for _, wrong := range a.errors() {
		key := index.ReplaceAllString(wrong.Path, "[]")
		if key == "" || slices.ContainsFunc(q.keys, func(own string) bool { return isWithin(key, own) }) {
			return wrong.Problem + "; " + wrong.Remedy
		}
	}
	return ""
}

// judgeItems says which item of an answer is none of those that there can be; empty if none is.
func (q question) judgeItems(answer string) string {
	if q.item == nil {
		return ""
	}
	for _, item := range split(answer) {
		if !q.item.MatchString(item) {
			return fmt.Sprintf("is %q; %s", item, q.items)
		}
	}
	return ""
}

var index = regexp.MustCompile(`\[\d+\]`)

// isWithin reports whether the key is the section's own, or below it.
func isWithin(key, section string) bool {
	rest, ok := strings.CutPrefix(key, section)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// errors is what the loader says of the file as far as it is known. The cloud's keys are not asked for, and a password that is
// still to be filled in is none of its faults.
func (a answers) errors() config.Errors {
	env := func(name string) (string, bool) {
		if name == "SMTP_PASSWORD" && a[passwordQuestion] != "" {
			return a[passwordQuestion], true
		}
		return "x", true
	}
	_, err := config.Load(config.Source{Name: configFile, YAML: newDraft(a, schemaFile).yaml()}, env)
	var all config.Errors
	errors.As(err, &all)
	return all
}

// execute fills in a template of this binary, which the tests have seen to be sound.
func execute(name, text string, data any) []byte {
	functions := template.FuncMap{
		"yaml": scalar, "number": number, "list": sequence,
		"languages": func() string { return orWords(templates.Languages()) },
		"formats":   func() string { return strings.Join(formatNames(), ", ") },
	}
	var b bytes.Buffer
	if err := template.Must(template.New(name).Funcs(functions).Parse(text)).Execute(&b, data); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// formatNames are the names of all formats, in their order.
func formatNames() []string {
	var names []string
	for _, f := range format.All() {
		names = append(names, string(f))
	}
	return names
}

var plainScalar = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9@._/:+?=&%-]*[A-Za-z0-9/])?$`)

// scalar writes a text as a YAML scalar, without quotes where every reader takes it for a text without.
func scalar(text string) string {
	words := []string{"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
	_, notFloat := strconv.ParseFloat(text, 64)
	_, notInt := strconv.ParseInt(text, 0, 64)
	if plainScalar.MatchString(text) && !slices.Contains(words, strings.ToLower(text)) && notFloat != nil && notInt != nil {
		return text
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b) // a text in JSON is one in YAML
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a text can always be encoded
	return strings.TrimSpace(b.String())
}

// number writes a number as it is, and what is none as a text.
func number(text string) string {
	if _, err := strconv.Atoi(text); err != nil {
		return scalar(text)
	}
	return text
}

// sequence writes a text with commas as a YAML sequence; one with quotes as it is, since the loader splits it better.
func sequence(text string) string {
	if strings.Contains(text, `"`) {
		return scalar(text)
	}
	var items []string
	for _, item := range split(text) {
		items = append(items, scalar(item))
	}
	return "[" + strings.Join(items, ", ") + "]"
}

// split splits at the commas, and leaves out what is empty.
func split(text string) []string {
	var items []string
	for item := range strings.SplitSeq(text, ",") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}

func orWords(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
