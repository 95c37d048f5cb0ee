package job_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient/lketest"
	"tokenreport/delivery"
	"tokenreport/delivery/cos/costest"
	"tokenreport/delivery/webhook"
	"tokenreport/delivery/webhook/webhooktest"
	"tokenreport/golden"
	"tokenreport/job"
	"tokenreport/report/format"
	"tokenreport/secret"
	"tokenreport/templates"
)

const chatSecret = "SEC-canary"

// depot links to a site that is there for a week.
type depot struct{ delivery.Channel }

// Link implements [job.Depot].
func (depot) Link(_ context.Context, folder, name string) (delivery.Link, error) {
	return delivery.Link{URL: "https://reports.example.com/" + folder + "/" + name, Until: morning.Time.Add(7 * 24 * time.Hour)}, nil
}

// gather makes a server of all kinds of chats, and has the world's report announced at some.
func (w *world) gather(t *testing.T, kinds ...string) *webhooktest.Server {
	t.Helper()
	clock := func() time.Time { return morning.Time }
	server := webhooktest.Start(webhooktest.Options{Secret: chatSecret, Now: clock})
	t.Cleanup(server.Close)
	r := &w.runner.Reports[0]
	r.Chats = &job.Chats{Depot: depot{r.Store.Channel}}
	for _, kind := range kinds {
		o := webhook.Options{Kind: kind, URL: secret.New(server.URL(kind)), RootCAs: server.CertPool(), Now: clock}
		if webhook.Signs(kind) {
			o.Secret = secret.New(chatSecret)
		}
		channel, err := webhook.New(o)
		if err != nil {
			t.Fatal(err)
		}
		r.Chats.Webhooks = append(r.Chats.Webhooks, channel)
	}
	return server
}

// unbalanced has a total that is not the sum of its parts.
func unbalanced(lketest.Query) any {
	at := func(n int64) []lketest.Stat { return []lketest.Stat{{X: "202411190935", Y: n}} }
	return lketest.Graph{Total: at(36641), Input: at(36000), Output: at(640)}
}

func nothing(lketest.Query) any {
	return lketest.Graph{Total: []lketest.Stat{}, Input: []lketest.Stat{}, Output: []lketest.Stat{}}
}

// TestMessages holds what each chat is sent in each language; look at a change as the group would read it.
func TestMessages(t *testing.T) {
	for name, test := range map[string]struct {
		source lketest.Source
		change func(*job.Report)
	}{
		"en":         {lketest.Example(), func(*job.Report) {}},
		"zh-CN":      {lketest.Example(), func(r *job.Report) { r.Language, r.Title = "zh-CN", "平台 <用量> & *成本*" }},
		"id":         {lketest.Example(), func(r *job.Report) { r.Language, r.Store.Formats = "id", []format.Format{format.HTML} }},
		"incomplete": {unbalanced, func(*job.Report) {}},
		"unstored":   {lketest.Example(), func(r *job.Report) { r.Store = nil }},
		"empty":      {nothing, func(*job.Report) {}},
		"note":       {nothing, func(r *job.Report) { r.WhenEmpty = job.NoteEmpty }},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, test.source)
			server := w.gather(t, webhook.Kinds()...)
			w.runner.Reports[0].Mail = nil
			test.change(&w.runner.Reports[0])
			w.run(t, morning)
			messages := server.Messages()
			if len(messages) != len(webhook.Kinds()) {
				t.Fatalf("%d messages", len(messages))
			}
			for _, m := range messages {
				var pretty bytes.Buffer
				if err := json.Indent(&pretty, m.Body, "", "  "); err != nil {
					t.Fatal(err)
				}
				pretty.WriteByte('\n')
				golden.Check(t, filepath.Join("testdata", "messages", name+"."+m.Kind+".json"), pretty.Bytes())
			}
		})
	}
}

// The store comes first, then the mails, then the chats; a second run posts nothing, one by force posts again.
func TestChatsComeLast(t *testing.T) {
	t.Parallel()
	w := newWorld(t, lketest.Example())
	server := w.gather(t, "wecom", "json")
	result := w.run(t, morning)
	var via []string
	for _, d := range result.Deliveries {
		via = append(via, d.Via)
	}
	if got := strings.Join(via, " "); got != "cos email email email wecom json" {
		t.Errorf("deliveries by %s", got)
	}
	detail := result.Deliveries[4].Detail
	if name := w.runner.Reports[0].Chats.Webhooks[0].Recipient(); detail != name+": ok" || !strings.HasPrefix(name, "wecom-") {
		t.Errorf("the detail is %q", detail)
	}
	w.runner.Invocation = "second"
	if again := w.run(t, morning).Deliveries[4]; again.Status != job.AlreadyDelivered || server.Requests() != 2 {
		t.Errorf("again: %+v after %d requests", again, server.Requests())
	}
	forced := morning
	forced.Force, w.runner.Invocation = true, "third"
	w.run(t, forced)
	if server.Requests() != 4 {
		t.Errorf("by force: %d requests", server.Requests())
	}
	dry := morning
	dry.DryRun = true
	if d := w.run(t, dry).Deliveries[4]; d.Status != job.Skipped || server.Requests() != 4 {
		t.Errorf("dry: %+v after %d requests", d, server.Requests())
	}
}

// Nobody is led to what is not stored.
func TestAMessageWaitsForTheStore(t *testing.T) {
	t.Parallel()
	w := newWorld(t, lketest.Example())
	server := w.gather(t, "wecom")
	w.bucket.SetFaults(costest.Fault{Status: 403, Code: "AccessDenied", Message: "Access Denied.", Method: "PUT"})
	answer, err := w.runner.Run(t.Context(), morning)
	if err == nil || !strings.Contains(err.Error(), "deliver by wecom to wecom-") || !strings.Contains(err.Error(), "the file that it would link to is not stored") {
		t.Errorf("the error is %v", err)
	}
	if last := answer.Reports[0].Deliveries[4]; last.Status != delivery.StatusFailed || server.Requests() > 0 || len(w.mail.Messages()) != 3 {
		t.Errorf("%+v after %d messages and %d mails", last, server.Requests(), len(w.mail.Messages()))
	}
}

// What is refused for good stays refused, and says what to do; what may have arrived is tried once more, as a mail is.
func TestAMessageThatFails(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault    webhooktest.Fault
		status   job.Status
		says     string
		requests int // of two runs
	}{
		"refused": {webhooktest.Fault{Status: 200, Body: `{"errcode":93000,"errmsg":"invalid webhook url"}`}, delivery.StatusFailed, "copy the url", 1},
		"lost":    {webhooktest.Fault{Do: webhooktest.Reset, Late: true}, delivery.StatusUnclear, "may have arrived", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, lketest.Example())
			server := w.gather(t, "wecom")
			w.runner.Reports[0].Mail, w.runner.Reports[0].Store = nil, nil
			server.SetFault(test.fault)
			for _, invocation := range []string{"first", "second"} {
				w.runner.Invocation = invocation
				answer, err := w.runner.Run(t.Context(), morning)
				told, _ := json.Marshal(answer)
				if err == nil || !strings.Contains(err.Error(), test.says) || answer.Reports[0].Deliveries == nil {
					t.Errorf("%s: %v", invocation, err)
				}
				if strings.Contains(fmt.Sprint(err)+string(told), webhooktest.Key) {
					t.Errorf("the URL is told: %v %s", err, told)
				}
				if invocation == "first" && answer.Reports[0].Deliveries[0].Status != test.status {
					t.Errorf("%+v", answer.Reports[0].Deliveries)
				}
			}
			if server.Requests() != test.requests {
				t.Errorf("%d requests, want %d", server.Requests(), test.requests)
			}
		})
	}
}

func TestAChatIsToldOfEmptyDaysAsReadersAre(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nothing)
	server := w.gather(t, "wecom")
	w.runner.Reports[0].WhenEmpty = job.SkipEmpty
	if last := w.run(t, morning).Deliveries[4]; last.Status != job.Skipped || server.Requests() > 0 {
		t.Errorf("%+v after %d messages", last, server.Requests())
	}
}

// A backfill announces nothing unless it mails, and then also what an earlier one only stored, once.
func TestABackfillAnnouncesWhatItMails(t *testing.T) {
	t.Parallel()
	w := fillWorld(t)
	server := w.gather(t, "wecom", "json")
	days := job.Backfill{From: "2024-11-18", Until: "2024-11-19"}
	for _, test := range []struct {
		mail, force bool
		want        int
	}{{false, false, 0}, {false, true, 0}, {true, false, 4}, {true, false, 4}, {false, true, 4}, {true, true, 8}} {
		days.Mail, days.Force = test.mail, test.force
		if f := w.fill(t.Context(), t, days); f.err != nil || len(f.outcome.Failed) > 0 || server.Requests() != test.want {
			t.Errorf("%+v: %d messages, want %d; %+v, %v", days, server.Requests(), test.want, f.outcome.Failed, f.err)
		}
	}
}

// Several robots of one kind are told each, and a robot of two reports by each of them: none is taken for another.
func TestRobotsOfOneKind(t *testing.T) {
	t.Parallel()
	w := newWorld(t, lketest.Example())
	server := w.gather(t, "json")
	daily := &w.runner.Reports[0]
	daily.Mail, daily.Store = nil, nil
	other, err := webhook.New(webhook.Options{
		Kind: "json", URL: secret.New(server.URL("json") + "?other=" + webhooktest.Key), Secret: secret.New(chatSecret), RootCAs: server.CertPool(), Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	daily.Chats.Webhooks = append(daily.Chats.Webhooks, other)
	second := *daily
	second.Name = "second"
	w.runner.Reports = append(w.runner.Reports, second)
	for _, invocation := range []string{"first", "second"} {
		w.runner.Invocation = invocation
		if _, err := w.runner.Run(t.Context(), morning); err != nil {
			t.Fatal(err)
		}
		if got := len(server.Messages()); got != 4 || server.Requests() != 4 { // the server leaves out what has a key that it had
			t.Errorf("%s: %d of %d messages are of their own", invocation, got, server.Requests())
		}
	}
}

// Words of one's own are those of chats, too.
func TestMessagesInWordsOfOnesOwn(t *testing.T) {
	t.Parallel()
	set, faults := templates.New(map[string][]byte{"text/en.json": []byte(`{"title": "House usage", "chat.title": "{title}, {date}", "chat.open": "House {format}"}`)})
	looks, err := job.NewLooks(set)
	if err != nil || faults != nil {
		t.Fatal(err, faults)
	}
	w := newWorld(t, lketest.Example())
	server := w.gather(t, "wecom")
	w.runner.Reports[0].Mail, w.runner.Looks = nil, looks
	w.run(t, morning)
	for _, want := range []string{"### House usage, Tuesday", "[House PDF](https://"} {
		if body := string(server.Messages()[0].Body); !strings.Contains(body, want) {
			t.Errorf("no %q in %s", want, body)
		}
	}
}

// A correction is announced where it is mailed.
func TestCorrectionsAreAnnouncedAsTheyAreMailed(t *testing.T) {
	for _, mails := range []bool{false, true} {
		t.Run(fmt.Sprint(mails), func(t *testing.T) {
			t.Parallel()
			var usage growing
			w := newOwnedWorld(t, usage.source)
			server := w.gather(t, "slack")
			w.runner.Reports[0].Mail = nil
			w.runner.Late = job.Late{Periods: 1, Threshold: 100, Mail: mails}
			usage.tokens.Store(1000)
			mustInvoke(t, w, 20)
			usage.tokens.Store(2000)
			mustInvoke(t, w, 21)
			messages := server.Messages()
			if want := map[bool]int{false: 2, true: 3}[mails]; len(messages) != want {
				t.Fatalf("%d messages, want %d", len(messages), want)
			}
			if said := string(messages[len(messages)-1].Body); mails && (!strings.Contains(said, "Corrected r2") ||
				!strings.Contains(said, "Revision 2 of this report replaces revision 1")) {
				t.Errorf("the correction says %s", said)
			}
		})
	}
}
