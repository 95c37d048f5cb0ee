package report

import (
	"strings"
	"time"
)

// Document is a report as it is shown: every number, time and word is already text in the report's language,
// except the heights of marks, which are fractions of the axis. The renderers (pdf, mail, png) place it; they
// compute nothing and translate nothing.
type Document struct {
	Language string // BCP 47, such as zh-CN
	Title    string // "Token usage", or the configured title
	Date     string // "Tuesday, 19 November 2024"
	Zone     string // "Asia/Shanghai (UTC+08:00)"
	Revision string // "Revision 2" of a correction; empty for the first
	Subject  string // the mail's subject
	Headline string // the one sentence
	Notices  []Notice
	Tiles    []Tile
	Chart    UsageChart
	// What stands beside the chart; nil or none where there is nothing to show.
	Trend    *TrendChart
	Heat     *HeatMap
	Rankings []Ranking // breakdowns, at most two of them for the first page
	Budgets  []Bullet  // of tokens, of money
	Hourly   *Table    // by hour, of a longer period by day; nil where the report shows none
	Tables   []Table   // for further pages: the parts of each dimension asked for
	Brand    Brand
	// Provenance is the small print: where the figures are from.
	ProvenanceTitle string
	Provenance      []Fact
	// NoGlyphs is the small print of a renderer that had to replace characters, since its fonts lack them.
	NoGlyphs Fact `json:"-"`
	// PageLabel is the footer's pattern with {page} and {pages}.
	PageLabel string
	// OneLine is the whole mail of a day without usage, where only a line is wanted.
	OneLine string
	// AttachmentNote says in the mail that the PDF is attached; empty where nothing is.
	AttachmentNote string
	// Links lead to the files that are too large for the mail. The mail alone shows them: they end.
	Links []Link
	// StopNote says in the mail how to stop it.
	StopNote string
	// Browser is what only the page for a browser says.
	Browser Browser
	// Planned is the planned instant in the report's zone: the date of the PDF.
	Planned time.Time
}

// Notice is a line that a reader must see before the figures: incomplete data, parts that do not add up.
type Notice struct {
	Text string
	// Warning marks what makes the figures doubtful; else it only informs.
	Warning bool
}

// Browser is the words of the page for a browser alone: what can be done with charts there, and what others see in colours.
type Browser struct {
	Guide         string // "Point at a chart, or step through it with the arrow keys, to read its values."
	Values        string // what opens a chart's values as a list: "All values"
	Warning, Note string // before a notice, by its kind: "Please check", "Note"
}

// Link leads to a file in place of its attachment.
type Link struct {
	Text  string // the sentence before the link
	Label string // what to click on: "Download token-usage-2024-11-19.pdf"; empty where there is no link
	URL   string // empty where the file could not be linked to; whoever has it can read the file
}

// Opens says whether the URL is one that a reader may be led to: of the web, absolute, and in characters that any
// program takes for one address (RFC 3986, appendix C).
func (l Link) Opens() bool {
	scheme, rest, absolute := strings.Cut(l.URL, "://")
	web := strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "http")
	return absolute && web && rest != "" && rest[0] != '/' && !strings.ContainsFunc(rest, func(r rune) bool {
		return r <= ' ' || r > '~' || strings.ContainsRune("<>\"\\^`{|}", r)
	})
}

// Tile is one key figure.
type Tile struct {
	Label  string // "Peak 5 min"
	Value  string // "36,641", "8.42 M", "–"
	Change string // against the baseline, with its arrow: "▲ +12 %"; empty where there is nothing to compare with
	Note   string // "09:35–09:40", or what Change is against; may be empty
	Detail string // a second small line: the exact number under a rounded value; may be empty
}

// Brand is how a document shows whose it is. Its zero value shows nothing.
type Brand struct {
	Logo   []byte // a PNG or JPEG image; nil for none
	Colour string // of accents, "#0072B2"; empty: the palette's own
	Footer string // a line at the foot of each page and of the mail; may be empty
}

// Fact is a labelled line of small print.
type Fact struct{ Label, Value string }

// UsageChart is the period as a stacked area of flat-topped intervals. X positions are fractions of the period
// (0 its start, 1 its end), heights are fractions of the axis (1 its top). An interval without recorded usage
// has no column, so the chart is empty there.
type UsageChart struct {
	Title   string // "Tokens per 5 minutes"
	Alt     string // the finding in words, for those who do not see the chart
	Columns []Column
	X, Y    []Tick
	// Stacked is false where input and output are not known or do not add up to the total; then only the
	// total is drawn.
	Stacked bool
	Input   SeriesLabel
	Output  SeriesLabel
	Total   SeriesLabel
	Peak    *Mark // nil where there was no usage
	// Usual is the usual range of the same weekday, BandLabel its name; none where there is no baseline.
	Usual     []BandStep
	BandLabel string
	Remarks   []Remark
	Empty     string // what to write in the plot of a day without usage; empty otherwise
}

// Column is one interval with recorded usage.
type Column struct {
	From, Until float64 // 0 to 1
	Input       float64 // height of the lower layer; 0 unless Stacked
	Total       float64 // height of the top edge
	Label       string  // "09:35–09:40: 36,641 (36,547 + 94)", for those who can point at it
}

// SeriesLabel names a layer and gives its sum.
type SeriesLabel struct{ Name, Value string }

// Tick is a labelled position on an axis.
type Tick struct {
	At    float64
	Label string
}

// Mark is a labelled point of the chart.
type Mark struct {
	X, Y  float64
	Label string // "36,641 at 09:35"
}

// Table is a table whose cells are text. Numeric columns are right-aligned.
type Table struct {
	Title   string
	Note    string // a line under the title; may be empty
	Columns []TableColumn
	// Measure is the column whose amounts the rows' Share compares; 0, the column that names the rows, says none.
	Measure int
	Rows    []TableRow
	Total   []string // the closing row; as many cells as Columns
}

// TableColumn is a column's head.
type TableColumn struct {
	Label   string
	Numeric bool
}

// TableRow is a row. Share is its size against the largest row, 0 to 1, for a bar beside it.
type TableRow struct {
	Cells []string
	Share float64
	Peak  bool // the row of the busiest hour, or day
}
