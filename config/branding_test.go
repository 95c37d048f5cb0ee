package config_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tokenreport/config"
)

// pictures is the folder that the tests' configurations are in.
func pictures(name string) ([]byte, error) {
	var file bytes.Buffer
	var err error
	switch name {
	case "logo.png":
		err = png.Encode(&file, image.NewNRGBA(image.Rect(0, 0, 320, 80)))
	case "logo.jpg":
		err = jpeg.Encode(&file, image.NewGray(image.Rect(0, 0, 2000, 2)), nil)
	case "logo.gif":
		err = gif.Encode(&file, image.NewPaletted(image.Rect(0, 0, 1, 1), color.Palette{color.Black}), nil)
	case "wide.png":
		err = png.Encode(&file, image.NewGray(image.Rect(0, 0, 2001, 3)))
	case "high.jpg":
		err = jpeg.Encode(&file, image.NewGray(image.Rect(0, 0, 1, 2001)), nil)
	case "cut.png":
		err = png.Encode(&file, image.NewNRGBA(image.Rect(0, 0, 320, 80)))
		file.Truncate(file.Len() / 2)
	case "header.jpg":
		err = jpeg.Encode(&file, image.NewGray(image.Rect(0, 0, 64, 64)), nil)
		file.Truncate(file.Len() - 20)
	case "full.png": // what follows the image counts as well
		err = png.Encode(&file, image.NewGray(image.Rect(0, 0, 2, 2)))
		file.Write(make([]byte, 200_000-file.Len()))
	case "large.png":
		file.Write(make([]byte, 200_001))
	case "empty.png":
	case "words.png":
		file.WriteString("\x89PNG\r\n\x1a\n" + canary)
	default:
		return nil, &fs.PathError{Op: "open", Path: "/etc/" + canary, Err: fs.ErrNotExist}
	}
	return file.Bytes(), err
}

func TestLogos(t *testing.T) {
	const accepted = "; give the path of a PNG or JPEG file of at most 200 KB and 2000 × 2000 pixels, " +
		"absolute or from the configuration's folder"
	const noImage = ", which is no PNG or JPEG image" + accepted
	for _, test := range []struct{ name, refusal string }{
		{name: "logo.png"},
		{name: "logo.jpg"},
		{name: "full.png"},
		{name: "missing.png", refusal: `is "missing.png", which cannot be read: file does not exist` + accepted},
		{name: "large.png", refusal: `is "large.png", which is larger than 200 KB` + accepted},
		{name: "wide.png", refusal: `is "wide.png", which has 2001 × 3 pixels` + accepted},
		{name: "high.jpg", refusal: `is "high.jpg", which has 1 × 2001 pixels` + accepted},
		{name: "logo.gif", refusal: `is "logo.gif"` + noImage},
		{name: "empty.png", refusal: `is "empty.png"` + noImage},
		{name: "words.png", refusal: `is "words.png"` + noImage},
		{name: "cut.png", refusal: `is "cut.png", which is damaged: png: invalid format: not enough pixel data` + accepted},
		{name: "header.jpg", refusal: `is "header.jpg", which is damaged: invalid JPEG format: short Huffman data` + accepted},
		{name: "${SECRET_LOGO}", refusal: "is the value (not shown here), which cannot be read: file does not exist" +
			strings.Replace(accepted, "give", "set SECRET_LOGO to", 1)},
		{name: strings.Repeat("a", 1001), refusal: `is "` + strings.Repeat("a", 60) + `"…, which is too long; give at most 1000 characters`},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, err := load(smallest+"branding:\n  logo: "+test.name+"\n", environment{"SECRET_LOGO": canary})
			if checkRefusal(t, err, "4:9: branding.logo: ", test.refusal) {
				return
			}
			want, err := pictures(test.name)
			if err != nil || !bytes.Equal(c.Branding.Logo, want) {
				t.Errorf("got %d bytes, %v; want %d", len(c.Branding.Logo), err, len(want))
			}
		})
	}
}

func TestLogoOfAConfigurationWithoutFolder(t *testing.T) {
	src := config.Source{Name: "tokenreport.yml", YAML: []byte(smallest + "branding: {logo: logo.png}\n")}
	_, err := config.Load(src, with(nil).lookup)
	checkRefusal(t, err, "3:18: branding.logo: ", `is "logo.png", but this configuration has no folder; give a logo in a tokenreport.yml`)
}

// A logo is looked for beside the configuration that names it, wherever the process works.
func TestFindReadsLogos(t *testing.T) {
	root := t.TempDir()
	logo, err := pictures("logo.png")
	if err != nil {
		t.Fatal(err)
	}
	large := bytes.Repeat([]byte("x"), 3<<20)
	for name, content := range map[string][]byte{"brand/logo.png": logo, "elsewhere.png": logo, "brand/large.png": large} {
		if err := errors.Join(os.MkdirAll(filepath.Join(root, "brand"), 0o755), os.WriteFile(filepath.Join(root, name), content, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	const problem = `which cannot be read: `
	for _, test := range []struct{ logo, problem string }{
		{logo: "brand/logo.png"},
		{logo: "brand/../elsewhere.png"},
		{logo: filepath.Join(root, "elsewhere.png")},
		{logo: "logo.png", problem: problem + "no such file or directory; "},
		{logo: "brand", problem: problem + "it is no plain file; "},
		{logo: os.DevNull, problem: problem + "it is no plain file; "},
		{logo: "brand/large.png", problem: "which is larger than 200 KB; "},
	} {
		t.Run(test.logo, func(t *testing.T) {
			file := filepath.Join(root, "tokenreport.yml")
			if err := os.WriteFile(file, []byte(smallest+"branding: {logo: '"+test.logo+"'}\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			src, err := config.Find(environment{}.lookup, root)
			if err != nil {
				t.Fatal(err)
			}
			switch c, err := config.Load(src, with(nil).lookup); {
			case test.problem == "" && (err != nil || !bytes.Equal(c.Branding.Logo, logo)):
				t.Errorf("got %+v, %v", c, err)
			case test.problem != "" && (err == nil || !strings.Contains(err.Error(), test.problem) || strings.Contains(err.Error(), root+"/brand")):
				t.Errorf("got %v, want %q", err, test.problem)
			}
		})
	}
}

func TestColours(t *testing.T) {
	const accepted = `; give a colour as "#RRGGBB" with a contrast of at least 3:1 on white (WCAG 1.4.11), such as "#0072B2"`
	for _, test := range []quantityTest[string]{
		{text: "'#0072B2'", want: "#0072B2"},
		{text: "'#0072b2'", want: "#0072B2"},
		{text: "'#000000'", want: "#000000"},
		{text: "'#D55E00'", want: "#D55E00"},
		{text: "'#CC79A7'", want: "#CC79A7"}, // 3.06
		{text: "'#6D9ABC'", want: "#6D9ABC"}, // 3.0006
		{text: "''", want: ""},
		{text: "", want: ""},
		{text: "# the house's own", want: ""},
		{text: "'' #0072B2", want: ""},
		{text: "${BLUE}", want: "#0072B2"},
		{text: "${UNSET:-} #0072B2", want: ""},

		{text: "'#959595'", refusal: `is "#959595", which has a contrast of 2.99:1 on white` + accepted},
		{text: "'#56B4E9'", refusal: `is "#56B4E9", which has a contrast of 2.30:1 on white` + accepted},
		{text: "'#E69F00'", refusal: `is "#E69F00", which has a contrast of 2.25:1 on white` + accepted},
		{text: "'#f0e442'", refusal: `is "#f0e442", which has a contrast of 1.32:1 on white` + accepted},
		{text: "'#5DA28B'", refusal: `is "#5DA28B", which has a contrast of 2.99:1 on white` + accepted}, // 2.997
		{text: "'#FFFFFF'", refusal: `is "#FFFFFF", which has a contrast of 1.00:1 on white` + accepted},
		{text: "${WHITE}", refusal: `is "#FFFFFF", which has a contrast of 1.00:1 on white` + strings.Replace(accepted, "give", "set WHITE to", 1)},
		{text: "'#07B'", refusal: `is "#07B", which is no colour` + accepted},
		{text: "'#0072B2FF'", refusal: `is "#0072B2FF", which is no colour` + accepted},
		{text: "'#0072G2'", refusal: `is "#0072G2", which is no colour` + accepted},
		{text: "0072B2", refusal: `is "0072B2", which is no colour` + accepted},
		{text: "007200", refusal: `is 007200, which is no colour` + accepted},
		{text: "blue", refusal: `is "blue", which is no colour` + accepted},
	} {
		t.Run(test.text, func(t *testing.T) {
			c, err := load(smallest+"branding:\n  colour: "+test.text+"\n", environment{"BLUE": "#0072B2", "WHITE": "#FFFFFF"})
			if checkRefusal(t, err, "4:11: branding.colour: ", test.refusal) {
				return
			}
			if c.Branding.Colour != test.want {
				t.Errorf("got %q, want %q", c.Branding.Colour, test.want)
			}
		})
	}
}
