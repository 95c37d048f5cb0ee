package pdf

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"unicode/utf16"
)

// written is a string shown at a place.
type written struct {
	text string
	font string // the resource's name
	size float64
	x, y float64 // in points from the lower left corner
}

// operators are those that a page may hold, with the number of their operands.
var operators = map[string]int{
	"q": 0, "Q": 0, "BT": 0, "ET": 0, // states and text objects
	"w": 1, "J": 1, "j": 1, "d": 2, "g": 1, "G": 1, "rg": 3, "RG": 3, // strokes and colours
	"m": 2, "l": 2, "re": 4, "h": 0, "f": 0, "S": 0, // paths
	"cm": 6, "Do": 1, // the logo
	"Tf": 2, "Td": 2, "Tj": 1, "Tr": 1, // text
	"BMC": 1, "BDC": 2, "EMC": 0, // tags
}

// parse returns the texts of a content stream, in the order in which they are drawn. It refuses what viewers draw wrongly, or not at all, without a word: a number that
// is none, a text without a font, states that are not restored.
func parse(stream []byte) ([]written, error) {
	var p parser
	s := scanner{rest: stream}
	for {
		t, err := s.next()
		if err != nil {
			return p.texts, err
		}
		if t.kind == endToken {
			return p.texts, p.finish()
		}
		if t.kind != operatorToken {
			p.operands = append(p.operands, t)
			continue
		}
		if err := p.run(string(t.text)); err != nil {
			return p.texts, fmt.Errorf("operator %q: %w", t.text, err)
		}
		p.operands = p.operands[:0]
	}
}

// parser is the state of drawing a page.
type parser struct {
	texts    []written
	operands []token
	saved    []font
	font     font
	inText   bool
	tagged   int
	x, y     float64
}

type font struct {
	name string
	size float64
}

func (p *parser) run(operator string) error {
	want, known := operators[operator]
	if !known {
		return errors.New("it is unknown here: perhaps a number that is none")
	}
	if len(p.operands) != want {
		return fmt.Errorf("it has %d operands, want %d", len(p.operands), want)
	}
	switch operator {
	case "q", "Q", "BMC", "BDC", "EMC":
		return p.nest(operator)
	case "BT", "ET":
		if p.inText == (operator == "BT") {
			return errors.New("text objects are nested")
		}
		p.inText = !p.inText
	case "Tf":
		return p.choose()
	case "Td":
		p.x, p.y = p.operands[0].number(), p.operands[1].number()
	case "Tj":
		return p.show()
	}
	return nil
}

func (p *parser) nest(operator string) error {
	switch operator {
	case "q":
		p.saved = append(p.saved, p.font)
	case "Q":
		if len(p.saved) == 0 {
			return errors.New("no state is saved")
		}
		p.font, p.saved = p.saved[len(p.saved)-1], p.saved[:len(p.saved)-1]
	case "BMC", "BDC":
		p.tagged++
	case "EMC":
		if p.tagged--; p.tagged < 0 {
			return errors.New("nothing is tagged")
		}
	}
	return nil
}

func (p *parser) choose() error {
	if p.operands[0].kind != nameToken || p.operands[1].kind != numberToken {
		return errors.New("it wants a font and a size")
	}
	p.font = font{string(p.operands[0].text), p.operands[1].number()}
	return nil
}

func (p *parser) show() error {
	switch {
	case !p.inText:
		return errors.New("it is outside a text object")
	case p.font.name == "":
		return errors.New("no font is chosen")
	case p.operands[0].kind != stringToken || len(p.operands[0].text)%2 != 0:
		return errors.New("it wants a string of two-byte characters")
	}
	p.texts = append(p.texts, written{decode(p.operands[0].text), p.font.name, p.font.size, p.x, p.y})
	return nil
}

func (p *parser) finish() error {
	switch {
	case len(p.operands) > 0:
		return errors.New("the page ends within an operation")
	case len(p.saved) > 0 || p.inText || p.tagged > 0:
		return errors.New("the page ends within a saved state, a text or a tag")
	}
	return nil
}

// decode reads UTF-16, big end first.
func decode(s []byte) string {
	units := make([]uint16, len(s)/2)
	for i := range units {
		units[i] = uint16(s[2*i])<<8 | uint16(s[2*i+1])
	}
	return string(utf16.Decode(units))
}

// token is a word of a content stream. The text of a name or a string is without its marks.
type token struct {
	kind tokenKind
	text []byte
}

// number is the value of one; most numbers are of paths, and nobody asks for theirs.
func (t token) number() float64 {
	n, err := strconv.ParseFloat(string(t.text), 64)
	if err != nil {
		return math.NaN() // as only what is no number has
	}
	return n
}

type tokenKind int

const (
	endToken tokenKind = iota
	numberToken
	stringToken
	nameToken
	arrayToken
	dictionaryToken
	operatorToken
)

// scanner divides a content stream into tokens.
type scanner struct{ rest []byte }

func (s *scanner) next() (token, error) {
	for len(s.rest) > 0 && isSpace(s.rest[0]) {
		s.rest = s.rest[1:]
	}
	if len(s.rest) == 0 {
		return token{}, nil
	}
	switch s.rest[0] {
	case '(':
		return s.literal()
	case '[':
		return s.until(arrayToken, "]")
	case '<':
		return s.until(dictionaryToken, ">>")
	}
	return word(s.take()), nil
}

func isSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\r' || b == '\t' }

// take returns the bytes before the next space or bracket, at least one.
func (s *scanner) take() []byte {
	end := 1
	for end < len(s.rest) && !isSpace(s.rest[end]) && s.rest[end] != '(' && s.rest[end] != '[' && s.rest[end] != '<' {
		end++
	}
	text := s.rest[:end]
	s.rest = s.rest[end:]
	return text
}

// word tells a name, a number or an operator.
func word(text []byte) token {
	switch {
	case text[0] == '/':
		return token{nameToken, text[1:]}
	case isNumber(text):
		return token{numberToken, text}
	}
	return token{operatorToken, text}
}

// isNumber tells a number as PDF has it. Go reads more as numbers: NaN, Inf, 1e9, 0x10.
func isNumber(text []byte) bool {
	digits, points := 0, 0
	for i, b := range text {
		switch {
		case '0' <= b && b <= '9':
			digits++
		case b == '.':
			points++
		case b != '-' && b != '+' || i > 0:
			return false
		}
	}
	return digits > 0 && points <= 1
}

// literal reads a string in round brackets, with the escapes that gofpdf writes.
func (s *scanner) literal() (token, error) {
	var text []byte
	for i := 1; i < len(s.rest); i++ {
		switch b := s.rest[i]; b {
		case ')':
			s.rest = s.rest[i+1:]
			return token{stringToken, text}, nil
		case '\\':
			if i++; i == len(s.rest) {
				break
			}
			if b = s.rest[i]; b == 'r' {
				b = '\r'
			}
			text = append(text, b)
		default:
			text = append(text, b)
		}
	}
	return token{}, errors.New("a string does not end")
}

// until reads an array or a dictionary, neither of which is nested here.
func (s *scanner) until(kind tokenKind, end string) (token, error) {
	for i := range s.rest {
		if i+len(end) <= len(s.rest) && string(s.rest[i:i+len(end)]) == end {
			text := s.rest[:i+len(end)]
			s.rest = s.rest[i+len(end):]
			return token{kind, text}, nil
		}
	}
	return token{}, fmt.Errorf("%q is missing", end)
}
