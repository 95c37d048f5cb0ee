package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"reflect"
	"strings"
	"testing"

	"tokenreport/internal/seal"
	"tokenreport/report"
)

// storedNow is the form of the present version, and storedExample that of version 1. Both stay as they are: a day that was stored
// yesterday must be readable today.
const storedNow = `{"tokenreport_day":2,"source":"lke","date":"2024-11-19","zone":"Asia/Shanghai","from":1731945600,"until":1732032000,` +
	`"total":67199,"input":66391,"output":808,"calls":null,"complete":true,` +
	`"hours":[0,0,0,0,0,0,0,0,0,67199,0,0,0,0,0,0,0,0,0,0,0,0,0,0],"parts":{},"labels":"start","crc32":"5fcbfe69"}`

const storedExample = `{"tokenreport_day":1,"date":"2024-11-19","zone":"Asia/Shanghai","from":1731945600,"until":1732032000,` +
	`"total":67199,"input":66391,"output":808,"calls":null,"complete":true,` +
	`"hours":[0,0,0,0,0,0,0,0,0,67199,0,0,0,0,0,0,0,0,0,0,0,0,0,0],"parts":{}}`

func TestEncodeDay(t *testing.T) {
	d := report.DayOf(report.Summarize(example(t)))
	b, err := report.EncodeDay(d)
	if err != nil || string(b) != storedNow {
		t.Errorf("got %s, %v\nwant %s", b, err, storedNow)
	}
	back, err := report.DecodeDay(b, d.Period)
	if err != nil || !reflect.DeepEqual(back, d) {
		t.Errorf("got %+v, %v\nwant %+v", back, err, d)
	}
}

// Days of version 1 are read for ever. How their labels were read is not known.
func TestDaysOfVersion1(t *testing.T) {
	want := report.DayOf(report.Summarize(example(t)))
	want.Labels = ""
	if d, err := report.DecodeDay([]byte(storedExample), want.Period); err != nil || !reflect.DeepEqual(d, want) {
		t.Errorf("got %+v, %v\nwant %+v", d, err, want)
	}
	for _, other := range []string{
		strings.Replace(storedExample, `"date"`, `"source":"lke","date"`, 1), strings.Replace(storedNow, `"source":"lke",`, ``, 1),
	} {
		if _, err := report.DecodeDay([]byte(other), want.Period); !errors.Is(err, seal.ErrDamaged) {
			t.Errorf("%s: %v", other, err)
		}
	}
}

// No change of a single bit makes other figures of a day.
func TestSingleBitsOfADay(t *testing.T) {
	d := report.DayOf(report.Summarize(example(t)))
	d.Parts = []report.DayPart{{Dimension: report.ByModel, ID: "cs-Zü", Amounts: report.Amounts{Total: report.Known(3)}}}
	line, err := report.EncodeDay(d)
	if err != nil {
		t.Fatal(err)
	}
	for bit := range 8 * len(line) {
		changed := bytes.Clone(line)
		changed[bit/8] ^= 1 << (bit % 8)
		if _, err := report.DecodeDay(changed, d.Period); !errors.Is(err, seal.ErrDamaged) {
			t.Errorf("%s: %v", changed, err)
		}
	}
}

// A day of another source counts other things.
func TestDayOfAnotherSource(t *testing.T) {
	body, _, _ := strings.Cut(strings.Replace(storedNow, "lke", "adp", 1), `,"crc32"`)
	line := fmt.Sprintf(`%s,"crc32":"%08x"}`, body, crc32.ChecksumIEEE([]byte(body+"}")))
	if _, err := report.DecodeDay([]byte(line), shanghai(t)); err == nil || errors.Is(err, seal.ErrDamaged) || !strings.Contains(err.Error(), `"adp"`) {
		t.Errorf("got %v", err)
	}
}

func TestStoredDaysComeBackExactly(t *testing.T) {
	huge := makeDay(shanghai(t), func(report.Period, int) report.Tokens { return math.MaxInt64 / 24 })
	huge.Hours[0] = report.Known(huge.Hours[0].N + math.MaxInt64%24)
	huge.Total, huge.Calls = report.Known(math.MaxInt64), report.Known(math.MaxInt64)
	for name, d := range map[string]report.Day{
		"nothing is known": {Period: shanghai(t)},
		"huge":             huge,
		"all zero":         makeDay(shanghai(t), func(report.Period, int) report.Tokens { return 0 }),
		"parts": {Period: shanghai(t), Parts: []report.DayPart{
			{Dimension: report.ByApplication, ID: "1790000000000000001", Amounts: report.Amounts{Total: report.Known(3), Input: report.Known(2)}},
			{Dimension: report.ByModel, ID: "cs-normal"},
			{Dimension: report.ByModel, ID: "cs-pro", Amounts: report.Amounts{Output: report.Known(0)}},
		}},
		"no hours": dayOfTotal(shanghai(t), report.Known(5)),
		"25 hours": {Period: parseDay(t, "America/New_York", "2024-11-03"), Total: report.Known(9),
			Hours: [24]report.Amount{3: report.Known(4)}},
	} {
		b, err := report.EncodeDay(d)
		if err != nil || len(b) > 1024 {
			t.Errorf("%s: %d bytes, %v", name, len(b), err)
		}
		var indented bytes.Buffer
		if err := json.Indent(&indented, b, "", "  "); err != nil {
			t.Fatal(err)
		}
		for _, form := range [][]byte{b, indented.Bytes()} {
			if back, err := report.DecodeDay(form, d.Period); err != nil || !reflect.DeepEqual(back, d) {
				t.Errorf("%s: got %+v, %v", name, back, err)
			}
		}
	}
}

func TestDecodeDayRefuses(t *testing.T) {
	tests := map[string][2]string{ // the old and the new of a replacement in the example
		"no such JSON":     {`}`, ``},
		"cannot unmarshal": {`"total":67199`, `"total":67199.5`},
		"no such JSON: j":  {`"input":66391`, `"input":99999999999999999999`},
		"version is 2":     {`"tokenreport_day":1`, `"tokenreport_day":2`},
		"version is 0":     {`"tokenreport_day"`, `"kind"`},
		`"2024-11-20" in`:  {`2024-11-19`, `2024-11-20`},
		`in "Asia/Tokyo"`:  {`Asia/Shanghai`, `Asia/Tokyo`},
		"but the day from": {`1731945600`, `1731942000`},
		"25 hours":         {`[0,`, `[0,0,`},
		"more than":        {`[0,`, `[5,`},
		"99 less than":     {`"total":67199`, `"total":67298`},
		"negative amount":  {`"parts":{}`, `"parts":{"model_name":{"cs-pro":[-1,null,null]}}`},
		"its members    ":  {`"parts":{}`, `"parts":{"model_name":{"cs-pro":[1]}}`},
		"negative":         {`"output":808`, `"output":-808`},
		"its members":      {`"calls":null,`, ``},
		"its members ":     {`"calls":null`, `"calls":null,"note":"by hand"`},
		"its members  ":    {`"complete"`, `"Complete"`},
		"its members   ":   {`"input":66391`, `"input":1,"input":66391`},
	}
	for want, replace := range tests {
		damaged := strings.Replace(storedExample, replace[0], replace[1], 1)
		if damaged == storedExample {
			t.Errorf("%q is not in the example", replace[0])
		}
		_, err := report.DecodeDay([]byte(damaged), shanghai(t))
		if err == nil || !strings.Contains(err.Error(), strings.TrimSpace(want)) || !strings.Contains(err.Error(), "read the stored day 2024-11-19") {
			t.Errorf("%s: got %v", want, err)
		}
	}
}

// FuzzDecodeDay holds: what is read is what would be written.
func FuzzDecodeDay(f *testing.F) {
	f.Add([]byte(storedExample))
	f.Add([]byte(storedNow))
	f.Add([]byte(strings.ReplaceAll(storedExample, "0,", "null,")))
	f.Add([]byte(strings.ReplaceAll(storedExample, `"parts":{}`, `"parts":{"model_name":{"cs-pro":[3,2,1],"cs-normal":[null,0,null]}}`)))
	f.Add([]byte(`{}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := report.DecodeDay(b, shanghai(t))
		if err != nil {
			return
		}
		again, err := report.EncodeDay(d)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := report.DecodeDay(again, shanghai(t)); err != nil || !reflect.DeepEqual(back, d) {
			t.Errorf("read %s, would write %s", b, again)
		}
	})
}
