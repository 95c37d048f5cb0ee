package job_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient/lketest"
	"tokenreport/delivery"
	"tokenreport/delivery/ledger"
	"tokenreport/job"
)

// What is kept of a delivery: when it was planned, which attempt it was, and what the other side said.
func TestTheRecordsOfADelivery(t *testing.T) {
	t.Parallel()
	w := newOwnedWorld(t, lketest.Example())
	w.runner.Reports[0].Mail.Cc, w.runner.Reports[0].Mail.Bcc = nil, nil
	w.run(t, morning)
	const attached = "token-usage-daily-2024-11-19" // two reports of a day are two files where attachments are saved
	if mail := w.mailed()[0].Data; !strings.Contains(string(mail), attached+".pdf") {
		t.Errorf("no attachment is named %s.pdf", attached)
	}
	tests := map[string]struct {
		key    delivery.Key
		detail string
	}{
		"mail": {mailOf("2024-11-19", 1, "a@example.com"), "250"},
		"file": {delivery.Key{Report: "daily", Period: "2024-11-19", Revision: 1, Channel: "cos"}, pdfKey},
	}
	for kind, test := range tests {
		var claim struct {
			Report, Period, Channel, Recipient, By string
			Revision, Attempt                      int
			Planned, At, Expires                   time.Time
		}
		w.read(t, test.key.Path()+"/0001.claim.json", &claim)
		got := delivery.Key{Report: claim.Report, Period: claim.Period, Revision: claim.Revision, Channel: claim.Channel, Recipient: claim.Recipient}
		if got != test.key || claim.Attempt != 1 || claim.By != "first" || !claim.Planned.Equal(morning.Time) || !claim.Expires.After(claim.At) {
			t.Errorf("%s: claimed %+v", kind, claim)
		}
		var result ledger.Result
		w.read(t, test.key.Path()+"/0001.result.json", &result)
		if result.Status != delivery.StatusDelivered || !result.Final || !strings.Contains(result.Detail, test.detail) {
			t.Errorf("%s: ended %+v", kind, result)
		}
	}
}

// read reads a record.
func (w *world) read(t *testing.T, name string, into any) {
	t.Helper()
	content, err := w.runner.Shelf.Read(t.Context(), name)
	if err == nil {
		err = json.Unmarshal(content, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Two reports to the same person are two mails, whichever of them fails or goes out first.
func TestTwoReportsToOnePerson(t *testing.T) {
	t.Parallel()
	w := newOwnedWorld(t, lketest.Example())
	first := w.runner.Reports[0]
	first.Mail.Cc, first.Mail.Bcc = nil, nil
	second := first
	second.Name = "by-model"
	w.runner.Reports = []job.Report{first, second}
	for range 2 { // the platform delivers an event at least once
		if _, err := w.invoke(t.Context(), morning); err != nil {
			t.Fatal(err)
		}
	}
	ids := w.mailsByReader(t)["a@example.com"]
	if len(ids) != 2 || ids[0] == ids[1] {
		t.Errorf("mails %q, want one of each report", ids)
	}
}

// Without any storage a run again in a new instance mails again, under the same Message-ID; in the same instance it does
// not.
func TestWithoutStorage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, lketest.Example())
	w.runner.Reports[0].Store = nil
	var ids []string
	for instance, memory := range []*ledger.Memory{new(ledger.Memory), new(ledger.Memory)} {
		w.runner.Shelf, w.runner.Memory = memory, memory
		for range 2 {
			if _, err := w.invoke(t.Context(), morning); err != nil {
				t.Fatal(err)
			}
		}
		if ids = w.mailsByReader(t)["a@example.com"]; len(ids) != instance+1 {
			t.Errorf("after %d instances with two runs each: %d mails", instance+1, len(ids))
		}
	}
	if ids[0] != ids[1] {
		t.Errorf("Message-IDs %q", ids)
	}
}
