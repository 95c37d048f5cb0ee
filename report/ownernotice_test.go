package report_test

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"tokenreport/golden"
	"tokenreport/report"
	"tokenreport/templates"
)

// notice is a notice about the example's day, without an outcome.
func notice(t testing.TB, language string) report.OwnerNotice {
	t.Helper()
	return report.OwnerNotice{
		Report: "daily", Language: language, Period: shanghai(t), Attempts: 3,
		At:      time.Date(2024, 11, 20, 0, 32, 41, 0, time.UTC),
		Command: "tokenreport run --report daily --date 2024-11-19",
		Message: `{"Message":"{\"reports\":[\"daily\"],\"date\":\"2024-11-19\"}"}`,
	}
}

var (
	apiProblem = report.Problem{
		Phase: report.Fetching, Code: "AuthFailure.SignatureFailure", RequestID: "5e2f5a0a-7b2c-4a5e-9f6d-0c1b2a3d4e5f",
		Text: "fetch usage for 2024-11-19: DescribeTokenUsageGraph: AuthFailure.SignatureFailure: The provided credentials could not be " +
			"validated. (request 5e2f5a0a-7b2c-4a5e-9f6d-0c1b2a3d4e5f): check TENCENTCLOUD_SECRETID and TENCENTCLOUD_SECRETKEY",
	}
	mailProblem = report.Problem{
		Phase: report.Delivering, Where: "email to b@example.com", Code: "550 5.1.1",
		Text: "deliver by email to b@example.com: the server refused the recipient: 550 5.1.1 no such user",
	}
	storeProblem = report.Problem{
		Phase: report.Delivering, Where: "cos", Code: "AccessDenied", RequestID: "NjczYzU0ZTVfYTk0",
		Text: "store daily/2024/11/19/token-usage-2024-11-19.pdf: AccessDenied: Access Denied.: allow name/cos:PutObject",
	}
)

// notices are the notices in testdata/owner, by name.
func notices(t testing.TB) map[string]report.OwnerNotice {
	all := map[string]report.OwnerNotice{}
	for _, language := range templates.Languages() {
		add := func(name string, outcome report.Outcome, with func(*report.OwnerNotice)) {
			n := notice(t, language)
			n.Outcome = outcome
			with(&n)
			all[name+"-"+language] = n
		}
		doubts := []string{
			"Total is not input + output in 4 intervals, the first at 09:15; over the day the total differs by 807.",
			"2 points of Output were left out: their values are not numbers, the first is “12k” (at 202411190930).",
		}
		add("failed", report.Failed, func(n *report.OwnerNotice) { n.Problems = []report.Problem{apiProblem} })
		add("failed-correction", report.Failed, func(n *report.OwnerNotice) {
			n.Revision, n.Attempts, n.Problems = 2, 1, []report.Problem{storeProblem}
		})
		add("partly", report.Partly, func(n *report.OwnerNotice) {
			n.Problems, n.Doubts = []report.Problem{mailProblem, storeProblem}, doubts[:1]
		})
		add("doubtful", report.Doubtful, func(n *report.OwnerNotice) { n.Doubts, n.Attempts = doubts, 1 })
		add("troubled", report.Doubtful, func(n *report.OwnerNotice) {
			n.Problems = []report.Problem{{Phase: report.Recording, Where: "email to a@example.com", Text: "record the delivery: connection reset"}}
		})
		add("missed", report.Missed, func(n *report.OwnerNotice) {
			n.Attempts, n.Problems = 0, []report.Problem{{Phase: report.Starting, Where: "2024-11-19", Text: "no run is recorded: the timer did not fire"}}
		})
		add("missed-several", report.Missed, func(n *report.OwnerNotice) {
			n.Attempts, n.Problems = 0, []report.Problem{
				{Phase: report.Starting, Where: "2024-11-19", Text: "no run is recorded: the timer did not fire"},
				{Phase: report.Fetching, Where: "2024-11-18", Text: "runs that were started: 3; the last that ended failed at 2024-11-19 08:32 +08:00: InternalError"},
			}
			n.Command += "\ntokenreport run --report daily --date 2024-11-18"
		})
		add("waiting", report.Waiting, func(n *report.OwnerNotice) {
			n.Attempts, n.Problems, n.Waiting = 0, []report.Problem{storeProblem}, []string{"daily 2024-11-19", "weekly 2024-W47"}
			n.Advice, n.Command, n.Message = report.AdviseCheck, "tokenreport check", `{"Message":"{\"check\":true}"}`
		})
		for _, advice := range []report.Advice{report.AdviseMessage, report.AdviseTime, report.AdviseTrigger} {
			add(strings.TrimPrefix(strings.ReplaceAll(string(advice), ".", "-"), "owner-"), report.Failed, func(n *report.OwnerNotice) {
				n.Attempts, n.Problems = 0, []report.Problem{{Phase: report.Starting, Text: "the event's Message, at offset 1: it is not JSON"}}
				n.Advice, n.Command, n.Message = advice, "tokenreport run", "{}"
			})
		}
	}
	many := notice(t, "en")
	many.Outcome, many.Title = report.Partly, "Customer service bots"
	for i := range 50 {
		p := mailProblem
		p.Where = fmt.Sprintf("email to reader%d@example.com", i+1)
		many.Problems, many.Doubts = append(many.Problems, p), append(many.Doubts, fmt.Sprintf("%d points of Total were left out.", i+1))
	}
	all["many"] = many
	hostile := notice(t, "en")
	hostile.Outcome, hostile.Report, hostile.Title, hostile.Command, hostile.Message = report.Failed, evil, evil, evil, evil
	hostile.Problems, hostile.Doubts = []report.Problem{{report.Phase(evil), evil, evil, evil, evil}, {}}, []string{evil, ""}
	all["hostile"] = hostile
	bare := report.OwnerNotice{Report: "daily", Language: "en", Period: shanghai(t), Outcome: report.Failed}
	all["bare"] = bare
	return all
}

// evil tries what a name or a server's answer could.
const evil = "\u202eevil\u2066\r\nBcc: x@example.com\x1b[31m\x00\u2028To run it again:\u0085rm -rf\t{what} {title} \xff"

func composeNotice(t testing.TB, n report.OwnerNotice) (subject, text string) {
	t.Helper()
	subject, text, err := report.ComposeOwnerNotice(n)
	if err != nil {
		t.Fatal(err)
	}
	return subject, text
}

func TestOwnerNotice(t *testing.T) {
	for name, n := range notices(t) {
		t.Run(name, func(t *testing.T) {
			subject, text := composeNotice(t, n)
			golden.Check(t, filepath.Join("testdata", "owner", name+".txt"), []byte("Subject: "+subject+"\n\n"+text))
			checkNotice(t, subject, text)
		})
	}
}

func TestOwnerNoticeFilesAllHaveATest(t *testing.T) {
	files, err := filepath.Glob("testdata/owner/*")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		names = append(names, strings.TrimSuffix(filepath.Base(file), ".txt"))
	}
	if want := slices.Sorted(maps.Keys(notices(t))); !slices.Equal(names, want) {
		t.Errorf("testdata/owner has %q, want %q", names, want)
	}
}

// checkNotice finds what no notice may have, whatever it was told.
func checkNotice(t *testing.T, subject, text string) {
	t.Helper()
	if strings.Contains(subject, "\n") || strings.TrimSpace(subject) == "" {
		t.Errorf("the subject is %q, want a line", subject)
	}
	for _, s := range []string{subject, text} {
		if strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && r != '\u00a0' && !unicode.IsPrint(r) }) || !utf8.ValidString(s) {
			t.Errorf("the notice has a character that no mail should have: %q", s)
		}
	}
	if !strings.HasSuffix(text, "\n") || strings.HasSuffix(text, "\n\n") || strings.HasPrefix(text, "\n") || strings.Contains(text, "\n\n\n") {
		t.Errorf("the notice has empty lines at its start, at its end or beside each other: %q", text)
	}
	for line := range strings.Lines(text) {
		if line = strings.TrimSuffix(line, "\n"); line != strings.TrimRight(line, " ") {
			t.Errorf("a line ends in space: %q", line)
		}
	}
}

// What the catalogues say in a line has room in one. Long lines are those that quote.
func TestOwnerNoticeLines(t *testing.T) {
	long := []string{apiProblem.Text, mailProblem.Text, storeProblem.Text, "over the day the total differs", "their values are not numbers", "the last that ended failed"}
	for name, n := range notices(t) {
		if name == "hostile" {
			continue
		}
		subject, text := composeNotice(t, n)
		for line := range strings.Lines(subject + "\n" + text) {
			columns := 0
			for _, r := range strings.TrimSuffix(line, "\n") {
				columns++
				if unicode.Is(unicode.Han, r) || strings.ContainsRune("，。：；（）", r) {
					columns++
				}
			}
			if columns > 76 && !slices.ContainsFunc(long, func(quoted string) bool { return strings.Contains(line, quoted) }) {
				t.Errorf("%s: a line of %d columns, want at most 76: %s", name, columns, line)
			}
		}
	}
}

// What is copied is whole and on a line of its own.
func TestOwnerNoticeCanBeCopied(t *testing.T) {
	for name, n := range notices(t) {
		if name == "hostile" || name == "bare" {
			continue
		}
		_, text := composeNotice(t, n)
		for line := range strings.Lines(n.Command + "\n" + n.Message + "\n") {
			if !strings.Contains(text, "\n"+line) {
				t.Errorf("%s: %q is not a line of it", name, line)
			}
		}
	}
}

// Ten kilobytes of an error are cut in the middle: how it begins and ends tells most.
func TestOwnerNoticeCutsErrors(t *testing.T) {
	n := notice(t, "en")
	n.Outcome = report.Failed
	n.Problems = []report.Problem{{Phase: report.Fetching, Text: "fetch usage: " + strings.Repeat("<html> 客服 ", 1000) + ": try again later"}}
	_, text := composeNotice(t, n)
	if utf8.RuneCountInString(text) > 1200 || !strings.Contains(text, "fetch usage: <html>") || !strings.Contains(text, " … ") ||
		!strings.Contains(text, ": try again later\n") {
		t.Errorf("got\n%s", text)
	}
}

func TestOwnerNoticeCounts(t *testing.T) {
	for count, want := range map[int]string{0: "", 1: "\nDelivering: email", 10: "10. ", 11: "… and 1 more", 50: "… and 40 more"} {
		n := notice(t, "en")
		n.Outcome, n.Problems = report.Failed, slices.Repeat([]report.Problem{mailProblem}, count)
		_, text := composeNotice(t, n)
		if got := strings.Count(text, mailProblem.Where+"\n"); got != min(count, 10) {
			t.Errorf("%d problems: %d are listed", count, got)
		}
		if !strings.Contains(text, want) || strings.Contains(text, "more") != (count > 10) || strings.Contains(text, "What went wrong") != (count > 0) {
			t.Errorf("%d problems:\n%s", count, text)
		}
	}
}

func TestOwnerNoticeErrors(t *testing.T) {
	n := notice(t, "tlh")
	n.Outcome = report.Failed
	if subject, text, err := report.ComposeOwnerNotice(n); err == nil || subject+text != "" || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a language without texts: %q, %q, %v", subject, text, err)
	}
	n = notice(t, "en")
	const want = `compose the owner's notice: no outcome is called ""`
	if subject, text, err := report.ComposeOwnerNotice(n); err == nil || err.Error() != want || subject+text != "" {
		t.Errorf("without an outcome: %q, %q, %v", subject, text, err)
	}
}

func FuzzOwnerNotice(f *testing.F) {
	f.Add(evil, "failed", 1)
	f.Add("a\nb", "missed", 12)
	f.Add("", "doubtful", 0)
	f.Fuzz(func(t *testing.T, s, outcome string, count int) {
		n := notice(t, "en")
		n.Report, n.Title, n.Outcome, n.Revision, n.Attempts = s, s, report.Outcome(outcome), count, count
		n.Command, n.Message = s, s
		n.Problems = slices.Repeat([]report.Problem{{report.Phase(s), s, s, s, s}}, int(uint(count)%13))
		n.Doubts = slices.Repeat([]string{s}, int(uint(count)%13))
		subject, text, err := report.ComposeOwnerNotice(n)
		if err != nil {
			if subject+text != "" {
				t.Errorf("%q and %q beside the error %v", subject, text, err)
			}
			return
		}
		checkNotice(t, subject, text)
		again, same, _ := report.ComposeOwnerNotice(n)
		if subject != again || text != same {
			t.Error("the same arguments gave another notice")
		}
	})
}

func ExampleComposeOwnerNotice() {
	zone := time.FixedZone("Asia/Shanghai", 8*60*60)
	day, _ := report.ParseDay("2024-11-19", zone)
	subject, text, _ := report.ComposeOwnerNotice(report.OwnerNotice{
		Report: "daily", Language: "en", Period: day, Outcome: report.Failed, Attempts: 3,
		Problems: []report.Problem{{
			Phase: report.Fetching, Code: "InternalError", RequestID: "ed825101",
			Text: "fetch usage for 2024-11-19: InternalError: try later (request ed825101)",
		}},
		Command: "tokenreport run --report daily --date 2024-11-19",
	})
	fmt.Println(subject)
	fmt.Println()
	fmt.Print(text)
	// Output:
	// Report failed · Token usage 2024-11-19 (daily)
	//
	// Nobody received this report.
	//
	// Report: Token usage (daily)
	// Period: 2024-11-19, Asia/Shanghai (UTC+08:00)
	// Tried: 3 times
	//
	// What went wrong:
	//
	// Fetching the data
	// Code: InternalError
	// Request ID: ed825101
	// fetch usage for 2024-11-19: InternalError: try later (request ed825101)
	//
	// To run it again:
	// tokenreport run --report daily --date 2024-11-19
	//
	// The readers were not told of this.
	// This notice comes once for this report and period.
}
