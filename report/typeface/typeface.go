// Package typeface knows the embedded fonts: which of them draws which character, how wide a text is, what must be
// replaced before anything is drawn, and where a line may be broken. PDF and PNG measure with it, so that what fits on one
// fits on the other. It draws nothing.
//
// It returns no errors: a character that no font has becomes [Replacement], and the fonts are part of the binary.
package typeface

import (
	"fmt"
	"strings"
	"sync"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

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
	name string
	load func() *sfnt.Font
}

// The Latin faces draw everything that they have; the Chinese ones, forty times the size, only what those lack.
// Each is parsed when a text first needs it and is never changed afterwards.
var (
	latin   = [...]*Face{Regular: newFace(templates.NotoSansRegular), Bold: newFace(templates.NotoSansBold)}
	chinese = [...]*Face{Regular: newFace(templates.NotoSansSCRegular), Bold: newFace(templates.NotoSansSCBold)}
)

func newFace(name string) *Face {
	return &Face{name: name, load: sync.OnceValue(func() *sfnt.Font { return parse(name) })}
}

// parse panics for a damaged font: it is embedded, so only a damaged build has one.
func parse(name string) *sfnt.Font {
	file, err := templates.Font(name)
	if err != nil {
		panic(fmt.Sprintf("typeface: %v", err))
	}
	font, err := sfnt.Parse(file)
	if err != nil {
		panic(fmt.Sprintf("typeface: parse embedded font %s: %v", name, err))
	}
	return font
}

// Name is the font's name for [templates.Font].
func (f *Face) Name() string { return f.name }

// Font returns the parsed font for drawing its outlines. It is shared and must only be read.
func (f *Face) Font() *sfnt.Font { return f.load() }

// has tells whether the face has a shape for r.
func (f *Face) has(r rune) bool {
	i, err := f.load().GlyphIndex(nil, r)
	return err == nil && i != 0
}

// Advance returns how far r moves the pen, in em. buffer is scratch space for one goroutine.
func (f *Face) Advance(buffer *sfnt.Buffer, r rune) float64 {
	font := f.load()
	glyph, err := font.GlyphIndex(buffer, r)
	if err != nil {
		return 0
	}
	// At as many pixels per em as the font has units, a pixel (1/64 of a fixed.Int26_6) is a unit.
	units := font.UnitsPerEm()
	advance, err := font.GlyphAdvance(buffer, glyph, fixed.Int26_6(units), 0)
	if err != nil {
		return 0
	}
	return float64(advance) / float64(units)
}

// Named returns the face of that name, however written, as a PDF file gives it.
func Named(name string) (face *Face, found bool) {
	for _, face := range []*Face{latin[Regular], latin[Bold], chinese[Regular], chinese[Bold]} {
		if strings.EqualFold(face.name, name) {
			return face, true
		}
	}
	return nil, false
}
