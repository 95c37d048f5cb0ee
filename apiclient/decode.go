package apiclient

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// The answers are decoded as they arrive, element by element, because a function has little memory: an answer that is held as
// text, and then parsed, takes several times its size.

// errShape says that a member of the answer has another type than its field: it will have the next time, too.
var errShape = errors.New("another type than documented")

// listPart is how many elements of a list are decoded into one piece of memory: a day has 288.
const listPart = 512

// errNotObject says that something stands where an object is wanted.
var errNotObject = errors.New("want an object")

// decode reads an answer. It reports whether there was a member Response that is an object; the error is that of the JSON, or of
// the connection. A byte order mark is no part of JSON, but a reader may ignore it (RFC 8259, section 8.1).
func (x *exchange) decode(body io.Reader) (answered bool, err error) {
	buffered := bufio.NewReader(body)
	if mark, _ := buffered.Peek(3); bytes.Equal(mark, []byte("\uFEFF")) {
		_, _ = buffered.Discard(len(mark))
	}
	decoder := json.NewDecoder(buffered)
	err = members(decoder, func(name string) error {
		if !strings.EqualFold(name, "Response") {
			return skip(decoder)
		}
		answered = true
		err := members(decoder, func(name string) error { return x.member(decoder, name) })
		if errors.Is(err, errNotObject) {
			answered, err = false, nil
		}
		return err
	})
	if err != nil {
		return answered, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return answered, errors.New("there is more behind the JSON")
	}
	return answered, nil
}

// member decodes one member of the response.
func (x *exchange) member(decoder *json.Decoder, name string) error {
	switch {
	case strings.EqualFold(name, "Error"):
		return decoder.Decode(&x.head.Error)
	case strings.EqualFold(name, "RequestId"):
		return decoder.Decode(&x.head.RequestID)
	}
	field, ok := fieldOf(x.answer, name)
	if !ok {
		return skip(decoder)
	}
	if field.Kind() == reflect.Slice {
		return x.list(decoder, name, field)
	}
	err := decoder.Decode(field.Addr().Interface())
	var shape *json.UnmarshalTypeError
	if errors.As(err, &shape) {
		x.shape = fmt.Errorf("decode the answer: %s: %w: %w", name, errShape, err)
		return nil
	}
	return err
}

// fieldOf is the field of the struct that answer points to which encoding/json would decode a member of that name into.
func fieldOf(answer any, name string) (reflect.Value, bool) {
	if answer == nil {
		return reflect.Value{}, false
	}
	fields := reflect.ValueOf(answer).Elem()
	for i := range fields.NumField() {
		declared := fields.Type().Field(i)
		known := declared.Name
		if tag, _, _ := strings.Cut(declared.Tag.Get("json"), ","); tag != "" {
			known = tag
		}
		if strings.EqualFold(known, name) {
			return fields.Field(i), true
		}
	}
	return reflect.Value{}, false
}

// list decodes a member element by element. Null leaves the field as it is.
func (x *exchange) list(decoder *json.Decoder, name string, field reflect.Value) error {
	token, err := decoder.Token()
	switch {
	case err != nil:
		return err
	case token == nil:
		return nil
	case token != json.Delim('['):
		x.shape = fmt.Errorf("decode the answer: %s is not a list: %w", name, errShape)
		return skipRest(decoder, token)
	}
	// A list that grows by appending would for a moment be held twice, and leave several times its size for the collector.
	var parts []reflect.Value
	length := 0
	for ; decoder.More(); length++ {
		if length%listPart == 0 {
			parts = append(parts, reflect.MakeSlice(field.Type(), listPart, listPart))
		}
		if err := decoder.Decode(parts[len(parts)-1].Index(length % listPart).Addr().Interface()); err != nil {
			return err
		}
	}
	field.Set(reflect.MakeSlice(field.Type(), length, length))
	for i, part := range parts {
		reflect.Copy(field.Slice(i*listPart, length), part)
	}
	_, err = decoder.Token() // the list's end
	return err
}

// members calls do for each member of the object that comes next; do reads the member's value.
func members(decoder *json.Decoder, do func(name string) error) error {
	token, err := decoder.Token()
	if err != nil {
		return err
	}
	if token != json.Delim('{') {
		if err := skipRest(decoder, token); err != nil {
			return err
		}
		return errNotObject
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return err
		}
		if err := do(name.(string)); err != nil { // a key is a string, or Token has an error
			return err
		}
	}
	_, err = decoder.Token() // the object's end
	return err
}

// skip reads a value that nobody wants.
func skip(decoder *json.Decoder) error {
	token, err := decoder.Token()
	if err != nil {
		return err
	}
	return skipRest(decoder, token)
}

// skipRest reads the rest of a value whose first token is known.
func skipRest(decoder *json.Decoder, token json.Token) error {
	for depth := 0; ; {
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
		var err error
		if token, err = decoder.Token(); err != nil {
			return err
		}
	}
}
