package job_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"tokenreport/apiclient/lketest"
	"tokenreport/delivery"
	"tokenreport/delivery/cos"
	"tokenreport/delivery/ledger"
)

// version1 is an instance of the function before stored formats had a version 2: it claims, takes over and records as that did, in
// records as that wrote them. During a deployment it runs beside those of today.
type version1 struct {
	shelf ledger.Shelf
	now   func() time.Time
	owner string
}

// The records of version 1.
type (
	claim1 struct {
		Report    string            `json:"report"`
		Period    string            `json:"period"`
		Revision  int               `json:"revision"`
		Channel   string            `json:"channel"`
		Recipient string            `json:"recipient,omitempty"`
		Planned   time.Time         `json:"planned"`
		Attempt   int               `json:"attempt"`
		By        string            `json:"by"`
		At        time.Time         `json:"at"`
		Expires   time.Time         `json:"expires"`
		Hashes    map[string]string `json:"sha256,omitempty"`
	}
	result1 struct {
		Status  delivery.Status   `json:"status"`
		Final   bool              `json:"final"`
		Crashed bool              `json:"crashed,omitempty"`
		Detail  string            `json:"detail"`
		At      time.Time         `json:"at"`
		Facts   map[string]string `json:"facts,omitempty"`
	}
)

// How version1 was kept from delivering.
var (
	errHeld1    = errors.New("another run is at it")
	errSettled1 = errors.New("it is settled")
)

// claim obtains the right to an attempt, and returns its number.
func (v version1) claim(ctx context.Context, key delivery.Key, planned time.Time) (attempt int, err error) {
	for attempt = 1; ; {
		var held claim1
		err := v.read(ctx, key, attempt, "claim", &held)
		if errors.Is(err, fs.ErrNotExist) {
			err = v.create(ctx, key, attempt, "claim", claim1{
				Report: key.Report, Period: key.Period, Revision: key.Revision, Channel: key.Channel, Recipient: key.Recipient,
				Planned: planned, Attempt: attempt, By: v.owner, At: v.now(), Expires: v.now().Add(time.Minute), Hashes: map[string]string{"pdf": "00"},
			})
			if err == nil {
				err = v.read(ctx, key, attempt, "claim", &held)
			}
			if err == nil && held.By == v.owner {
				return attempt, nil
			}
			if errors.Is(err, fs.ErrExist) {
				continue // somebody was faster
			}
		}
		if err != nil {
			return 0, err
		}
		var result result1
		switch err := v.read(ctx, key, attempt, "result", &result); {
		case errors.Is(err, fs.ErrNotExist) && v.now().Before(held.Expires.Add(30*time.Second)):
			return 0, errHeld1
		case errors.Is(err, fs.ErrNotExist):
			crashed := result1{Status: delivery.StatusUnclear, Crashed: true, Detail: "the run " + held.By + " ended without a result", At: v.now()}
			if err := v.create(ctx, key, attempt, "result", crashed); err != nil && !errors.Is(err, fs.ErrExist) {
				return 0, err
			}
		case err != nil:
			return 0, err
		case result.Final && (result.Status == delivery.StatusDelivered || held.Planned.Equal(planned)):
			return 0, errSettled1
		}
		attempt++
	}
}

// record keeps how an attempt ended.
func (v version1) record(ctx context.Context, key delivery.Key, attempt int, status delivery.Status, final bool) error {
	err := v.create(ctx, key, attempt, "result", result1{Status: status, Final: final, Detail: "as version 1 says", At: v.now()})
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

func (v version1) read(ctx context.Context, key delivery.Key, attempt int, kind string, into any) error {
	content, err := v.shelf.Read(ctx, fmt.Sprintf("%s/%04d.%s.json", key.Path(), attempt, kind))
	if err != nil {
		return err
	}
	return json.Unmarshal(content, into)
}

func (v version1) create(ctx context.Context, key delivery.Key, attempt int, kind string, record any) error {
	content, err := json.MarshalIndent(record, "", "  ")
	if err != nil {
		return err
	}
	return v.shelf.Create(ctx, fmt.Sprintf("%s/%04d.%s.json", key.Path(), attempt, kind), append(content, '\n'))
}

// announcing is a shelf that tells when the first delivery by mail is claimed.
type announcing struct {
	ledger.Shelf
	claimed func()
}

func (a announcing) Create(ctx context.Context, name string, content []byte) error {
	err := a.Shelf.Create(ctx, name, content)
	if err == nil && strings.Contains(name, "/email/") && strings.HasSuffix(name, ".claim.json") {
		a.claimed()
	}
	return err
}

// Eight instances at once, four of each version: each reader gets one mail. Where version 1 is not faster, as it makes no report
// here, it comes when one of today's has just claimed.
func TestEightInstancesOfTwoVersions(t *testing.T) {
	t.Parallel()
	readers := []string{"a@example.com", "b@example.com", "c@example.com"}
	for _, order := range []string{"version 1 first", "version 2 first"} {
		for _, kept := range []string{"memory", "bucket"} {
			t.Run(order+", "+kept, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, lketest.Example())
				shelf := w.runner.Shelf
				if kept == "bucket" {
					shelf = w.runner.Reports[0].Store.Channel.(*cos.Channel).Shelf()
				}
				begin := make(chan struct{})
				claimed := sync.OnceFunc(func() { close(begin) })
				if order == "version 1 first" {
					claimed()
				}
				w.runner.Shelf = announcing{shelf, claimed}
				var older sync.WaitGroup
				for i := range 4 {
					v := version1{shelf, time.Now, fmt.Sprint("version 1, number ", i)}
					older.Go(func() {
						<-begin
						for _, reader := range readers {
							if err := w.mailAs(t.Context(), v, reader); err != nil && !errors.Is(err, errHeld1) && !errors.Is(err, errSettled1) {
								t.Error(err)
							}
						}
					})
				}
				w.invokeAtOnce(t, 4)
				claimed() // also where none was

				older.Wait()
				for range 2 {
					got := w.mailsByReader(t)
					for _, reader := range readers {
						if len(got[reader]) != 1 {
							t.Errorf("%s got %q", reader, got[reader])
						}
					}
					w.invokeAtOnce(t, 1)
				}
			})
		}
	}
}

// mailAs mails the report of the example to a reader, as version 1 would.
func (w *world) mailAs(ctx context.Context, v version1, reader string) error {
	key := mailOf("2024-11-19", 1, reader)
	attempt, err := v.claim(ctx, key, morning.Time)
	if err != nil {
		return err
	}
	parcel := delivery.Parcel{Key: key, Subject: "as version 1 says", Text: "Text.", To: []netmail.Address{address(reader)}}
	if _, err := w.runner.Reports[0].Mail.Channel.Deliver(ctx, parcel); err != nil {
		return err
	}
	return v.record(ctx, key, attempt, delivery.StatusDelivered, true)
}

// What one version has claimed, delivered, refused or left behind means the same to the other.
func TestVersionsHeedEachOther(t *testing.T) {
	t.Parallel()
	type instance struct {
		claim  func() (attempt int, verdict string)
		record func(attempt int, status delivery.Status, final bool)
	}
	key := mailOf("2024-11-19", 1, readerA)
	older := func(t *testing.T, shelf ledger.Shelf, now func() time.Time) instance {
		v := version1{shelf, now, "version 1"}
		return instance{
			claim: func() (int, string) {
				attempt, err := v.claim(t.Context(), key, morning.Time)
				return attempt, map[error]string{nil: "claimed", errHeld1: "held", errSettled1: "settled"}[err]
			},
			record: func(attempt int, status delivery.Status, final bool) {
				if err := v.record(t.Context(), key, attempt, status, final); err != nil {
					t.Error(err)
				}
			},
		}
	}
	newer := func(t *testing.T, shelf ledger.Shelf, now func() time.Time) instance {
		l := ledger.New(shelf, now, "version 2")
		var claim *ledger.Claim
		return instance{
			claim: func() (int, string) {
				var err error
				claim, err = l.Claim(t.Context(), ledger.Intent{Key: key, Planned: morning.Time, Expires: now().Add(time.Minute)})
				switch {
				case err == nil:
					return claim.Attempt, "claimed"
				case errors.As(err, new(*ledger.HeldError)):
					return 0, "held"
				case errors.As(err, new(*ledger.SettledError)):
					return 0, "settled"
				}
				return 0, err.Error()
			},
			record: func(_ int, status delivery.Status, final bool) {
				if err := claim.Record(t.Context(), ledger.Result{Status: status, Final: final}); err != nil {
					t.Error(err)
				}
			},
		}
	}
	begun := time.Date(2024, 11, 20, 0, 30, 0, 0, time.UTC)
	for name, start := range map[string][]func(*testing.T, ledger.Shelf, func() time.Time) instance{
		"version 1, then 2": {older, newer}, "version 2, then 1": {newer, older},
	} {
		for _, test := range []struct {
			status delivery.Status // how the first one's attempt ended; empty: it has not
			final  bool
			later  time.Duration
			want   string
		}{
			{"", false, time.Minute, "held"},
			{"", false, time.Minute + ledger.ClockSkew, "claimed"}, // it has crashed
			{delivery.StatusDelivered, true, time.Second, "settled"},
			{delivery.StatusFailed, true, time.Second, "settled"},
			{delivery.StatusFailed, false, time.Second, "claimed"},
			{delivery.StatusUnclear, false, time.Second, "claimed"},
		} {
			t.Run(fmt.Sprint(name, ", ", test.status, test.final, test.later), func(t *testing.T) {
				now, shelf := begun, new(ledger.Memory)
				clock := func() time.Time { return now }
				first, second := start[0](t, shelf, clock), start[1](t, shelf, clock)
				attempt, verdict := first.claim()
				if verdict != "claimed" {
					t.Fatal(verdict)
				}
				if test.status != "" {
					first.record(attempt, test.status, test.final)
				}
				now = now.Add(test.later)
				next, verdict := second.claim()
				if verdict != test.want || test.want == "claimed" && next != 2 {
					t.Errorf("%s, attempt %d; want it %s", verdict, next, test.want)
				}
				if test.want == "claimed" && test.status == "" { // what the first one records now comes too late
					first.record(attempt, delivery.StatusFailed, false)
					second.record(next, delivery.StatusDelivered, true)
					if _, verdict := first.claim(); verdict != "settled" {
						t.Errorf("afterwards: %s", verdict)
					}
				}
			})
		}
	}
}

// What stands in a claim and in a result of today is what version 1 reads there.
func TestRecordsAreReadByVersion1(t *testing.T) {
	t.Parallel()
	w := newWorld(t, lketest.Example())
	w.run(t, morning)
	v := version1{w.runner.Shelf, time.Now, "version 1"}
	key := mailOf("2024-11-19", 1, "a@example.com")
	var claim claim1
	var result result1
	if err := errors.Join(v.read(t.Context(), key, 1, "claim", &claim), v.read(t.Context(), key, 1, "result", &result)); err != nil {
		t.Fatal(err)
	}
	if claim.Recipient != key.Recipient || claim.Attempt != 1 || claim.By != "first" || !claim.Planned.Equal(morning.Time) || !claim.Expires.After(claim.At) {
		t.Errorf("claim %+v", claim)
	}
	if result.Status != delivery.StatusDelivered || !result.Final || result.Detail == "" || result.At.IsZero() {
		t.Errorf("result %+v", result)
	}
}
