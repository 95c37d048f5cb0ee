package templates

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"golang.org/x/image/font/sfnt"
)

// sums are of the committed files: a font that changes unnoticed changes every page.
var sums = map[string]string{
	NotoSansRegular:   "57b1011adee870c6c85fc6a9ee8edabe6e61affd45d35a17af1bc5922fb691d7",
	NotoSansBold:      "f39ff7e2612cdc1285c72cd24816818cc73589fca78333a32d44e795b900e768",
	NotoSansSCRegular: "d3d85935a2c2d4ab03f03ee5ad344d8f347872bcbb9105dc3340cf4bd8902a68",
	NotoSansSCBold:    "9a25f10a57eae69492132c5ef4e3cdb1a0305ec190999c8c96f8127b3ca6bc3b",
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
	tests := []struct{ name, need string }{
		{NotoSansRegular, latin}, {NotoSansBold, latin},
		{NotoSansSCRegular, chinese}, {NotoSansSCBold, chinese},
	}
	for _, test := range tests {
		face := parse(t, test.name)
		for _, r := range test.need {
			if i, err := face.GlyphIndex(nil, r); err != nil || i == 0 {
				t.Errorf("%s: no glyph for %q (%U): %v", test.name, r, r, err)
			}
		}
	}
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
	for name := range sums {
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
