package job_test

import (
	"crypto/x509"
	"fmt"
	"log/slog"
	"net/http"
	netmail "net/mail"
	"net/url"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/delivery/cos"
	"tokenreport/delivery/cos/costest"
	"tokenreport/delivery/ledger"
	"tokenreport/delivery/smtp"
	"tokenreport/delivery/smtp/smtptest"
	"tokenreport/delivery/webhook"
	"tokenreport/delivery/webhook/webhooktest"
	"tokenreport/job"
	"tokenreport/report"
	"tokenreport/report/format"
	"tokenreport/secret"
)

const bucketPrefix = "reports"

// unhurried is a rate of calls at which nobody waits.
const unhurried = 5000

// outside is everything that a scenario's runs meet: servers of its own. The owner's mail goes over another server than
// the readers', so that a session's first moments are known to be the one's or the other's.
type outside struct {
	api            *lketest.Server
	bucket         *costest.Server
	relay, notices *smtptest.Server
	chat           *webhooktest.Server               // nil where the report is announced nowhere
	tells          *atomic.Pointer[map[string]usage] // by the API
}

// openFor starts the servers, which the injector gets to disturb.
func openFor(t *testing.T, s scenario, in *injector) *outside {
	t.Helper()
	o := &outside{tells: new(atomic.Pointer[map[string]usage]), bucket: costest.Start(costest.Options{
		SecretID: credentials.SecretID.Reveal(), SecretKey: credentials.SecretKey.Reveal(), Token: credentials.Token.Reveal(),
	})}
	o.tells.Store(&s.tells)
	var err error
	o.api, err = lketest.Start(lketest.Config{
		Accounts: []apiclient.Credentials{credentials}, Source: source(o.tells), Now: time.Now, TLS: true,
		Rate: -1,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, server := range []**smtptest.Server{&o.relay, &o.notices} {
		if *server, err = smtptest.Start(smtptest.Options{Username: sender, Password: mailPassword}); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.chats) > 0 {
		o.chat = webhooktest.Start(webhooktest.Options{})
		o.chat.Inject(func(string) (webhooktest.Fault, bool) { return in.chatFault(chatStep(in.delivery())) })
	}
	t.Cleanup(o.close)
	o.api.Inject(func(r lketest.Request) lketest.Fault { return in.callFault(apiStep(r.Query)) })
	o.bucket.Inject(func(r costest.Request) (costest.Fault, bool) { return in.requestFault(bucketStep(r)) })
	o.relay.Inject(func(p smtptest.Point) (smtptest.Fault, bool) {
		if f, ok := in.mailFault(atRelay, p.Moment); ok || p.Moment != smtptest.Rcpt || s.refused == "" {
			return f, ok
		}
		return smtptest.Fault{Reply: "550 5.1.1 no such user", Recipient: s.refused}, true
	})
	o.notices.Inject(func(p smtptest.Point) (smtptest.Fault, bool) { return in.mailFault(atNotices, p.Moment) })
	return o
}

func (o *outside) close() {
	_, _, _ = o.api.Close(), o.relay.Close(), o.notices.Close()
	o.bucket.Close()
	if o.chat != nil {
		o.chat.Close()
	}
}

// callFault is what befalls a call.
func (in *injector) callFault(s step) lketest.Fault {
	f, ok := in.meet(s)
	if !ok {
		return nil
	}
	return in.killing(f)
}

// killing is the API's part of a fault, after the end of the process where it is a crash.
func (in *injector) killing(f fault) lketest.Fault {
	if !f.crash {
		return f.api
	}
	return func(api http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			in.kill()
			f.api(api).ServeHTTP(w, r)
		})
	}
}

// requestFault is what befalls a request to the bucket.
func (in *injector) requestFault(s step) (costest.Fault, bool) {
	f, ok := in.meet(s)
	if f.crash {
		f.cos.Notify = in.kill
	}
	return f.cos, ok
}

// mailFault is what befalls a moment of a mail's session.
func (in *injector) mailFault(at place, m smtptest.Moment) (smtptest.Fault, bool) {
	f, ok := in.meet(mailStep(at, m, in.delivery()))
	if f.crash {
		f.smtp.Notify = in.kill
	}
	return f.smtp, ok
}

// chatFault is what befalls a message to the group.
func (in *injector) chatFault(s step) (webhooktest.Fault, bool) {
	f, ok := in.meet(s)
	if f.crash {
		f.chat.Notify = in.kill
	}
	return f.chat, ok
}

// A site is how a runner, in this process or another, reaches the outside.
type site struct {
	Scenario       string
	API, Bucket    string // URLs
	Relay, Notices int    // ports
	Chat           string // URL of the group's robot; empty: none
	Certificates   [][]byte
}

func (o *outside) site(s scenario) site {
	at := site{
		Scenario: s.name, API: o.api.Endpoint, Bucket: o.bucket.URL().String(), Relay: o.relay.Port(), Notices: o.notices.Port(),
	}
	for _, c := range []*x509.Certificate{o.api.Certificate, o.bucket.Certificate(), o.relay.Certificate(), o.notices.Certificate()} {
		at.Certificates = append(at.Certificates, c.Raw)
	}
	if o.chat != nil {
		at.Chat = o.chat.URL("wecom")
		at.Certificates = append(at.Certificates, o.chat.Certificate().Raw)
	}
	return at
}

// runner is what makes one run, wired as the program wires it for one invocation.
func (at site) runner(log *slog.Logger, memory *ledger.Memory, invocation string) (*job.Runner, error) {
	trusted := x509.NewCertPool()
	for _, raw := range at.Certificates {
		certificate, err := x509.ParseCertificate(raw)
		if err != nil {
			return nil, err
		}
		trusted.AddCert(certificate)
	}
	api, err := apiclient.New(apiclient.Options{
		Endpoint: at.API, Region: "ap-guangzhou", Rate: unhurried, Now: time.Now, Transport: apiclient.NewTransport(trusted),
	}, credentials, new(apiclient.Pacer))
	if err != nil {
		return nil, err
	}
	store, err := at.store(trusted)
	if err != nil {
		return nil, err
	}
	mails, err := relay(at.Relay, trusted)
	if err != nil {
		return nil, err
	}
	notices, err := relay(at.Notices, trusted)
	if err != nil {
		return nil, err
	}
	s := scenarioNamed(at.Scenario)
	announced := s.report(mails, store)
	if announced.Chats, err = at.chats(store, trusted); err != nil {
		return nil, err
	}
	return &job.Runner{
		API: api, Endpoint: "lke.intl.tencentcloudapi.com", Region: "ap-jakarta", LabelZone: reportZone,
		Reports: []job.Report{announced}, Shelf: store.Shelf(), Memory: memory, Archive: store.Shelf(),
		Owner: &job.Owner{Channel: notices, To: []netmail.Address{address(owner)}}, Late: s.late, NotifyMissed: s.notify,
		Invocation: invocation, Version: "test", Now: time.Now, Log: log,
	}, nil
}

func (at site) store(trusted *x509.CertPool) (*cos.Channel, error) {
	bucket, err := url.Parse(at.Bucket)
	if err != nil {
		return nil, err
	}
	return cos.New(cos.Options{
		BucketURL: bucket, Prefix: bucketPrefix, SecretID: credentials.SecretID.Reveal(), SecretKey: credentials.SecretKey,
		Token: credentials.Token, RootCAs: trusted,
	})
}

// groupChat is what stands for the URL of the group's robot.
var groupChat = func() string {
	c, err := webhook.New(webhook.Options{Kind: "wecom", URL: secret.New("https://127.0.0.1/?key=" + webhooktest.Key), Now: time.Now})
	if err != nil {
		panic(err)
	}
	return c.Recipient()
}()

// chats are the group's robot; nil where there is none.
func (at site) chats(store *cos.Channel, trusted *x509.CertPool) (*job.Chats, error) {
	if at.Chat == "" {
		return nil, nil
	}
	robot, err := webhook.New(webhook.Options{Kind: "wecom", URL: secret.New(at.Chat), RootCAs: trusted, Now: time.Now})
	if err != nil {
		return nil, err
	}
	return &job.Chats{Webhooks: []job.Webhook{robot}, Depot: store}, nil
}

const (
	sender       = "report@example.com"
	mailPassword = "password-canary"
)

func relay(port int, trusted *x509.CertPool) (*smtp.Channel, error) {
	return smtp.New(smtp.Options{
		Host: "127.0.0.1", Port: port, RootCAs: trusted, Username: sender, Password: secret.New(mailPassword), From: address(sender),
		Features: smtp.Full,
	})
}

// report is the scenario's: it asks for one of everything that a report can ask for. The mail shows no chart, and the
// page no table of hours, which would take most of a run's time.
func (s scenario) report(mails *smtp.Channel, store *cos.Channel) job.Report {
	r := job.Report{
		Name: "daily", Language: "en", Zone: reportZone,
		Mail: &job.Mail{Channel: mails, Depot: store, Attach: []format.Format{format.PDF}}, Calls: true, Names: true,
		Breakdowns: []report.BreakdownRequest{
			{Dimension: report.ByModel, Parts: []report.PartName{{ID: "cs-normal"}}},
		},
	}
	for _, reader := range s.readers {
		r.Mail.To = append(r.Mail.To, address(reader))
	}
	if len(s.formats) > 0 {
		r.Store = &job.Store{Channel: store, Formats: s.formats}
	}
	return r
}

func scenarioNamed(name string) scenario {
	all := scenarios()
	i := slices.IndexFunc(all, func(s scenario) bool { return s.name == name })
	if i < 0 {
		panic(fmt.Sprintf("there is no scenario %q", name))
	}
	return all[i]
}
