// Package typeface knows the embedded fonts: which of them draws which character, how wide a text is, what must be
// replaced before anything is drawn, and where a line may be broken. PDF and PNG measure with it, so that what fits on one
// fits on the other. It draws nothing.
//
// It returns no errors: a character that no font has becomes [Replacement], and the fonts are part of the binary.
package typeface

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/image/font/sfnt"

	"tokenreport/templates"
)

// Weight is the thickness of the strokes.
type Weight int

// The two weights of every page.
const (
	Regular Weight = iota
	Bold
)

// Face is one embedded font. Its methods may be called from several goroutines at once.
type Face struct {
	name    string
	load    func() program
	metrics metrics
}

// program is a font's file, and what was read of it. Both must only be read.
type program struct {
	file []byte
	font *sfnt.Font
}

// unitsPerEm is that of all embedded fonts.
const unitsPerEm = 1000

// The Latin faces draw everything that they have, and the Chinese ones what those lack: the common ones, four times the
// size, and the rare ones, in pieces by code point, so that one rare character costs its piece. Each is parsed when a text
// first needs it and is never changed afterwards.
var (
	latin   = [...]*Face{Regular: newFace(templates.NotoSansRegular), Bold: newFace(templates.NotoSansBold)}
	chinese = [...]*Face{Regular: newFace(templates.NotoSansSCRegular), Bold: newFace(templates.NotoSansSCBold)}
	rare    = rareFaces()
)

// rareFaces are the pieces in the order of their code points; nil where there is none.
func rareFaces() (faces [0x10000 / templates.RarePiece]*Face) {
	for i := range faces {
		if name := templates.RareFont(rune(i) * templates.RarePiece); name != "" {
			faces[i] = newFace(name)
		}
	}
	return faces
}

// rareFace is the face that has r, if it is a rare character; else nil.
func rareFace(r rune) *Face {
	if r < 0 || r > 0xFFFF {
		return nil
	}
	if face := rare[r/templates.RarePiece]; face != nil && face.has(r) {
		return face
	}
	return nil
}

func newFace(name string) *Face {
	return &Face{name: name, load: sync.OnceValue(func() program { return parse(name) })}
}

// parse panics for a damaged font: it is embedded, so only a damaged build has one.
func parse(name string) program {
	file, err := templates.Font(name)
	if err != nil {
		panic(fmt.Sprintf("typeface: %v", err))
	}
	font, err := sfnt.Parse(file)
	if err != nil {
		panic(fmt.Sprintf("typeface: parse embedded font %s: %v", name, err))
	}
	if units := font.UnitsPerEm(); units != unitsPerEm {
		panic(fmt.Sprintf("typeface: embedded font %s has %d units per em", name, units))
	}
	return program{file, font}
}

// Name is the font's name, as PDF files have it.
func (f *Face) Name() string { return f.name }

// Font returns the parsed font for drawing its outlines. It is shared and must only be read.
func (f *Face) Font() *sfnt.Font { return f.load().font }

// has tells whether the face has a shape for r.
func (f *Face) has(r rune) bool { return f.metrics.of(r, f.Font) != absent }

// Advance returns how far r moves the pen, in em; 0 where the face has no shape for it.
func (f *Face) Advance(r rune) float64 {
	if units := f.metrics.of(r, f.Font); units != absent {
		return float64(units) / unitsPerEm
	}
	return 0
}

// Named returns the face of that name, however written, as a PDF file gives it.
func Named(name string) (face *Face, found bool) {
	for _, face := range slices.Concat(latin[:], chinese[:], rare[:]) {
		if face != nil && strings.EqualFold(face.name, name) {
			return face, true
		}
	}
	return nil, false
}
