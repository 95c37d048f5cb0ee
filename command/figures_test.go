package command_test

import (
	"bytes"
	"encoding/json"
	"html"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"tokenreport/job"
	"tokenreport/report/pdf"
)

// TestPagesSayTheJSONsFigures reads the PDF, the page for a browser and the mail back, and holds every number in them against the
// JSON of the same report: what is written in full must be there, what is rounded must be a figure there, rounded to as many
// digits.
func TestPagesSayTheJSONsFigures(t *testing.T) {
	for _, test := range []struct {
		args     string
		language string
		numbers  int // that each of them has at least
	}{
		{"", "en", 90},
		{"--scenario spike", "zh-CN", 90},
		{"--scenario outage", "id", 80},
		{"--scenario gap", "en", 85},
		{"--scenario shift", "id", 90},
		{"--scenario empty", "zh-CN", 15},
		{"--scenario first-day", "id", 65},
		{"--scenario huge", "en", 80},
		{"--scenario huge", "zh-CN", 80},
		{"--scenario fifty", "en", 80},
		{"--timezone America/New_York --date 2024-11-03", "en", 90},
		{"--period week", "zh-CN", 60},
		{"--period month", "id", 60},
	} {
		name := strings.TrimSpace(test.args + " " + test.language)
		t.Run(name, func(t *testing.T) {
			if testing.Short() && test.args != "" && !strings.HasSuffix(test.args, "shift") {
				t.Skip("each takes a second, and many under the race detector")
			}
			p, n := playDemo(t, test.language, strings.Fields(test.args)...), notations()[test.language]
			for form, text := range p.texts {
				numbers := numbersOf(text, p.figures, n)
				if len(numbers) < test.numbers {
					t.Errorf("%s: found only %d numbers", form, len(numbers))
				}
				for _, number := range numbers {
					if !p.figures.has(number) && (form != inBrowser || !p.points.has(number)) {
						t.Errorf("%s: %s is not in the JSON", form, number)
					}
				}
			}
			for _, row := range p.figures.hourRows(n) {
				if !strings.Contains(p.texts[onPaper], row) {
					t.Errorf("the hourly table has no row %q", row)
				}
			}
		})
	}
}

// TestFigureComparisonNotices proves the comparison able to fail.
func TestFigureComparisonNotices(t *testing.T) {
	figures, _ := readFigures(t, []byte(`{"total": 8420140, "share_per_mille": 311, "cost": {"total": {"amount": "6.735"}, "models": [{"total": {"amount": "3.213"}}]}, "per_mille": 1466, "id": "v3-0324"}`))
	for text, want := range map[string]string{
		"8,420,140":         "",
		"8,420,141":         "8,420,141",
		"8.42\u00a0M":       "",
		"8.43\u00a0M":       "8.43 M",
		"842.01\u00a0k":     "842.01 k",
		"▲ +31.1\u00a0%":    "",
		"31\u00a0%":         "",
		"31.2\u00a0%":       "31.2 %",
		"<\u00a00.1\u00a0%": "",
		"$6.74":             "",
		"$6.73":             "",
		"$6.72":             "6.72",
		"$3.21":             "",
		"$3.22":             "",
		"$3.20":             "3.20",
		"2.5 × the usual":   "",
		"2.6 × the usual":   "2.6 ×",
		"往常的 2.5 倍":         "",
		"往常的 2.7 倍":         "2.7 倍",
		"20\u00a0k":         "", // a tick
		"lke-deepseek-v3-0324 at 09:35 on 2024-11-19": "",
	} {
		var complaints []string
		for _, n := range numbersOf(text, figures, notations()["en"]) {
			if !figures.has(n) {
				complaints = append(complaints, n.String())
			}
		}
		if got := strings.Join(complaints, ", "); got != want {
			t.Errorf("%q: complaints %q, want %q", text, got, want)
		}
	}
}

// The forms in which a report is read.
const (
	onPaper   = "PDF"
	inBrowser = "HTML" // it has the points, too
	asMail    = "mail"
)

// played is a report of the demo: the text of each form, and the figures of the JSON.
type played struct {
	texts           map[string]string
	figures, points figures
}

// playDemo makes the demo of a Tuesday.
func playDemo(t *testing.T, language string, args ...string) played {
	t.Helper()
	out := filepath.Join(t.TempDir(), "demo")
	c := newConsole(nil)
	if status := c.run(t, slices.Concat([]string{"demo", "--date", "2024-11-19", "--out", out, "--language", language}, args)...); status != 0 {
		t.Fatalf("status %d: %s", status, &c.err)
	}
	contents, err := pdf.Read(demoFile(t, out, "token-usage-*.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	p := played{texts: map[string]string{
		onPaper:   strings.Join(contents.Pages, "\n"),
		inBrowser: textOf(demoFile(t, out, "token-usage-*.html")),
		asMail:    textOf(demoFile(t, out, job.MailHTML)),
	}}
	p.figures, p.points = readFigures(t, demoFile(t, out, "token-usage-*.json"))
	return p
}

// demoFile is the one file of that name.
func demoFile(t *testing.T, folder, pattern string) (content []byte) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(folder), ".", func(path string, entry fs.DirEntry, err error) error {
		if found, _ := filepath.Match(pattern, entry.Name()); err == nil && found {
			content, err = os.ReadFile(filepath.Join(folder, path))
		}
		return err
	})
	if err != nil || content == nil {
		t.Fatalf("the demo wrote no %s: %v", pattern, err)
	}
	return content
}

var (
	unread = regexp.MustCompile(`(?s)<(style|script|head)\b.*?</(style|script|head)>|<wbr ?/?>`)
	tags   = regexp.MustCompile(`<[^>]*>`)
)

// textOf is what is read of a page, each element on a line of its own.
func textOf(page []byte) string {
	return html.UnescapeString(tags.ReplaceAllString(unread.ReplaceAllString(string(page), ""), "\n"))
}

// figures are what a report's JSON says.
type figures struct {
	numbers     []*big.Rat // all but costs, shares and changes; these and the next sorted, without their signs
	costs       []*big.Rat // of a table's rows, which are rounded up or down so that they add up to their total
	thousandths []*big.Rat
	texts       []string // names and IDs, the longest first
	hours       []any
}

// readFigures keeps the points apart from all other figures.
func readFigures(t *testing.T, text []byte) (f, points figures) {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var report map[string]any
	if err := decoder.Decode(&report); err != nil {
		t.Fatal(err)
	}
	f.hours, _ = report["hours"].([]any)
	points.take("", report["points"])
	delete(report, "points")
	f.take("", report)
	f.thousandths = append(f.thousandths, big.NewRat(1000, 1))    // the whole
	if each := rational(report["tokens_per_call"]); each != nil { // a page has it in whole tokens, halves up
		doubled := new(big.Int).Add(new(big.Int).Mul(each.Num(), big.NewInt(2)), each.Denom())
		f.numbers = append(f.numbers, new(big.Rat).SetInt(doubled.Div(doubled, new(big.Int).Mul(each.Denom(), big.NewInt(2)))))
	}
	total, input, output := rational(report["total"]), rational(report["input"]), rational(report["output"])
	if total != nil && total.Sign() > 0 && input != nil && output != nil {
		for _, part := range []*big.Rat{input, output} {
			share := new(big.Rat).Quo(new(big.Rat).Mul(part, big.NewRat(1000, 1)), total)
			f.thousandths = append(f.thousandths, share)
		}
	}
	slices.SortFunc(f.texts, func(a, b string) int { return len(b) - len(a) })
	for _, values := range [][]*big.Rat{f.numbers, f.costs, f.thousandths, points.numbers} {
		for _, value := range values {
			value.Abs(value)
		}
		slices.SortFunc(values, (*big.Rat).Cmp)
	}
	return f, points
}

func (f *figures) take(at string, value any) {
	switch value := value.(type) {
	case map[string]any:
		for key, value := range value {
			f.take(at+"/"+key, value)
		}
	case []any:
		for _, value := range value {
			f.take(at, value)
		}
	case json.Number:
		if strings.HasSuffix(at, "per_mille") {
			f.thousandths = append(f.thousandths, rational(value))
		} else {
			f.numbers = append(f.numbers, rational(value))
		}
	case string:
		if strings.HasSuffix(at, "/amount") {
			if amount := rational(json.Number(value)); strings.Contains(at, "/models/") || strings.Contains(at, "/parts/") || strings.Contains(at, "/other/") {
				f.costs = append(f.costs, amount)
			} else {
				f.numbers = append(f.numbers, amount)
			}
		} else if strings.ContainsFunc(value, unicode.IsLetter) || len(value) >= len("700001187441") {
			f.texts = append(f.texts, value)
		}
	}
}

func rational(value any) *big.Rat {
	n, ok := value.(json.Number)
	if !ok {
		return nil
	}
	r, _ := new(big.Rat).SetString(n.String())
	return r
}

// hourRows are the rows of the hourly table as they are read from a page. That of a Tuesday; where the clocks change, hours
// have other names.
func (f figures) hourRows(n notation) []string {
	var rows []string
	for _, value := range f.hours {
		hour := value.(map[string]any)
		if hour["total"] == nil || len(f.hours) != 24 {
			continue
		}
		from := hour["from"].(string)
		row := from[len("2024-11-19T"):len("2024-11-19T15:04")]
		for _, key := range []string{"input", "output", "total"} {
			row += "\t" + n.grouped(hour[key].(json.Number).String())
		}
		rows = append(rows, row)
	}
	return rows
}

// has says whether a number is one of the figures.
func (f figures) has(n writtenNumber) bool {
	scaled := func(by int64, less *big.Rat) bool {
		factor := big.NewRat(by, 1)
		value := new(big.Rat).Sub(n.value, less)
		return isWithin(f.thousandths, value.Mul(value, factor), factor.Mul(factor, n.half))
	}
	switch n.kind {
	case percent:
		return scaled(10, new(big.Rat))
	case multiple:
		return scaled(1000, big.NewRat(1, 1))
	default:
		return isWithin(f.numbers, n.value, n.half) || isWithin(f.costs, n.value, new(big.Rat).Add(n.half, n.half))
	}
}

// isWithin says whether one of the values, which are sorted, is the number: exactly, or where it is rounded, not further off than
// by half of its last digit.
func isWithin(sorted []*big.Rat, value, half *big.Rat) bool {
	least, most := new(big.Rat).Sub(value, half), new(big.Rat).Add(value, half)
	i, _ := slices.BinarySearchFunc(sorted, least, (*big.Rat).Cmp)
	return i < len(sorted) && sorted[i].Cmp(most) <= 0
}
