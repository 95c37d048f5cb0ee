package report

import (
	"fmt"
	"slices"
	"time"

	"tokenreport/internal/plain"
	"tokenreport/templates"
)

// Options is what a document says beside the figures.
type Options struct {
	Report   string // the report's name in the configuration
	Title    string // empty: the language's own
	Language string // one that package templates has texts for
	Hourly   bool   // show the hourly table; of a week or month, the one by day
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
	Tables []Dimension // in this order; those without a breakdown in the evidence are left out
	Brand  Brand
	// Templates has the texts; zero: the built-in ones.
	Templates templates.Set
}

// Source is where the figures are from.
type Source struct {
	API        string   // action and version
	Further    []string // actions asked besides
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
	p, err := newPhrases(o.Templates, o.Language)
	if err != nil {
		return Document{}, err
	}
	c := composer{phrases: p, a: a, s: a.Summary, u: a.Usage, o: o}
	c.o.Title = plain.Name(c.o.Title)
	if c.o.Title == "" {
		c.o.Title = p.say("title")
	}
	c.o.Brand.Footer = plain.Name(c.o.Brand.Footer)
	if only := c.only(); only != "" {
		c.o.Title = c.say("title.filtered", "title", c.o.Title, "only", only)
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
		Title:           plain.Isolate(c.o.Title),
		Date:            c.period(c.u.Period),
		Zone:            c.zone(c.u.Period),
		Subject:         c.subject(),
		Headline:        c.filteredHeadline(),
		Notices:         c.notices(),
		Tiles:           c.tiles(),
		Chart:           c.chart(),
		Trend:           c.trend(),
		Heat:            c.heat(),
		Rankings:        c.rankings(),
		Budgets:         c.budgets(),
		Tables:          c.tables(),
		Brand:           c.o.Brand,
		ProvenanceTitle: c.say("provenance.title"),
		Provenance:      c.provenance(),
		NoGlyphs:        Fact{c.say("provenance.glyphs"), c.say("provenance.glyphs.value")},
		PageLabel:       c.say("page"),
		OneLine:         c.oneLineMail(),
		Links:           c.links(),
		StopNote:        c.say("mail.stop", "report", c.o.Report),
		Browser:         c.browser(),
		Planned:         c.o.Planned.In(c.u.Period.Zone()),
	}
	if c.o.Hourly {
		d.Hourly = c.figures()
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
	note := c.say("mail.note", "title", c.o.Title, "date", c.period(c.u.Period))
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
	partly        // the total is not known, but some days of the period are
	unknown       // the total is not known
)

func (c composer) story() story {
	switch {
	case !c.u.Total.Known && c.knownDays() > 0:
		return partly
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

// knownDays is how many days of the period are known.
func (c composer) knownDays() int { return len(knownDays(slices.Clone(c.a.Days))) }

// cadenced selects the key of a day's, a week's or a month's words, where one phrase does not do for all.
func (c composer) cadenced(day, week, month string) string {
	switch c.u.Period.Cadence() {
	case Weekly:
		return week
	case Monthly:
		return month
	}
	return day
}
