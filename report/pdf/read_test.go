package pdf

import (
	"bytes"
	"compress/zlib"
	"regexp"
	"strings"
	"testing"
)

func TestParseFindsTexts(t *testing.T) {
	const stream = "0.57 w\nBT /F1 9.50 Tf ET\nq 0.1 0.2 0.3 rg BT 45.35 -782.14 Td (\x00a\x00\\(\x00\\)\x00\\\\) Tj ET Q\n" +
		"/P <</MCID 0>> BDC\n[1.00 2.00] 0.00 d\nBT /F2 8 Tf ET BT 1 2 Td (u\x28\x91\xcf\x00\\r) Tj ET\nEMC\n/Artifact BMC 1 2 m 3 4 l h f EMC"
	got, err := parse([]byte(stream))
	if err != nil {
		t.Fatal(err)
	}
	want := []written{{"a()\\", "F1", 9.5, 45.35, -782.14}, {"用量\r", "F2", 8, 1, 2}}
	for i := range want {
		if i >= len(got) || got[i] != want[i] {
			t.Errorf("text %d of %v is not %v", i, got, want[i])
		}
	}
}

func TestParseRefuses(t *testing.T) {
	const font = "BT /F1 9 Tf ET "
	tests := []struct{ name, stream, want string }{
		{"NaN", "NaN 2 m", `"NaN"`},
		{"infinity", "1 +Inf m", `"+Inf"`},
		{"another notation", "1e5 2 m", `"1e5"`},
		{"hexadecimal", "0x10 2 m", `"0x10"`},
		{"two points", "1.2.3 2 m", `"1.2.3"`},
		{"too few operands", "1 m", "operands"},
		{"too many operands", "1 2 3 m", "operands"},
		{"unknown operator", "1 2 3 4 v", "unknown"},
		{"state that is not restored", "q 1 w", "ends within"},
		{"state that was not saved", "q Q Q", "no state"},
		{"no font", "BT 1 2 Td (\x00a) Tj ET", "no font"},
		{"font of an earlier state", "q " + font + "Q BT 1 2 Td (\x00a) Tj ET", "no font"},
		{"outside a text", font + "(\x00a) Tj", "outside"},
		{"text within a text", "BT BT", "nested"},
		{"end of no text", "ET", "nested"},
		{"text that does not end", "BT", "ends within"},
		{"font without a name", "9 9 Tf", "font"},
		{"half a character", font + "BT (abc) Tj ET", "two-byte"},
		{"number as a text", font + "BT 5 Tj ET", "two-byte"},
		{"string that does not end", "(abc", "does not end"},
		{"string that ends in an escape", `(abc\`, "does not end"},
		{"array that does not end", "[1 2", "missing"},
		{"dictionary that does not end", "/P <</MCID 0", "missing"},
		{"tag that does not end", "/P BMC", "ends within"},
		{"end of no tag", "EMC", "nothing is tagged"},
		{"half an operation", "1 2", "ends within"},
	}
	for _, test := range tests {
		if _, err := parse([]byte(test.stream)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one with %q", test.name, err, test.want)
		}
	}
}

func TestReadRefusesDamage(t *testing.T) {
	file := render(t, normal())
	replace := func(old, new string) []byte {
		if !bytes.Contains(file, []byte(old)) {
			t.Fatalf("the file does not hold %q", old)
		}
		return bytes.ReplaceAll(file, []byte(old), []byte(new))
	}
	tests := []struct {
		name string
		file []byte
		want string
	}{
		{"empty", nil, "begin and end"},
		{"no PDF", []byte("<html>"), "begin and end"},
		{"half", file[:len(file)/2], "begin and end"},
		{"something in front", append([]byte("x"), file...), "begin and end"},
		{"something after", append(bytes.Clone(file), "%%EOF"...), "begin and end"},
		{"objects elsewhere", bytes.Replace(file, []byte("%PDF-1.4\n"), []byte("%PDF-1.4\n\n"), 1), "is not at"},
		{"font that is not embedded", replace("/FontFile2", "/FontFileX"), "not embedded"},
		{"font of another page", replace("/Font <<\n/F", "/Font <<\n/G"), "unknown font"},
		{"no pages", replace("/Kids [3 0 R ]", "/Kids []      "), "no pages"},
		{"page that is not there", replace("/Kids [3 0 R ]", "/Kids [99 0 R]"), "/Contents"},
		{"table that is none", replace("0000000000 65535 f ", "0000000000 65535 x "), "is none"},
		{"stream longer than the file", regexp.MustCompile(`/FlateDecode /Length \d`).ReplaceAll(file, []byte("/FlateDecode /Length 9")), "longer"},
	}
	for _, test := range tests {
		if _, err := Read(test.file); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one with %q", test.name, err, test.want)
		}
	}
}

// No damage makes the reader panic; what it returns of a file whose drawing is damaged is an error.
func TestReadSurvivesDamage(t *testing.T) {
	file := render(t, example())
	for i := 0; i < len(file); i += 211 {
		if _, err := Read(file[:i]); err == nil {
			t.Errorf("the first %d bytes of %d are read without an error", i, len(file))
		}
		damaged := bytes.Clone(file)
		damaged[i] ^= 0x55
		Read(damaged)
	}
}

func TestInflateHasALimit(t *testing.T) {
	var bomb bytes.Buffer
	w := zlib.NewWriter(&bomb)
	if _, err := w.Write(make([]byte, mostStream+1)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := inflate(bomb.Bytes()); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("a stream of %d bytes that inflates to %d is read: %v", bomb.Len(), mostStream+1, err)
	}
}

func FuzzRead(f *testing.F) {
	bare, err := Render(samples()[len(samples())-1].doc)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(bare)
	f.Add([]byte("%PDF-1.3\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Root 0 0 R>>startxref\n9\n%%EOF\n"))
	f.Add([]byte("%PDF-1.3\nxref\n0 9999999999\nstartxref\n9\n%%EOF"))
	f.Fuzz(func(t *testing.T, b []byte) {
		contents, err := Read(b)
		if err == nil && len(contents.Pages) == 0 {
			t.Error("a file without pages is read without an error")
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "q Q", "BT /F1 9 Tf ET BT 1 2 Td (\x00a\\)) Tj ET", "[1 2] 0 d", "/P <</MCID 0>> BDC EMC", "(", "<", "[", "/", "NaN Inf m", "1 2 m 3 4 l f",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		texts, err := parse(stream)
		for _, text := range texts {
			if text.font == "" {
				t.Errorf("%q is shown without a font (%v)", text.text, err)
			}
		}
	})
}
