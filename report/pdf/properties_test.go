package pdf

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestProperties(t *testing.T) {
	d := normal()
	d.Planned = time.Date(2024, 3, 10, 23, 30, 0, 0, time.FixedZone("", -(3*3600+30*60)))
	file := string(render(t, d))
	for _, want := range []string{
		"/CreationDate (D:20240310233000-03'30')", "/ModDate (D:20240310233000-03'30')", "/Lang <FEFF0065006E>",
		"/DisplayDocTitle true", "/Marked true", "/StructTreeRoot",
	} {
		if !strings.Contains(file, want) {
			t.Errorf("the file does not hold %s", want)
		}
	}
	if !strings.HasPrefix(file, "%PDF-1.4\n") {
		t.Errorf("the file begins with %q", file[:9])
	}
	if !regexp.MustCompile(`/ID \[<([0-9A-F]{32})> <[0-9A-F]{32}>\]`).MatchString(file) {
		t.Error("the file has no identity")
	}
	d.Language = ""
	if strings.Contains(string(render(t, d)), "/Lang") {
		t.Error("a document without a language has one in its file")
	}
}

// Every stretch of content that is tagged belongs to an element of the structure, and the chart has its words.
func TestTags(t *testing.T) {
	d := normal()
	d.Chart.Alt = "Stacked area chart of the day"
	file := render(t, d)
	f, err := open(file)
	if err != nil {
		t.Fatal(err)
	}
	page, err := f.object(3)
	if err != nil {
		t.Fatal(err)
	}
	n, err := reference(page, "Contents")
	if err != nil {
		t.Fatal(err)
	}
	stream, err := f.stream(n)
	if err != nil {
		t.Fatal(err)
	}
	stretches := regexp.MustCompile(`/(\w+) <</MCID (\d+)>> BDC`).FindAllSubmatch(stream, -1)
	kinds := map[string]int{}
	for _, stretch := range stretches {
		kinds[string(stretch[1])]++
		element := fmt.Sprintf(`<</S /%s /P \d+ 0 R[^\n]* /Pg 3 0 R /K %s>>`, stretch[1], stretch[2])
		if !regexp.MustCompile(element).Match(file) {
			t.Errorf("no element holds stretch %s, a %s", stretch[2], stretch[1])
		}
	}
	if kinds["H1"] != 1 || kinds["H2"] != 2 || kinds["Figure"] != 1 || kinds["TH"] != 2*4+24+1 || kinds["TD"] != 3*25 {
		t.Errorf("the page is tagged as %v", kinds)
	}
	if !bytes.Contains(file, []byte("/Alt "+text(d.Chart.Alt))) {
		t.Error("the chart has no alternative text")
	}
}
