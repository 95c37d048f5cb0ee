package templates

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
)

//go:embed fonts/*.ttf fonts/rare/*.ttf.gz
var fonts embed.FS

// The embedded fonts. All have TrueType outlines, 1000 units per em and tabular figures; fonts/README.md says what each
// covers and how they are made. Besides, there are the pieces of [RareFont].
const (
	NotoSansRegular   = "NotoSans-Regular"
	NotoSansBold      = "NotoSans-Bold"
	NotoSansSCRegular = "NotoSansSC-Regular"
	NotoSansSCBold    = "NotoSansSC-Bold"
)

// RarePiece is how many code points a piece of the rare characters is cut from.
const RarePiece = 0x400

// RareFont is the name of the font with the rare characters of the [RarePiece] code points in which r is; "" where there is
// none. They have one weight, and no hanzi that a font of the constants has.
func RareFont(r rune) string {
	name := fmt.Sprintf("NotoSansSC-%04X", r&^(RarePiece-1))
	if _, err := fonts.Open(rareFile(name)); err != nil {
		return ""
	}
	return name
}

func rareFile(name string) string { return "fonts/rare/" + name + ".ttf.gz" }

// Font returns a fresh copy of the font file of that name. The pieces of the rare characters, of which few reports need
// any, are packed in the binary, each on its own: a call for one takes some 2 ms. It fails only for a name that is none of the constants
// and not from [RareFont].
func Font(name string) ([]byte, error) {
	if file, err := fonts.ReadFile("fonts/" + name + ".ttf"); err == nil {
		return file, nil
	}
	packed, err := fonts.ReadFile(rareFile(name))
	if err != nil {
		return nil, fmt.Errorf("no embedded font is named %q", name)
	}
	file, err := unpack(packed)
	if err != nil {
		return nil, fmt.Errorf("unpack embedded font %s: %w", name, err)
	}
	return file, nil
}

func unpack(packed []byte) ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(reader)
}
