package apiclient_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient"
)

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestParseLabel(t *testing.T) {
	tests := []struct {
		text, zone, want string // want in RFC 3339; empty: refused
		granularity      apiclient.Granularity
	}{
		{"202411190930", "Asia/Shanghai", "2024-11-19T09:30:00+08:00", apiclient.ByMinute},
		{"202411190930", "Asia/Jakarta", "2024-11-19T09:30:00+07:00", apiclient.ByMinute},
		{"202411200000", "Asia/Shanghai", "2024-11-20T00:00:00+08:00", apiclient.ByMinute},
		{"2024111908", "Asia/Shanghai", "2024-11-19T08:00:00+08:00", apiclient.ByHour},
		{"20241119", "Asia/Shanghai", "2024-11-19T00:00:00+08:00", apiclient.ByDay},
		{"20240229", "Asia/Shanghai", "2024-02-29T00:00:00+08:00", apiclient.ByDay},

		{"20230229", "Asia/Shanghai", "", 0},
		{"20240230", "Asia/Shanghai", "", 0},
		{"20241301", "Asia/Shanghai", "", 0},
		{"20240001", "Asia/Shanghai", "", 0},
		{"20240100", "Asia/Shanghai", "", 0},
		{"2024111924", "Asia/Shanghai", "", 0},
		{"202411192400", "Asia/Shanghai", "", 0},
		{"202411190960", "Asia/Shanghai", "", 0},
		{"", "Asia/Shanghai", "", 0},
		{"2024", "Asia/Shanghai", "", 0},
		{"20241119093", "Asia/Shanghai", "", 0},
		{"20241119093000", "Asia/Shanghai", "", 0},
		{"2024-11-19", "Asia/Shanghai", "", 0},
		{"-0241119", "Asia/Shanghai", "", 0},
		{"+0241119", "Asia/Shanghai", "", 0},
		{" 2024111", "Asia/Shanghai", "", 0},
		{"2024111x", "Asia/Shanghai", "", 0},
		{"２０２４", "Asia/Shanghai", "", 0}, // twelve bytes

		{"202411030130", "America/New_York", "2024-11-03T01:30:00-04:00", apiclient.ByMinute}, // occurs twice
		{"202403100230", "America/New_York", "", 0},                                           // never occurs
		{"202403100330", "America/New_York", "2024-03-10T03:30:00-04:00", apiclient.ByMinute},
	}
	for _, test := range tests {
		t.Run(test.text+" "+test.zone, func(t *testing.T) {
			at, granularity, err := apiclient.ParseLabel(test.text, location(t, test.zone))
			if test.want == "" {
				if !errors.Is(err, apiclient.ErrLabel) || !at.IsZero() || granularity != 0 {
					t.Errorf("read as %s by %s, %v", at, granularity, err)
				}
				return
			}
			if err != nil || at.Format(time.RFC3339) != test.want || granularity != test.granularity {
				t.Errorf("read as %s by %s, %v; want %s by %s", at, granularity, err, test.want, test.granularity)
			}
		})
	}
}

func TestGranularityNames(t *testing.T) {
	for granularity, want := range map[apiclient.Granularity]string{
		apiclient.ByMinute: "minute", apiclient.ByHour: "hour", apiclient.ByDay: "day", 0: "unknown granularity",
	} {
		if granularity.String() != want {
			t.Errorf("%d is named %s", granularity, granularity)
		}
	}
}

// One bad point is reported by its own members; it never fails the answer.
func TestStatToleratesAnything(t *testing.T) {
	tests := []struct {
		json       string
		label      string
		labelError error
		value      int64
		valueError error
	}{
		{`{"X":"202411190930","Y":14896}`, "202411190930", nil, 14896, nil},
		{`{"Y":14896,"X":"202411190930","Z":{}}`, "202411190930", nil, 14896, nil},
		{`{"X":"202411190930","Y":null}`, "202411190930", nil, 0, apiclient.ErrNull},
		{`{"X":"202411190930"}`, "202411190930", nil, 0, apiclient.ErrNull},
		{`{"X":null,"Y":5}`, "", apiclient.ErrNull, 5, nil},
		{`{"Y":5}`, "", apiclient.ErrNull, 5, nil},
		{`{}`, "", apiclient.ErrNull, 0, apiclient.ErrNull},
		{`null`, "", apiclient.ErrNull, 0, apiclient.ErrNull},
		{`{"X":202411190930,"Y":5}`, "202411190930", nil, 5, nil}, // a number in place of text still says it
		{`{"X":"","Y":5}`, "", apiclient.ErrLabel, 5, nil},
		{`{"X":true,"Y":5}`, "true", apiclient.ErrLabel, 5, nil},
		{`{"X":["202411190930"],"Y":5}`, `["202411190930"]`, apiclient.ErrLabel, 5, nil},
		{`{"X":"2024-11-19","Y":"many"}`, "2024-11-19", apiclient.ErrLabel, 0, apiclient.ErrNotNumber},
		{`20241119`, "20241119", apiclient.ErrLabel, 0, apiclient.ErrNotNumber},
		{`"202411190930"`, `"202411190930"`, apiclient.ErrLabel, 0, apiclient.ErrNotNumber},
		{`["202411190930",5]`, `["202411190930",5]`, apiclient.ErrLabel, 0, apiclient.ErrNotNumber},
	}
	for _, test := range tests {
		t.Run(test.json, func(t *testing.T) {
			var series []apiclient.Stat
			if err := json.Unmarshal([]byte("["+test.json+",{}]"), &series); err != nil || len(series) != 2 {
				t.Fatalf("%d points, %v", len(series), err)
			}
			stat := series[0]
			if _, _, err := stat.X.Time(time.UTC); stat.X.Text() != test.label || !errors.Is(err, test.labelError) {
				t.Errorf("label %q, %v; want %q, %v", stat.X.Text(), err, test.label, test.labelError)
			}
			if value, err := stat.Y.Int64(); value != test.value || !errors.Is(err, test.valueError) {
				t.Errorf("value %d, %v; want %d, %v", value, err, test.value, test.valueError)
			}
			if stat.X.Null() != errors.Is(test.labelError, apiclient.ErrNull) {
				t.Errorf("label is null: %t", stat.X.Null())
			}
		})
	}
}

func FuzzParseLabel(f *testing.F) {
	for _, seed := range []string{"202411190930", "2024111908", "20241119", "20240230", "202403100230", "00000101", "99991231", "", "x", "-0241119"} {
		f.Add(seed)
	}
	zone := location(f, "America/New_York")
	layouts := map[apiclient.Granularity]string{apiclient.ByMinute: "200601021504", apiclient.ByHour: "2006010215", apiclient.ByDay: "20060102"}
	f.Fuzz(func(t *testing.T, text string) {
		at, granularity, err := apiclient.ParseLabel(text, zone)
		if err != nil {
			if len(err.Error()) > 500 {
				t.Errorf("error of %d bytes", len(err.Error()))
			}
			return
		}
		if at.Format(layouts[granularity]) != text || strings.Trim(text, "0123456789") != "" {
			t.Errorf("%q read as %s by %s", text, at, granularity)
		}
	})
}

// FuzzStat checks that no JSON value fails a series.
func FuzzStat(f *testing.F) {
	for _, seed := range []string{`{"X":"202411190930","Y":14896}`, `null`, `1e999`, `[]`, `{"X":{"X":1},"Y":[null]}`, `{"x":"20241119","y":"1"}`, `"\ud800"`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, element []byte) {
		if !json.Valid(element) {
			return
		}
		var series []apiclient.Stat
		if err := json.Unmarshal([]byte("["+string(element)+"]"), &series); err != nil || len(series) != 1 {
			t.Fatalf("%s: %d points, %v", element, len(series), err)
		}
		_, _, _ = series[0].X.Time(time.UTC)
		_, _ = series[0].Y.Int64()
	})
}

// The usual spelling is read as any other is.
func TestUsualSpellingIsNoDifferent(t *testing.T) {
	for _, usual := range []string{
		`{"X":"202411190935","Y":36641}`, `{"X":"20241119","Y":0}`, `{"X":"2024111909","Y":-5}`, `{"X":"202411190935","Y":1.5e3}`,
		`{"X":"202411190935","Y":9223372036854775808}`, `{"X":"1","Y":2.5}`,
	} {
		var got, want apiclient.Stat
		if err := json.Unmarshal([]byte(usual), &got); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(strings.ReplaceAll(usual, ",", " , ")), &want); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%s: %+v, and with spaces %+v", usual, got, want)
		}
	}
}
