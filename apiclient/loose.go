package apiclient

import "encoding/json"

// lenient is an element of a list, zero where it has not the documented type: a list of names is worth having without
// the elements that deviate.
type lenient[T any] struct{ value T }

// UnmarshalJSON implements [json.Unmarshaler]. It returns no error.
func (l *lenient[T]) UnmarshalJSON(raw []byte) error {
	var value T
	if json.Unmarshal(raw, &value) == nil {
		l.value = value
	}
	return nil
}

// looseText is a text that may come as a number, as identifiers do: "1790000000000000001" and 1790000000000000001 are
// the same. Anything else is empty.
type looseText string

// UnmarshalJSON implements [json.Unmarshaler]. It returns no error for any JSON value.
func (t *looseText) UnmarshalJSON(raw []byte) error {
	*t = ""
	if isNull(raw) {
		return nil
	}
	if first := raw[0]; first == '"' || first == '-' || first >= '0' && first <= '9' {
		*t = looseText(jsonText(raw))
	}
	return nil
}
