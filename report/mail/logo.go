package mail

import (
	"bytes"
	"image"
	_ "image/jpeg" // for DecodeConfig
	_ "image/png"

	"tokenreport/report"
)

// LogoID is the Content-ID, without angle brackets, of the logo that the HTML shows when [Options].Logo is set.
const LogoID = "logo"

// The largest place that a logo gets, in CSS pixels: it names the sender, the title names the report.
const (
	logoWidth  = 200
	logoHeight = 40
)

// LogoType is the media type of a brand's logo, image/png or image/jpeg, for the part that carries it as [LogoID]. It is
// empty where the brand has no logo that mail readers show; then [Options].Logo shows none either.
func LogoType(b report.Brand) string {
	_, format, err := image.DecodeConfig(bytes.NewReader(b.Logo))
	if err != nil {
		return ""
	}
	return "image/" + format
}

// newLogo is the place of the logo: its own proportion, as large as its place allows, and at most its own size.
func newLogo(b report.Brand) *picture {
	c, _, err := image.DecodeConfig(bytes.NewReader(b.Logo))
	if err != nil || c.Width <= 0 || c.Height <= 0 {
		return nil
	}
	shrink := min(1, float64(logoWidth)/float64(c.Width), float64(logoHeight)/float64(c.Height))
	return &picture{ID: LogoID, Width: max(1, round(float64(c.Width)*shrink)), Height: max(1, round(float64(c.Height)*shrink))}
}
