package config_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// quantityTest is a value as the file has it, and what it is read as; or why it is refused.
type quantityTest[T any] struct {
	text    string
	want    T
	refusal string
}

func TestThresholds(t *testing.T) {
	const accepted = "a percentage such as 1% or 0.5%, from 0% to 100% and with at most two decimals"
	for _, test := range []quantityTest[int]{
		{text: "1%", want: 100},
		{text: "1 %", want: 100},
		{text: "'1%'", want: 100},
		{text: "0%", want: 0},
		{text: "0.5%", want: 50},
		{text: "0.05%", want: 5},
		{text: "0.29%", want: 29}, // 28.999… in binary fractions
		{text: "12.50 %", want: 1250},
		{text: "100%", want: 10000},
		{text: "100.00%", want: 10000},
		{text: "${UNSET:-2%}", want: 200},

		{text: "1", refusal: `is 1, which has no "%" after it; give ` + accepted},
		{text: "0.01", refusal: `is 0.01, which has no "%" after it; give ` + accepted},
		{text: "'1'", refusal: `is "1", which has no "%" after it; give ` + accepted},
		{text: "${ONE}", refusal: `is "1", which has no "%" after it; set ONE to ` + accepted},
		{text: "100.01%", refusal: `is "100.01%", which is more than 100%; give ` + accepted},
		{text: "999%", refusal: `is "999%", which is more than 100%; give ` + accepted},
		{text: "1000%", refusal: `is "1000%", which is no percentage; give ` + accepted},
		{text: "0.125%", refusal: `is "0.125%", which is no percentage; give ` + accepted},
		{text: "-1%", refusal: `is "-1%", which is no percentage; give ` + accepted},
		{text: "1  %", refusal: `is "1  %", which is no percentage; give ` + accepted},
		{text: "1,5%", refusal: `is "1,5%", which is no percentage; give ` + accepted},
		{text: ".5%", refusal: `is ".5%", which is no percentage; give ` + accepted},
		{text: "1.%", refusal: `is "1.%", which is no percentage; give ` + accepted},
		{text: "1e0%", refusal: `is "1e0%", which is no percentage; give ` + accepted},
		{text: "1％", refusal: `is "1％", which is no percentage; give ` + accepted},
		{text: "true", refusal: "is true without quotes, which is no text to YAML; give a text, in quotes"},
	} {
		t.Run(test.text, func(t *testing.T) {
			c, err := load(smallest+"late_data:\n  threshold: "+test.text+"\n", environment{"ONE": "1"})
			if checkRefusal(t, err, "4:14: late_data.threshold: ", test.refusal) {
				return
			}
			if got := int(c.LateData.Threshold); got != test.want {
				t.Errorf("got %d, want %d hundredths of a percent", got, test.want)
			}
		})
	}
}

func TestMailSizes(t *testing.T) {
	const accepted = "; give a whole number of KB or MB from 20KB to 100MB, such as 10MB or 500KB (1 MB is 1,000,000 bytes)"
	for _, test := range []quantityTest[int64]{
		{text: "10MB", want: 10_000_000},
		{text: "4 MB", want: 4_000_000},
		{text: "500KB", want: 500_000},
		{text: "20KB", want: 20_000},
		{text: "100MB", want: 100_000_000},
		{text: "100000KB", want: 100_000_000},
		{text: "${UNSET:-4MB}", want: 4_000_000},
		{text: "''", want: 0},

		{text: "10", refusal: "is 10, which has no unit after it" + accepted},
		{text: "1.5", refusal: "is 1.5, which has no unit after it" + accepted},
		{text: "19KB", refusal: `is "19KB", which is less than 20KB` + accepted},
		{text: "0MB", refusal: `is "0MB", which is less than 20KB` + accepted},
		{text: "101MB", refusal: `is "101MB", which is more than 100MB` + accepted},
		{text: "999999999MB", refusal: `is "999999999MB", which is more than 100MB` + accepted},
		{text: "99999999999999999999MB", refusal: `is "99999999999999999999MB", which is no size` + accepted},
		{text: "1.5MB", refusal: `is "1.5MB", which is no size` + accepted},
		{text: "10MiB", refusal: `is "10MiB", which is no size` + accepted},
		{text: "10mb", refusal: `is "10mb", which is no size` + accepted},
		{text: "10M", refusal: `is "10M", which is no size` + accepted},
		{text: "1GB", refusal: `is "1GB", which is no size` + accepted},
		{text: "-10MB", refusal: `is "-10MB", which is no size` + accepted},
		{text: "${MANY}", refusal: `is "many", which is no size` + strings.Replace(accepted, "give", "set MANY to", 1)},
	} {
		t.Run(test.text, func(t *testing.T) {
			c, err := load("reports: [{name: a, email: {to: ops@example.com}}]\n"+
				"smtp:\n  host: h\n  from: f@example.com\n  max_size: "+test.text+"\n", environment{"MANY": "many"})
			if checkRefusal(t, err, "5:13: smtp.max_size: ", test.refusal) {
				return
			}
			if c.SMTP.MaxSize != test.want {
				t.Errorf("got %d bytes, want %d", c.SMTP.MaxSize, test.want)
			}
		})
	}
}

func TestLinkLives(t *testing.T) {
	const accepted = "; give a duration from 1m to 7d, such as 168h, 7d or 90m"
	for _, test := range []quantityTest[time.Duration]{
		{text: "168h", want: 168 * time.Hour},
		{text: "7d", want: 168 * time.Hour},
		{text: "1d", want: 24 * time.Hour},
		{text: "90m", want: 90 * time.Minute},
		{text: "1h30m", want: 90 * time.Minute},
		{text: "1.5h", want: 90 * time.Minute},
		{text: "60s", want: time.Minute},
		{text: "${UNSET:-1h}", want: time.Hour},
		{text: "''", want: 168 * time.Hour},

		{text: "168", refusal: "is 168, which has no unit after it" + accepted},
		{text: "0", refusal: "is 0, which has no unit after it" + accepted},
		{text: "59s", refusal: `is "59s", which is less than 1m` + accepted},
		{text: "0d", refusal: `is "0d", which is less than 1m` + accepted},
		{text: "-1h", refusal: `is "-1h", which is less than 1m` + accepted},
		{text: "168h1s", refusal: `is "168h1s", which is more than 7d` + accepted},
		{text: "8d", refusal: `is "8d", which is more than 7d` + accepted},
		{text: "65535d", refusal: `is "65535d", which is more than 7d` + accepted},
		{text: "65536d", refusal: `is "65536d", which is no duration` + accepted},
		{text: "1.5d", refusal: `is "1.5d", which is no duration` + accepted},
		{text: "-1d", refusal: `is "-1d", which is no duration` + accepted},
		{text: "1d12h", refusal: `is "1d12h", which is no duration` + accepted},
		{text: "1w", refusal: `is "1w", which is no duration` + accepted},
		{text: "7 d", refusal: `is "7 d", which is no duration` + accepted},
		{text: "d", refusal: `is "d", which is no duration` + accepted},
	} {
		t.Run(test.text, func(t *testing.T) {
			c, err := load("reports: [{name: a, store: pdf}]\nstorage:\n  url: file:///srv/reports\n  link_life: "+test.text+"\n", nil)
			if checkRefusal(t, err, "4:14: storage.link_life: ", test.refusal) {
				return
			}
			if c.Storage.LinkLife != test.want {
				t.Errorf("got %v, want %v", c.Storage.LinkLife, test.want)
			}
		})
	}
}

func TestTruths(t *testing.T) {
	for text, want := range map[string]bool{
		"true": true, "True": true, "false": false, "~": false, "${YES}": true, `"${YES}"`: true, "${UNSET:-false}": false, "tr${UE}": true,
	} {
		t.Run(text, func(t *testing.T) {
			c := mustLoad(t, smallest+"late_data:\n  mail: "+text+"\n", environment{"YES": "true", "UE": "ue"})
			if c.LateData.Mail != want {
				t.Errorf("got %v", c.LateData.Mail)
			}
		})
	}
}

// checkRefusal reports whether a value was to be refused, and checks that it was, or was not, and in which words.
func checkRefusal(t *testing.T, err error, place, refusal string) bool {
	t.Helper()
	switch want := "tokenreport.yml:" + place + refusal; {
	case refusal == "" && err != nil:
		t.Fatal(err)
	case refusal != "" && (err == nil || err.Error() != want):
		t.Errorf("got  %v\nwant %s", err, want)
	}
	return refusal != ""
}

func TestHolidays(t *testing.T) {
	const accepted = "; give a date such as 2026-10-01, or two with .. between them: 2026-10-02..2026-10-07"
	for _, test := range []quantityTest[string]{
		{text: "[]", want: "[]"},
		{text: "2026-10-01", want: "[{2026-10-01 2026-10-01}]"},
		{text: "[2026-10-01, 2026-10-02..2026-10-07]", want: "[{2026-10-01 2026-10-01} {2026-10-02 2026-10-07}]"},
		{text: `"2026-10-01, 2028-02-29 .. 2028-03-01"`, want: "[{2026-10-01 2026-10-01} {2028-02-29 2028-03-01}]"},
		{text: "2026-02-29", refusal: "is \"2026-02-29\", which is no date of the calendar" + accepted},
		{text: "2026-10-07..2026-10-01", refusal: "is \"2026-10-07..2026-10-01\", which ends before it begins" + accepted},
		{text: "1 October", refusal: "is \"1 October\", which is no date of the calendar" + accepted},
	} {
		t.Run(test.text, func(t *testing.T) {
			c, err := load("storage: {url: 'file:///srv/reports'}\nreports:\n  - name: a\n    store: pdf\n    holidays: "+test.text+"\n", nil)
			if test.refusal != "" {
				if err == nil || !strings.Contains(err.Error(), test.refusal) {
					t.Errorf("got %v, want %s", err, test.refusal)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.ReplaceAll(fmt.Sprint(c.Reports[0].Holidays), "\n", ""); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}
