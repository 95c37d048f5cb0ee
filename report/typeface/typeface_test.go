package typeface

import (
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"
)

func TestRunsChooseTheFace(t *testing.T) {
	const latin, chinese = "NotoSans-Regular", "NotoSansSC-Regular"
	type run struct{ face, text string }
	tests := []struct {
		text string
		want []run
	}{
		{"", nil},
		{"36,641 at 09:35", []run{{latin, "36,641 at 09:35"}}},
		{"Größe – ▲ 12 %", []run{{latin, "Größe – ▲ 12 %"}}},
		{"Token 用量 8.42 万", []run{{latin, "Token "}, {chinese, "用量"}, {latin, " 8.42 "}, {chinese, "万"}}},
		{"值“abc”（10:05）", []run{{chinese, "值“"}, {latin, "abc"}, {chinese, "”（"}, {latin, "10:05"}, {chinese, "）"}}},
		{"“quoted” – it’s", []run{{latin, "“quoted” – it’s"}}},
		{"Tom’s 应用", []run{{latin, "Tom’s "}, {chinese, "应用"}}},
		{"用量 · –", []run{{chinese, "用量"}, {latin, " · –"}}},
		{"a😀b", []run{{latin, "a\uFFFDb"}}},
		{"شلوم", []run{{latin, "\uFFFD\uFFFD\uFFFD\uFFFD"}}},
		{"\u200b\u202e", nil},
	}
	for _, test := range tests {
		var got []run
		for _, r := range Runs(test.text, Regular) {
			got = append(got, run{r.Face.Name(), r.Text})
		}
		if fmt.Sprint(got) != fmt.Sprint(test.want) {
			t.Errorf("Runs(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

func TestBoldHasFacesOfItsOwn(t *testing.T) {
	for _, run := range Runs("Token 用量", Bold) {
		if !strings.HasSuffix(run.Face.Name(), "-Bold") {
			t.Errorf("%q is drawn in %s", run.Text, run.Face.Name())
		}
	}
}

// A rare character needs its piece of the face only, in either weight.
func TestRareCharactersAreDrawn(t *testing.T) {
	runs := Runs("機器人", Bold)
	var names []string
	for _, run := range runs {
		names = append(names, run.Face.Name()+" "+run.Text+fmt.Sprint(run.Thicken > 0))
	}
	want := "[NotoSansSC-6800 機true NotoSansSC-Bold 器人false]"
	if got := fmt.Sprint(names); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if runs = Runs("機", Regular); len(runs) != 1 || runs[0].Thicken != 0 {
		t.Errorf("regular: %+v", runs)
	}
}

func TestSanitise(t *testing.T) {
	tests := []struct {
		text, want string
		replaced   int
	}{
		{"plain", "plain", 0},
		{"用量，“abc”！", "用量，“abc”！", 0},
		{"tab\tline\nend\r", "tab line end ", 0},
		{"\x00a\x1bb\x7f", "ab", 0},
		{"bad \x80\xff", "bad \uFFFD\uFFFD", 2},
		{"cut \xe4\xbd", "cut \uFFFD\uFFFD", 2},
		{"already \uFFFD", "already \uFFFD", 0},
		{"👍🏽 \U00020000", "\uFFFD\uFFFD \uFFFD", 3},
		{"❤\uFE0F", "\uFFFD", 1},
		{"\u202Egpj.\u202Cexe \u200D\u00AD", "gpj.exe ", 0},
		{"שלום", "\uFFFD\uFFFD\uFFFD\uFFFD", 4},
		{"Tro\u031B\u0323 ly\u0301", "Trợ lý", 0}, {"m\u0301 x\u0301 a\u200D\u0301", "ḿ x\u0301 á", 0},
		{"oﬃce ﬁn ﬆ Ǆ", "office fin st Ǆ", 0}, {"㏂ 𝐀𝟙 ⅷ ＡＢ", "㏂ A1 ⅷ ＡＢ", 0}, {"ἄ", "α\u0313\u0301", 0},
		{"客戶服務機器人", "客戶服務機器人", 0}, {"カスタマーサポート ひらがな ｶｽﾀﾏｰ 桜 込 ㈱", "カスタマーサポート ひらがな ｶｽﾀﾏｰ 桜 込 ㈱", 0},
		{"か\u3099", "が", 0}, {"\uF900", "豈", 0},
	}
	for _, test := range tests {
		got, replaced := Sanitise(test.text)
		if got != test.want || replaced != test.replaced {
			t.Errorf("Sanitise(%q) = %q, %d, want %q, %d", test.text, got, replaced, test.want, test.replaced)
		}
	}
}

func TestWidth(t *testing.T) {
	tests := []struct {
		text   string
		weight Weight
		want   float64
	}{
		{"", Regular, 0},
		{"0123456789", Regular, 5.72},
		{"9999999999", Bold, 5.72},
		{"用量", Regular, 2},
		{"用 1", Regular, 1 + 0.26 + 0.572},
		{"\uFFFD", Bold, 1},
	}
	for _, test := range tests {
		if got := Width(test.text, test.weight); math.Abs(got-test.want) > 1e-9 {
			t.Errorf("Width(%q) = %v em, want %v", test.text, got, test.want)
		}
	}
}

func TestNamed(t *testing.T) {
	face, found := Named("notosanssc-bold")
	if !found || face != chinese[Bold] {
		t.Errorf("Named(notosanssc-bold) = %v, %v", face, found)
	}
	if _, found := Named("helvetica"); found {
		t.Error("a face was found for a name that none has")
	}
}

// The race detector watches the first uses, which parse the fonts.
func TestFacesAreSharedSafely(t *testing.T) {
	var together sync.WaitGroup
	for range 16 {
		together.Go(func() {
			for _, text := range []string{"Token 用量", "输入 + 输出", "Größe"} {
				if Width(text, Bold) <= 0 || len(Runs(text, Regular)) == 0 {
					t.Errorf("%q has no width or no runs", text)
				}
			}
		})
	}
	together.Wait()
}

func ExampleRuns() {
	for _, run := range Runs("Token 用量 36,641", Bold) {
		fmt.Printf("%s: %q\n", run.Face.Name(), run.Text)
	}
	// Output:
	// NotoSans-Bold: "Token "
	// NotoSansSC-Bold: "用量"
	// NotoSans-Bold: " 36,641"
}

func ExampleSanitise() {
	clean, replaced := Sanitise("Support bot 🤖\xff")
	fmt.Printf("%q, %d replaced\n", clean, replaced)
	// Output:
	// "Support bot ��", 2 replaced
}

// hostileSeeds are texts at which libraries and layouts have failed.
var hostileSeeds = []string{
	"", "plain", "Token 用量，峰值 35,222。", "\x00\x80\xff", "😀𠀀", "\u202Ertl שלום", "“”‘’—…", "8.42 M 万", "12 %",
	strings.Repeat("x", 500), strings.Repeat("用", 200), "a-b/c_d.e", "   ", "é e\u0301 ﷺ", "\uFFFD", "（（（）））",
	"Tro\u031B\u0323 oﬃce", "機器人ガ", "a\u200D\u0301", "ﬁ\u0301 ㏂\u0301", "α\u0313\u0301\u0345", "か\u3099",
}

func FuzzSanitise(f *testing.F) {
	for _, seed := range hostileSeeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clean, replaced := Sanitise(s)
		if again, more := Sanitise(clean); again != clean || more != 0 {
			t.Errorf("Sanitise(%q) = %q, and again %q with %d replaced", s, clean, again, more)
		}
		if replaced > strings.Count(clean, string(Replacement)) {
			t.Errorf("Sanitise(%q) counts %d replaced in %q", s, replaced, clean)
		}
		for _, r := range clean {
			if r < ' ' || r == 0x7F || r > 0xFFFF {
				t.Errorf("Sanitise(%q) keeps %U", s, r)
			}
		}
	})
}

func FuzzRuns(f *testing.F) {
	for _, seed := range hostileSeeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clean, _ := Sanitise(s)
		var together strings.Builder
		for _, run := range Runs(s, Bold) {
			together.WriteString(run.Text)
			for _, r := range run.Text {
				if !run.Face.has(r) {
					t.Errorf("%s draws %U without having it", run.Face.Name(), r)
				}
				if w := run.Face.Advance(r); w < 0 || w > 3 {
					t.Errorf("%U is %v em wide", r, w)
				}
			}
		}
		if together.String() != clean {
			t.Errorf("Runs(%q) hold %q, want %q", s, together.String(), clean)
		}
	})
}

func BenchmarkWidth(b *testing.B) {
	for _, text := range []string{"36,641 at 09:35", "Größe – ▲ 12 %", "峰值 35,222，出现在 09:40"} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				Width(text, Regular)
			}
		})
	}
}
