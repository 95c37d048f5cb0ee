package job_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"net/mail"
	"strings"
	"testing"

	"tokenreport/apiclient/lketest"
	"tokenreport/report"
)

// The logo goes with the mail where the relay carries images, and without it where the mail would be too large.
func TestTheLogoGoesWithTheMail(t *testing.T) {
	var logo bytes.Buffer
	noise := image.NewGray(image.Rect(0, 0, 400, 200)) // which no format makes small
	for i := range noise.Pix {
		noise.Pix[i] = byte(i * i * 31 >> 3)
	}
	if err := jpeg.Encode(&logo, noise, nil); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		change func(*world)
		shown  bool
	}{
		"as it is":                         {func(*world) {}, true},
		"a relay that carries no images":   {func(w *world) { w.runner.Reports[0].Mail.Inline = false }, false},
		"a relay that takes no large mail": {func(w *world) { w.limit(t, 60_000) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, lketest.Example())
			w.runner.Brand = report.Brand{Logo: logo.Bytes(), Footer: "Example Ltd"}
			test.change(w)
			w.run(t, morning)
			received := parts(t, w.mail.Messages()[0].Data)
			if got := bytes.Equal(received["image/jpeg"], logo.Bytes()); got != test.shown {
				t.Errorf("the mail has the logo: %v, want %v", got, test.shown)
			}
			if got := strings.Contains(string(received["text/html"]), "cid:logo"); got != test.shown {
				t.Errorf("the HTML shows the logo: %v, want %v", got, test.shown)
			}
			if got := len(received["image/png"]) > 0; got != test.shown {
				t.Errorf("the mail has the chart: %v, want %v", got, test.shown)
			}
			if !strings.Contains(string(received["text/plain"]), "Example Ltd") {
				t.Error("the text has no footer")
			}
			if _, err := mail.ReadMessage(bytes.NewReader(w.mail.Messages()[0].Data)); err != nil {
				t.Error(err)
			}
		})
	}
}
