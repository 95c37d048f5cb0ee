package job

import (
	"tokenreport/report"

	"tokenreport/report/format"
)

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
	makers[format.PDF] = func(f figures) ([]byte, error) {
		spoil(&f.document)
		return renderPDF(f)
	}
	return func() { makers[format.PDF] = renderPDF }
}
