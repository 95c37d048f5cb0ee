package pdf

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"tokenreport/report/typeface"
)

// Contents is what a reader finds in a file.
type Contents struct {
	Title    string
	Language string   // BCP 47
	Pages    []string // the text of each page, a line for each line of it; cells of a table's row are apart by tabs
	Fonts    []string // the names of the embedded fonts, sorted
	Replaced int      // how many characters no font has, drawn as U+FFFD
}

var (
	kidsPattern  = regexp.MustCompile(`/Kids \[((?:\d{1,10} 0 R ?)*)\]`)
	kidPattern   = regexp.MustCompile(`(\d{1,10}) 0 R`)
	fontsPattern = regexp.MustCompile(`(?s)/Font <<\n(.*?)>>`)
	fontPattern  = regexp.MustCompile(`/(\S+) (\d{1,10}) 0 R`)
	basePattern  = regexp.MustCompile(`/BaseFont /(\S+)`)
)

// Read reads a file that [Render] wrote, and checks it: that every object is where the tables say, every font is embedded, every text has
// a font and every character a glyph in it, every number is one, every state is restored. It reads no PDF files of others. The error says what is
// wrong; such a file must not be sent.
func Read(b []byte) (Contents, error) {
	f, err := open(b)
	if err != nil {
		return Contents{}, fmt.Errorf("read PDF: %w", err)
	}
	contents, err := f.read()
	if err != nil {
		return Contents{}, fmt.Errorf("read PDF: %w", err)
	}
	return contents, nil
}

func (f *file) read() (c Contents, err error) {
	root, err := f.follow(f.trailer, "Root")
	if err != nil {
		return c, err
	}
	info, err := f.follow(f.trailer, "Info")
	if err != nil {
		return c, err
	}
	c.Title, c.Language = hexText(info, "Title"), hexText(root, "Lang")
	pages, err := f.pageNumbers(root)
	if err != nil {
		return c, err
	}
	for i, n := range pages {
		text, fonts, err := f.readPage(n)
		if err != nil {
			return c, fmt.Errorf("page %d: %w", i+1, err)
		}
		c.Pages = append(c.Pages, text)
		c.Replaced += strings.Count(text, string(typeface.Replacement))
		c.Fonts = append(c.Fonts, fonts...)
	}
	slices.Sort(c.Fonts)
	c.Fonts = slices.Compact(c.Fonts)
	return c, nil
}

// hexText is the value of an entry in hexadecimal UTF-16, empty if there is none.
func hexText(dictionary []byte, key string) string {
	_, value, _ := bytes.Cut(dictionary, []byte("/"+key+" <FEFF"))
	digits, _, _ := bytes.Cut(value, []byte(">"))
	text, err := hex.DecodeString(string(digits))
	if err != nil || len(text)%2 != 0 {
		return ""
	}
	return decode(text)
}

// pageNumbers returns the object numbers of the pages in their order.
func (f *file) pageNumbers(root []byte) ([]int, error) {
	tree, err := f.follow(root, "Pages")
	if err != nil {
		return nil, err
	}
	kids := kidsPattern.FindSubmatch(tree)
	if kids == nil {
		return nil, errors.New("the tree of pages has no /Kids")
	}
	var numbers []int
	for _, kid := range kidPattern.FindAllSubmatch(kids[1], -1) {
		numbers = append(numbers, number(kid[1]))
	}
	if len(numbers) == 0 {
		return nil, errors.New("the file has no pages")
	}
	return numbers, nil
}

// readPage returns the text of a page and the fonts in which it is written.
func (f *file) readPage(n int) (text string, names []string, err error) {
	page, err := f.object(n)
	if err != nil {
		return "", nil, err
	}
	contents, err := reference(page, "Contents")
	if err != nil {
		return "", nil, err
	}
	stream, err := f.stream(contents)
	if err != nil {
		return "", nil, err
	}
	texts, err := parse(stream)
	if err != nil {
		return "", nil, err
	}
	resources, err := f.follow(page, "Resources")
	if err != nil {
		return "", nil, err
	}
	fonts, err := f.fonts(resources)
	if err != nil {
		return "", nil, err
	}
	for _, t := range texts {
		name, found := fonts[t.font]
		if !found {
			return "", nil, fmt.Errorf("the text %q is in the unknown font %s", t.text, t.font)
		}
		names = append(names, name)
	}
	if err := f.checkGlyphs(resources, texts); err != nil {
		return "", nil, err
	}
	return assemble(texts, fonts), names, nil
}

// fonts returns the names of the resources' fonts by the names that pages use. All must be embedded.
func (f *file) fonts(resources []byte) (map[string]string, error) {
	names := map[string]string{}
	list := fontsPattern.FindSubmatch(resources)
	if list == nil {
		return names, nil
	}
	for _, entry := range fontPattern.FindAllSubmatch(list[1], -1) {
		name, err := f.embeddedFont(number(entry[2]))
		if err != nil {
			return nil, fmt.Errorf("font %s: %w", entry[1], err)
		}
		names[string(entry[1])] = name
	}
	return names, nil
}

func (f *file) embeddedFont(n int) (string, error) {
	font, err := f.object(n)
	if err != nil {
		return "", err
	}
	base := basePattern.FindSubmatch(font)
	if base == nil {
		return "", errors.New("it has no name")
	}
	descendant, err := f.follow(font, "DescendantFonts")
	if err != nil {
		return "", err
	}
	descriptor, err := f.follow(descendant, "FontDescriptor")
	if err != nil {
		return "", err
	}
	embedded, err := reference(descriptor, "FontFile2")
	if err != nil {
		return "", fmt.Errorf("it is not embedded: %w", err)
	}
	program, err := f.stream(embedded)
	if err != nil {
		return "", err
	}
	if !bytes.HasPrefix(program, []byte{0, 1, 0, 0}) {
		return "", errors.New("its program is no TrueType font")
	}
	if _, name, tagged := strings.Cut(string(base[1]), "+"); tagged {
		return name, nil
	}
	return string(base[1]), nil
}

// assemble puts what was shown in several strings together again: what begins where its neighbour ends is one text,
// what stands on the same line is apart by a tab.
func assemble(texts []written, fonts map[string]string) string {
	var b strings.Builder
	for i, t := range texts {
		text := t.text
		if i+1 < len(texts) {
			switch next := texts[i+1]; {
			case next.y != t.y:
				text = strings.TrimRight(text, " ") + "\n"
			case !near(t.x+width(t, fonts), next.x):
				text = strings.TrimRight(text, " ") + "\t"
			}
		}
		b.WriteString(text)
	}
	return b.String()
}

// near allows for the rounding of places to a hundredth of a point.
func near(a, b float64) bool { return a-b < 0.2 && b-a < 0.2 }

func width(t written, fonts map[string]string) float64 {
	face, found := typeface.Named(fonts[t.font])
	if !found {
		return 0
	}
	sum := 0.0
	for _, r := range t.text {
		sum += face.Advance(r)
	}
	return sum * t.size
}
