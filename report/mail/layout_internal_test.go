package mail

import (
	"math"
	"slices"
	"strings"
	"testing"

	"tokenreport/report"
)

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		in    string
		limit int
		want  []string
	}{
		{"", 10, []string{""}},
		{"one two three", 7, []string{"one two", "three"}},
		{"one two", 7, []string{"one two"}},
		{"one  two ", 3, []string{"one", "two"}},
		{"abcdefghij", 4, []string{"abcd", "efgh", "ij"}},
		{"a bcdefgh", 4, []string{"a", "bcde", "fgh"}},
		{"最忙的一小时", 6, []string{"最忙的", "一小时"}},
		{"最忙的，一小时", 6, []string{"最忙", "的，一", "小时"}},
		{"输入（缓存）", 6, []string{"输入", "（缓", "存）"}},
		{"峰值 96,641", 9, []string{"峰值", "96,641"}},
		{"共842万个", 6, []string{"共", "842万", "个"}},
		{"预算 1,000\u00a0万亿，其中", 12, []string{"预算", "1,000\u00a0万亿，", "其中"}},
	} {
		if got := wrap(c.in, c.limit); !slices.Equal(got, c.want) {
			t.Errorf("wrap(%q, %d) = %q, want %q", c.in, c.limit, got, c.want)
		}
	}
}

func FuzzWrap(f *testing.F) {
	f.Add("one two three", 7)
	f.Add("最忙的，一小时（共 3 个）", 6)
	f.Add("   ", 2)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		s, limit = report.Document{Title: s}.Plain().Title, 2+int(uint(limit)%100)
		lines := wrap(s, limit)
		for _, line := range lines {
			if cells(line) > limit || strings.HasSuffix(line, " ") {
				t.Errorf("wrap(%q, %d) has the line %q of %d cells", s, limit, line, cells(line))
			}
		}
		if got := strings.ReplaceAll(strings.Join(lines, ""), " ", ""); got != strings.ReplaceAll(s, " ", "") {
			t.Errorf("wrap(%q, %d) = %q loses or adds something", s, limit, lines)
		}
	})
}

func TestFoldLines(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"short\n", "short\n"},
		{"12345 7890", "12345 7890"},
		{"12345 78901", "12345\n78901"},
		{"12345 78901 3\nx", "12345\n78901 3\nx"},
		{"123456789012345\n", "123456789012345\n"},
		{"1客服客服客服客服", "1客服客\n服客服\n客服"},
		{"<p>客服</p>", "<p>客\n服</p>"},
	} {
		if got := foldLines(c.in, 10); got != c.want {
			t.Errorf("foldLines(%q, 10) = %q, want %q", c.in, got, c.want)
		}
	}
}

func FuzzFoldLines(f *testing.F) {
	f.Add("<p>客户 service</p>\n<td>a b</td>", 10)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		s, limit = strings.ToValidUTF8(s, ""), 8+int(uint(limit)%100)
		got := foldLines(s, limit)
		if squeeze(got) != squeeze(s) {
			t.Errorf("foldLines(%q, %d) = %q changes more than spaces", s, limit, got)
		}
		for line := range strings.SplitSeq(got, "\n") {
			if end, _ := breakPoint(line[:min(len(line), limit+1)]); len(line) > limit && end > 0 {
				t.Errorf("foldLines(%q, %d) leaves %q", s, limit, line)
			}
		}
	})
}

func squeeze(s string) string { return strings.NewReplacer(" ", "", "\n", "").Replace(s) }

func TestSoftly(t *testing.T) {
	for in, want := range map[string]string{
		"8,420,116":                         "8,420,116",
		"busiest hour 09:00–10:00: 812,340": "busiest hour 09:00–10:00: 812,340",
		"123,456,789,012":                   "123,456,789,012",
		"1,123,456,789,012":                 "1,<wbr />123,<wbr />456,<wbr />789,<wbr />012",
		"1.123.456.789.012":                 "1.<wbr />123.<wbr />456.<wbr />789.<wbr />012",
		"<b>&":                              "&lt;b&gt;&amp;",
	} {
		if got := softly(in); string(got) != want {
			t.Errorf("softly(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestScale(t *testing.T) {
	for _, c := range []struct {
		share float64
		want  int
	}{{0, 0}, {-1, 0}, {math.NaN(), 0}, {1e-9, 1}, {0.5, 50}, {0.996, 100}, {1, 100}, {math.Inf(1), 100}} {
		if got := scale(c.share, 100); got != c.want {
			t.Errorf("scale(%v, 100) = %d, want %d", c.share, got, c.want)
		}
	}
}

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		axis []report.Tick
		want []tick
	}{
		{nil, nil},
		{[]report.Tick{{At: 0, Label: "00"}, {At: 0.5, Label: "12"}, {At: 1, Label: "24"}}, []tick{{"00", "50.00", "left"}, {"12", "50.00", "left"}}},
		{[]report.Tick{{At: 0.25, Label: "06"}}, []tick{{"", "25.00", "left"}, {"06", "75.00", "left"}}},
		{[]report.Tick{{At: 0, Label: "1"}, {At: 0.3, Label: "10"}, {At: 0.6, Label: "20"}, {At: 0.9, Label: "30"}},
			[]tick{{"1", "30.00", "left"}, {"10", "30.00", "left"}, {"20", "20.00", "left"}, {"30", "20.00", "right"}}},
		{[]report.Tick{{At: 0.5, Label: "a"}, {At: 0.5, Label: "b"}}, []tick{{"", "50.00", "left"}, {"b", "50.00", "left"}}},
	} {
		if got := newTicks(c.axis); !slices.Equal(got, c.want) {
			t.Errorf("newTicks(%v) = %v, want %v", c.axis, got, c.want)
		}
	}
}

func TestPeakLabel(t *testing.T) {
	table := report.Table{Measure: 1, Rows: make([]report.TableRow, 4)}
	for i := range table.Rows {
		table.Rows[i].Cells = []string{"09:00", "812"}
	}
	for i, want := range []peakLabel{
		{"09:00 · 812", "left", "", "100.00", ""},
		{"09:00 · 812", "left", "25.00", "75.00", ""},
		{"09:00 · 812", "right", "", "75.00", "25.00"},
		{"09:00 · 812", "right", "", "100.00", ""},
	} {
		if got := newPeakLabel(table, i); *got != want {
			t.Errorf("row %d: %+v, want %+v", i, *got, want)
		}
	}
	table.Measure = 0
	if got := newPeakLabel(table, 0).Label; got != "09:00" {
		t.Errorf("without a measure the label is %q, want the row's name", got)
	}
}

func TestTableWithUnevenRows(t *testing.T) {
	table := report.Table{
		Columns: []report.TableColumn{{Label: "Hour"}, {Label: "Total", Numeric: true}},
		Rows:    []report.TableRow{{Cells: []string{"09:00"}}, {Cells: []string{"10:00", "1", "extra"}, Share: 1}, {}},
	}
	want := "Hour   Total\n------------\n09:00  " + "\n10:00      1  " + strings.Repeat("#", maxBar)
	if got := strings.ReplaceAll(tableLines(table), "  \n", "\n"); !strings.HasPrefix(got, strings.ReplaceAll(want, "  \n", "\n")) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTileLines(t *testing.T) {
	got := tileLines([]report.Tile{
		{Label: "总计", Value: "842 万", Note: "输入 + 输出", Detail: "8,420,116"},
		{Label: "Peak 5 min", Value: "–", Detail: "none"},
		{Label: "P95", Value: "81,240", Note: "median 28,114, mean 33,950", Detail: "over 248 active intervals of five minutes"},
		{Label: "Active", Value: "248"},
	})
	want := strings.Join([]string{
		"总计        842 万   输入 + 输出 · 8,420,116",
		"Peak 5 min       –   none",
		"P95         81,240   median 28,114, mean 33,950",
		"                     over 248 active intervals of five minutes",
		"Active         248   ",
	}, "\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
