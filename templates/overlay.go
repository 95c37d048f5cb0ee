package templates

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"tokenreport/suggest"
)

// overlay reads a user's part of a catalogue and lays it over the built-in one. The faults are what it must not be: no JSON
// object of texts, with a key that the built-in one has not, or with a text that has other values.
func overlay(file, source string, builtIn map[string]string) (map[string]string, []Fault) {
	if fault := checkJSON(file, source); fault != nil {
		return nil, []Fault{*fault}
	}
	var faults []Fault
	texts, seen := maps.Clone(builtIn), map[string]bool{}
	for _, e := range entries(source) {
		fault := e.check(file, source, builtIn)
		if fault == nil && seen[e.key] {
			fault = e.complain(file, source, e.keyAt, "is there twice", "keep one of them")
		}
		if fault != nil {
			faults = append(faults, *fault)
			continue
		}
		seen[e.key] = true
		texts[e.key] = e.text
	}
	return texts, faults
}

// checkJSON says where the source is no JSON object.
func checkJSON(file, source string) *Fault {
	var object map[string]json.RawMessage
	err := json.Unmarshal([]byte(source), &object)
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		fault := FaultAt(file, source, int(syntax.Offset)-1, "is not valid JSON: "+syntax.Error(),
			`write {"key": "text", …}, each text in double quotes, with a comma between two and none after the last`)
		return &fault
	case err != nil || object == nil:
		return &Fault{File: file, Line: 1, Column: 1, Problem: "is no object of texts", Remedy: `write {"key": "text", …}`}
	}
	return nil
}

// entry is a key of the object, its text, and where they begin in the source, in bytes.
type entry struct {
	key, text   string
	isText      bool
	keyAt, from int
	until       int // where the value ends
}

// entries are the entries of a valid JSON object, in the source's order.
func entries(source string) []entry {
	decoder := json.NewDecoder(strings.NewReader(source))
	_, _ = decoder.Token() // the brace; as the source is valid, none of these fail
	var list []entry
	for decoder.More() {
		e := entry{keyAt: next(source, decoder)}
		key, _ := decoder.Token()
		e.key, _ = key.(string)
		e.from = next(source, decoder)
		var raw json.RawMessage
		if decoder.Decode(&raw) != nil {
			return list
		}
		e.isText = strings.HasPrefix(string(raw), `"`) && json.Unmarshal(raw, &e.text) == nil
		e.until = int(decoder.InputOffset())
		list = append(list, e)
	}
	return list
}

// next is where the decoder's next token begins.
func next(source string, decoder *json.Decoder) int {
	at := int(decoder.InputOffset())
	return at + len(source[at:]) - len(strings.TrimLeft(source[at:], " \t\r\n,:"))
}

func (e entry) complain(file, source string, at int, problem, remedy string) *Fault {
	fault := FaultAt(file, source, at, problem, remedy)
	fault.Key = e.key
	if len(fault.Key) > longestShown {
		fault.Key = strings.ToValidUTF8(fault.Key[:longestShown], "") + "…"
	}
	return &fault
}

const (
	longestShown = 60  // bytes of a key
	longestText  = 400 // characters; more than twice the longest built-in one. The PDF has no room for a title of a page
)

func (e entry) check(file, source string, builtIn map[string]string) *Fault {
	original, known := builtIn[e.key]
	r, bad := unprintable(e.text)
	switch {
	case !known:
		return e.complain(file, source, e.keyAt, "is not a known key", e.nearest(builtIn))
	case !e.isText:
		return e.complain(file, source, e.from, "is no text", "write it in double quotes")
	case strings.TrimSpace(e.text) == "":
		return e.complain(file, source, e.from, "is empty", "remove the key for the built-in text")
	case utf8.RuneCountInString(e.text) > longestText:
		return e.complain(file, source, e.from, fmt.Sprintf("has %d characters", utf8.RuneCountInString(e.text)), fmt.Sprintf("write at most %d", longestText))
	case bad:
		return e.complain(file, source, e.from, fmt.Sprintf("holds the character %U", r), "write a text on one line, without control characters and marks of direction")
	}
	return e.checkValues(file, source, original)
}

func (e entry) nearest(builtIn map[string]string) string {
	if near := suggest.Closest(e.key, slices.Sorted(maps.Keys(builtIn))); near != "" {
		return "did you mean " + near + "?"
	}
	return "tokenreport templates writes out the built-in file, which has all keys"
}

// value marks the place of a value in a text.
var value = regexp.MustCompile(`\{\w+\}`)

// checkValues holds the text's values, and the items of a list, against those of the built-in text.
func (e entry) checkValues(file, source, original string) *Fault {
	has, wants := valuesOf(e.text), valuesOf(original)
	for _, name := range has {
		if !slices.Contains(wants, name) {
			at := e.from + max(0, strings.Index(source[e.from:e.until], name))
			return e.complain(file, source, at, "has the value "+name+", which this text is not given", valuesRemedy(name, wants))
		}
	}
	for _, name := range wants {
		if !slices.Contains(has, name) {
			return e.complain(file, source, e.from, "lacks the value "+name, "the built-in text is "+fmt.Sprintf("%q", original))
		}
	}
	if got, want := strings.Count(e.text, "|"), strings.Count(original, "|"); got != want {
		return e.complain(file, source, e.from, fmt.Sprintf("has %d items between its |, not %d", got+1, want+1),
			"the built-in text is "+fmt.Sprintf("%q", original))
	}
	return nil
}

func valuesOf(text string) []string {
	found := value.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func valuesRemedy(name string, wants []string) string {
	if len(wants) == 0 {
		return "it has none: write it without braces"
	}
	remedy := "known here: " + strings.Join(wants, ", ")
	if near := suggest.Closest(name, wants); near != "" {
		remedy = "did you mean " + near + "? " + remedy
	}
	return remedy
}

// unprintable finds a character that could begin a line of its own, or show a text as another.
func unprintable(text string) (rune, bool) {
	for _, r := range text {
		if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Noncharacter_Code_Point) || r == '\u2028' || r == '\u2029' {
			return r, true
		}
	}
	return 0, false
}
