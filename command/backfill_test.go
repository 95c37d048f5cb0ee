package command_test

import (
	"bytes"
	"context"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient/lketest"
	"tokenreport/command"
	"tokenreport/golden"
)

// A backfill from its plan to the same command again, as it is read from a pipe.
func TestBackfillTells(t *testing.T) {
	t.Parallel() // it waits for its turns at the API
	environment, folder := accountOf(t, lketest.Month(1))
	c := newConsole(environment)
	c.SetRate(0)
	var told bytes.Buffer
	for _, args := range []string{
		"--from 2024-11-18 --until 2024-11-20 --dry-run",
		"--from 2024-11-18 --until 2024-11-20",
		"--from 2024-11-18 --until 2024-11-21 --dry-run",
		"--from 2024-11-18 --until 2024-11-20",
	} {
		status := c.run(t, append([]string{"backfill"}, strings.Fields(args)...)...)
		if status != 0 || c.err.Len() > 0 {
			t.Fatalf("%s: status %d: %s", args, status, &c.err)
		}
		told.WriteString("$ tokenreport backfill " + args + "\n" + c.out.String() + "\n")
	}
	measured := regexp.MustCompile(`\d+ s( left|\n)`) // in contrast to what is counted ahead
	// A machine that is busy sends what waited at once, of which the API may refuse some.
	again := regexp.MustCompile(` and \d+ again after errors`)
	golden.Check(t, "testdata/backfill.txt", again.ReplaceAll(measured.ReplaceAll(told.Bytes(), []byte("N s$1")), nil))
	// At a terminal there is one line that is drawn anew, and nothing but the result stays on standard output.
	c.Terminal = true
	if status := c.run(t, "backfill", "--from", "2024-11-21", "--until", "2024-11-22"); status != 0 {
		t.Fatalf("status %d: %s", status, &c.err)
	}
	lines := regexp.MustCompile(`\r[^\r]*`).FindAllString(measured.ReplaceAllString(c.err.String(), "N s$1"), -1)
	for _, want := range []string{
		drawn("[..........] 0/2  daily 2024-11-21  0/6 calls  N s left"), drawn("[#####.....] 1/2  daily 2024-11-22  3/6 calls  N s left"),
		drawn("[##########] 2/2") + "\n",
	} {
		if !slices.Contains(lines, want) {
			t.Errorf("no %q in %q", want, lines)
		}
	}
	if lines := strings.Split(strings.TrimSpace(c.out.String()), "\n"); len(lines) != 2 || !strings.HasPrefix(lines[1], "made 2, failed 0") {
		t.Errorf("printed %q", lines)
	}
	for _, day := range []string{"18", "19", "20", "22"} {
		if _, err := os.Stat(filepath.Join(folder, "daily/2024/11", day, "token-usage-2024-11-"+day+".pdf")); err != nil {
			t.Error(err)
		}
	}
}

// drawn is a line as a terminal gets it: in the place of the one before, and cut off where the terminal ends.
func drawn(line string) string { return "\r\x1b[K\x1b[?7l" + line + "\x1b[?7h" }

func TestBackfillCalls(t *testing.T) {
	environment, _ := account(t)
	c := newConsole(environment)
	for args, want := range map[string]string{
		"":                                     "which days? give both --from and --until, as in --from 2024-11-01 --until 2024-11-30; see tokenreport backfill --help",
		"--from 2024-11-01":                    "which days? give both --from and --until",
		"--from 1 --until 2":                   `from: date "1" is not a calendar date`,
		"--from 2024-11-19 --until 2024-11-18": "until 2024-11-18 is before from 2024-11-19",
		"--from 2024-11-19 --until 2999-01-01": "2999-01-01 is not over in Asia/Shanghai yet: give --until ",
		"--from 2024-11-19 --until 2024-11-19 today":   `unexpected argument "today"`,
		"--from 2004-11-19 --until 2024-11-19":         "is more than 2 years",
		"--from 2024-11-19 --until 2024-11-19 --quick": "unknown flag --",
	} {
		if status := c.run(t, append([]string{"backfill"}, strings.Fields(args)...)...); status != 2 || !strings.Contains(c.err.String(), want) || strings.Contains(c.out.String(), "period") && !strings.Contains(want, "flag") {
			t.Errorf("%s: status %d, %s%s; want %q", args, status, &c.out, &c.err, want)
		}
	}
	if status := c.run(t, "backfill", "--help"); status != 0 || !strings.Contains(c.out.String(), "Both days are included") {
		t.Errorf("status %d: %s", status, &c.out)
	}
}

// What fails is listed at the end, by its period and with the API's code, and the same command makes the rest.
func TestBackfillListsFailures(t *testing.T) {
	for name, test := range map[string]struct{ code, out, err string }{
		"of one day": {
			"InvalidParameter", "made 1, failed 1, not made 0, left alone 0; 66 calls in ",
			"tokenreport backfill: 1 period failed; run the same command again to make them:\n  daily 2024-11-18: fetch usage: DescribeTokenUsageGraph: InvalidParameter: no (request ID ",
		},
		"of whoever asks": {
			"AuthFailure.SecretIdNotFound", "made 0, failed 1, not made 1, left alone 0; 1 call in ",
			"so that the backfill ends here: mend the cause, and run the same command again",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := surround(t)
			s.Now, s.apiClock = time.Now, time.Now
			s.api.Inject(func(r lketest.Request) lketest.Fault {
				if r.Number == 1 {
					return lketest.APIError(test.code, "no")
				}
				return nil
			})
			status := s.backfill(t.Context(), "--from", "2024-11-18", "--until", "2024-11-19", "--report", "daily")
			if status != 1 || !strings.Contains(s.out.String(), test.out) || !strings.Contains(s.err.String(), test.err) {
				t.Errorf("status %d\n%s%s", status, &s.out, &s.err)
			}
			if strings.Contains(s.out.String()+s.err.String(), "canary") || len(s.smtp.Messages()) > 0 {
				t.Error("a secret was shown, or somebody was mailed")
			}
		})
	}
}

// Ctrl-C ends it with what to do next.
func TestBackfillIsStopped(t *testing.T) {
	s := surround(t)
	s.Now, s.apiClock = time.Now, time.Now
	ctx, stop := context.WithCancel(t.Context())
	s.api.Inject(func(r lketest.Request) lketest.Fault {
		if r.Number == 3 {
			stop()
		}
		return nil
	})
	status := s.backfill(ctx, "--from", "2024-11-18", "--until", "2024-11-19", "--report", "daily")
	if status != 1 || s.err.String() != "tokenreport backfill: stopped: run the same command again to go on\n" ||
		!strings.Contains(s.out.String(), "made 0, failed 0, not made 2") {
		t.Errorf("status %d\n%s%s", status, &s.out, &s.err)
	}
}

// A report that is only mailed needs --mail, and then everything that is not due by the store is mailed as well.
func TestBackfillMails(t *testing.T) {
	t.Parallel()
	s := surround(t)
	s.Now, s.apiClock = time.Now, time.Now
	began := time.Now().Truncate(time.Second)
	args := []string{"--from", "2024-11-18", "--until", "2024-11-24", "--report", "support"}
	if status := s.backfill(t.Context(), args...); status != 2 || !strings.Contains(s.err.String(), "report support is not stored, and a backfill mails nothing unless it is asked to") {
		t.Errorf("status %d\n%s%s", status, &s.out, &s.err)
	}
	if status := s.backfill(t.Context(), append(args, "--mail")...); status != 0 || len(s.smtp.Messages()) != 1 {
		t.Errorf("status %d, %d mails\n%s%s", status, len(s.smtp.Messages()), &s.out, &s.err)
	}
	received, err := mail.ReadMessage(bytes.NewReader(s.smtp.Messages()[0].Data))
	if err != nil {
		t.Fatal(err)
	}
	if date, err := received.Header.Date(); err != nil || date.Before(began) {
		t.Errorf("the mail is dated %v, %v, before it was sent", date, err)
	}
}

func (s *surroundings) backfill(ctx context.Context, args ...string) int {
	s.out.Reset()
	s.err.Reset()
	return command.BackfillTrusting(ctx, s.System, args, s.api.Roots, s.smtp.CertPool(), s.cos.CertPool())
}
