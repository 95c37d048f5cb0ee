package check_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tokenreport/apiclient"
	"tokenreport/check"
	"tokenreport/delivery"
	"tokenreport/golden"
)

var noon = time.Date(2024, 11, 20, 12, 0, 0, 0, time.UTC)

// api answers with a clock, or an error.
type api struct {
	behind time.Duration
	err    error
}

func (a api) TokenUsageGraph(_ context.Context, q apiclient.Query) (apiclient.Graph, error) {
	if a.err != nil {
		return apiclient.Graph{}, a.err
	}
	call := apiclient.Call{RequestID: "r-" + q.Filter.ModelName, Clock: apiclient.Clock{Sent: noon, Received: noon, Server: noon.Add(a.behind)}}
	return apiclient.Graph{Call: call, Total: make([]apiclient.Stat, 4)}, nil
}

// server is a mail server.
type server struct {
	login, asking error
	refused       map[string]error
}

func (s server) Login(context.Context) error { return s.login }

func (s server) Accepts(context.Context, []string) (map[string]error, error) {
	return s.refused, s.asking
}

// names are domains with what a lookup of MX and of an address brings.
type names map[string]struct {
	mx, host   error
	null, none bool // of the MX: that none takes mail, none at all
}

func (n names) LookupMX(_ context.Context, name string) ([]*net.MX, error) {
	switch {
	case n[name].null:
		return []*net.MX{{Host: "."}}, nil
	case n[name].none:
		return nil, nil
	}
	return []*net.MX{{Host: "mail." + name}}, n[name].mx
}

func (n names) LookupHost(_ context.Context, name string) ([]string, error) {
	return []string{"192.0.2.1"}, n[name].host
}

// store keeps objects in memory.
type store struct {
	mu       sync.Mutex
	objects  map[string]string
	creates  []error // what the first creations bring, instead
	read     error
	absent   error // what reading a free name brings; nil: what it should
	phantom  bool  // a free name holds something
	remove   error
	alter    bool // what is read
	repeat   bool // takes a name twice
	excludes error
	versions bool
}

func (s *store) Create(_ context.Context, name string, content []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.creates) > 0 {
		err := s.creates[0]
		if s.creates = s.creates[1:]; err != nil {
			return err
		}
	}
	if _, taken := s.objects[name]; taken && !s.repeat {
		return fmt.Errorf("create %s: %w", name, fs.ErrExist)
	}
	if s.objects == nil {
		s.objects = map[string]string{}
	}
	s.objects[name] = string(content)
	return nil
}

func (s *store) Read(_ context.Context, name string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	content, kept := s.objects[name]
	switch {
	case s.read != nil:
		return nil, s.read
	case kept && s.alter:
		return []byte("another"), nil
	case !kept && !s.phantom:
		return nil, cmp.Or(s.absent, fs.ErrNotExist)
	}
	return []byte(content), nil
}

func (s *store) Remove(_ context.Context, name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.remove == nil {
		delete(s.objects, name)
	}
	return s.remove
}

func (s *store) Excludes(context.Context) (bool, error) { return !s.versions, s.excludes }

// folder is a store that cannot be asked about versions.
type folder struct{ check.Store }

// all is a plan of which everything works.
func all() check.Plan {
	return check.Plan{
		Zones: []string{"Asia/Shanghai", "America/New_York"}, Languages: []string{"en", "zh-CN", "id"}, Temporary: true,
		API: api{}, Queries: []check.Query{
			{Reports: []string{"daily", "other"}, Zone: time.UTC},
			{Reports: []string{"models"}, Filter: apiclient.Filter{ModelName: "m"}, Zone: time.UTC},
		},
		Mail: server{}, Recipients: []string{"a@example.com", "b@EXAMPLE.com", "c@example.org"}, Resolver: names{},
		Store: &store{}, Now: func() time.Time { return noon },
	}
}

// order is that of the rows.
var order = []string{
	check.Zones, check.Fonts, check.Credentials, check.API, check.API, check.Clock, check.MailLogin, check.Recipients,
	check.Domains, check.Storage, check.Versions,
}

func TestEverythingWorks(t *testing.T) {
	plan := all()
	rows := plan.Run(t.Context())
	if len(rows) != len(order) {
		t.Fatalf("%d rows, want %d", len(rows), len(order))
	}
	for i, row := range rows {
		if row.Check != order[i] || row.Result != check.OK || row.Detail == "" || len(row.Findings) > 0 {
			t.Errorf("row %d, %s, is %+v", i, order[i], row)
		}
	}
	if left := len(plan.Store.(*store).objects); left > 0 {
		t.Errorf("%d objects are left", left)
	}
	if detail := rows[4].Detail; detail != "for models: 4 points on 2024-11-19; request ID r-m" {
		t.Error(detail)
	}
}

func TestNothingIsConfigured(t *testing.T) {
	plan := all()
	plan.Mail, plan.Store, plan.Recipients, plan.Temporary = nil, nil, nil, false
	for _, row := range plan.Run(t.Context()) {
		switch row.Check {
		case check.MailLogin, check.Recipients, check.Domains, check.Storage, check.Versions:
			if row.Result != check.Skipped || row.Detail == "" || row.Took != 0 {
				t.Errorf("%+v", row)
			}
		case check.Credentials:
			if row.Detail != "a long-lived key, without a session token" {
				t.Error(row.Detail)
			}
		}
	}
}

func TestWhatIsBrokenIsTold(t *testing.T) {
	denied := &delivery.Error{Fault: delivery.Permanent, Doing: "put object", Code: "AccessDenied", RequestID: "r-1", Hint: "allow it", Err: errors.New("AccessDenied")}
	later := &delivery.Error{Fault: delivery.Temporary, Doing: "name it", Code: "450", Err: errors.New("450 later")}
	notFound := &net.DNSError{Err: "no such host", Name: "example.org", IsNotFound: true}
	timeout := &net.DNSError{Err: "i/o timeout", Name: "example.org", IsTimeout: true}
	tests := map[string]struct {
		change  func(*check.Plan)
		row     string
		result  check.Result
		text    string   // the beginning of the only finding
		hint    string   // a part of it
		skipped []string // because of it
	}{
		"a language": {func(p *check.Plan) { p.Languages = []string{"en", "tlh"} }, check.Fonts, check.Failed, "a sample page in tlh: ", "build it again", nil},
		"the clock, a little": {func(p *check.Plan) { p.API = api{behind: 45 * time.Second} }, check.Clock, check.Warning,
			"45s behind the API's", "NTP", nil},
		"the clock, ahead": {func(p *check.Plan) { p.API = api{behind: -41 * time.Second} }, check.Clock, check.Warning, "40s ahead of the API's", "NTP", nil},
		"the clock":        {func(p *check.Plan) { p.API = api{behind: 301 * time.Second} }, check.Clock, check.Failed, "5m1s behind the API's", "NTP", nil},

		"the login": {func(p *check.Plan) {
			p.Mail = server{login: &delivery.Error{Doing: "log in", Hint: "another password", Err: errors.New("535 no")}}
		},
			check.MailLogin, check.Failed, "log in: 535 no", "another password", []string{check.Recipients}},
		"a recipient": {func(p *check.Plan) { p.Mail = server{refused: map[string]error{"c@example.org": denied}} },
			check.Recipients, check.Failed, "c@example.org: put object: AccessDenied (request ID r-1)", "allow it", nil},
		"a recipient for now": {func(p *check.Plan) { p.Mail = server{refused: map[string]error{"c@example.org": later}} },
			check.Recipients, check.Warning, "c@example.org: name it: 450 later", "check the recipient's address", nil},
		"the sender": {func(p *check.Plan) { p.Mail = server{asking: denied} }, check.Recipients, check.Failed, "put object: AccessDenied (request ID r-1)", "allow it", nil},
		"the asking": {func(p *check.Plan) { p.Mail = server{asking: later} }, check.Recipients, check.Warning, "name it: 450 later", "--send", nil},

		"a domain": {func(p *check.Plan) { p.Resolver = names{"example.org": {mx: notFound, host: notFound}} },
			check.Domains, check.Failed, "example.org: the domain has neither a mail server (MX) nor an address", "correct", nil},
		"a domain with an answer of nothing": {func(p *check.Plan) { p.Resolver = names{"example.org": {none: true, host: notFound}} },
			check.Domains, check.Failed, "example.org: the domain has neither a mail server (MX) nor an address", "correct", nil},
		"a domain without mail": {func(p *check.Plan) { p.Resolver = names{"example.org": {null: true}} },
			check.Domains, check.Failed, `example.org: the domain says that it takes no mail (its MX is ".")`, "correct", nil},
		"the name server": {func(p *check.Plan) { p.Resolver = names{"example.org": {mx: timeout}} },
			check.Domains, check.Warning, "example.org: lookup example.org: i/o timeout", "ask again later", nil},
		"the name server, half-way": {func(p *check.Plan) { p.Resolver = names{"example.org": {mx: notFound, host: timeout}} },
			check.Domains, check.Warning, "example.org: lookup example.org: i/o timeout", "ask again later", nil},

		"writing":           {func(p *check.Plan) { p.Store = &store{creates: []error{denied}} }, check.Storage, check.Failed, "put object: AccessDenied (request ID r-1)", "allow it", nil},
		"writing to a disk": {func(p *check.Plan) { p.Store = &store{creates: []error{fs.ErrPermission}} }, check.Storage, check.Failed, "permission denied", "check storage.url", nil},
		"writing again":     {func(p *check.Plan) { p.Store = &store{creates: []error{nil, later}} }, check.Storage, check.Failed, "name it: 450 later", "check storage.url", nil},
		"reading":           {func(p *check.Plan) { p.Store = &store{read: denied} }, check.Storage, check.Failed, "put object: AccessDenied (request ID r-1)", "allow it", nil},
		"what was written":  {func(p *check.Plan) { p.Store = &store{read: fs.ErrNotExist} }, check.Storage, check.Failed, "file does not exist", "check storage.url", nil},
		"what is free":      {func(p *check.Plan) { p.Store = &store{absent: denied} }, check.Storage, check.Failed, "put object: AccessDenied (request ID r-1)", "allow it", nil},
		"what is not there": {func(p *check.Plan) { p.Store = &store{phantom: true} }, check.Storage, check.Failed, "something was read that was never written", "makes up", nil},
		"what is kept":      {func(p *check.Plan) { p.Store = &store{alter: true} }, check.Storage, check.Failed, "what was read is not what was written", "alters", nil},
		"deleting":          {func(p *check.Plan) { p.Store = &store{remove: denied} }, check.Storage, check.Warning, "put object: AccessDenied (request ID r-1)", "allow it", nil},
		"the versions":      {func(p *check.Plan) { p.Store = &store{versions: true} }, check.Versions, check.Warning, "the bucket keeps versions, or did once: two runs", "never kept", nil},
		"the exclusion":     {func(p *check.Plan) { p.Store = &store{repeat: true} }, check.Versions, check.Warning, "a second object of the same name was not refused: two", "never kept", nil},
		"both": {func(p *check.Plan) { p.Store = &store{repeat: true, versions: true} }, check.Versions, check.Warning,
			"the bucket keeps versions, or did once, and a second object of the same name was not refused: ", "never kept", nil},
		"asking, and the exclusion": {func(p *check.Plan) { p.Store = &store{repeat: true, excludes: denied} }, check.Versions, check.Warning,
			"a second object of the same name was not refused: two", "never kept", nil},
		"asking about it": {func(p *check.Plan) { p.Store = &store{excludes: denied} }, check.Versions, check.Warning, "put object: AccessDenied (request ID r-1)", "allow it", nil},
		"a folder":        {func(p *check.Plan) { p.Store = folder{&store{repeat: true}} }, check.Versions, check.Warning, "a second object of the same name was not refused: two", "never kept", nil},

		"a defect": {func(p *check.Plan) { p.Store = folder{} }, check.Storage, check.Failed, "a defect of tokenreport: ", "please report it", []string{check.Versions}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			plan := all()
			test.change(&plan)
			for _, row := range plan.Run(t.Context()) {
				want := check.OK
				switch {
				case row.Check == test.row:
					want = test.result
					if len(row.Findings) != 1 || !strings.HasPrefix(row.Findings[0].Text, test.text) || !strings.Contains(row.Findings[0].Hint, test.hint) {
						t.Errorf("%+v; want %q with %q", row, test.text, test.hint)
					}
				case slices.Contains(test.skipped, row.Check):
					want = check.Skipped
				}
				if row.Result != want {
					t.Errorf("%s: %s, want %s", row.Check, row.Result, want)
				}
			}
		})
	}
}

// A query that fails tells the clock as well, if it was answered.
func TestQueriesFailOneByOne(t *testing.T) {
	refusal := &apiclient.Error{
		Action: "DescribeTokenUsageGraph", Code: "AuthFailure.SignatureExpire", RequestID: "r-1", Hint: "synchronise",
		Clock: apiclient.Clock{Sent: noon, Received: noon, Server: noon.Add(-time.Hour)},
	}
	tests := map[string]struct {
		err   error
		clock check.Result
		hint  string
	}{
		"refused":  {refusal, check.Failed, "synchronise"},
		"silent":   {&apiclient.Error{Action: "DescribeTokenUsageGraph", Err: errors.New("connection refused")}, check.Skipped, "check api.endpoint"},
		"a defect": {errors.New("the query has no window"), check.Skipped, "check api.endpoint"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			plan := all()
			plan.API = api{err: test.err}
			for _, row := range plan.Run(t.Context()) {
				switch row.Check {
				case check.API:
					if row.Result != check.Failed || len(row.Findings) != 1 || row.Findings[0].Hint == "" || !strings.Contains(row.Findings[0].Hint, test.hint) {
						t.Errorf("%+v", row)
					}
				case check.Clock:
					if row.Result != test.clock {
						t.Errorf("%+v", row)
					}
				}
			}
		})
	}
}

// Each thing has its own limit, and the whole has its context's.
func TestNothingHangs(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	row := check.Try(ctx, func() time.Time { return noon }, "x", func(ctx context.Context) check.Outcome {
		if deadline, ok := ctx.Deadline(); !ok || time.Until(deadline) > check.Limit {
			t.Errorf("deadline %v, %v", deadline, ok)
		}
		cancel()
		<-ctx.Done()
		return check.Outcome{Findings: []check.Finding{check.Complain(check.Warning, ctx.Err(), "hurry")}}
	})
	if row.Result != check.Warning || row.Findings[0].Text != "context canceled" {
		t.Errorf("%+v", row)
	}
}

func TestOneLineWhateverAServerSays(t *testing.T) {
	finding := check.Complain(check.Failed, errors.New("550 no\r\n\x1b[31mred\u202e"+strings.Repeat("x", 10000)), "a\nb")
	if strings.ContainsAny(finding.Text+finding.Hint, "\r\n\x1b\u202e") || len(finding.Text) > 600 {
		t.Errorf("%q", finding)
	}
}

// example has a row of every kind.
func example() check.Table {
	return check.NewTable(
		check.Row{Check: check.Configuration, Result: check.OK, Detail: "tokenreport.yml; reports: 2", Findings: []check.Finding{}, Took: 4 * time.Millisecond},
		check.Row{Check: check.API, Result: check.OK, Detail: "for daily, support-bot: 204 points on 2024-11-19; request ID ed825101-ab0f-4f3d-8803-ce43292be7cb", Findings: []check.Finding{}, Took: 187 * time.Millisecond},
		check.Row{Check: check.MailLogin, Result: check.OK, Detail: "logged in as configured", Findings: []check.Finding{}, Took: 230 * time.Millisecond},
		check.Row{Check: check.Recipients, Result: check.Failed, Detail: "accepted without sending a mail: 1 of 3", Took: 310 * time.Millisecond, Findings: []check.Finding{
			{Result: check.Failed, Text: "nobody@example.com: name the recipient (RCPT TO) to smtp.example.com:465: 550 5.1.1 no such user", Hint: "check the recipient's address"},
			{Result: check.Warning, Text: "ops@example.org: name the recipient (RCPT TO) to smtp.example.com:465: 450 4.7.1 greylisted", Hint: "the server asks to try again later"},
		}},
		check.Row{Check: check.Domains, Result: check.Skipped, Detail: "no mail server is configured (smtp)", Findings: []check.Finding{}},
		check.Row{Check: check.Versions, Result: check.Warning, Took: 15 * time.Second, Findings: []check.Finding{
			{Result: check.Warning, Text: "the bucket keeps versions, or did once, and a second object of the same name was not refused: two runs at the same moment may deliver twice", Hint: "use a bucket that never kept versions: suspending them does not bring the promise back"},
		}},
	)
}

func TestTableReadsWell(t *testing.T) {
	var text strings.Builder
	if err := example().Print(&text); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(text.String()) {
		if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > 80 || strings.TrimRight(line, " \n") != strings.TrimSuffix(line, "\n") {
			t.Errorf("%d characters, or a space at the end: %q", n, line)
		}
	}
	golden.Check(t, "testdata/table.txt", []byte(text.String()))
	asJSON, err := json.MarshalIndent(example(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/table.json", append(asJSON, '\n'))
}

func ExamplePlan_Run() {
	plan := check.Plan{
		Zones: []string{"Asia/Jakarta"}, Languages: []string{"en"}, API: api{},
		Queries: []check.Query{{Reports: []string{"daily"}, Zone: time.UTC}}, Now: func() time.Time { return noon },
	}
	_ = check.NewTable(plan.Run(context.Background())...).Print(os.Stdout)
	// Output:
	// ok       time zones            0 ms  Asia/Jakarta, by the built-in IANA database
	//                                      2025c
	// ok       fonts                 0 ms  a sample page in en
	// ok       credentials           0 ms  a long-lived key, without a session token
	// ok       API                   0 ms  for daily: 4 points on 2024-11-19; request
	//                                      ID r-
	// ok       clock                 0 ms  that of the API, within a second
	// skipped  mail login                  no mail server is configured (smtp)
	// skipped  recipients                  no mail server is configured (smtp)
	// skipped  mail domains                no mail server is configured (smtp)
	// skipped  storage                     no storage is configured: what is delivered
	//                                      is remembered by the process alone, so that
	//                                      another run delivers it again; set
	//                                      storage.url
	// skipped  bucket versions             no storage is configured
	//
	// 10 checks: 5 ok, 5 skipped
}
