package job

import (
	"time"

	"tokenreport/report"
	"tokenreport/report/format"
)

// Nothing that is tested here depends on how long a run waits before it tries again, except where a test keeps the time by itself.
func init() { firstWait = 10 * time.Millisecond }

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
