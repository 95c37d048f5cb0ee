// Package pdf sets a report as a PDF: A4 upright, vector graphics, embedded subset fonts, selectable text, the same bytes for
// the same document. It is the only importer of gofpdf and keeps that library's defects to itself.
//
// It decides where things stand and how large, and nothing that they say. It cuts no text but the names in a ranking, which a
// table on a further page has in full: what is too long is wrapped or set smaller, what no font has is drawn as U+FFFD
// (count them with [Read]). Errors are about documents that cannot be drawn (a height that is not a number, no planned
// time, a logo that is no image) and name what is wrong; there is no error that trying again would mend.
//
// The file is tagged, with tables as tables and each figure's finding in words, but conforms to no standard of
// accessibility; the mail's HTML is the accessible version.
package pdf

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"tokenreport/report"
	"tokenreport/report/chart"
)

// Render returns the report as a PDF file. doc.Planned, in the report's zone, is the file's date, and must be set:
// a PDF dated by the clock would differ at each try.
func Render(doc report.Document) (file []byte, err error) {
	// gofpdf panics for texts and fonts that it does not expect. None should reach it; a report that fails is
	// better than a process that dies with other reports in it.
	defer func() {
		if cause := recover(); cause != nil {
			file, err = nil, fmt.Errorf("render PDF: %v", cause)
		}
	}()
	if doc.Planned.IsZero() {
		return nil, errors.New("render PDF: the document has no planned time to be dated by")
	}
	c, err := draw(doc)
	if err == nil && c.replaced && doc.NoGlyphs.Value != "" {
		doc.Provenance = append(slices.Clone(doc.Provenance), doc.NoGlyphs)
		c, err = draw(doc)
	}
	if err == nil {
		file, err = write(doc, c)
	}
	if err != nil {
		return nil, fmt.Errorf("render PDF: %w", err)
	}
	return file, nil
}

func draw(doc report.Document) (*canvas, error) {
	pages, err := layOut(doc)
	if err != nil {
		return nil, err
	}
	c := newCanvas()
	for i, p := range pages {
		c.addPage()
		for _, part := range p {
			if err := part.draw(c, part.top); err != nil {
				return nil, err
			}
		}
		drawFooter(c, doc, i+1, len(pages))
	}
	return c, nil
}

func write(doc report.Document, c *canvas) ([]byte, error) {
	written, err := c.close(doc.Planned)
	if err != nil {
		return nil, err
	}
	return complete(written, information{reportName(doc), doc.Language, doc.Planned}, c)
}

// reportName is the title of the file and of its further pages.
func reportName(doc report.Document) string {
	return joined(doc.Title, doc.Date, doc.Revision)
}

func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), " · ")
}

// The sheet and, within its margins, what a page may hold. Only the footer is lower.
const (
	pageWidth     chart.Length = 210
	pageHeight    chart.Length = 297
	margin        chart.Length = 16
	contentWidth               = pageWidth - 2*margin
	contentHeight              = pageHeight - 2*margin
	right                      = pageWidth - margin
	footerLine                 = pageHeight - 9
	gutter        chart.Length = 4 // between the columns
)

// span is the width of so many of the page's twelve columns, with the gutters between them.
func span(columns int) chart.Length {
	return (contentWidth+gutter)*chart.Length(columns)/whole - gutter
}
