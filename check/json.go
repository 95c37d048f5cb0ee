package check

import "encoding/json"

// MarshalJSON adds how long it took, in milliseconds.
func (r Row) MarshalJSON() ([]byte, error) {
	type plain Row // without this method
	return json.Marshal(struct {
		plain
		Milliseconds int64 `json:"milliseconds"`
	}{plain(r), r.Took.Milliseconds()})
}
