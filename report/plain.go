package report

import (
	"reflect"

	"tokenreport/internal/plain"
)

// Plain returns a copy of the document for renderers whose readers interpret characters: in every string, white space that is a
// control character becomes a space; other control characters, those that direct bidirectional text, but for pairs that set a
// name apart, and code points that are no characters disappear; invalid UTF-8 becomes U+FFFD. So a name from the data can
// neither start a line or a header, nor show as another.
func (d Document) Plain() Document {
	return plainValue(reflect.ValueOf(d)).Interface().(Document)
}

// plainValue copies v with every string in it through [plain.Line]. It walks the type, so that a field added to a document
// later cannot be forgotten. Values with unexported fields, such as times, and bytes, such as images, are kept as they are.
func plainValue(v reflect.Value) reflect.Value {
	dup := reflect.New(v.Type()).Elem()
	dup.Set(v)
	switch v.Kind() {
	case reflect.String:
		dup.SetString(plain.Line(v.String()))
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
