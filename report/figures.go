package report

// The figures of a document beside the day's chart. As everywhere in a [Document], words and numbers are text already, and
// sizes are fractions: 0 is the foot or the left end of a scale, 1 its top or right end.

// TrendChart is the last days, weeks or months as bars, the report's own the last.
type TrendChart struct {
	Title string
	Alt   string // the finding in words
	Bars  []Bar
	X, Y  []Tick // X is at the middle of a bar
	// Compared is how the report's own compares with single periods before it: "▲ +9 % vs Mon 18 Nov"; may be empty.
	Compared string
	// Note is written into the chart where there is nothing to compare with yet; empty otherwise.
	Note string
	// LikeLabel is written over the bar that is Like: "a week before"; may be empty.
	LikeLabel string
}

// Bar is one day, week or month of a trend.
type Bar struct {
	Height float64
	// Known is false for a day of which nothing is known: its slot stays empty, under a "–".
	Known bool
	Own   bool   // the report's own
	Like  bool   // the day a week before, of the same weekday; the week or month before
	Label string // "Tue 19 November: 8,420,140", for those who can point at it
}

// HeatMap is a table of shades: rows of days or weekdays, columns of hours.
type HeatMap struct {
	Title   string
	Alt     string
	Rows    []HeatRow // all of the same length
	Columns []Tick    // At is the left edge of an hour
	// Least and Most are the ends of the scale in words: "0", "812,340 an hour".
	Least, Most string
}

// HeatRow is one row of shades.
type HeatRow struct {
	Label string
	Own   bool // the report's day
	Cells []HeatCell
}

// HeatCell is one hour.
type HeatCell struct {
	Level float64
	Known bool   // false: nothing is known of the hour, as opposed to an idle one, whose Level is 0
	Label string // "Tue 09:00–10:00: 812,340"
}

// Ranking is the parts of a whole as horizontal bars with their figures, the largest first.
type Ranking struct {
	Title string
	Alt   string
	Note  string // how the parts relate to the whole, where they do not add up; may be empty
	// ShareHead, ValueHead and ChangeHead are the columns' heads.
	NameHead, ValueHead, ShareHead, ChangeHead string
	Rows                                       []RankRow
}

// RankRow is one part.
type RankRow struct {
	Name, Value, Share, Change string
	Length                     float64
	Rest                       bool // what is not among the named parts
}

// Bullet is a budget: how much is used, against how much of its time is over.
type Bullet struct {
	Title string
	Alt   string
	Value string // "42 % of 500 M"
	Note  string // "forecast 96 %, by usual weekdays"
	// Used, Elapsed, Forecast and Target are places on the scale, which has room beyond the target.
	Used, Elapsed, Target float64
	Forecast              float64 // 0: none
	Over                  bool    // the forecast or what is used is beyond the target
	ElapsedLabel          string  // "day 19 of 30"; may be empty
}

// BandStep is the usual range during a stretch of the day.
type BandStep struct{ From, Until, Low, High float64 }

// Remark is a stretch of the day that wants a word.
type Remark struct {
	From, Until float64
	Kind        RemarkKind
	Label       string // "09:30–10:10: 3.1 × the usual", "no data 03:10–03:20"
}

// RemarkKind is what a remark is about.
type RemarkKind int

const (
	// Unusual is usage out of the usual: more or less of it.
	Unusual RemarkKind = iota
	// Gap is a stretch without data where there usually are some.
	Gap
)
