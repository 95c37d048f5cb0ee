package job_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/delivery/cos"
	"tokenreport/delivery/cos/costest"
	"tokenreport/delivery/ledger"
	"tokenreport/delivery/smtp"
	"tokenreport/delivery/smtp/smtptest"
	"tokenreport/job"
	"tokenreport/report/data"
	"tokenreport/report/format"
	"tokenreport/report/pdf"
	"tokenreport/secret"
)

// world is everything outside: the API, a mail server and a bucket, each on the loopback interface with TLS.
type world struct {
	api    *lketest.Server
	mail   *smtptest.Server
	bucket *costest.Server
	runner *job.Runner

	invocations int
}

var credentials = apiclient.Credentials{
	SecretID: secret.New("AKIDcanary"), SecretKey: secret.New("key-canary"), Token: secret.New("token-canary"),
}

func newWorld(t *testing.T, source lketest.Source) *world {
	t.Helper()
	now := time.Now
	api, err := lketest.Start(lketest.Config{Accounts: []apiclient.Credentials{credentials}, Source: source, Now: now, TLS: true, Rate: -1})
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
		Endpoint: api.Endpoint, Region: "ap-guangzhou", Rate: unhurried, Now: now, Transport: apiclient.NewTransport(api.Roots),
	}, credentials, new(apiclient.Pacer))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{api: api, mail: relay, bucket: bucket}
	w.runner = &job.Runner{
		API: client, Endpoint: "lke.intl.tencentcloudapi.com", Region: "ap-jakarta", LabelZone: zone(t, "Asia/Shanghai"),
		Version: "test", Now: now, Log: slog.New(slog.DiscardHandler), Shelf: new(ledger.Memory), Memory: new(ledger.Memory), Invocation: "first",
		Reports: []job.Report{w.report(t, smtp.Full)},
	}
	return w
}

func (w *world) report(t *testing.T, features smtp.Features) job.Report {
	t.Helper()
	mails := w.mailChannel(t, smtp.Options{Features: features})
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
			Channel: mails, Inline: mails.Features().Inline(), Attach: []format.Format{format.PDF},
			To: []netmail.Address{address("a@example.com")}, Cc: []netmail.Address{address("b@example.com")}, Bcc: []netmail.Address{address("c@example.com")},
		},
		Store: &job.Store{Channel: store, Formats: format.All()},
	}
}

// mailChannel completes the options by the way to the mail server.
func (w *world) mailChannel(t *testing.T, o smtp.Options) *smtp.Channel {
	t.Helper()
	o.Host, o.Port, o.RootCAs = w.mail.Host(), w.mail.Port(), w.mail.CertPool()
	o.Username, o.Password, o.From = "report@example.com", secret.New("password-canary"), address("report@example.com")
	o.Now = func() time.Time { return sent }
	channel, err := smtp.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return channel
}

// sent is when every mail goes out, whatever day it is about.
var sent = time.Date(2024, 12, 24, 18, 0, 0, 0, time.UTC)

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
		"HTML": string(received["text/html"]), "plain text": string(received["text/plain"]), "JSON": string(stored[key+".json"].Content), "page": string(stored[key+".html"].Content),
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

func TestRequests(t *testing.T) {
	w := newWorld(t, lketest.Example())
	w.runner.Now = func() time.Time { return time.Date(2024, 11, 20, 0, 30, 0, 0, time.UTC) }
	tests := map[string]struct {
		event job.Event
		want  string
	}{
		"an unknown report":  {job.Event{Reports: []string{"weekly"}}, `there is no report "weekly": the configuration has daily`},
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
