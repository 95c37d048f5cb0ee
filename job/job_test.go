package job_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"encoding/base64"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/delivery"
	"tokenreport/delivery/cos"
	"tokenreport/delivery/cos/costest"
	"tokenreport/delivery/ledger"
	"tokenreport/delivery/smtp"
	"tokenreport/delivery/smtp/smtptest"
	"tokenreport/job"
	"tokenreport/report/data"
	"tokenreport/report/pdf"
	"tokenreport/secret"
)

// world is everything outside: the API, a mail server and a bucket, each on the loopback interface with TLS.
type world struct {
	api    *lketest.Server
	mail   *smtptest.Server
	bucket *costest.Server
	runner *job.Runner
}

var credentials = apiclient.Credentials{
	SecretID: secret.New("AKIDcanary"), SecretKey: secret.New("key-canary"), Token: secret.New("token-canary"),
}

func newWorld(t *testing.T, source lketest.Source) *world {
	t.Helper()
	now := time.Now
	api, err := lketest.Start(lketest.Config{Accounts: []apiclient.Credentials{credentials}, Source: source, Now: now, TLS: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = api.Close() })
	relay, err := smtptest.Start(smtptest.Options{Username: "report@example.com", Password: "password-canary"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = relay.Close() })
	bucket := costest.Start(costest.Options{SecretID: "AKIDcanary", SecretKey: "key-canary", Token: "token-canary", Now: now})
	t.Cleanup(bucket.Close)

	client, err := apiclient.New(apiclient.Options{
		Endpoint: api.Endpoint, Region: "ap-guangzhou", Rate: 20, Now: now, Transport: apiclient.NewTransport(api.Roots),
	}, credentials, new(apiclient.Pacer))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{api: api, mail: relay, bucket: bucket}
	w.runner = &job.Runner{
		API: client, Endpoint: "lke.intl.tencentcloudapi.com", Region: "ap-jakarta", LabelZone: zone(t, "Asia/Shanghai"),
		Version: "test", Now: now, Log: slog.New(slog.DiscardHandler), Shelf: new(ledger.Memory), Invocation: "first",
		Reports: []job.Report{w.report(t, smtp.Full)},
	}
	return w
}

func (w *world) report(t *testing.T, features smtp.Features) job.Report {
	t.Helper()
	mails, err := smtp.New(smtp.Options{
		Host: w.mail.Host(), Port: w.mail.Port(), Username: "report@example.com", Password: secret.New("password-canary"),
		From: address("report@example.com"), Features: features, RootCAs: w.mail.CertPool(),
	})
	if err != nil {
		t.Fatal(err)
	}
	store, err := cos.New(cos.Options{
		BucketURL: w.bucket.URL(), Prefix: "reports", SecretID: "AKIDcanary", SecretKey: secret.New("key-canary"),
		Token: secret.New("token-canary"), RootCAs: w.bucket.CertPool(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return job.Report{
		Name: "daily", Language: "en", Zone: zone(t, "Asia/Shanghai"), Hourly: true,
		Mail: &job.Mail{
			Channel: mails, Inline: mails.Features().Inline(), Attach: []job.Format{job.PDF},
			To: []netmail.Address{address("a@example.com")}, Cc: []netmail.Address{address("b@example.com")}, Bcc: []netmail.Address{address("c@example.com")},
		},
		Store: &job.Store{Channel: store, Formats: job.Formats()},
	}
}

func address(a string) netmail.Address { return netmail.Address{Address: a} }

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

var morning = job.Event{Time: time.Date(2024, 11, 20, 0, 30, 0, 0, time.UTC)}

func (w *world) run(t *testing.T, event job.Event) job.Result {
	t.Helper()
	answer, err := w.runner.Run(t.Context(), event)
	if err != nil {
		t.Fatal(err)
	}
	return answer.Reports[0]
}

// The API document's example says the same in the PDF, the HTML, the plain text and the JSON, as delivered.
func TestTheExampleSaysTheSameEverywhere(t *testing.T) {
	w := newWorld(t, lketest.Example())
	w.run(t, morning)

	const key = "reports/daily/2024/11/19/token-usage-2024-11-19"
	stored := w.bucket.Objects()
	received := parts(t, w.mail.Messages()[0].Data)
	texts := map[string]string{
		"stored PDF": pdfText(t, stored[key+".pdf"].Content), "attached PDF": pdfText(t, received["application/pdf"]),
		"HTML": string(received["text/html"]), "plain text": string(received["text/plain"]), "JSON": string(stored[key+".json"].Content),
	}
	for name, text := range texts {
		digits := strings.ReplaceAll(text, ",", "")
		for _, figure := range []string{"67199", "66391", "808", "36641", "09:35", "2024-11-19"} {
			if !strings.Contains(digits, figure) {
				t.Errorf("%s does not say %s:\n%s", name, figure, text)
			}
		}
	}
	var figures data.Report
	if err := json.Unmarshal(stored[key+".json"].Content, &figures); err != nil {
		t.Fatal(err)
	}
	if *figures.Total != 67199 || *figures.Peak.Tokens != 36641 || figures.Peak.At.Format("15:04") != "09:35" || !figures.Complete {
		t.Errorf("JSON %+v", figures)
	}
	if got := len(bytes.Split(bytes.TrimSpace(stored[key+".csv"].Content), []byte("\n"))); got != 5 {
		t.Errorf("CSV has %d lines, want a head and four points", got)
	}
	if len(received["image/png"]) == 0 {
		t.Error("the mail has no chart")
	}
}

func pdfText(t *testing.T, file []byte) string {
	t.Helper()
	contents, err := pdf.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(contents.Pages, "\n")
}

// Each recipient gets one mail in a transaction of its own; the blind copy is in no header.
func TestRecipients(t *testing.T) {
	w := newWorld(t, lketest.Example())
	result := w.run(t, morning)
	var to, ids []string
	for _, m := range w.mail.Messages() {
		to = append(to, strings.Join(m.To, "+"))
		parsed, err := netmail.ReadMessage(bytes.NewReader(m.Data))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, parsed.Header.Get("Message-Id"))
		if bytes.Contains(m.Data, []byte("c@example.com")) {
			t.Error("the blind copy's address is in the mail")
		}
		if date, err := parsed.Header.Date(); err != nil || !date.Equal(morning.Time) {
			t.Errorf("date %v, %v", date, err)
		}
	}
	if got := strings.Join(to, " "); got != "a@example.com b@example.com c@example.com" {
		t.Errorf("envelopes %s", got)
	}
	if ids[0] == ids[1] || ids[0] == "" {
		t.Errorf("Message-IDs %q", ids)
	}
	if len(result.Deliveries) != 4 || result.Deliveries[0].Via != "cos" {
		t.Errorf("deliveries %+v; the store comes first", result.Deliveries)
	}
	forced := morning
	forced.Force = true
	w.run(t, forced)
	again, err := netmail.ReadMessage(bytes.NewReader(w.mail.Messages()[3].Data))
	if err != nil {
		t.Fatal(err)
	}
	if again.Header.Get("Message-Id") != ids[0] {
		t.Error("the Message-ID changed between two runs for the same day")
	}
}

// The platform delivers an event at least once; what has arrived does not go out again, what has not does.
func TestARunAgainDeliversOnlyWhatFailed(t *testing.T) {
	w := newWorld(t, lketest.Example())
	w.mail.SetFaults(smtptest.Faults{smtptest.Rcpt: {Recipient: "b@example.com", Reply: "451 4.7.1 try later"}})
	if _, err := w.runner.Run(t.Context(), morning); err == nil || !strings.Contains(err.Error(), "451") {
		t.Fatalf("got %v, want the server's 451", err)
	}
	w.mail.SetFaults(nil)
	w.runner.Invocation = "second"
	result := w.run(t, morning)
	var statuses, to []string
	for _, d := range result.Deliveries {
		statuses = append(statuses, string(d.Status))
	}
	for _, m := range w.mail.Messages() {
		to = append(to, m.To...)
	}
	if got := strings.Join(statuses, ", "); got != "already delivered, already delivered, delivered, already delivered" {
		t.Errorf("statuses %s", got)
	}
	if got := strings.Join(to, " "); got != "a@example.com c@example.com b@example.com" {
		t.Errorf("mails to %s, want one each", got)
	}
}

// A refusal for good is not tried again, nor by the platform's later tries; they still answer an error.
func TestARefusalStays(t *testing.T) {
	w := newWorld(t, lketest.Example())
	w.mail.SetFaults(smtptest.Faults{smtptest.Rcpt: {Recipient: "b@example.com", Reply: "550 5.1.1 no such user"}})
	for _, invocation := range []string{"first", "second"} {
		w.runner.Invocation = invocation
		if _, err := w.runner.Run(t.Context(), morning); err == nil || !strings.Contains(err.Error(), "550 5.1.1") {
			t.Errorf("%s: %v, want the server's 550", invocation, err)
		}
	}
	asked := 0
	for _, command := range w.mail.Commands() {
		if strings.Contains(command, "b@example.com") {
			asked++
		}
	}
	if asked != 1 || len(w.mail.Messages()) != 2 {
		t.Errorf("the server was asked %d times for b@example.com and took %d mails", asked, len(w.mail.Messages()))
	}
}

// Eight instances at once for the same day: each reader gets one mail.
func TestEightInstancesAtOnce(t *testing.T) {
	w := newWorld(t, lketest.Example())
	var all sync.WaitGroup
	for i := range 8 {
		runner := *w.runner
		runner.Invocation = fmt.Sprint(i)
		all.Go(func() { _, _ = runner.Run(t.Context(), morning) }) // those who find another at it answer an error
	}
	all.Wait()
	got := map[string]int{}
	for _, m := range w.mail.Messages() {
		got[m.To[0]]++
	}
	for _, recipient := range []string{"a@example.com", "b@example.com", "c@example.com"} {
		if got[recipient] != 1 {
			t.Errorf("%s got %d mails", recipient, got[recipient])
		}
	}
}

// A mail whose acceptance was lost is sent again under the same Message-ID, and the record says that it is unclear.
func TestALostAcceptanceIsRecordedAsUnclear(t *testing.T) {
	w := newWorld(t, lketest.Example())
	w.runner.Reports[0].Mail.Cc, w.runner.Reports[0].Mail.Bcc = nil, nil
	w.mail.SetFaults(smtptest.Faults{smtptest.FinalDot: {Do: smtptest.Reset, Notify: func() { w.mail.SetFaults(nil) }}})
	result := w.run(t, morning)
	ids := map[string]bool{}
	for _, m := range w.mail.Messages() {
		parsed, err := netmail.ReadMessage(bytes.NewReader(m.Data))
		if err != nil {
			t.Fatal(err)
		}
		ids[parsed.Header.Get("Message-Id")] = true
	}
	if len(ids) != 1 || len(w.mail.Messages()) != 2 {
		t.Errorf("%d mails with %d Message-IDs", len(w.mail.Messages()), len(ids))
	}
	key := delivery.Key{Report: "daily", Period: "2024-11-19", Revision: 1, Channel: "email", Recipient: "a@example.com"}
	record, err := w.runner.Shelf.Read(t.Context(), key.Path()+"/0001.result.json")
	if err != nil || !bytes.Contains(record, []byte(`"unclear"`)) {
		t.Errorf("the first attempt's record is %s, %v", record, err)
	}
	if last := result.Deliveries[len(result.Deliveries)-1]; last.Status != delivery.StatusDelivered {
		t.Errorf("the second attempt: %+v", last)
	}
}

// Tencent SES takes no Content-ID and no Cc, and ignores transfer encodings.
func TestTencentSES(t *testing.T) {
	w := newWorld(t, lketest.Example())
	w.runner.Reports = []job.Report{w.report(t, smtp.SES)}
	w.run(t, morning)
	for _, m := range w.mail.Messages() {
		if text := string(m.Data); strings.Contains(text, "Content-ID") || strings.Contains(text, "Content-Id") ||
			strings.Contains(text, "\r\nCc:") || strings.Contains(text, "cid:") || strings.Contains(text, "image/png") {
			t.Errorf("the mail for %s has what the relay does not take", m.To)
		}
		if !strings.Contains(string(m.Data), "67,199") {
			t.Error("the body cannot be read without decoding it")
		}
	}
}

// One thing that fails stops no other, and is named in the error.
func TestOneFailureStopsNoOther(t *testing.T) {
	w := newWorld(t, lketest.Example())
	w.mail.SetFaults(smtptest.Faults{smtptest.Rcpt: {Recipient: "b@example.com", Reply: "550 5.1.1 no such user"}})
	answer, err := w.runner.Run(t.Context(), morning)
	if err == nil || !strings.Contains(err.Error(), "b@example.com") || !strings.Contains(err.Error(), "550") {
		t.Errorf("error %v, want one that names b@example.com and its 550", err)
	}
	statuses := ""
	for _, d := range answer.Reports[0].Deliveries {
		statuses += string(d.Status) + " "
	}
	if statuses != "delivered delivered failed delivered " {
		t.Errorf("statuses %s", statuses)
	}
}

func TestDryRun(t *testing.T) {
	w := newWorld(t, lketest.Example())
	event := morning
	event.DryRun = true
	result := w.run(t, event)
	if len(w.mail.Messages())+len(w.bucket.Objects()) > 0 {
		t.Error("a dry run delivered something")
	}
	for _, d := range result.Deliveries {
		if d.Status != job.Skipped || !strings.Contains(d.Detail, "dry run") {
			t.Errorf("delivery %+v", d)
		}
	}
	if len(result.Files) < 6 || *result.Total != 67199 {
		t.Errorf("%d files, total %d", len(result.Files), *result.Total)
	}
}

// A dry run delivers nothing whatever a report consists of, and leaves no record that it had.
func TestDryRunOfAPart(t *testing.T) {
	for name, change := range map[string]func(*job.Report){
		"store only": func(r *job.Report) { r.Mail = nil },
		"mail only":  func(r *job.Report) { r.Store = nil },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, lketest.Example())
			change(&w.runner.Reports[0])
			dry := morning
			dry.DryRun = true
			w.run(t, dry)
			if len(w.mail.Messages())+len(w.bucket.Objects()) > 0 {
				t.Error("a dry run delivered something")
			}
			for _, d := range w.run(t, morning).Deliveries {
				if d.Status != delivery.StatusDelivered {
					t.Errorf("after the dry run: %+v", d)
				}
			}
		})
	}
}

// A server whose acceptance is lost every time gets the mail twice, not as often as a refusal would be tried again.
func TestALostAcceptanceIsTriedOnceMore(t *testing.T) {
	w := newWorld(t, lketest.Example())
	w.runner.Reports[0].Mail.Cc, w.runner.Reports[0].Mail.Bcc = nil, nil
	w.mail.SetFaults(smtptest.Faults{smtptest.FinalDot: {Do: smtptest.Reset}})
	answer, err := w.runner.Run(t.Context(), morning)
	if err == nil {
		t.Fatal("no error")
	}
	deliveries := answer.Reports[0].Deliveries
	if last := deliveries[len(deliveries)-1]; last.Status != delivery.StatusUnclear || len(w.mail.Messages()) != 2 {
		t.Errorf("%+v after %d mails", last, len(w.mail.Messages()))
	}
}

// A server that hangs for one recipient leaves time for the others.
func TestAHangStopsNoOther(t *testing.T) {
	w := newWorld(t, lketest.Example())
	w.mail.SetFaults(smtptest.Faults{smtptest.Rcpt: {Recipient: "a@example.com", Do: smtptest.Hang}})
	ctx, cancel := context.WithTimeout(t.Context(), 12*time.Second)
	defer cancel()
	answer, err := w.runner.Run(ctx, morning)
	if err == nil || !strings.Contains(err.Error(), "the time for this delivery is used up") {
		t.Errorf("error %v", err)
	}
	statuses := ""
	for _, d := range answer.Reports[0].Deliveries {
		statuses += string(d.Status) + " "
	}
	if statuses != "delivered failed delivered delivered " {
		t.Errorf("statuses %s", statuses)
	}
}

// Odd data are never taken for an empty day.
func TestOddDataAreNotSkipped(t *testing.T) {
	w := newWorld(t, func(lketest.Query) any {
		return lketest.Graph{Total: []lketest.Stat{{X: "202411190900", Y: -5}, {X: "202411190905", Y: 0}}, Input: []lketest.Stat{}, Output: []lketest.Stat{}}
	})
	w.runner.Reports[0].WhenEmpty = job.SkipEmpty
	w.run(t, morning)
	if len(w.mail.Messages()) != 3 {
		t.Errorf("%d mails", len(w.mail.Messages()))
	}
}

// FuzzReport holds, for any two points: there is a report, or a clear error about the sum.
func FuzzReport(f *testing.F) {
	f.Add("202411192355", int64(50), "202411200000", int64(50))
	f.Add("20241119", int64(1), "20241120", int64(2))
	f.Add("2024111900", int64(1), "202411190005", int64(2))
	f.Add("202411190001", int64(-1), "", int64(9))
	f.Fuzz(func(t *testing.T, x1 string, y1 int64, x2 string, y2 int64) {
		points := []lketest.Stat{{X: x1, Y: y1}, {X: x2, Y: y2}}
		w := newWorld(t, func(lketest.Query) any { return lketest.Graph{Total: points, Input: points, Output: []lketest.Stat{}} })
		dry := morning
		dry.DryRun = true
		if _, err := w.runner.Run(t.Context(), dry); err != nil && !strings.Contains(err.Error(), "largest number of tokens") {
			t.Fatal(err)
		}
	})
}

func TestWhenEmpty(t *testing.T) {
	for when, want := range map[job.WhenEmpty]struct{ mails, objects int }{
		job.SendEmpty: {3, 3}, job.NoteEmpty: {3, 3}, job.SkipEmpty: {0, 3},
	} {
		t.Run(fmt.Sprint(when), func(t *testing.T) {
			w := newWorld(t, func(lketest.Query) any {
				return lketest.Graph{Total: []lketest.Stat{}, Input: []lketest.Stat{}, Output: []lketest.Stat{}}
			})
			w.runner.Reports[0].WhenEmpty = when
			result := w.run(t, morning)
			if len(w.mail.Messages()) != want.mails || len(w.bucket.Objects()) != want.objects {
				t.Errorf("%d mails and %d objects, want %+v", len(w.mail.Messages()), len(w.bucket.Objects()), want)
			}
			if !result.Complete || result.Total == nil || *result.Total != 0 {
				t.Errorf("result %+v", result)
			}
			if when == job.NoteEmpty {
				received := parts(t, w.mail.Messages()[0].Data)
				if got := strings.TrimSpace(string(received["text/plain"])); got != "Token usage, Tuesday, 19 November 2024: no usage was recorded." || len(received) != 1 {
					t.Errorf("the note is %q with %d parts", got, len(received))
				}
			}
		})
	}
}

// What the API may send: a report that says what is odd, or a clear error; never a crash or a wrong sum.
func TestOddAnswers(t *testing.T) {
	stats := func(points ...lketest.Stat) []lketest.Stat { return points }
	good := lketest.Stat{X: "202411190900", Y: 10}
	none := []lketest.Stat{}
	tests := map[string]struct {
		answer   any
		total    string
		complete bool
		says     string
	}{
		"a bad X":      {lketest.Graph{Total: stats(good, lketest.Stat{X: "2024-11-19", Y: 5}), Input: stats(good), Output: none}, "10", false, "its time “2024-11-19” is not a valid time"},
		"a null X":     {lketest.Graph{Total: stats(good, lketest.Stat{Y: 5}), Input: stats(good), Output: none}, "10", false, "is not a valid time"},
		"a negative Y": {lketest.Graph{Total: stats(good, lketest.Stat{X: "202411190905", Y: -5}), Input: stats(good), Output: none}, "10", false, "is negative"},
		"Y as text":    {lketest.Graph{Total: stats(lketest.Stat{X: "202411190900", Y: "10"}), Input: stats(good), Output: none}, "10", true, ""},
		"Y in words":   {lketest.Graph{Total: stats(good, lketest.Stat{X: "202411190905", Y: "ten"}), Input: stats(good), Output: none}, "10", false, "“ten”"},
		"null Y":       {lketest.Graph{Total: stats(good, lketest.Stat{X: "202411190905"}), Input: stats(good), Output: none}, "10", false, "no value"},
		"half a token": {lketest.Graph{Total: stats(lketest.Stat{X: "202411190900", Y: 9.5}), Input: stats(good), Output: none}, "10", false, "no whole number"},
		"beyond 2^53":  {json.RawMessage(`{"Total":[{"X":"202411190900","Y":9007199254740993}],"Input":[{"X":"202411190900","Y":9007199254740993}],"Output":[]}`), "9007199254740993", true, ""},
		"null arrays":  {json.RawMessage(`{"Total":null,"Input":null,"Output":null}`), "null", false, "gave no Total series"},
		"duplicates":   {lketest.Graph{Total: stats(good, good), Input: stats(good, good), Output: none}, "20", false, "repeats a time"},
		"another day":  {lketest.Graph{Total: stats(good, lketest.Stat{X: "202411180900", Y: 5}), Input: stats(good), Output: none}, "10", false, "not on this day"},
		"not the sum":  {lketest.Graph{Total: stats(good), Input: stats(lketest.Stat{X: "202411190900", Y: 6}), Output: stats(lketest.Stat{X: "202411190900", Y: 3})}, "10", false, "Total is not input + output"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(lketest.Query) any { return test.answer })
			result := w.run(t, morning)
			total := "null"
			if result.Total != nil {
				total = fmt.Sprint(*result.Total)
			}
			if total != test.total || result.Complete != test.complete {
				t.Errorf("total %s, complete %v", total, result.Complete)
			}
			received := parts(t, w.mail.Messages()[0].Data)
			if !strings.Contains(strings.Join(strings.Fields(string(received["text/plain"])), " "), test.says) {
				t.Errorf("the mail does not say %q:\n%s", test.says, received["text/plain"])
			}
		})
	}
}

func TestAHundredThousandPoints(t *testing.T) {
	var series []lketest.Stat
	for i := range 100_000 {
		series = append(series, lketest.Stat{X: fmt.Sprintf("20241119%02d%02d", i/60%24, i%60), Y: 1})
	}
	w := newWorld(t, func(lketest.Query) any { return lketest.Graph{Total: series, Input: series, Output: []lketest.Stat{}} })
	if result := w.run(t, morning); *result.Total != 100_000 || result.Complete {
		t.Errorf("total %d, complete %v", *result.Total, result.Complete)
	}
}

// A failing API is a clear error with its code and request ID, and nothing goes out.
func TestFailingAPI(t *testing.T) {
	tests := map[string]struct {
		fault lketest.Fault
		want  []string
	}{
		"permission":     {lketest.APIError("UnauthorizedOperation", "not allowed"), []string{"UnauthorizedOperation", "request ID", "lke:DescribeTokenUsageGraph"}},
		"truncated body": {lketest.Truncate(40), []string{"fetch usage: DescribeTokenUsageGraph"}},
		"a body of 1 GB": {lketest.Huge(1 << 30), []string{"fetch usage: DescribeTokenUsageGraph"}},
		"a gateway":      {lketest.BadGateway(), []string{"502"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, lketest.Example())
			w.api.Inject(lketest.Always(test.fault))
			answer, err := w.runner.Run(t.Context(), morning)
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range append(test.want, "report daily for 2024-11-19") {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
			if strings.Contains(err.Error(), "canary") {
				t.Errorf("a secret is in the error: %v", err)
			}
			if len(w.mail.Messages())+len(w.bucket.Objects()) > 0 || len(answer.Reports) != 1 || answer.Reports[0].Total != nil {
				t.Errorf("something went out, or the answer says what is not known: %+v", answer)
			}
		})
	}
}

// An API that hangs is given up while there is time left to say so.
func TestHangingAPI(t *testing.T) {
	w := newWorld(t, lketest.Example())
	w.api.Inject(lketest.Always(lketest.Hang()))
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	_, err := w.runner.Run(ctx, morning)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "the time for fetching is used up") {
		t.Errorf("got %v, want it to say that the time for fetching is used up", err)
	}
	if ctx.Err() != nil {
		t.Error("fetching left nothing of the time")
	}
}

func TestRequests(t *testing.T) {
	w := newWorld(t, lketest.Example())
	w.runner.Now = func() time.Time { return time.Date(2024, 11, 20, 0, 30, 0, 0, time.UTC) }
	tests := map[string]struct {
		event job.Event
		want  string
	}{
		"an unknown report":  {job.Event{Reports: []string{"weekly"}}, `there is no report "weekly": the configuration has ["daily"]`},
		"a day that goes on": {job.Event{Date: "2024-11-20"}, "2024-11-20 is not over in Asia/Shanghai yet: the last full day is 2024-11-19"},
		"no date":            {job.Event{Date: "tomorrow"}, "write it as YYYY-MM-DD"},
		"a future event":     {job.Event{Time: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)}, "is not over"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := w.runner.Run(t.Context(), test.event)
			var request *job.RequestError
			if !errors.As(err, &request) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want a RequestError with %q", err, test.want)
			}
		})
	}
	if len(w.api.Requests()) > 0 {
		t.Error("the API was asked")
	}
}

// The day's bounds reach the API in whole seconds, also on a day of 25 hours.
func TestWindow(t *testing.T) {
	w := newWorld(t, lketest.Example())
	w.runner.Reports[0].Zone = zone(t, "America/New_York")
	w.run(t, job.Event{Date: "2024-11-03", DryRun: true})
	body := w.api.Requests()[0].Body
	for _, want := range []string{"1730606400", "1730696399"} {
		if !strings.Contains(body, want) {
			t.Errorf("the API was asked for %s, without %s", body, want)
		}
	}
}

// The same event makes the same files, and the same mail but for what go-mail draws by lot.
func TestDeterminism(t *testing.T) {
	w := newWorld(t, lketest.Month(1))
	event := morning
	event.DryRun = true
	first, second := w.run(t, event), w.run(t, event)
	for i, file := range first.Files {
		// Each fetch has a request ID of its own, which JSON, mail and PDF print.
		if file.ContentID == "" && !strings.HasSuffix(file.Name, ".csv") {
			continue
		}
		if !bytes.Equal(file.Content, second.Files[i].Content) {
			t.Errorf("%s differs between two runs", file.Name)
		}
	}
}

// parts are the decoded leaves of a message, by media type.
func parts(t *testing.T, raw []byte) map[string][]byte {
	t.Helper()
	message, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	leaves := map[string][]byte{}
	collect(t, leaves, message.Header.Get("Content-Type"), message.Header.Get("Content-Transfer-Encoding"), message.Body)
	return leaves
}

func collect(t *testing.T, leaves map[string][]byte, contentType, encoding string, body io.Reader) {
	t.Helper()
	mediaType, parameters, err := mime.ParseMediaType(contentType)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(mediaType, "multipart/") {
		leaves[mediaType] = decode(t, encoding, body)
		return
	}
	reader := multipart.NewReader(body, parameters["boundary"])
	for {
		part, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		collect(t, leaves, part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part)
	}
}

func decode(t *testing.T, encoding string, body io.Reader) []byte {
	t.Helper()
	switch strings.ToLower(encoding) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	content, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
