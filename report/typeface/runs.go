package typeface

import (
	"strings"
	"unicode"
)

// Run is a stretch of text that one face draws.
type Run struct {
	Face *Face
	Text string
	// Thicken is by how much, in em, the strokes must be made thicker, since the face of these characters is not bold.
	Thicken float64
}

// thicker makes strokes of the regular weight about as strong as bold ones.
const thicker = 0.03

// Runs splits a text into stretches of one face each, after [Sanitise]. It returns none for an empty text.
func Runs(s string, weight Weight) []Run {
	clean, _ := Sanitise(s)
	if isASCII(clean) {
		return single(latin[weight], clean)
	}
	var runs []Run
	runes := []rune(clean)
	wide := strings.ContainsFunc(clean, IsWide)
	var current *Face
	start := 0
	for i := range runes {
		face := faceOf(runes, i, wide, weight)
		if face != current && i > 0 {
			runs = append(runs, newRun(current, string(runes[start:i]), weight))
			start = i
		}
		current = face
	}
	return append(runs, newRun(current, string(runes[start:]), weight))
}

func newRun(face *Face, s string, weight Weight) Run {
	if weight == Bold && face != latin[Bold] && face != chinese[Bold] {
		return Run{face, s, thicker}
	}
	return Run{face, s, 0}
}

func single(face *Face, s string) []Run {
	if s == "" {
		return nil
	}
	return []Run{{face, s, 0}}
}

// faceOf chooses the face for runes[i]. wide tells that the text holds Chinese or Japanese characters.
func faceOf(runes []rune, i int, wide bool, weight Weight) *Face {
	r := runes[i]
	switch {
	case r <= unicode.MaxASCII:
		return latin[weight]
	case wide && isShared(r) && !isWithinWord(runes, i):
		return chinese[weight]
	case latin[weight].has(r):
		return latin[weight]
	case chinese[weight].has(r):
		return chinese[weight]
	}
	if face := rareFace(r); face != nil {
		return face
	}
	return latin[weight]
}

// isShared tells the punctuation that Latin and Chinese write with the same code, but Chinese as wide as a character.
func isShared(r rune) bool { return strings.ContainsRune("“”‘’—…", r) }

// isWithinWord tells an apostrophe or dash between Latin letters or figures, as in "Tom’s".
func isWithinWord(runes []rune, i int) bool {
	return i > 0 && i+1 < len(runes) && isNarrowLetter(runes[i-1]) && isNarrowLetter(runes[i+1])
}

func isNarrowLetter(r rune) bool { return !IsWide(r) && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// IsWide tells whether r is written as a full square: hanzi, kana, their punctuation and the full-width forms.
func IsWide(r rune) bool {
	switch {
	case r < 0x2E80:
		return false
	case r >= 0x3000 && r <= 0x30FF, r >= 0xFF01 && r <= 0xFF60, r >= 0xFFE0 && r <= 0xFFE6:
		return true
	}
	return unicode.Is(unicode.Han, r)
}

// Width is the length of a text in em, after [Sanitise]: multiply it by the size of the type.
func Width(s string, weight Weight) float64 {
	width := 0.0
	for _, run := range Runs(s, weight) {
		for _, r := range run.Text {
			width += run.Face.Advance(r)
		}
	}
	return width
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] > unicode.MaxASCII {
			return false
		}
	}
	return true
}
