package rehearsal

import "strings"

// tag is an element's beginning, as a reader's program would find it.
type tag struct {
	name       string // in lower case
	attributes []attribute
	raw        string // as it is written
	content    string // of a style or script element
}

type attribute struct{ name, value string } // the name in lower case

// get returns an attribute's value; "" where there is none.
func (t tag) get(name string) string {
	for _, a := range t.attributes {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

func (t tag) has(name string) bool {
	for _, a := range t.attributes {
		if a.name == name {
			return true
		}
	}
	return false
}

// tags finds all elements of a page, those in comments included: Outlook reads conditional ones. What is malformed is taken
// as the reader that loads most would take it.
func tags(page string) []tag {
	var list []tag
	for {
		at := strings.IndexByte(page, '<')
		if at < 0 || at+1 >= len(page) {
			return list
		}
		page = page[at:]
		if !isLetter(page[1]) {
			page = page[1:]
			continue
		}
		t, rest := readTag(page)
		if t.name == "style" || t.name == "script" {
			end := strings.Index(strings.ToLower(rest), "</"+t.name)
			if end < 0 {
				end = len(rest)
			}
			t.content, rest = rest[:end], rest[end:]
		}
		list, page = append(list, t), rest
	}
}

// readTag reads the tag at the beginning of the page.
func readTag(page string) (t tag, rest string) {
	end := strings.IndexAny(page, " \t\r\n/>")
	if end < 0 {
		return tag{name: strings.ToLower(page[1:]), raw: page}, ""
	}
	t.name = strings.ToLower(page[1:end])
	rest = page[end:]
	for {
		rest = strings.TrimLeft(rest, " \t\r\n/")
		if rest == "" {
			break
		}
		if rest[0] == '>' {
			rest = rest[1:]
			break
		}
		var a attribute
		a, rest = readAttribute(rest)
		t.attributes = append(t.attributes, a)
	}
	t.raw = page[:len(page)-len(rest)]
	return t, rest
}

func readAttribute(text string) (a attribute, rest string) {
	end := strings.IndexAny(text[1:], " \t\r\n/>=") + 1 // a name has at least one character
	if end == 0 {
		return attribute{name: strings.ToLower(text)}, ""
	}
	a.name = strings.ToLower(text[:end])
	rest = strings.TrimLeft(text[end:], " \t\r\n")
	if !strings.HasPrefix(rest, "=") {
		return a, text[end:]
	}
	rest = strings.TrimLeft(rest[1:], " \t\r\n")
	if rest != "" && (rest[0] == '"' || rest[0] == '\'') {
		value, after, _ := strings.Cut(rest[1:], rest[:1])
		a.value = value
		return a, after
	}
	end = strings.IndexAny(rest, " \t\r\n>")
	if end < 0 {
		end = len(rest)
	}
	a.value = rest[:end]
	return a, rest[end:]
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
