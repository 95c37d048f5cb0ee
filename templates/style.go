package templates

import "strings"

// checkStyle reads a style sheet as far as it takes to tell that it is whole, stays within its element, and loads nothing: the
// page's policy forbids it to.
func checkStyle(file, css string) []Fault {
	s := sheet{file: file, css: css}
	for s.at < len(css) && s.step() {
	}
	if len(s.faults) == 0 && len(s.open) > 0 {
		s.complain(s.open[len(s.open)-1], "is opened here and never closed", `add the missing "}"`)
	}
	return s.faults
}

// sheet is a style sheet that is being read.
type sheet struct {
	file, css string
	at        int
	open      []int // where the blocks begin that are not closed yet
	faults    []Fault
}

func (s *sheet) complain(at int, problem, remedy string) {
	s.faults = append(s.faults, FaultAt(s.file, s.css, at, problem, remedy))
}

// step reads one comment, text, brace or other character. It returns false where what follows cannot be told.
func (s *sheet) step() bool {
	rest := s.css[s.at:]
	switch {
	case startsWith(rest, "</style"):
		s.complain(s.at, "has </style, which would end the style sheet in the page", "remove it")
		return false
	case strings.HasPrefix(rest, "/*"):
		return s.skip("*/", len("/*"), "has a comment here that is never closed", `add the missing "*/"`)
	case rest[0] == '"' || rest[0] == '\'':
		return s.text(rest[0])
	case startsWith(rest, "@import"), startsWith(rest, "@font-face"):
		word, _, _ := strings.Cut(rest, " ")
		s.complain(s.at, "has "+strings.ToLower(word)+", which would load something", "remove it: the page asks nobody for anything")
	case startsWith(rest, "url("):
		s.url(rest)
	case rest[0] == '{':
		s.open = append(s.open, s.at)
	case rest[0] == '}' && len(s.open) == 0:
		s.complain(s.at, `has a "}" that closes nothing`, "remove it")
		return false
	case rest[0] == '}':
		s.open = s.open[:len(s.open)-1]
	}
	s.at++
	return true
}

// url refuses what is not within the page.
func (s *sheet) url(rest string) {
	if inner := strings.TrimLeft(rest[len("url("):], ` "'`); !startsWith(inner, "data:image/") {
		s.complain(s.at, "has a url( that leads elsewhere", "use an image within the page, as url(data:image/png;base64,…)")
	}
}

// text skips a quoted text, which may have quotes after a backslash and no end of a line.
func (s *sheet) text(quote byte) bool {
	for i := s.at + 1; i < len(s.css) && s.css[i] != '\n'; i++ {
		switch s.css[i] {
		case '\\':
			i++
		case '<':
			if startsWith(s.css[i:], "</style") {
				s.at = i
				return true
			}
		case quote:
			s.at = i + 1
			return true
		}
	}
	s.complain(s.at, "has a text in quotes here that does not end on its line", "add the missing "+string(quote))
	return false
}

func (s *sheet) skip(end string, from int, problem, remedy string) bool {
	length := strings.Index(s.css[s.at+from:], end)
	inner := s.css[s.at:]
	if length >= 0 {
		inner = inner[:from+length]
	}
	switch closing := strings.Index(strings.ToLower(inner), "</style"); {
	case closing >= 0:
		s.at += closing
		return true
	case length < 0:
		s.complain(s.at, problem, remedy)
		return false
	}
	s.at += from + length + len(end)
	return true
}

// startsWith ignores the case of ASCII letters.
func startsWith(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}
