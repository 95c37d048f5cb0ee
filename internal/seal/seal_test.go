package seal_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"tokenreport/internal/seal"
)

type record struct {
	Version int    `json:"version"`
	Name    string `json:"name"`
	Tokens  int    `json:"tokens"`
}

func Example() {
	content, _ := seal.Marshal(record{2, "daily", 67199})
	fmt.Println(string(content))
	// Output: {"version":2,"name":"daily","tokens":67199,"crc32":"cb3fdb67"}
}

// Every change of a single bit is noticed, or leaves a record without its seal.
func TestSingleBits(t *testing.T) {
	content, err := seal.Marshal(record{2, "Trợ lý", 67199})
	if err != nil {
		t.Fatal(err)
	}
	for bit := range 8 * len(content) {
		changed := bytes.Clone(content)
		changed[bit/8] ^= 1 << (bit % 8)
		if _, sealed, err := seal.Open(changed); err == nil && sealed || err != nil && !errors.Is(err, seal.ErrDamaged) {
			t.Errorf("%s: sealed %t, %v", changed, sealed, err)
		}
	}
}

func TestOpen(t *testing.T) {
	content, _ := seal.Marshal(record{2, "daily", 1})
	var indented bytes.Buffer
	_ = json.Indent(&indented, content, "", "  ")
	for _, form := range [][]byte{content, indented.Bytes()} {
		if object, sealed, err := seal.Open(form); string(object) != `{"version":2,"name":"daily","tokens":1}` || !sealed || err != nil {
			t.Errorf("%s, %t, %v", object, sealed, err)
		}
	}
	if object, sealed, err := seal.Open([]byte(`{"a": 1}`)); string(object) != `{"a":1}` || sealed || err != nil {
		t.Errorf("without a seal: %s, %t, %v", object, sealed, err)
	}
}
