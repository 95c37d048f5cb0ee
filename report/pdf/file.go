package pdf

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
)

// file is a PDF file as gofpdf and this package write it: objects found by one cross-reference table. It reads no other kind,
// such as files with object streams, and trusts no number in the file.
type file struct {
	bytes   []byte
	start   int         // of the cross-reference table
	offsets map[int]int // of the objects, by number
	trailer []byte
	streams map[int][]byte // those that were inflated, by number: pages share their fonts
}

// mostStream is more than any page or font of a report has.
const mostStream = 16 << 20

var (
	endPattern     = regexp.MustCompile(`startxref\n(\d{1,10})\n%%EOF\n?$`)
	sectionPattern = regexp.MustCompile(`^(\d{1,10}) (\d{1,10})\n`)
	entryPattern   = regexp.MustCompile(`^(\d{10}) \d{5} ([nf]) ?\n`)
	lengthPattern  = regexp.MustCompile(`/Length (\d{1,10})`)
)

func open(b []byte) (*file, error) {
	end := endPattern.FindSubmatch(b)
	if !bytes.HasPrefix(b, []byte("%PDF-1.")) || end == nil {
		return nil, errors.New("it does not begin and end as a PDF file")
	}
	f := &file{bytes: b, start: number(end[1]), offsets: map[int]int{}, streams: map[int][]byte{}}
	var err error
	f.trailer, err = f.readTable(f.start)
	return f, err
}

// readTable adds the entries of a cross-reference table, and returns its trailer.
func (f *file) readTable(at int) ([]byte, error) {
	rest, err := f.from(at, "xref\n")
	if err != nil {
		return nil, fmt.Errorf("cross-reference table: %w", err)
	}
	for {
		section := sectionPattern.FindSubmatch(rest)
		if section == nil {
			break
		}
		rest = rest[len(section[0]):]
		first, count := number(section[1]), number(section[2])
		for i := range count {
			entry := entryPattern.FindSubmatch(rest)
			if entry == nil {
				return nil, fmt.Errorf("cross-reference table at %d: entry %d is none", at, first+i)
			}
			rest = rest[len(entry[0]):]
			if entry[2][0] == 'n' {
				f.offsets[first+i] = number(entry[1])
			}
		}
	}
	trailer, _, found := bytes.Cut(rest, []byte("startxref"))
	if !found || !bytes.HasPrefix(trailer, []byte("trailer\n")) {
		return nil, fmt.Errorf("cross-reference table at %d has no trailer", at)
	}
	return trailer, nil
}

// from returns what follows some words at an offset.
func (f *file) from(at int, words string) ([]byte, error) {
	if at < 0 || at > len(f.bytes) || !bytes.HasPrefix(f.bytes[at:], []byte(words)) {
		return nil, fmt.Errorf("%q is not at %d", words, at)
	}
	return f.bytes[at+len(words):], nil
}

// object returns an object without its number and end; of a stream, its dictionary only.
func (f *file) object(n int) ([]byte, error) {
	at, found := f.offsets[n]
	if !found {
		return nil, fmt.Errorf("there is no object %d", n)
	}
	rest, err := f.from(at, strconv.Itoa(n)+" 0 obj\n")
	if err != nil {
		return nil, err
	}
	dictionary, _, found := bytes.Cut(rest, []byte("\nendobj"))
	if !found {
		return nil, fmt.Errorf("object %d does not end", n)
	}
	dictionary, _, _ = bytes.Cut(dictionary, []byte("\nstream\n"))
	return dictionary, nil
}

// whole returns an object with its number and end, and with its stream if it has one.
func (f *file) whole(n int) ([]byte, error) {
	at, found := f.offsets[n]
	if !found || at < 0 || at > f.start || f.start > len(f.bytes) {
		return nil, fmt.Errorf("there is no object %d", n)
	}
	end := f.start
	for _, other := range f.offsets {
		if at < other && other < end {
			end = other
		}
	}
	return f.bytes[at:end], nil
}

// stream returns the content of a stream, inflated. It must only be read.
func (f *file) stream(n int) ([]byte, error) {
	if content, known := f.streams[n]; known {
		return content, nil
	}
	dictionary, err := f.object(n)
	if err != nil {
		return nil, err
	}
	length := lengthPattern.FindSubmatch(dictionary)
	if length == nil {
		return nil, fmt.Errorf("object %d has no length", n)
	}
	rest, err := f.from(f.offsets[n]+len(strconv.Itoa(n)+" 0 obj\n")+len(dictionary), "\nstream\n")
	if err != nil {
		return nil, err
	}
	if number(length[1]) > len(rest) {
		return nil, fmt.Errorf("stream %d is longer than the file", n)
	}
	rest = rest[:number(length[1])]
	if !bytes.Contains(dictionary, []byte("/FlateDecode")) {
		return rest, nil
	}
	content, err := inflate(rest)
	if err == nil {
		f.streams[n] = content
	}
	return content, err
}

func inflate(b []byte) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("inflate stream: %w", err)
	}
	content := bytes.NewBuffer(make([]byte, 0, 6*len(b))) // as a page has
	if _, err := content.ReadFrom(io.LimitReader(r, mostStream+1)); err != nil {
		return nil, fmt.Errorf("inflate stream: %w", err)
	}
	if content.Len() > mostStream {
		return nil, fmt.Errorf("a stream holds more than %d bytes", mostStream)
	}
	return content.Bytes(), nil
}

// follow returns the object that a dictionary's entry refers to.
func (f *file) follow(dictionary []byte, key string) ([]byte, error) {
	n, err := reference(dictionary, key)
	if err != nil {
		return nil, err
	}
	return f.object(n)
}
