package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"fmt"
	"io"
	"sync"
)

// packing is the level at which streams are packed: the next takes twice the time to save a fiftieth.
const packing = 4

// writer writes a PDF file, object by object.
type writer struct {
	file    bytes.Buffer
	offsets []int // of the objects, by number; 0: it is yet to be written
	packed  bytes.Buffer
}

// packers are for one stream after the other, of one file after the other, since each takes a megabyte.
var packers = sync.Pool{New: func() any {
	packer, err := zlib.NewWriterLevel(io.Discard, packing)
	if err != nil {
		panic(fmt.Sprintf("pdf: pack at level %d: %v", packing, err)) // which is a constant
	}
	return packer
}}

// newWriter begins a file whose first objects have numbers already.
func newWriter(objects int) *writer {
	w := &writer{offsets: make([]int, objects+1)}
	w.file.WriteString("%PDF-1.4\n") // of which the language and the window's title are
	return w
}

// next is the number of a further object.
func (w *writer) next() int {
	w.offsets = append(w.offsets, 0)
	return len(w.offsets) - 1
}

func (w *writer) object(n int, body string) {
	w.offsets[n] = w.file.Len()
	fmt.Fprintf(&w.file, "%d 0 obj\n%s\nendobj\n", n, body)
}

// stream writes an object with a content, which it packs. entries are what its dictionary has besides.
func (w *writer) stream(n int, entries string, content []byte) error {
	packer := packers.Get().(*zlib.Writer)
	defer packers.Put(packer)
	w.packed.Reset()
	packer.Reset(&w.packed)
	if _, err := packer.Write(content); err != nil {
		return err
	}
	if err := packer.Close(); err != nil {
		return err
	}
	w.offsets[n] = w.file.Len()
	fmt.Fprintf(&w.file, "%d 0 obj\n<</Filter /FlateDecode /Length %d%s>>\nstream\n%s\nendstream\nendobj\n",
		n, w.packed.Len(), entries, w.packed.Bytes())
	return nil
}

// finish writes the table of the objects and the file's identity.
func (w *writer) finish(root, info int) error {
	id, start := sha256.Sum256(w.file.Bytes()), w.file.Len()
	fmt.Fprintf(&w.file, "xref\n0 %d\n0000000000 65535 f \n", len(w.offsets))
	for n, at := range w.offsets[1:] {
		if at == 0 {
			return fmt.Errorf("object %d is missing", n+1)
		}
		fmt.Fprintf(&w.file, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&w.file, "trailer\n<<\n/Size %d\n/Root %d 0 R\n/Info %d 0 R\n/ID [<%X> <%X>]\n>>\n",
		len(w.offsets), root, info, id[:16], id[:16])
	fmt.Fprintf(&w.file, "startxref\n%d\n%%%%EOF\n", start)
	return nil
}
