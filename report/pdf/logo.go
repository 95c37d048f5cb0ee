package pdf

import (
	"bytes"
	"fmt"
	"image"
	pixels "image/draw"
	_ "image/jpeg" // a logo may be one
	"image/png"

	"github.com/jung-kurt/gofpdf"
	scaling "golang.org/x/image/draw"

	"tokenreport/report/chart"
)

// How large a logo is at most, on paper and in pixels: 150 of them on 12 mm are as sharp as print can be.
const (
	logoHeight chart.Length = 12
	logoWidth  chart.Length = 44
	logoPixels              = 150     // of height
	mostPixels              = 1 << 24 // in the file: more would be unpacked into memory
)

// logo is a picture for a page's head, at its size on paper.
type logo struct {
	file          []byte // a PNG image without transparency or interlacing, which gofpdf takes badly
	width, height chart.Length
}

// newLogo prepares a PNG or JPEG image; of none it makes none.
func newLogo(b []byte) (*logo, error) {
	if len(b) == 0 {
		return nil, nil
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("the logo is no PNG or JPEG image: %w", err)
	}
	if config.Width*config.Height > mostPixels || config.Width*config.Height == 0 {
		return nil, fmt.Errorf("the logo has %d × %d pixels: make it at most %d high", config.Width, config.Height, logoPixels)
	}
	picture, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("decode the logo: %w", err)
	}
	var file bytes.Buffer
	if err := png.Encode(&file, onPaper(picture)); err != nil {
		return nil, fmt.Errorf("encode the logo: %w", err)
	}
	scale := min(logoHeight/chart.Length(config.Height), logoWidth/chart.Length(config.Width))
	return &logo{file.Bytes(), scale * chart.Length(config.Width), scale * chart.Length(config.Height)}, nil
}

// onPaper is the picture on white, with no more pixels than can be seen.
func onPaper(picture image.Image) image.Image {
	from := picture.Bounds()
	size := image.Rect(0, 0, from.Dx(), from.Dy())
	if size.Dy() > logoPixels {
		size = image.Rect(0, 0, max(1, from.Dx()*logoPixels/from.Dy()), logoPixels)
	}
	paper := image.NewRGBA(size)
	pixels.Draw(paper, size, image.White, image.Point{}, pixels.Src)
	scaling.CatmullRom.Scale(paper, size, picture, from, scaling.Over, nil)
	return paper
}

// draw places the logo with its upper right corner at a point. Canvases that know no pictures leave its place empty.
func (l *logo) draw(c chart.Canvas, corner chart.Point) {
	if target, ok := c.(*canvas); ok {
		target.picture(l, chart.At(corner.X-l.width, corner.Y))
	}
}

func (c *canvas) picture(l *logo, at chart.Point) {
	if !c.drawable(at) {
		return
	}
	options := gofpdf.ImageOptions{ImageType: "png"}
	c.pdf.RegisterImageOptionsReader("logo", options, bytes.NewReader(l.file))
	c.artifact(func() {
		c.pdf.ImageOptions("logo", float64(at.X), float64(at.Y), float64(l.width), float64(l.height), false, options, 0, "")
	})
}
