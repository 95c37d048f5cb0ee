package job_test

import (
	"bytes"
	"context"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient/lketest"
	"tokenreport/delivery"
	"tokenreport/delivery/cos/costest"
	"tokenreport/delivery/smtp"
	"tokenreport/delivery/smtp/smtptest"
	"tokenreport/job"
	"tokenreport/report/format"
)

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
		if date, err := parsed.Header.Date(); err != nil || !date.Equal(sent) {
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
	t.Parallel()
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
		} else if told := strings.Contains(err.Error(), "run it by hand"); told != (invocation == "second") {
			t.Errorf("%s: %v", invocation, err)
		}
	}
	asked := 0
	for _, command := range w.mail.Commands() {
		if strings.Contains(command, "b@example.com") {
			asked++
		}
	}
	if asked != 1 || len(w.mail.Messages()) != 2 || len(w.api.Requests()) != 1 {
		t.Errorf("the mail server was asked %d times for b@example.com and took %d mails; the API was asked %d times",
			asked, len(w.mail.Messages()), len(w.api.Requests()))
	}
}

// What was refused for good stays refused also where something beside it is tried again.
func TestARefusalStaysBesideWhatIsTriedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, lketest.Example())
	asked := map[string]int{}
	w.mail.Inject(func(p smtptest.Point) (smtptest.Fault, bool) {
		if p.Moment != smtptest.Rcpt {
			return smtptest.Fault{}, false
		}
		return smtptest.Fault{Recipient: "b@example.com", Reply: "550 5.1.1 no such user"}, true
	})
	w.bucket.SetFaults(costest.Fault{Status: 503, Code: "SlowDown", Message: "Please reduce your request rate."})
	for try := 1; try <= 2; try++ {
		if _, err := w.invoke(t.Context(), morning); err == nil || !strings.Contains(err.Error(), "550") || strings.Contains(err.Error(), "SlowDown") != (try == 1) {
			t.Errorf("try %d: error %v", try, err)
		}
		w.bucket.SetFaults()
	}
	for _, command := range w.mail.Commands() {
		asked[command]++
	}
	if n := asked["RCPT TO:<b@example.com>"]; n != 1 || len(w.bucket.Objects()) != len(format.All()) || len(w.mail.Messages()) != 2 {
		t.Errorf("asked %d times for b@example.com; %d objects, %d mails; the commands were %v", n, len(w.bucket.Objects()), len(w.mail.Messages()), asked)
	}
}

// A person who has mended the cause runs the day again: only what was refused goes out.
func TestAPersonTriesAgainWhatWasRefused(t *testing.T) {
	w := newWorld(t, lketest.Example())
	w.mail.SetFaults(smtptest.Faults{smtptest.Rcpt: {Recipient: "b@example.com", Reply: "550 5.1.1 no such user"}})
	if _, err := w.runner.Run(t.Context(), morning); err == nil {
		t.Fatal("no error")
	}
	w.mail.SetFaults(nil)
	w.runner.Invocation = "second"
	w.run(t, job.Event{Date: "2024-11-19"})
	var to []string
	for _, m := range w.mail.Messages() {
		to = append(to, m.To...)
	}
	if got := strings.Join(to, " "); got != "a@example.com c@example.com b@example.com" {
		t.Errorf("mails to %s, want one each", got)
	}
}

// A mail whose acceptance was lost is sent again under the same Message-ID, and the record says that it is unclear.
func TestALostAcceptanceIsRecordedAsUnclear(t *testing.T) {
	t.Parallel()
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

// A server whose acceptance is lost every time gets the mail twice, however often the platform runs the event.
func TestALostAcceptanceIsTriedOnceMore(t *testing.T) {
	t.Parallel()
	w := newOwnedWorld(t, lketest.Example())
	w.runner.Reports[0].Mail.Cc, w.runner.Reports[0].Mail.Bcc = nil, nil
	w.mail.SetFaults(smtptest.Faults{smtptest.FinalDot: {Do: smtptest.Reset}})
	for run := 1; run <= 3; run++ {
		answer, err := w.invoke(t.Context(), morning)
		if err == nil {
			t.Fatal("no error")
		}
		for _, d := range answer.Reports[0].Deliveries {
			if d.Via == "email" && d.Status != delivery.StatusUnclear {
				t.Errorf("run %d: %+v", run, d)
			}
		}
		if n := len(w.mailed()); n != 2 {
			t.Errorf("run %d: %d mails", run, n)
		}
	}
	if n := len(w.told()); n != 2 { // that notice is lost in the same way
		t.Errorf("%d notices", n)
	}
	w.mail.SetFaults(nil)
	if _, err := w.invoke(t.Context(), job.Event{Date: "2024-11-19"}); err != nil {
		t.Error(err)
	}
}

// A server that hangs for one recipient leaves time for the others.
func TestAHangStopsNoOther(t *testing.T) {
	t.Parallel()
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
