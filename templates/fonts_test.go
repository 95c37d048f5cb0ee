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
	NotoSansRegular:   "3c179d040972b85f849c589d42be8680df5d92df9999b1a3414de67b0df74386",
	NotoSansBold:      "4d790ca20b650533c0fdbe2e35d1e07135bf6fa15c6c74dab6dbfec1779a9b2b",
	NotoSansSCRegular: "77dd3db38224d92d3acf656f0d0c5dfdb155fb2a3d52994ade68b36ce9bbc237",
	NotoSansSCBold:    "f21ad33c8cc55bddf25a4890fae105787483cd94388987f7e1be862193acebdc",
}

// rareSum is that of all pieces of the rare characters, one after another.
const rareSum = "0d9934ede0fccc8946f35655853e7fd477a1758836e6f458aa44d7691af8c93b"

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
	all := sha256.New()
	for _, name := range rareFonts() {
		all.Write(file(t, name))
	}
	if got := hex.EncodeToString(all.Sum(nil)); got != rareSum {
		t.Errorf("the pieces of the rare characters together: SHA-256 %s, want %s", got, rareSum)
	}
}

// rareFonts are the pieces in the order of their code points.
func rareFonts() (names []string) {
	for r := rune(0); r <= 0xFFFF; r += RarePiece {
		if name := RareFont(r); name != "" {
			names = append(names, name)
		}
	}
	return names
}

func TestFontsCoverWhatReportsHold(t *testing.T) {
	tests := []struct {
		need  string
		faces []string
	}{
		{latin, []string{NotoSansRegular}}, {latin, []string{NotoSansBold}},
		{chinese, []string{NotoSansSCRegular, NotoSansRegular}}, {chinese, []string{NotoSansSCBold, NotoSansBold}},
	}
	for _, test := range tests {
		for _, r := range test.need {
			faces := test.faces
			if rare := RareFont(r); rare != "" {
				faces = append(faces, rare)
			}
			if !slices.ContainsFunc(faces, func(name string) bool { return has(parse(t, name), r) }) {
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
	common, hanzi := parse(t, NotoSansSCRegular), 0
	var rest *sfnt.Font
	for r := rune(0x3400); r <= 0x9FFF; r++ {
		if r%RarePiece == 0 {
			rest = parse(t, RareFont(r))
		}
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
	pairs := [][2]string{{NotoSansRegular, NotoSansBold}, {NotoSansSCRegular, NotoSansSCBold}}
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
