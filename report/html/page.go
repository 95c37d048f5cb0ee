package html

import (
	"html/template"
	"unicode/utf8"

	"tokenreport/report"
	"tokenreport/templates"
)

// page is what the template sees: the document, and its parts as the layout needs them.
type page struct {
	report.Document
	Policy     string
	Style      template.CSS
	Script     template.JS
	Logo       *logo // nil for none
	TileSize   int   // the class of the size at which every key figure fits its tile: 1 is the largest type
	Day        figure
	Lately     []figure // trend and heat map
	Shares     []ranking
	Allowances []figure // budgets
	Listings   []table  // the hourly table first
}

func newPage(doc report.Document, style string) (page, error) {
	p := page{Document: doc, Script: template.JS(templates.ReportScript())}
	var err error
	if p.Style, err = newStyle(doc.Brand.Colour, style); err != nil {
		return page{}, err
	}
	p.Policy = policy(p.Style, p.Script)
	if p.Logo, err = newLogo(doc.Brand.Logo); err != nil {
		return page{}, err
	}
	if err := p.drawFigures(); err != nil {
		return page{}, err
	}
	for _, t := range doc.Tiles {
		p.TileSize = max(p.TileSize, sizeClass(t.Value))
	}
	for _, r := range doc.Rankings {
		p.Shares = append(p.Shares, newRanking(r))
	}
	if doc.Hourly != nil {
		p.Listings = append(p.Listings, newTable(*doc.Hourly))
	}
	for _, t := range doc.Tables {
		p.Listings = append(p.Listings, newTable(t))
	}
	return p, nil
}

// sizeClass is 1 for a figure in the largest type, up to 4 for one so long that it has to break.
func sizeClass(value string) int {
	for i, most := range []int{7, 10, 14} {
		if utf8.RuneCountInString(value) <= most {
			return i + 1
		}
	}
	return 4
}
