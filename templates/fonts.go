package templates

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
)

//go:embed fonts/*.ttf fonts/*.ttf.gz
var fonts embed.FS

// The embedded fonts. All have TrueType outlines, 1000 units per em and tabular figures; fonts/README.md says what each
// covers and how they are made. The common face of Chinese and the one with the rest have no hanzi in both.
const (
	NotoSansRegular       = "NotoSans-Regular"
	NotoSansBold          = "NotoSans-Bold"
	NotoSansSCRegular     = "NotoSansSC-Regular"
	NotoSansSCBold        = "NotoSansSC-Bold"
	NotoSansSCRestRegular = "NotoSansSCRest-Regular"
	NotoSansSCRestBold    = "NotoSansSCRest-Bold"
)

// Font returns a fresh copy of the font file of that name. The two of the rest,
// which few reports need, are packed in the binary, so that each call for one takes some 30 ms.
// It fails only for a name that is none of the constants.
func Font(name string) ([]byte, error) {
	if file, err := fonts.ReadFile("fonts/" + name + ".ttf"); err == nil {
		return file, nil
	}
	packed, err := fonts.ReadFile("fonts/" + name + ".ttf.gz")
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
