package job_test

import (
	"bytes"
	"crypto/tls"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient/lketest"
	"tokenreport/delivery/cos"
	"tokenreport/delivery/cos/costest"
	"tokenreport/delivery/smtp"
	"tokenreport/job"
	"tokenreport/report/format"
)

// limit makes the relay take mails of at most so many bytes, and links lead to the bucket.
func (w *world) limit(t *testing.T, bytes int64) {
	t.Helper()
	m := w.runner.Reports[0].Mail
	m.Channel = w.mailChannel(t, smtp.Options{Features: smtp.Full, MaxSize: bytes})
	depot, ok := w.runner.Reports[0].Store.Channel.(*cos.Channel)
	if !ok {
		t.Fatal("the store is no bucket")
	}
	m.Depot = depot
}

var urlInText = regexp.MustCompile(`https?://\S+`)

const pdfKey = "reports/daily/2024/11/19/token-usage-2024-11-19.pdf"

// An attachment that the relay would refuse is replaced by a link that works.
func TestAnAttachmentThatIsTooLargeIsLinked(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*job.Report){
		"the report is stored":     func(*job.Report) {},
		"the report is not stored": func(r *job.Report) { r.Store = nil },
		"another format is stored": func(r *job.Report) { r.Store.Formats = []format.Format{format.CSV} },
	} {
		t.Run(name, func(t *testing.T) {
			w := newOwnedWorld(t, lketest.Example())
			w.limit(t, 90_000)
			w.runner.Reports[0].Mail.Attach = []format.Format{format.PDF, format.CSV}
			change(&w.runner.Reports[0])
			w.run(t, morning)
			for _, m := range w.mailed() {
				received := parts(t, m.Data)
				if received["application/pdf"] != nil || received["text/csv"] == nil {
					t.Error("the PDF is attached, or the small CSV is not")
				}
				address := urlInText.FindString(string(received["text/plain"]))
				if got := get(t, w, address); !bytes.Equal(got, w.bucket.Objects()[pdfKey].Content) || len(got) == 0 {
					t.Errorf("the link %s leads to %d bytes", address, len(got))
				}
				if end := endOf(t, address); !says(received["text/plain"], end) || !says(received["text/html"], end) {
					t.Errorf("the mail does not say that the link ends %s:\n%s", end, received["text/plain"])
				}
				if html := string(received["text/html"]); !strings.Contains(html, strings.ReplaceAll(address, "&", "&amp;")) {
					t.Error("the HTML does not link to the same")
				}
			}
			if len(w.mailed()) != 3 || len(w.told()) != 0 {
				t.Errorf("%d mails, %d notices", len(w.mailed()), len(w.told()))
			}
		})
	}
}

// says reports whether a text, whose lines may be broken anywhere, has some words.
func says(text []byte, words string) bool {
	return strings.Contains(strings.Join(strings.Fields(string(text)), " "), words)
}

// endOf is when a signed link ends, as its signature says (q-sign-time is "begin;end"), in the report's zone.
func endOf(t *testing.T, address string) string {
	t.Helper()
	link, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	_, end, _ := strings.Cut(link.Query().Get("q-sign-time"), ";")
	seconds, err := strconv.ParseInt(end, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	return time.Unix(seconds, 0).In(zone(t, "Asia/Shanghai")).Format("2 January 2006, 15:04")
}

func get(t *testing.T, w *world, address string) []byte {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: w.bucket.CertPool()}}}
	answer, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	content, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v, %s", address, answer.Status, err, content)
	}
	return content
}

// Where no link can be made, the mail goes without the attachment and says so; the owner is told.
func TestAnAttachmentThatCannotBeLinkedIsLeftOut(t *testing.T) {
	w := newOwnedWorld(t, lketest.Example())
	w.limit(t, 90_000)
	w.runner.Reports[0].Mail.Depot = nil
	w.run(t, morning)
	for _, m := range w.mailed() {
		received := parts(t, m.Data)
		if text := string(received["text/plain"]); received["application/pdf"] != nil || !strings.Contains(text, "token-usage-2024-11-19.pdf") {
			t.Errorf("the mail does not say that the attachment is left out:\n%s", text)
		}
	}
	if told := w.told(); len(w.mailed()) != 3 || len(told) != 1 || !strings.Contains(text(t, told[0]), "token-usage-2024-11-19.pdf") {
		t.Errorf("%d mails, %d notices", len(w.mailed()), len(told))
	}
}

// A link goes out only when the file is there.
func TestAMailWaitsForTheFileThatItLinksTo(t *testing.T) {
	w := newOwnedWorld(t, lketest.Example())
	w.limit(t, 90_000)
	shelf := w.runner.Shelf
	w.runner.Shelf = w.runner.Memory // so that only the files fail
	w.bucket.SetFaults(costest.Fault{Do: costest.Answer, Status: 403, Code: "AccessDenied", Message: "no"})
	if _, err := w.invoke(t.Context(), morning); err == nil || !strings.Contains(err.Error(), "would link to is not stored") {
		t.Errorf("error %v", err)
	}
	if len(w.mailed()) != 0 || len(w.told()) != 1 {
		t.Errorf("%d mails, %d notices", len(w.mailed()), len(w.told()))
	}
	w.bucket.SetFaults()
	w.runner.Shelf = shelf
	w.run(t, morning)
	if len(w.mailed()) != 3 {
		t.Errorf("%d mails after the bucket was mended", len(w.mailed()))
	}
}

// A mail that is over the limit even so is not sent; the owner hears why.
func TestAMailThatIsTooLargeIsNotSent(t *testing.T) {
	w := newOwnedWorld(t, lketest.Example())
	w.limit(t, 2_000)
	if _, err := w.invoke(t.Context(), morning); err == nil || !strings.Contains(err.Error(), "over the limit of 2000") {
		t.Errorf("error %v", err)
	}
	if told := w.told(); len(w.mailed()) != 0 || len(told) != 1 || !strings.Contains(text(t, told[0]), "smtp.max_size") {
		t.Errorf("%d mails, %d notices", len(w.mailed()), len(told))
	}
}
