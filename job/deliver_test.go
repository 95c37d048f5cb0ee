package job_test

import (
	"bytes"
	"context"
	"maps"
	netmail "net/mail"
	"slices"
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
}

// A mail that is sent again on purpose is one of its own, which a host that drops what it has got already does not drop, and
// refers to the first.
func TestARepetitionIsAMailOfItsOwn(t *testing.T) {
	w := newWorld(t, lketest.Example())
	w.runner.Reports[0].Mail.Cc, w.runner.Reports[0].Mail.Bcc = nil, nil
	forced := job.Event{Date: "2024-11-19", Force: true}
	for _, event := range []job.Event{morning, forced, forced} {
		if _, err := w.invoke(t.Context(), event); err != nil {
			t.Fatal(err)
		}
	}
	var ids []string
	for i, m := range w.mailed() {
		parsed, err := netmail.ReadMessage(bytes.NewReader(m.Data))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, parsed.Header.Get("Message-Id"))
		if got, want := parsed.Header.Get("References"), ids[0]; i > 0 && got != want || i == 0 && got != "" {
			t.Errorf("mail %d refers to %q, the first is %q", i+1, got, want)
		}
	}
	if len(ids) != 3 || len(slices.Compact(slices.Sorted(slices.Values(ids)))) != 3 {
		t.Errorf("Message-IDs %q, want three", ids)
	}
}

// The platform tries a forced event again: who has got the second mail does not get a third.
func TestAForcedEventRepeatsOnce(t *testing.T) {
	t.Parallel()
	timer := func(time, message string) job.Event {
		event, err := job.ParseEvent([]byte(`{"Type":"Timer","TriggerName":"daily","Time":"` + time + `","Message":"` + message + `"}`))
		if err != nil {
			t.Fatal(err)
		}
		return event
	}
	const instant = "2024-11-20T00:30:00Z"
	byRequest := job.Event{Date: "2024-11-19", Force: true, ID: "request 1"}
	tests := map[string]struct {
		events []job.Event
		mails  int // to a reader whom the server takes
	}{
		"a timer's":                    {[]job.Event{timer(instant, `{\"force\":true}`)}, 2},
		"two timers'":                  {[]job.Event{timer(instant, `{\"force\":true}`), timer("2024-11-20T00:31:00Z", `{\"force\":true}`)}, 3},
		"a timer's with two messages":  {[]job.Event{timer(instant, `{\"force\":true}`), timer(instant, `{\"force\":true,\"reports\":[\"daily\"]}`)}, 3},
		"a request's without a time":   {[]job.Event{byRequest}, 2},
		"one whose ID nobody has said": {[]job.Event{{Time: morning.Time, Force: true}}, 2},
		"a command's":                  {[]job.Event{{Date: "2024-11-19", Force: true}}, 4},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, lketest.Example())
			w.mail.SetFaults(smtptest.Faults{smtptest.Rcpt: {Recipient: "b@example.com", Reply: "550 5.1.1 no such user"}})
			for _, event := range append([]job.Event{morning}, test.events...) {
				for range 3 {
					_, _ = w.invoke(t.Context(), event) // b@example.com is an error of each
				}
			}
			got := map[string]int{}
			for _, m := range w.mail.Messages() {
				got[m.To[0]]++
			}
			if want := map[string]int{"a@example.com": test.mails, "c@example.com": test.mails}; !maps.Equal(got, want) {
				t.Errorf("mails %v, want %v", got, want)
			}
		})
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
		} else if told := strings.Contains(err.Error(), "run it manually"); told != (invocation == "second") {
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

// A mail whose acceptance was lost is not sent again by the same run, which cannot know better, but by the platform's next
// try, under the same Message-ID; the record says that it is unclear.
func TestALostAcceptanceIsLeftToTheNextTry(t *testing.T) {
	t.Parallel()
	w := newOwnedWorld(t, lketest.Example())
	w.runner.Reports[0].Mail.Cc, w.runner.Reports[0].Mail.Bcc = nil, nil
	w.mail.SetFaults(smtptest.Faults{smtptest.FinalDot: {Do: smtptest.Reset}})
	answer, err := w.invoke(t.Context(), morning)
	if last := answer.Reports[0].Deliveries[1]; err == nil || last.Status != delivery.StatusUnclear || len(w.mailed()) != 1 {
		t.Errorf("the first try: %+v, %v; %d mails", last, err, len(w.mailed()))
	}
	key := delivery.Key{Report: "daily", Period: "2024-11-19", Revision: 1, Channel: "email", Recipient: "a@example.com"}
	record, err := w.runner.Shelf.Read(t.Context(), key.Path()+"/0001.result.json")
	if err != nil || !bytes.Contains(record, []byte(`"unclear"`)) || !bytes.Contains(record, []byte(`"final": false`)) {
		t.Errorf("the first attempt's record is %s, %v", record, err)
	}
	w.mail.SetFaults(nil)
	if _, err := w.invoke(t.Context(), morning); err != nil {
		t.Error(err)
	}
	if ids := w.messageIDs(); len(ids) != 2 || ids[0] != ids[1] || len(w.told()) > 0 {
		t.Errorf("Message-IDs %q, %d notices", ids, len(w.told()))
	}
}

// A relay that loses every mail of the first run, and takes none, has lost nothing once it is well.
func TestWhatWasLostAndNeverAcceptedIsDeliveredLater(t *testing.T) {
	t.Parallel()
	w := newOwnedWorld(t, lketest.Example())
	w.mail.SetFaults(smtptest.Faults{smtptest.FinalDot: {Do: smtptest.Close, Early: true}})
	if _, err := w.invoke(t.Context(), morning); err == nil || len(w.mail.Messages()) > 0 {
		t.Fatalf("%v, %d mails", err, len(w.mail.Messages()))
	}
	w.mail.SetFaults(nil)
	if _, err := w.invoke(t.Context(), morning); err != nil {
		t.Error(err)
	}
	if got := w.mailsByReader(t); len(got) != 3 || len(w.mail.Messages()) != 3 {
		t.Errorf("mails %v, want one for each", got)
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

// A server whose acceptance is lost in two runs has it sent twice, and no third time: the owner hears of it then, not only after
// the platform's last try.
func TestTwoLossesAreFinal(t *testing.T) {
	t.Parallel()
	w := newOwnedWorld(t, lketest.Example())
	w.runner.Reports[0].Mail.Cc, w.runner.Reports[0].Mail.Bcc = nil, nil
	key := delivery.Key{Report: "daily", Period: "2024-11-19", Revision: 1, Channel: "email", Recipient: "a@example.com"}
	sessions := 0
	w.mail.Inject(func(p smtptest.Point) (smtptest.Fault, bool) {
		if p.Moment == smtptest.FinalDot {
			sessions++
		}
		return smtptest.Fault{Do: smtptest.Reset}, p.Moment == smtptest.FinalDot && sessions <= 2 // the owner's mail comes third
	})
	for run, want := range []struct{ mails, notices int }{{1, 0}, {2, 1}, {2, 1}} {
		answer, err := w.invoke(t.Context(), morning)
		if d := answer.Reports[0].Deliveries; err == nil || run < 2 && d[1].Status != delivery.StatusUnclear {
			t.Errorf("run %d: %+v, %v", run+1, d, err)
		}
		if len(w.mailed()) != want.mails || len(w.told()) != want.notices {
			t.Errorf("run %d: %d mails, %d notices; want %+v", run+1, len(w.mailed()), len(w.told()), want)
		}
	}
	if record, err := w.runner.Shelf.Read(t.Context(), key.Path()+"/0002.result.json"); err != nil || !bytes.Contains(record, []byte(`"final": true`)) {
		t.Errorf("the second attempt's record is %s, %v", record, err)
	}
	if _, err := w.invoke(t.Context(), job.Event{Date: "2024-11-19"}); err != nil || len(w.mailed()) != 3 {
		t.Errorf("a person's run: %v, %d mails", err, len(w.mailed()))
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
