package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Options is what a document says beside the figures.
type Options struct {
	Report   string // the report's name in the configuration
	Title    string // empty: the language's own
	Language string // one that package templates has texts for
	Hourly   bool   // show the hourly table
	Attached bool   // the PDF goes with the mail
	// Oversize are the files that should have gone with the mail too.
	Oversize []Oversize
	Planned  time.Time
	// Revision counts the reports of this period that were made from other data each: 0 or 1 is the first, every
	// later one a correction.
	Revision int
	// Corrects is what the revision that this one replaces has shown; nil for the first.
	Corrects *Figures
	Source   Source
	// Tables are the dimensions of which every part is listed on a further page.
	Tables []Dimension
	Brand  Brand
}

// Source is where the figures are from.
type Source struct {
	API        string // action and version
	Endpoint   string
	Region     string
	LabelZone  string
	Filters    []Filter
	RequestIDs []string
	Version    string // of tokenreport
}

// Filter is one restriction of the query.
type Filter struct {
	Name   string // as the API calls it
	Values []string
}

// Compose tells an analysis as a document. The same arguments give the same document. The error is a language
// without texts.
func Compose(a Analysis, o Options) (Document, error) {
	p, err := newPhrases(o.Language)
	if err != nil {
		return Document{}, err
	}
	c := composer{phrases: p, a: a, s: a.Summary, u: a.Usage, o: o}
	if c.o.Title == "" {
		c.o.Title = p.say("title")
	}
	return c.document(), nil
}

type composer struct {
	phrases
	a Analysis
	s Summary
	u Usage
	o Options
}

func (c composer) document() Document {
	d := Document{
		Language:        c.language,
		Title:           c.o.Title,
		Date:            c.date(c.u.Period.From),
		Zone:            c.zone(c.u.Period),
		Subject:         c.subject(),
		Headline:        c.headline(),
		Notices:         c.notices(),
		Tiles:           c.tiles(),
		Chart:           c.chart(),
		ProvenanceTitle: c.say("provenance.title"),
		Provenance:      c.provenance(),
		PageLabel:       c.say("page"),
		OneLine:         c.oneLineMail(),
		Links:           c.links(),
		StopNote:        c.say("mail.stop", "report", c.o.Report),
		Browser:         c.browser(),
		Planned:         c.o.Planned.In(c.u.Period.Zone()),
	}
	if c.o.Hourly && c.s.Hours != nil && c.story() != empty {
		d.Hourly = c.hourly()
	}
	if c.o.corrects() {
		d.Revision = c.say("revision", "revision", fmt.Sprint(c.o.Revision))
	}
	if c.o.Attached {
		d.AttachmentNote = c.say("mail.attached")
	}
	return d
}

func (c composer) browser() Browser {
	return Browser{
		Guide: c.say("browser.guide"), Values: c.say("browser.values"),
		Warning: c.say("browser.warning"), Note: c.say("browser.note"),
	}
}

func (c composer) oneLineMail() string {
	note := c.say("mail.note", "title", c.o.Title, "date", c.date(c.u.Period.From))
	if c.o.corrects() {
		return c.say("mail.note.corrected", "note", note, "correction", c.correction())
	}
	return note
}

// story is which of the few stories the figures tell; it selects the words of headline, subject and chart.
type story int

const (
	usual   story = iota
	coarse        // labels too coarse for a peak
	empty         // nothing was used
	unknown       // the total is not known
)

func (c composer) story() story {
	switch {
	case !c.u.Total.Known:
		return unknown
	case c.s.Active == 0:
		return empty
	case c.s.Peak == nil || c.s.PeakHour == nil:
		return coarse
	default:
		return usual
	}
}

func (c composer) headline() string {
	switch c.story() {
	case unknown:
		return c.say("headline.unknown")
	case empty:
		return c.say("headline.empty")
	case coarse:
		return c.count("headline.coarse", int(c.u.Total.N), "total", c.short(c.u.Total))
	}
	key := "headline.unsplit"
	if c.u.Balanced() {
		key = "headline"
	}
	return c.count(key, int(c.u.Total.N),
		"total", c.short(c.u.Total),
		"input_share", c.inputShare(),
		"peak", c.short(Known(c.s.Peak.Tokens)),
		"peak_at", clock(c.u.Period, c.s.Peak.At),
		"hour", c.clocks(c.u.Period, c.s.PeakHour.Span))
}

func (c composer) subject() string {
	key := map[story]string{
		usual: "subject", coarse: "subject.coarse", empty: "subject.empty", unknown: "subject.unknown",
	}[c.story()]
	pairs := []string{"title", c.o.Title, "date", c.u.Period.Name(), "total", c.short(c.u.Total)}
	if c.s.Peak != nil {
		pairs = append(pairs, "peak", c.short(Known(c.s.Peak.Tokens)), "peak_at", clock(c.u.Period, c.s.Peak.At))
	}
	subject := c.say(key, pairs...)
	if !c.a.Complete() {
		subject = c.say("subject.incomplete", "subject", subject)
	}
	if c.o.corrects() {
		subject = c.say("subject.corrected", "revision", fmt.Sprint(c.o.Revision), "subject", subject)
	}
	return subject
}

// inputShare and outputShare add up to 100 %; both need a balanced usage with a total above 0.
func (c composer) inputShare() string {
	return c.percent(perMille(c.u.Input.N, c.u.Total.N), c.u.Input.N == 0, c.u.Output.N == 0)
}

func (c composer) outputShare() string {
	return c.percent(1000-perMille(c.u.Input.N, c.u.Total.N), c.u.Output.N == 0, c.u.Input.N == 0)
}

// mostNotices is how many oddities a reader is told before the figures; the JSON has them all.
const mostNotices = 5

func (c composer) notices() []Notice {
	var notices []Notice
	if c.o.corrects() {
		notices = append(notices, Notice{Text: c.correction()})
	}
	for _, o := range gravest(c.u.Oddities)[:min(len(c.u.Oddities), mostNotices)] {
		notices = append(notices, Notice{Text: c.oddity(o), Warning: true})
	}
	if more := len(c.u.Oddities) - mostNotices; more > 0 {
		notices = append(notices, Notice{Text: c.count("oddity.more", more, "count", fmt.Sprint(more)), Warning: true})
	}
	if utcOffset(c.u.Period.From) != utcOffset(c.u.Period.Until.Add(-time.Second)) {
		notices = append(notices, Notice{Text: c.say("notice.clocks", "length", c.duration(c.u.Period.Duration()))})
	}
	return notices
}

// gravest sorts what concerns whole series before what concerns single points, which may be many.
func gravest(oddities []Oddity) []Oddity {
	sorted := slices.Clone(oddities)
	slices.SortStableFunc(sorted, func(a, b Oddity) int { return cmp.Compare(a.Kind.gravity(), b.Kind.gravity()) })
	return sorted
}

func (c composer) oddity(o Oddity) string {
	series := ""
	if o.Series != "" {
		series = c.say("series." + string(o.Series))
	}
	label, value := quotable(o.Label), quotable(o.Value)
	if o.Kind == Unbalanced {
		label, value = clock(c.u.Period, o.At), c.grouped(o.Value)
	}
	return c.count("oddity."+string(o.Kind), o.Count,
		"count", c.exactly(Known(Tokens(o.Count))), "series", series, "label", label, "value", value)
}

func (c composer) provenance() []Fact {
	period := c.u.Period
	facts := []Fact{
		{c.say("provenance.period"), c.say("provenance.period.value",
			"from", offsetTime(period.From), "until", offsetTime(period.Until), "length", c.duration(period.Duration()))},
		{c.say("provenance.intervals"), c.intervals()},
	}
	if c.s.Active > 0 {
		facts = append(facts, Fact{c.say("provenance.statistics"),
			c.count("provenance.statistics.value", c.s.Active, "active", c.exactly(Known(Tokens(c.s.Active))))})
	}
	return append(facts,
		Fact{c.say("provenance.check"), c.check()},
		Fact{c.say("provenance.filters"), c.filters()},
		Fact{c.say("provenance.source"), c.say("provenance.source.value",
			"api", c.o.Source.API, "endpoint", c.o.Source.Endpoint, "region", c.o.Source.Region, "zone", c.o.Source.LabelZone)},
		Fact{c.say("provenance.requests"), strings.Join(c.o.Source.RequestIDs, ", ")},
		Fact{c.say("provenance.revision"), fmt.Sprint(max(1, c.o.Revision))},
		Fact{c.say("provenance.made"), c.say("provenance.made.value",
			"version", c.o.Source.Version, "planned", offsetTime(c.o.Planned.In(period.Zone())))},
	)
}

func (c composer) intervals() string {
	if c.s.Expected == 0 {
		return c.say("provenance.intervals.none")
	}
	return c.say("provenance.intervals.value",
		"active", c.exactly(Amount{N: Tokens(c.s.Active), Known: c.u.Total.Known}), "expected", c.exactly(Known(Tokens(c.s.Expected))),
		"step", c.step(c.u.Step), "received", c.exactly(Known(Tokens(c.u.Received))))
}

func (c composer) check() string {
	switch {
	case len(c.u.Points) == 0:
		return c.say("provenance.check.none")
	case c.u.Balanced():
		return c.say("provenance.check.balanced")
	case slices.ContainsFunc(c.u.Oddities, func(o Oddity) bool { return o.Kind == Unbalanced }):
		return c.say("provenance.check.unbalanced")
	default:
		return c.say("provenance.check.unknown")
	}
}

func (c composer) filters() string {
	if len(c.o.Source.Filters) == 0 {
		return c.say("provenance.filters.none")
	}
	parts := make([]string, len(c.o.Source.Filters))
	for i, f := range c.o.Source.Filters {
		parts[i] = f.Name + " " + strings.Join(f.Values, ", ")
	}
	return strings.Join(parts, " · ")
}

func offsetTime(t time.Time) string { return t.Format("2006-01-02 15:04 -07:00") }
