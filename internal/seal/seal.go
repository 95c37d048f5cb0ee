// Package seal adds a checksum to stored JSON, so that a damaged record is noticed instead of being read as another one.
package seal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
)

// ErrDamaged says that a record is not what was written.
var ErrDamaged = errors.New("damaged")

// The member that ends a sealed object: the CRC-32 of the compact object without it.
const (
	before = `,"crc32":"`
	after  = `"}`
	digits = 8
)

// Marshal writes a value that is a JSON object with at least one member, compact and sealed.
func Marshal(value any) ([]byte, error) {
	object, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return append(object[:len(object)-1], fmt.Sprintf("%s%08x%s", before, crc32.ChecksumIEEE(object), after)...), nil
}

// Open returns the object without its seal, compact, and whether there was one. The error is an [ErrDamaged]: no JSON, or a seal that
// does not fit. What has no seal is returned as it is; whether it needed one is its reader's decision.
func Open(content []byte) (object []byte, sealed bool, err error) {
	var compact bytes.Buffer
	if err := json.Compact(&compact, content); err != nil {
		return nil, false, fmt.Errorf("%w: no such JSON: %w", ErrDamaged, err)
	}
	object = compact.Bytes()
	at := len(object) - len(before) - digits - len(after)
	if at < 0 || !bytes.HasPrefix(object[at:], []byte(before)) || !bytes.HasSuffix(object, []byte(after)) {
		return object, false, nil
	}
	said := string(object[at+len(before) : len(object)-len(after)])
	object = append(object[:at], '}')
	if sum := fmt.Sprintf("%08x", crc32.ChecksumIEEE(object)); sum != said {
		return nil, true, fmt.Errorf("%w: its checksum is %s, not %s", ErrDamaged, sum, said)
	}
	return object, true, nil
}
