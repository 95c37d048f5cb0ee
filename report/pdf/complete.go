package pdf

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"tokenreport/report/typeface"
)

// information is what the file says of itself.
type information struct {
	title    string
	language string // BCP 47; empty for none
	date     time.Time
}

// complete writes the file anew with what gofpdf cannot write: fonts that are cut to the glyphs that are used, the document's
// language, its title as the window's title, dates with their zone, the tree of tags, the file's identity, and pages that are
// packed as small as is worth the time.
func complete(written []byte, info information, c *canvas) ([]byte, error) {
	f, err := open(written)
	if err == nil {
		w := newWriter(len(f.offsets))
		if err = f.rewrite(w, info, c); err == nil {
			return w.file.Bytes(), nil
		}
	}
	return nil, fmt.Errorf("complete the file: %w", err)
}

func (f *file) rewrite(w *writer, info information, c *canvas) error {
	root, err := reference(f.trailer, "Root")
	if err != nil {
		return err
	}
	infos, err := reference(f.trailer, "Info")
	if err != nil {
		return err
	}
	pages, err := f.writePages(w, root)
	if err != nil {
		return err
	}
	if err := f.writeFonts(w, c.lettering); err != nil {
		return err
	}
	w.object(infos, info.dictionary())
	w.object(root, info.catalog(writeStructure(w, c.document, pages)))
	if err := f.copyOthers(w); err != nil {
		return err
	}
	return w.finish(root, infos)
}

// writePages ties the pages' content to the tags, packs it, and returns the pages' object numbers.
func (f *file) writePages(w *writer, root int) ([]int, error) {
	catalog, err := f.object(root)
	if err != nil {
		return nil, err
	}
	numbers, err := f.pageNumbers(catalog)
	if err != nil {
		return nil, err
	}
	for i, n := range numbers {
		page, err := f.object(n)
		if err != nil {
			return nil, err
		}
		w.object(n, fmt.Sprintf("%s\n/StructParents %d>>", bytes.TrimSuffix(page, []byte(">>")), i))
		contents, err := reference(page, "Contents")
		if err != nil {
			return nil, err
		}
		content, err := f.stream(contents)
		if err != nil {
			return nil, err
		}
		if err := w.stream(contents, "", content); err != nil {
			return nil, err
		}
	}
	return numbers, nil
}

// copyOthers writes the objects that stay as they are.
func (f *file) copyOthers(w *writer) error {
	for n := 1; n <= len(f.offsets); n++ {
		if w.offsets[n] > 0 {
			continue
		}
		object, err := f.whole(n)
		if err != nil {
			return err
		}
		w.offsets[n] = w.file.Len()
		w.file.Write(object)
	}
	return nil
}

func (i information) catalog(tree int) string {
	language := ""
	if i.language != "" {
		language = "/Lang " + text(i.language) + "\n"
	}
	return fmt.Sprintf("<<\n/Type /Catalog\n/Pages 1 0 R\n%s/ViewerPreferences <</DisplayDocTitle true>>\n"+
		"/MarkInfo <</Marked true>>\n/StructTreeRoot %d 0 R\n>>", language, tree)
}

func (i information) dictionary() string {
	date := "(" + dateWithZone(i.date) + ")"
	return fmt.Sprintf("<<\n/Title %s\n/Creator (tokenreport)\n/Producer (tokenreport, gofpdf)\n/CreationDate %s\n/ModDate %s\n>>",
		text(i.title), date, date)
}

// dateWithZone is a date as in ISO 32000-1, 7.9.4: D:20241120083000+08'00'.
func dateWithZone(t time.Time) string {
	_, offset := t.Zone()
	sign := '+'
	if offset < 0 {
		sign, offset = '-', -offset
	}
	return fmt.Sprintf("D:%s%c%02d'%02d'", t.Format("20060102150405"), sign, offset/3600, offset/60%60)
}

// text is a PDF text string: UTF-16 in hexadecimal, which needs no escapes.
func text(s string) string {
	clean, _ := typeface.Sanitise(s)
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, unit := range utf16.Encode([]rune(clean)) {
		fmt.Fprintf(&b, "%04X", unit)
	}
	b.WriteString(">")
	return b.String()
}

// number is for digits that a pattern has found; too many of them are -1, which is nowhere.
func number(digits []byte) int {
	n, err := strconv.Atoi(string(digits))
	if err != nil {
		return -1
	}
	return n
}

// reference returns the object number that a dictionary's entry refers to, or the first of a list.
func reference(dictionary []byte, key string) (int, error) {
	_, value, _ := bytes.Cut(dictionary, []byte("/"+key+" "))
	digits, _, found := bytes.Cut(bytes.TrimPrefix(value, []byte("[")), []byte(" 0 R"))
	if n := number(digits); found && n >= 0 {
		return n, nil
	}
	return 0, fmt.Errorf("there is no reference /%s", key)
}
