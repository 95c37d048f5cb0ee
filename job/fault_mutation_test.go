package job_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"tokenreport/delivery"
	"tokenreport/delivery/ledger"
	"tokenreport/job"
)

// TestFaultsNotices spoils the program in ways that the table is there to notice.
func TestFaultsNotices(t *testing.T) {
	t.Parallel()
	const later = "api call for an earlier day of 2024-11-19/InternalError, for the run" // everything is delivered, and the platform tries again
	all := scenarios()
	cases := slices.Concat(casesOf(t, all[:1]), casesOf(t, all[1:2]), casesOf(t, all[2:3]), casesOf(t, all[len(all)-1:]))
	message := "announced to a chat/chat message of 2024-11-20 r1 wecom " + groupChat
	attempts := 0 // at the mail that is renamed
	tests := map[string]struct {
		change func(*job.Runner)
		in     string // the case
		want   string // part of a violation
	}{
		"no change": {func(*job.Runner) {}, "an ordinary morning/" + later, ""},
		"deliveries that are not claimed": {
			func(r *job.Runner) { r.Shelf = forgetful{r.Shelf, new(ledger.Memory), "/email/", ".claim.json"} },
			"an ordinary morning/" + later, "email a@example.com arrived 2 times",
		},
		"deliveries that are not recorded": {
			func(r *job.Runner) { r.Shelf = forgetful{r.Shelf, new(ledger.Memory), "/email/", ".result.json"} },
			"an ordinary morning/" + later, "the records of 2024-11-20 r1 email a@example.com",
		},
		"notices that are not recorded": {
			func(r *job.Runner) { r.Shelf = forgetful{r.Shelf, new(ledger.Memory), "/owner/", ".json"} },
			"a refused recipient/no fault", "owner oncall@example.com arrived 3 times",
		},
		"a retry under another Message-ID": {
			func(r *job.Runner) { r.Reports[0].Mail.Channel = renaming{r.Reports[0].Mail.Channel, &attempts} },
			"an ordinary morning/mail final dot of 2024-11-20 r1 email a@example.com/acceptance lost, once", "a mail that should not be",
		},
		"a notice to a reader": {
			func(r *job.Runner) { r.Owner.To = r.Reports[0].Mail.To }, "odd data/" + later, "a mail that should not be",
		},
		"a file that is not whole": {
			func(r *job.Runner) { r.Reports[0].Store.Channel = cutting{r.Reports[0].Store.Channel} },
			"an ordinary morning/" + later, "token-usage-2024-11-20.pdf",
		},
		"a mail that is never sent": {
			func(r *job.Runner) { r.Reports[0].WhenEmpty, r.Reports[0].Mail = job.SkipEmpty, nil },
			"an ordinary morning/" + later, "email a@example.com did not arrive",
		},
		"messages that are not recorded": {
			func(r *job.Runner) { r.Shelf = forgetful{r.Shelf, new(ledger.Memory), "/wecom/", ".result.json"} },
			message + "/answer lost, for the run", "wecom " + groupChat + " arrived twice, and no record says unclear",
		},
		"a message that is never posted": {
			func(r *job.Runner) { r.Reports[0].Chats = nil }, message + "/too many, once", "wecom " + groupChat + " did not arrive",
		},
		"a secret in the report": {
			func(r *job.Runner) { r.Version = mailPassword }, "an ordinary morning/" + later, "canary is in the text of",
		},
		"a fault that is not met": {
			func(r *job.Runner) { r.Late.Periods = 0 }, "an ordinary morning/" + later, "the fault was never met",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := slices.IndexFunc(cases, func(c faultCase) bool { return c.String() == test.in })
			if i < 0 {
				t.Fatalf("there is no case %q", test.in)
			}
			p := &performance{scenario: cases[i].scenario, step: cases[i].step, fault: cases[i].fault, change: test.change}
			perform(t, p, cases[i].stored)
			violations := strings.Join(p.violations(t), "\n")
			if !strings.Contains(violations, test.want) || test.want == "" && violations != "" {
				t.Errorf("want a violation with %q, got:\n%s", test.want, violations)
			}
		})
	}
}

// forgetful is a shelf that keeps some records for one run only.
type forgetful struct {
	ledger.Shelf
	run           *ledger.Memory
	infix, suffix string // of the records' names
}

func (f forgetful) shelf(name string) ledger.Shelf {
	if strings.Contains(name, f.infix) && strings.HasSuffix(name, f.suffix) {
		return f.run
	}
	return f.Shelf
}

// Create implements [ledger.Shelf].
func (f forgetful) Create(ctx context.Context, name string, content []byte) error {
	return f.shelf(name).Create(ctx, name, content)
}

// Read implements [ledger.Shelf].
func (f forgetful) Read(ctx context.Context, name string) ([]byte, error) {
	return f.shelf(name).Read(ctx, name)
}

// renaming is a mailer whose mails have another Message-ID at each attempt.
type renaming struct {
	job.Mailer
	attempts *int
}

// Deliver implements [delivery.Channel].
func (r renaming) Deliver(ctx context.Context, p delivery.Parcel) (string, error) {
	p.Key.Revision += *r.attempts
	*r.attempts++
	return r.Mailer.Deliver(ctx, p)
}

// cutting is a store that keeps half of each file.
type cutting struct{ delivery.Channel }

// Deliver implements [delivery.Channel].
func (c cutting) Deliver(ctx context.Context, p delivery.Parcel) (string, error) {
	p.Files = slices.Clone(p.Files)
	for i := range p.Files {
		p.Files[i].Content = p.Files[i].Content[:len(p.Files[i].Content)/2]
	}
	return c.Channel.Deliver(ctx, p)
}
