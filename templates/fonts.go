package templates

import (
	"embed"
	"fmt"
)

//go:embed fonts/*.ttf
var fonts embed.FS

// The embedded fonts. Both families have TrueType outlines, 1000 units per em and tabular figures; fonts/README.md
// says what each covers and how they are made.
const (
	NotoSansRegular   = "NotoSans-Regular"
	NotoSansBold      = "NotoSans-Bold"
	NotoSansSCRegular = "NotoSansSC-Regular"
	NotoSansSCBold    = "NotoSansSC-Bold"
)

// Font returns the font file of that name: a fresh copy, since gofpdf writes into the bytes it is given.
// It fails only for a name that is none of the constants.
func Font(name string) ([]byte, error) {
	file, err := fonts.ReadFile("fonts/" + name + ".ttf")
	if err != nil {
		return nil, fmt.Errorf("no embedded font is named %q", name)
	}
	return file, nil
}
