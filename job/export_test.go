package job

import "tokenreport/report"

// What the documents tell of.
const (
	DeliveryTries = deliveryTries
	ShelfTries    = shelfTries
	PlatformTries = platformTries
	FetchShare    = fetchShare
)

// SpoilPDF has every PDF drawn from a document that is not the analysis's, until restore is called. Nothing else in the
// process may render meanwhile.
func SpoilPDF(spoil func(*report.Document)) (restore func()) {
	sound := formats[PDF]
	spoilt := sound
	spoilt.render = func(f figures) ([]byte, error) {
		spoil(&f.document)
		return renderPDF(f)
	}
	formats[PDF] = spoilt
	return func() { formats[PDF] = sound }
}
