package job_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"tokenreport/job"
)

func TestParseEvent(t *testing.T) {
	half := time.Date(2024, 11, 20, 0, 30, 0, 0, time.UTC)
	tests := map[string]struct {
		payload string
		want    job.Event
	}{
		"a timer's": {`{"Type":"Timer","TriggerName":"daily","Time":"2024-11-20T00:30:00Z","Message":""}`, job.Event{Time: half}},
		"with a message": {
			`{"Type":"Timer","TriggerName":"daily","Time":"2024-11-20T00:30:00Z","Message":"{\"reports\":[\"daily\"],\"date\":\"2024-11-01\",\"force\":true,\"dry_run\":true}"}`,
			job.Event{Time: half, Reports: []string{"daily"}, Date: "2024-11-01", Force: true, DryRun: true},
		},
		"an empty object as message":  {`{"Type":"Timer","Time":"2024-11-20T00:30:00Z","Message":" {} "}`, job.Event{Time: half}},
		"keys that the platform adds": {`{"Type":"Timer","Time":"2024-11-20T08:30:00+08:00","Extra":1}`, job.Event{Time: half}},
		"the console's test button":   {`{}`, job.Event{}},
		"null":                        {`null`, job.Event{}},
		"nothing":                     {"", job.Event{}},
		"a check":                     {`{"Message":"{\"check\":true}"}`, job.Event{Check: true}},
		"a check at a time":           {`{"Type":"Timer","Time":"2024-11-20T00:30:00Z","Message":"{\"check\":true}"}`, job.Event{Time: half, Check: true}},
		"no check":                    {`{"Message":"{\"check\":false,\"force\":true}"}`, job.Event{Force: true}},
		"a share": {
			`{"Type":"Timer","Time":"2024-11-20T00:30:00Z","Message":"{\"reports\":[\"daily\",\"weekly\"],\"rate\":7}"}`,
			job.Event{Time: half, Reports: []string{"daily", "weekly"}, Rate: 7},
		},
		"only a message": {`{"Message":"{\"date\":\"2024-11-01\"}"}`, job.Event{Date: "2024-11-01"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := job.ParseEvent([]byte(test.payload))
			if err != nil {
				t.Fatal(err)
			}
			if !got.Time.Equal(test.want.Time) {
				t.Errorf("time %v, want %v", got.Time, test.want.Time)
			}
			if named := got.ID != ""; named != (got.Force && !got.Time.IsZero()) {
				t.Errorf("its ID is %q", got.ID)
			}
			got.Time, got.ID = test.want.Time, ""
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestParseEventRefuses(t *testing.T) {
	message := func(m string) string {
		return `{"Type":"Timer","Time":"2024-11-20T00:30:00Z","Message":"` + strings.ReplaceAll(m, `"`, `\"`) + `"}`
	}
	tests := map[string]struct{ payload, want string }{
		"no JSON":           {`Timer`, `want a timer event`},
		"another trigger":   {`{"Type":"COS"}`, `the event's Type is "COS"`},
		"a bad time":        {`{"Type":"Timer","Time":"yesterday"}`, `"yesterday" is no instant: want RFC 3339`},
		"a bare message":    {`{"date":"2024-11-01"}`, `the event has the key "date", which a timer's has not: put what to run into Message`},
		"text":              {message(`daily`), `the event's Message, at offset 1: it is not JSON: invalid character 'd'`},
		"a list":            {message(`["daily"]`), `at offset 1: it is no JSON object: want one with any of reports, date, force, dry_run and rate`},
		"an unknown key":    {message(`{"force":true,"to":["x@y.z"]}`), `at offset 18: unknown key "to": want any of reports, date, force, dry_run and rate`},
		"a wrong type":      {message(`{"reports":"daily"}`), `reports is "daily": want a list of names`},
		"a bool as text":    {message(`{"force":"yes"}`), `force is "yes": want true or false`},
		"a key twice":       {message(`{"force":true,"force":false}`), `the key "force" is there twice`},
		"cut off":           {message(`{"force":`), `it is not JSON: unexpected EOF`},
		"cut off later":     {message(`{"force":true`), `it is not JSON`},
		"something after":   {message(`{} {}`), `something follows the JSON object`},
		"a null":            {message(`{"dry_run":null}`), `dry_run is null: want true or false`},
		"no reports":        {message(`{"reports":[]}`), `reports is []: want a list of names`},
		"an empty name":     {message(`{"reports":[""]}`), `reports is [""]: want a list of names`},
		"an empty date":     {message(`{"date":""}`), `date is "": want text, YYYY-MM-DD`},
		"a key beside":      {`{"Type":"Timer","Time":"2024-11-20T00:30:00Z","dry_run":true}`, `the event has the key "dry_run"`},
		"half a request":    {message(`{"rate":0.5}`), `rate is 0.5: want a whole number of requests per second, from 1 to api.rate`},
		"no request":        {message(`{"rate":0}`), `rate is 0: want a whole number`},
		"less than none":    {message(`{"rate":-1}`), `rate is -1: want a whole number`},
		"a check at a rate": {message(`{"check":true,"rate":1}`), `check runs no report`},
		"a check and more":  {message(`{"check":true,"reports":["daily"]}`), `check runs no report, so no other key may stand beside it`},
		"a check, no bool":  {message(`{"check":"true"}`), `check is "true": want true or false`},
		"a bare check":      {`{"check":true}`, `the event has the key "check", which a timer's has not: put what to run into Message`},
		"message no string": {`{"Type":"Timer","Message":{"date":"2024-11-01"}}`, `the event's Message is no text but object; a message is JSON within text`},
		"a list of events":  {`[{"Type":"Timer"}]`, `want a timer event`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			event, err := job.ParseEvent([]byte(test.payload))
			var request *job.RequestError
			if !errors.As(err, &request) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %+v, %v; want a RequestError with %q", event, err, test.want)
			}
		})
	}
}

func FuzzParseEvent(f *testing.F) {
	f.Add([]byte(`{"Type":"Timer","TriggerName":"daily","Time":"2024-11-20T00:30:00Z","Message":"{\"force\":true}"}`))
	f.Add([]byte(`{"Message":"{\"reports\":[\"a\"],\"date\":\"2024-11-01\",\"rate\":7}"}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		event, err := job.ParseEvent(payload)
		var request *job.RequestError
		if err != nil && !errors.As(err, &request) {
			t.Fatalf("the error is no RequestError: %v", err)
		}
		if err != nil && (len(event.Reports) > 0 || event.Date != "" || event.Force || event.DryRun || event.Check || event.Rate > 0) {
			t.Fatalf("%+v is to be run beside the error %v", event, err)
		}
	})
}

func FuzzParseMessage(f *testing.F) {
	for _, seed := range []string{"", `{"reports":["daily"],"force":true}`, `{"date":"2024-11-19"} x`, `[`, `{"check":1}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, message string) {
		if _, err := job.ParseMessage(message); err != nil && !strings.HasPrefix(err.Error(), "the event's Message, at offset ") {
			t.Fatalf("the error gives no offset: %v", err)
		}
	})
}

// A leap second is the first second of the next day, as every clock counts it; what is no instant is refused.
func TestTheTimeOfAnEvent(t *testing.T) {
	for text, want := range map[string]string{
		"2024-11-20T00:30:00Z":        "2024-11-20T00:30:00Z",
		"2016-12-31T23:59:60Z":        "2017-01-01T00:00:00Z",
		"2016-12-31T23:59:60.25Z":     "2017-01-01T00:00:00.25Z",
		"2017-01-01T07:59:60+08:00":   "2017-01-01T00:00:00Z",
		"2016-12-31T18:29:60.0-05:30": "2017-01-01T00:00:00Z",
		"2024-11-20t00:30:00z":        "2024-11-20T00:30:00Z",
		"2016-12-31T23:58:60Z":        "",
		"2016-12-31T12:59:60Z":        "",
		"2016-12-31T23:59:61Z":        "",
		"2016-12-31T23:60:60Z":        "",
		"2016-12-31T24:00:00Z":        "",
		"2024-11-20 00:30:00":         "",
		"1732062600":                  "",
		"0001-01-01T00:00:00Z":        "",
	} {
		event, err := job.ParseEvent([]byte(`{"Type":"Timer","TriggerName":"daily","Time":"` + text + `","Message":""}`))
		if got := event.Time.UTC().Format(time.RFC3339Nano); (err != nil) != (want == "") || err == nil && got != want || !event.Triggered() {
			t.Errorf("%s: got %s, %v; want %s", text, got, err, want)
		}
	}
}
