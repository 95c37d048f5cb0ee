package smtp

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Bodies for a relay that ignores transfer encodings travel as they are, so their lines must be short by
// themselves: at most 998 bytes (RFC 5322, section 2.1.1). Beyond these columns a break is taken where it
// does no harm, where it does little, and anywhere.
const (
	softColumn = 600
	firmColumn = 900
	hardColumn = 980 // leaves room for one character reference
)

// names are references by name, for characters that fill many cells alone: spam filters count numbers there as letters that
// are hidden one by one.
var names = map[rune]string{'\u00a0': "&nbsp;", '–': "&ndash;"}

// asciiHTML writes every character beyond ASCII as a reference, so that the page reads right whatever a relay
// makes of its charset. In a style sheet, where references do not count, it writes CSS escapes.
func asciiHTML(html string) string {
	var b strings.Builder
	for kind, span := range htmlSpans(html) {
		for _, r := range span {
			switch {
			case r < utf8.RuneSelf:
				b.WriteByte(byte(r))
			case kind == styleSpan:
				fmt.Fprintf(&b, `\%x `, r)
			case names[r] != "":
				b.WriteString(names[r])
			default:
				fmt.Fprintf(&b, "&#%d;", r)
			}
		}
	}
	return b.String()
}

// wrapper writes text and knows its column.
type wrapper struct {
	strings.Builder
	column int
}

func (w *wrapper) write(s string) {
	w.WriteString(s)
	if end := strings.LastIndexByte(s, '\n'); end >= 0 {
		w.column = len(s) - end - 1
	} else {
		w.column += len(s)
	}
}

// limitText breaks long lines, at a space if one comes in time.
func limitText(text string) string {
	var w wrapper
	for _, r := range text {
		switch {
		case r == ' ' && w.column > softColumn:
			w.write("\n")
		case w.column > hardColumn:
			w.write("\n" + string(r))
		default:
			w.write(string(r))
		}
	}
	return w.String()
}

// limitHTML breaks long lines of ASCII HTML where it does not show: within tags, at spaces, and within
// comments of its own making where a paragraph has no space, as in Chinese.
func limitHTML(html string) string {
	var w wrapper
	for kind, span := range htmlSpans(html) {
		switch kind {
		case textSpan:
			w.writeText(span)
		case tagSpan:
			w.writeTag(span)
		default:
			w.writeOpaque(span)
		}
	}
	return w.String()
}

func (w *wrapper) writeText(span string) {
	for unit := range htmlUnits(span) {
		switch {
		case unit == " " && w.column > softColumn:
			w.write("\n")
		case unit != "\n" && w.column > firmColumn:
			w.write("<!--\n-->" + unit)
		default:
			w.write(unit)
		}
	}
}

// writeTag breaks between attributes and before the closing bracket; within a value only if it must.
func (w *wrapper) writeTag(span string) {
	var quote string // the quote that the value at hand began with
	for unit := range htmlUnits(span) {
		switch {
		case unit == " " && (quote == "" && w.column > softColumn || w.column > firmColumn):
			w.write("\n")
		case unit == ">" && quote == "" && w.column > softColumn, unit != "\n" && w.column > hardColumn:
			w.write("\n" + unit)
		default:
			w.write(unit)
		}
		if quote == "" && (unit == `"` || unit == "'") {
			quote = unit
		} else if unit == quote {
			quote = ""
		}
	}
}

// writeOpaque breaks style sheets after a declaration and conditional comments after a tag.
func (w *wrapper) writeOpaque(span string) {
	closed := false // what came last ends a declaration, a rule or a tag
	for unit := range htmlUnits(span) {
		if unit != "\n" && (closed && w.column > softColumn || w.column > hardColumn) {
			w.write("\n")
		}
		w.write(unit)
		closed = strings.Contains(";}>", unit)
	}
}
