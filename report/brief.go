package report

import (
	"time"

	"tokenreport/templates"
)

// briefFigures is how many of the tiles a chat is told: the total and its two parts.
const briefFigures = 3

// Brief is a report in the few lines that a chat has room for, in the document's words. It is plain text.
type Brief struct {
	Title    string // "Token usage · Tuesday, 19 November 2024"
	Subject  string // the mail's: the whole in one line
	Alerts   []string
	Doubtful bool // an alert puts the figures in doubt
	Headline string
	Figures  []BriefFigure
	Link     *BriefLink // nil where nothing can be opened
}

// BriefFigure is a key figure with all that is said of it in one note.
type BriefFigure struct{ Label, Value, Note string }

// BriefLink leads to the stored report.
type BriefLink struct {
	Label string // "Open the report (PDF)"
	URL   string
	Note  string // "until 27 November 2024, 08:30 (UTC+08:00)"; empty where no end is known
}

// StoredFile is a file of the report that a reader can open.
type StoredFile struct {
	Format string    // as people call it: PDF, HTML
	URL    string    // by https or http; a file whose URL is anything else is not linked to
	Until  time.Time // when the link ends at the latest; zero: no end that is known of
}

// Brief tells the document to a chat in the words of the set that it was composed with, and with a link to what is stored;
// nil: there is none. It fails where [Compose] does.
func (d Document) Brief(set templates.Set, stored *StoredFile) (Brief, error) {
	p, err := newPhrases(set, d.Language)
	if err != nil {
		return Brief{}, err
	}
	d = d.Plain()
	b := Brief{Title: d.heading(p), Subject: d.Subject, Headline: d.Headline}
	for i, notice := range d.Notices {
		if corrects := d.Revision != "" && i == 0; corrects || notice.Warning {
			b.Alerts = append(b.Alerts, notice.Text)
		}
		b.Doubtful = b.Doubtful || notice.Warning
	}
	for _, t := range d.Tiles[:min(len(d.Tiles), briefFigures)] {
		b.Figures = append(b.Figures, BriefFigure{Label: t.Label, Value: t.Value, Note: p.both(t.Change, t.Note)})
	}
	if stored != nil && (Link{URL: stored.URL}).Opens() {
		b.Link = p.briefLink(*stored, d.Planned.Location())
	}
	return b, nil
}

// BriefNote is what a chat is told of a period without usage, where only a line is wanted.
func (d Document) BriefNote() Brief {
	d = d.Plain()
	return Brief{Title: d.Title, Subject: d.Subject, Headline: d.OneLine}
}

func (d Document) heading(p phrases) string {
	return p.say("chat.title", "title", d.Title, "date", d.Date)
}

// both joins what is said of a figure.
func (p phrases) both(change, note string) string {
	if change == "" || note == "" {
		return change + note
	}
	return p.say("chat.note", "change", change, "note", note)
}

func (p phrases) briefLink(stored StoredFile, zone *time.Location) *BriefLink {
	link := &BriefLink{Label: p.say("chat.open", "format", stored.Format), URL: stored.URL}
	if !stored.Until.IsZero() {
		link.Note = p.say("chat.until", "until", p.minute(stored.Until.In(zone)))
	}
	return link
}
