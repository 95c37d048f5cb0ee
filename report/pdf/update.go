package pdf

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"regexp"
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

// complete appends an incremental update (ISO 32000-1, 7.5.6) with what gofpdf cannot write: the document's language,
// its title as the window's title, dates with their zone, the tree of tags, and the file's identity.
func complete(written []byte, info information, document *element) ([]byte, error) {
	f, err := open(written)
	if err != nil {
		return nil, fmt.Errorf("complete the file: %w", err)
	}
	root, err := reference(f.trailer, "Root")
	if err != nil {
		return nil, fmt.Errorf("complete the file: %w", err)
	}
	infos, err := reference(f.trailer, "Info")
	if err != nil {
		return nil, fmt.Errorf("complete the file: %w", err)
	}
	u := newUpdate(written)
	pages, err := f.tagPages(u, root)
	if err != nil {
		return nil, fmt.Errorf("complete the file: %w", err)
	}
	tree := writeStructure(u, document, pages, len(f.offsets)+1)
	u.object(infos, info.dictionary())
	u.object(root, info.catalog(tree))
	return u.finish(root, infos, f.start), nil
}

// tagPages says on each page where its tags are found, and returns the pages' numbers.
func (f *file) tagPages(u *update, root int) ([]int, error) {
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
		u.object(n, fmt.Sprintf("%s\n/StructParents %d>>", bytes.TrimSuffix(page, []byte(">>")), i))
	}
	return numbers, nil
}

// update is the part of a file that is appended to it.
type update struct {
	file    bytes.Buffer
	id      [sha256.Size]byte
	entries strings.Builder
	size    int // one more than the highest number of an object
}

func newUpdate(written []byte) *update {
	u := &update{id: sha256.Sum256(written)}
	// The language and the window's title are of PDF 1.4; gofpdf calls its file 1.3.
	u.file.WriteString("%PDF-1.4")
	u.file.Write(written[len("%PDF-1.4"):])
	return u
}

// object writes an object, in place of the earlier one of that number if there is one.
func (u *update) object(n int, body string) {
	fmt.Fprintf(&u.entries, "%d 1\n%010d 00000 n \n", n, u.file.Len())
	fmt.Fprintf(&u.file, "%d 0 obj\n%s\nendobj\n", n, body)
	u.size = max(u.size, n+1)
}

// finish writes the table of the update's objects, which refers to the earlier one, and returns the whole file.
func (u *update) finish(root, info, earlier int) []byte {
	start := u.file.Len()
	fmt.Fprintf(&u.file, "xref\n0 1\n0000000000 65535 f \n%s", u.entries.String())
	fmt.Fprintf(&u.file, "trailer\n<<\n/Size %d\n/Root %d 0 R\n/Info %d 0 R\n/Prev %d\n/ID [<%X> <%X>]\n>>\n",
		u.size, root, info, earlier, u.id[:16], u.id[:16])
	fmt.Fprintf(&u.file, "startxref\n%d\n%%%%EOF\n", start)
	return u.file.Bytes()
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

// reference returns the object number that a dictionary's entry refers to.
func reference(dictionary []byte, key string) (int, error) {
	found := regexp.MustCompile(`/` + key + ` \[?(\d{1,10}) 0 R`).FindSubmatch(dictionary)
	if found == nil {
		return 0, fmt.Errorf("there is no reference /%s", key)
	}
	return number(found[1]), nil
}
