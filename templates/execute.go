package templates

import (
	"bytes"
	"errors"
	"io"
)

// mostWritten is how many bytes a template may write: many times the longest report, and little enough for a function's memory.
const mostWritten = 10_000_000

// ErrTooLong is of a template that writes without measure, such as a list within a list within a list.
var ErrTooLong = errors.New("it gets longer than 10 MB")

// Execute executes a template of text/template or of html/template. The error is the template's, or [ErrTooLong].
func Execute(t interface{ Execute(io.Writer, any) error }, data any) ([]byte, error) {
	var out bounded
	err := t.Execute(&out, data)
	return out.written.Bytes(), err
}

// bounded takes so much and no more.
type bounded struct{ written bytes.Buffer }

// Write implements [io.Writer].
func (b *bounded) Write(p []byte) (int, error) {
	if b.written.Len()+len(p) > mostWritten {
		return 0, ErrTooLong
	}
	return b.written.Write(p)
}
