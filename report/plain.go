package report

import (
	"reflect"
	"strings"
	"unicode"
)

// Plain returns a copy of the document for renderers whose readers interpret characters: in every string, white space that is a
// control character becomes a space; other control characters, those that direct bidirectional text (Unicode Standard
// Annex #9) and code points that are no characters disappear; invalid UTF-8 becomes U+FFFD. So a name from the data can
// neither start a line or a header, nor show as another.
func (d Document) Plain() Document {
	return plainValue(reflect.ValueOf(d)).Interface().(Document)
}

// plainValue copies v with every string in it through [plainText]. It walks the type, so that a field added to a document
// later cannot be forgotten. Values with unexported fields, such as times, and bytes, such as images, are kept as they are.
func plainValue(v reflect.Value) reflect.Value {
	dup := reflect.New(v.Type()).Elem()
	dup.Set(v)
	switch v.Kind() {
	case reflect.String:
		dup.SetString(plainText(v.String()))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				dup.Field(i).Set(plainValue(v.Field(i)))
			}
		}
	case reflect.Slice:
		if v.IsNil() || v.Type().Elem().Kind() == reflect.Uint8 {
			break
		}
		dup.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			dup.Index(i).Set(plainValue(v.Index(i)))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			dup.Set(reflect.New(v.Type().Elem()))
			dup.Elem().Set(plainValue(v.Elem()))
		}
	}
	return dup
}

// plainText makes s one line of valid UTF-8.
func plainText(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r' || r == '\v' || r == '\f' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			return ' '
		case unicode.IsControl(r), unicode.In(r, unicode.Bidi_Control, unicode.Noncharacter_Code_Point):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
