package templates

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"testing"

	"golang.org/x/image/font/sfnt"
)

// sums are of the committed files: a font that changes unnoticed changes every page.
var sums = map[string]string{
	NotoSansRegular:       "57b1011adee870c6c85fc6a9ee8edabe6e61affd45d35a17af1bc5922fb691d7",
	NotoSansBold:          "f39ff7e2612cdc1285c72cd24816818cc73589fca78333a32d44e795b900e768",
	NotoSansSCRegular:     "223e8f8acf46e02d95551fa687c30586aefd6487a0f8d31f48b30fc52264b619",
	NotoSansSCBold:        "3cb18df38c4c41297dfa4d47c17c932930c59b7b45105a79c1cac62cb1070594",
	NotoSansSCRestRegular: "bdce65c8ca56e2bf30488e7f340df4b7da3110a840431f01e7cb640b8dc1add8",
	NotoSansSCRestBold:    "171fac089d8786a7a16a2f63b93b26e6e0a94913bf87a7a3820edb6a70b59dbc",
}

// latin and chinese are what texts, names and small print may hold, apart from the alphabets themselves.
const (
	latin = `ABCXYZabcxyz0123456789.,:;!?'"()[]{}<>/\|@#$%&*+-=_~^` + "`" +
		"ÀÉÎÕÜßàéîõüñçøåæ ąćęłńśźż őű čěřšž ğış ƒ ơư ạảấầẩ ΑΒΓαβγώ АБВабвёїґ" +
		"–—‐‑‘’“”„…·•†‡‹›«»°′″×÷±¼½¾¹²³¢£¤¥€₫₹₽§©®™№‰" +
		"▲▼←↑→↓−≈≠≤≥≡∞●○■□►◄√✓✗⚠▸\u00A0\u2007\u2009\u202F\uFFFD"
	chinese = "用量报告输入输出总计峰值每五分钟平均中位数时区上海星期一二三四五六日〇年月日万亿喆堃昇镕珺玥" +
		"，。、；：？！（）《》〈〉「」『』【】〔〕“”‘’—…·～￥％＋－＝／＆＠＃０１２３４５６７８９ＡＢＣａｂｃ　" +
		"①②③⑩ⅠⅡ℃あいアイ"
)

func TestFontsAreTheCommittedOnes(t *testing.T) {
	for name, want := range sums {
		sum := sha256.Sum256(file(t, name))
		if got := hex.EncodeToString(sum[:]); got != want {
			t.Errorf("%s: SHA-256 %s, want %s; if it was built anew on purpose, put the new sum here", name, got, want)
		}
	}
}

func TestFontsCoverWhatReportsHold(t *testing.T) {
	tests := []struct {
		need  string
		faces []string
	}{
		{latin, []string{NotoSansRegular}}, {latin, []string{NotoSansBold}},
		{chinese, []string{NotoSansSCRegular, NotoSansSCRestRegular}}, {chinese, []string{NotoSansSCBold, NotoSansSCRestBold}},
	}
	for _, test := range tests {
		for _, r := range test.need {
			if !slices.ContainsFunc(test.faces, func(name string) bool { return has(parse(t, name), r) }) {
				t.Errorf("%v: no glyph for %q (%U)", test.faces, r, r)
			}
		}
	}
}

// Every language can be written; and a Chinese report without names needs no face but the common ones: the others cost it as
// much time as all else.
func TestCommonFaceCoversTheTexts(t *testing.T) {
	latin, common := parse(t, NotoSansRegular), parse(t, NotoSansSCRegular)
	for _, language := range Languages() {
		text, err := Text(language)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range string(text) {
			if r >= ' ' && !has(latin, r) && !has(common, r) {
				t.Errorf("%q is in %s.json and not in the Latin or the common face: build the fonts anew", r, language)
			}
		}
	}
}

func TestNoHanziIsInTwoFaces(t *testing.T) {
	common, rest := parse(t, NotoSansSCRegular), parse(t, NotoSansSCRestRegular)
	hanzi := 0
	for r := rune(0x3400); r <= 0x9FFF; r++ {
		switch inCommon, inRest := has(common, r), has(rest, r); {
		case inCommon && inRest:
			t.Errorf("%q is in both", r)
		case inCommon, inRest:
			hanzi++
		}
	}
	if hanzi < 8_000 { // of the standard list's 8,105, the others are beyond the Basic Plane
		t.Errorf("the faces have only %d hanzi together", hanzi)
	}
}

func has(face *sfnt.Font, r rune) bool {
	i, err := face.GlyphIndex(nil, r)
	return err == nil && i != 0
}

func TestWeightsCoverTheSame(t *testing.T) {
	pairs := [][2]string{{NotoSansRegular, NotoSansBold}, {NotoSansSCRegular, NotoSansSCBold}, {NotoSansSCRestRegular, NotoSansSCRestBold}}
	for _, pair := range pairs {
		regular, bold := parse(t, pair[0]), parse(t, pair[1])
		for r := rune(0); r <= 0xFFFF; r++ {
			i, _ := regular.GlyphIndex(nil, r)
			j, _ := bold.GlyphIndex(nil, r)
			if (i == 0) != (j == 0) {
				t.Errorf("%U is in one weight of %s only", r, pair[0])
			}
		}
	}
}

func TestFiguresAreTabular(t *testing.T) {
	for _, name := range []string{NotoSansRegular, NotoSansBold, NotoSansSCRegular, NotoSansSCBold} {
		face := parse(t, name)
		want := 0
		for _, digit := range "0123456789" {
			i, err := face.GlyphIndex(nil, digit)
			if err != nil {
				t.Fatal(err)
			}
			advance, err := face.GlyphAdvance(nil, i, 1000<<6, 0)
			if err != nil {
				t.Fatal(err)
			}
			if want == 0 {
				want = int(advance)
			}
			if int(advance) != want {
				t.Errorf("%s: %q is %d/64000 em wide, others %d", name, digit, advance, want)
			}
		}
	}
}

func TestFontIsAFreshCopy(t *testing.T) {
	first := file(t, NotoSansRegular)
	clear(first)
	if bytes.Equal(first, file(t, NotoSansRegular)) {
		t.Error("writing into the returned bytes changed the embedded font")
	}
}

func TestFontOfAnotherNameIsAnError(t *testing.T) {
	if _, err := Font("../fonts/NotoSans-Regular"); err == nil {
		t.Error("no error for a name that is not in the list")
	}
}

func file(t *testing.T, name string) []byte {
	t.Helper()
	b, err := Font(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func parse(t *testing.T, name string) *sfnt.Font {
	t.Helper()
	f, err := sfnt.Parse(file(t, name))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return f
}
