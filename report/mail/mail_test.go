package mail_test

import (
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"

	files "tokenreport/golden"
	"tokenreport/report"
	"tokenreport/report/mail"
)

// golden is a document and how it is mailed.
type golden struct {
	doc report.Document
	o   mail.Options
}

// goldens are the mails in testdata, by name.
func goldens() map[string]golden {
	inline, drawn := mail.Options{Inline: true, ChartHeight: 315}, mail.Options{}
	return map[string]golden{
		"day":            {sample(english), inline},
		"day-drawn":      {sample(english), drawn},
		"empty":          {emptyDay(), inline},
		"empty-drawn":    {emptyDay(), drawn},
		"unknown":        {unknownParts(), inline},
		"25-hours":       {clocksBack(), inline},
		"25-hours-drawn": {clocksBack(), drawn},
		"huge":           {hugeNumbers(), inline},
		"huge-drawn":     {hugeNumbers(), drawn},
		"chinese":        {sample(chinese), inline},
		"chinese-drawn":  {sample(chinese), drawn},
		"indonesian":     {sample(indonesian), inline},
		"no-table":       {withoutTable(), inline},
		"no-table-drawn": {withoutTable(), drawn},
		"correction":     {corrected(), inline},
		"oversize":       {oversize(), inline},
		"oversize-drawn": {oversize(), drawn},
		"first":          {firstDay(), inline},
		"spike":          {spike(), inline},
		"spike-drawn":    {spike(), drawn},
		"names":          {longNames(), inline},
		"digits-1":       {digits("8"), inline},
		"digits-15":      {digits("123,456,789,012,345"), inline},
		"parts-0":        {parts(0), inline},
		"parts-1":        {parts(1), inline},
		"parts-50":       {parts(50), inline},
		"week":           {week(), inline},
		"week-drawn":     {week(), drawn},
		"month":          {month(), inline},
		"month-drawn":    {month(), drawn},
		"brand":          {branded(), mail.Options{Inline: true, Logo: true, ChartHeight: 315}},
		"hostile":        {hostile(), inline},
		"hostile-drawn":  {hostile(), drawn},
	}
}

// everyMail is the goldens and, too large to read, a document in which everything is long.
func everyMail() map[string]golden {
	mails := goldens()
	mails["longest"] = golden{longest(), mail.Options{Inline: true}}
	mails["longest-drawn"] = golden{longest(), mail.Options{}}
	return mails
}

func render(t *testing.T, g golden) mail.Mail {
	t.Helper()
	m, err := mail.Render(g.doc, g.o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestGolden(t *testing.T) {
	for name, g := range goldens() {
		t.Run(name, func(t *testing.T) {
			m := render(t, g)
			files.Check(t, "testdata/"+name+".html", []byte(m.HTML))
			files.Check(t, "testdata/"+name+".txt", []byte("Subject: "+m.Subject+"\n\n"+m.Text))
		})
	}
}

func TestGoldenFilesAllHaveATest(t *testing.T) {
	files, err := filepath.Glob("testdata/*")
	if err != nil {
		t.Fatal(err)
	}
	if want := 2 * len(goldens()); len(files) != want {
		t.Errorf("testdata has %d files, want %d", len(files), want)
	}
}

// Both parts say everything that a reader must learn: with images off, or with the text part alone.
func TestBothPartsTellTheSameStory(t *testing.T) {
	for name, g := range everyMail() {
		t.Run(name, func(t *testing.T) {
			m := render(t, g)
			html := spaceless(text(parse(t, m.HTML)))
			plain := spaceless(m.Text)
			for _, said := range story(g.doc) {
				said = spaceless(said)
				if !strings.Contains(html, said) {
					t.Errorf("HTML lacks %q", said)
				}
				if !strings.Contains(plain, said) {
					t.Errorf("text lacks %q", said)
				}
			}
		})
	}
}

// story lists what a document says in words and numbers, as far as the mail tells it.
func story(doc report.Document) []string {
	said := []string{doc.Title, doc.Date, doc.Zone, doc.Headline, doc.AttachmentNote, doc.ProvenanceTitle, doc.StopNote, doc.Brand.Footer}
	for _, n := range doc.Notices {
		said = append(said, n.Text)
	}
	for _, t := range doc.Tiles {
		said = append(said, t.Label, t.Value, t.Change, t.Note, t.Detail)
	}
	for _, r := range doc.Chart.Remarks {
		said = append(said, r.Label)
	}
	for _, r := range doc.Rankings {
		said = append(said, r.Title, r.Note, r.NameHead, r.ValueHead, r.ShareHead)
		for _, row := range r.Rows {
			said = append(said, row.Name, row.Value+row.Share+row.Change)
		}
	}
	for _, b := range doc.Budgets {
		said = append(said, b.Title, b.Value, b.Note)
	}
	said = append(said, beside(doc)...)
	for _, f := range doc.Provenance {
		said = append(said, f.Label, f.Value)
	}
	for _, l := range doc.Links {
		said = append(said, l.Text)
	}
	return said
}

// beside is what the mail tells of the last days, the report's and its like, and of each hour: the measured column.
func beside(doc report.Document) []string {
	var said []string
	if t := doc.Trend; t != nil {
		said = append(said, t.Title, t.Note)
		if len(t.Bars) > 8 && t.Note == "" {
			said = append(said, t.Alt)
		}
		for _, b := range t.Bars {
			if b.Own || b.Like || len(t.Bars) <= 8 {
				said = append(said, b.Label)
			}
		}
	}
	if t := doc.Hourly; t != nil {
		said = append(said, t.Title, t.Note)
		for _, row := range append(t.Rows, report.TableRow{Cells: t.Total}) {
			if len(row.Cells) > t.Measure {
				said = append(said, row.Cells[0]+row.Cells[t.Measure])
			}
		}
	}
	return said
}

// spaceless takes out of s what may stand between two lines, and what no mail may contain.
func spaceless(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, s)
}

func TestSizes(t *testing.T) {
	const usual, gmailClips = 60_000, 100_000
	for name, g := range everyMail() {
		limit := usual
		if strings.HasPrefix(name, "longest") {
			limit = gmailClips
		}
		m := render(t, g)
		if len(m.HTML) > limit {
			t.Errorf("%s: HTML of %d bytes, want at most %d", name, len(m.HTML), limit)
		}
		for _, line := range strings.Split(m.HTML+m.Text, "\n") {
			if len(line) > 998 {
				t.Errorf("%s: a line of %d bytes, want at most 998 (RFC 5321, 4.5.3.1.6): %.80s…", name, len(line), line)
			}
		}
	}
}

func TestTextLines(t *testing.T) {
	wide := []string{"hostile", "hostile-drawn", "longest", "longest-drawn"} // tables that need more
	for name, g := range everyMail() {
		for i, line := range strings.Split(render(t, g).Text, "\n") {
			if line != strings.TrimRightFunc(line, unicode.IsSpace) {
				t.Errorf("%s: line %d ends in space: %q", name, i+1, line)
			}
			if n := columns(line); n > 76 && !slices.Contains(wide, name) && !strings.HasPrefix(line, "https://") {
				t.Errorf("%s: line %d takes %d columns, want at most 76: %s", name, i+1, n, line)
			}
		}
	}
}

// columns counts what is wide by script, not by the tables that the product uses.
func columns(line string) int {
	n := 0
	for _, r := range line {
		n++
		if unicode.Is(unicode.Han, r) || strings.ContainsRune("，。、；：？！（）《》", r) {
			n++
		}
	}
	return n
}

func TestNoSubject(t *testing.T) {
	for _, subject := range []string{"", " \n", "\x00", "\u202e"} {
		doc := sample(english)
		doc.Subject = subject
		if m, err := mail.Render(doc, mail.Options{}); err == nil {
			t.Errorf("subject %q: no error, mail %.20q", subject, m.HTML)
		}
	}
}

func TestRenderLeavesTheDocumentAlone(t *testing.T) {
	doc := hostile()
	render(t, golden{doc, mail.Options{}})
	if doc.Title != hostileText || doc.Hourly.Rows[0].Cells[0] != hostileText {
		t.Error("Render changed the document that it was given")
	}
}

func TestRenderAtTheSameTime(t *testing.T) {
	want := render(t, golden{sample(english), mail.Options{}})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if got, err := mail.Render(sample(english), mail.Options{}); err != nil || got != want {
				t.Errorf("another mail than alone, error %v", err)
			}
		})
	}
	wg.Wait()
}

func TestPictureOrBars(t *testing.T) {
	for name, g := range everyMail() {
		html := render(t, g).HTML
		if got := strings.Contains(html, `src="cid:`+mail.ChartID+`"`); got != g.o.Inline {
			t.Errorf("%s: shows the image: %v, want %v", name, got, g.o.Inline)
		}
	}
	doc := sample(english)
	for height, want := range map[int]string{0: `width="568" height="284"`, 240: `width="568" height="240"`} {
		if html := render(t, golden{doc, mail.Options{Inline: true, ChartHeight: height}}).HTML; !strings.Contains(html, want) {
			t.Errorf("ChartHeight %d: no image with %s", height, want)
		}
	}
}

// Every hour with usage has a bar and one is the busiest, also on a day of 25 hours; every day of a month has one.
func TestDrawnBars(t *testing.T) {
	for name, want := range map[string]int{"day-drawn": 24 - 2, "25-hours-drawn": 25 - 2, "month-drawn": 31, "empty-drawn": 0, "day": 0} {
		bars, tops := 0, 0
		for _, n := range parse(t, render(t, goldens()[name]).HTML) {
			if n.name != "td" || n.attr["bgcolor"] == "" || n.parent.parent.parent.parent.below[0].attr["height"] != "128" {
				continue // not in a row of 128 pixels
			}
			bars++
			if n.hasClass("top") && n.attr["height"] == "128" {
				tops++
			}
		}
		if least := min(want, 1); bars != want || tops < least {
			t.Errorf("%s: %d bars and %d of full height, want %d and %d", name, bars, tops, want, least)
		}
	}
}
