package typeface

import (
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// Names in Chinese and Japanese can be written: the rows of the character sets that hold what is common.
func TestFacesCoverTheCommonCharacterSets(t *testing.T) {
	sets := []struct {
		name                   string
		coding                 encoding.Encoding
		high, until, low, last byte
		count                  int
	}{
		{"Big5 level 1", traditionalchinese.Big5, 0xA4, 0xC6, 0x40, 0xFE, 5_401},
		{"JIS X 0208 level 1", japanese.EUCJP, 0xB0, 0xCF, 0xA1, 0xFE, 2_965},
		{"kana", japanese.EUCJP, 0xA4, 0xA5, 0xA1, 0xFE, 169},
		{"GB 2312", simplifiedchinese.GBK, 0xB0, 0xF7, 0xA1, 0xFE, 6_763},
	}
	for _, set := range sets {
		count, missing := 0, ""
		for high := set.high; high <= set.until; high++ {
			for low := int(set.low); low <= int(set.last); low++ {
				character, err := set.coding.NewDecoder().String(string([]byte{high, byte(low)}))
				if runes := []rune(character); err != nil || len(runes) != 1 || runes[0] == Replacement {
					continue
				}
				count++
				if _, replaced := Sanitise(character); replaced > 0 {
					missing += character
				}
			}
		}
		if count < set.count || missing != "" {
			t.Errorf("%s: of %d characters, %q have no glyph", set.name, count, missing)
		}
	}
}
