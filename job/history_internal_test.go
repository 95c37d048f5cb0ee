package job

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tokenreport/apiclient/lketest"
	"tokenreport/delivery"
	"tokenreport/delivery/ledger"
	"tokenreport/report"
)

// shelf is an archive that a test can look into, and spoil.
type shelf struct {
	*ledger.Memory
	mu          sync.Mutex
	names       map[string]bool
	read, write error
	hang        bool
}

func newShelf() *shelf { return &shelf{Memory: new(ledger.Memory), names: map[string]bool{}} }

// Read implements [Archive].
func (s *shelf) Read(ctx context.Context, name string) ([]byte, error) {
	if s.hang {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	if s.read != nil {
		return nil, s.read
	}
	return s.Memory.Read(ctx, name)
}

// Replace implements [Archive].
func (s *shelf) Replace(ctx context.Context, name string, content []byte) error {
	s.mu.Lock()
	s.names[name] = true
	s.mu.Unlock()
	if s.hang {
		<-ctx.Done()
		return ctx.Err()
	}
	if s.write != nil {
		return s.write
	}
	return s.Memory.Replace(ctx, name, content)
}

// lines are those of the one file of a month.
func (s *shelf) lines(t *testing.T, month string) (name string, lines []string) {
	t.Helper()
	for _, name = range slices.Sorted(maps.Keys(s.names)) {
		if strings.HasSuffix(name, month+".jsonl") {
			content, err := s.Memory.Read(t.Context(), name)
			if err != nil {
				t.Fatal(err)
			}
			return name, strings.SplitAfter(strings.TrimSuffix(string(content), "\n"), "\n")
		}
	}
	t.Fatalf("nothing is kept of %s", month)
	return "", nil
}

// historian is an inquirer with such an archive, and a log.
func historian(t *testing.T) (*Runner, *lketest.Server, *shelf, *bytes.Buffer) {
	t.Helper()
	r, api := inquirer(t, unhurried, lketest.Config{Source: hourly})
	s, log := newShelf(), new(bytes.Buffer)
	r.Archive, r.Log = s, slog.New(slog.NewTextHandler(log, nil))
	return r, api, s, log
}

// hourly is an account that uses as many tokens an hour as the day of the month.
func hourly(q lketest.Query) any {
	zone := time.FixedZone("UTC+8", 8*60*60)
	var points, none []lketest.Stat
	for at := q.Start.In(zone); at.Before(q.End); at = at.Add(time.Hour) {
		points = append(points, lketest.Stat{X: at.Format("2006010215"), Y: at.Day()})
		none = append(none, lketest.Stat{X: at.Format("2006010215"), Y: 0})
	}
	return lketest.Graph{Total: points, Input: points, Output: none}
}

// again forgets what the run before knew, and counts the requests.
func (r *Runner) again(t *testing.T, api *lketest.Server, task task) (report.Analysis, int) {
	t.Helper()
	before := len(api.Requests())
	r.round = newRound(t.Context())
	a := r.analysed(t.Context(), t, task)
	return a, len(api.Requests()) - before
}

// A file for each month has a line for each day, in their order, and is the same whoever fetched the days when.
func TestHistoryIsKept(t *testing.T) {
	r, api, s, log := historian(t)
	r.analysed(t.Context(), t, for19(t, Report{}))
	for month, want := range map[string]int{"2024-09": 13, "2024-10": 31, "2024-11": 19} {
		name, lines := s.lines(t, month)
		if len(lines) != want || !strings.HasPrefix(name, ".tokenreport/history/daily/") || !slices.IsSorted(lines) {
			t.Errorf("%s has %d lines, want %d in order", name, len(lines), want)
		}
		if !strings.HasPrefix(lines[0], `{"tokenreport_day":2,"source":"lke","date":"`+month) {
			t.Errorf("%s begins with %s", name, lines[0])
		}
	}
	if text := log.String(); !strings.Contains(text, "history_stored=0 history_fetched=62") || !strings.Contains(text, "months=3") {
		t.Error(text)
	}
	log.Reset()
	if _, n := r.again(t, api, for19(t, Report{})); n != 1 || !strings.Contains(log.String(), "history_stored=62 history_fetched=0") {
		t.Errorf("again: %d requests\n%s", n, log)
	}
	if strings.Contains(log.String(), "history kept") {
		t.Error("nothing was new, and something was kept")
	}
	if _, n := r.again(t, api, taskFor(t, Report{}, "2024-11-20")); n != 1 {
		t.Errorf("the next day: %d requests", n)
	}
	if len(s.names) != 3 {
		t.Errorf("the files are %v", s.names)
	}
}

// What cannot be read of a file is fetched again, and its neighbours are not.
func TestUnreadableLines(t *testing.T) {
	tests := map[string]struct {
		spoil func(lines []string) []string
		fetch int
	}{
		"nothing":            {func(l []string) []string { return l }, 0},
		"a line cut short":   {func(l []string) []string { l[4] = l[4][:len(l[4])/2] + "\n"; return l }, 1},
		"the end cut off":    {func(l []string) []string { l[18] = l[18][:20]; return l[:19] }, 0}, // it was the own day's
		"another version":    {func(l []string) []string { l[3] = strings.Replace(l[3], `day":2`, `day":3`, 1); return l }, 1},
		"another zone":       {func(l []string) []string { l[3] = strings.Replace(l[3], "Shanghai", "Tokyo", 1); return l }, 1},
		"another month":      {func(l []string) []string { l[3] = strings.Replace(l[3], "2024-11-04", "2024-10-04", 1); return l }, 1},
		"no date":            {func(l []string) []string { l[3] = strings.Replace(l[3], "2024-11-04", "2024-11-34", 1); return l }, 1},
		"empty lines":        {func(l []string) []string { return slices.Insert(l, 3, "\n", "\r\n") }, 0},
		"something else":     {func([]string) []string { return []string{"<html>\n", "\x00\xff\n", "null\n", "[1]\n"} }, 18},
		"nothing at all":     {func([]string) []string { return nil }, 18},
		"two of the same":    {func(l []string) []string { return append(l, l[3]) }, 0},
		"a total of nothing": {func(l []string) []string { l[3] = strings.Replace(l[3], `"total":`, `"total":null,"x":`, 1); return l }, 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, api, s, _ := historian(t)
			first := r.analysed(t.Context(), t, for19(t, Report{}))
			name, lines := s.lines(t, "2024-11")
			if err := s.Memory.Replace(t.Context(), name, []byte(strings.Join(test.spoil(slices.Clone(lines)), ""))); err != nil {
				t.Fatal(err)
			}
			a, n := r.again(t, api, for19(t, Report{}))
			if n != 1+test.fetch || a.Comparison != first.Comparison || a.Month.Sum != first.Month.Sum {
				t.Errorf("%d requests, want %d; compared with %+v, at first %+v", n, 1+test.fetch, a.Comparison, first.Comparison)
			}
			if test.fetch == 0 {
				return
			}
			if _, mended := s.lines(t, "2024-11"); !slices.Equal(mended, lines) {
				t.Errorf("afterwards %d lines are kept, not the same as before", len(mended))
			}
		})
	}
}

// A storage that fails costs calls of the API, and no report anything.
func TestAnArchiveThatFails(t *testing.T) {
	broken := errors.New("the disk is on fire")
	denied := &delivery.Error{Fault: delivery.Permanent, Code: "AccessDenied", Err: errors.New("AccessDenied")}
	tests := map[string]struct {
		spoil    func(*shelf)
		requests int // of the next run
		says     string
	}{
		"it cannot be read":        {func(s *shelf) { s.read = broken }, 63, "history could not be read"},
		"it may not be read":       {func(s *shelf) { s.read = denied }, 63, "AccessDenied"},
		"it cannot be written":     {func(s *shelf) { s.write = broken }, 1, "history could not be kept"},
		"it hangs":                 {func(s *shelf) { s.hang = true }, 63, "history could not be read"},
		"it is what it was before": {func(*shelf) {}, 1, "history_stored=62"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, api, s, log := historian(t)
			first := r.analysed(t.Context(), t, for19(t, Report{}))
			_, lines := s.lines(t, "2024-11")
			test.spoil(s)
			started := time.Now()
			a, n := r.again(t, api, taskFor(t, Report{}, "2024-11-20"))
			if n != test.requests || len(a.Omissions) > 0 || a.Comparison.DayBefore.Total != first.Usage.Total {
				t.Errorf("%d requests, want %d; omissions %v, the day before %+v", n, test.requests, a.Omissions, a.Comparison.DayBefore)
			}
			if took := time.Since(started); took > 3*archivePatience {
				t.Errorf("it took %s", took)
			}
			if !strings.Contains(log.String(), test.says) {
				t.Errorf("the log does not say %s:\n%s", test.says, log)
			}
			s.read, s.write, s.hang = nil, nil, false
			if _, kept := s.lines(t, "2024-11"); name != "it is what it was before" && !slices.Equal(kept, lines) {
				t.Errorf("what could not be read was replaced by %d lines", len(kept))
			}
		})
	}
}

// Where there is neither a history nor time to fetch one, the report is made without.
func TestNoHistoryAndNoTime(t *testing.T) {
	r, _, s, _ := historian(t)
	s.read = errors.New("the disk is on fire")
	task := for19(t, Report{})
	found, trouble := r.obtain(t.Context(), r.Log, task)
	if trouble != nil {
		t.Fatal(trouble.err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
	defer cancel()
	r.gather(ctx, r.Log, task, &found)
	a := found.analysis
	if len(a.Omissions) != 1 || a.Omissions[0] != (report.Omission{What: report.OmittedHistory, Count: 62, Reason: report.NoTime}) || !a.Usage.Total.Known {
		t.Errorf("omissions %+v", a.Omissions)
	}
}

// What is learnt of a day replaces what was known, but for parts and calls that are not known now.
func TestLearn(t *testing.T) {
	r, _, _, _ := historian(t)
	task := for19(t, Report{})
	c := r.chronicle(task)
	c.load(t.Context(), r.Log, task.period.Days())
	part := func(id string, n report.Tokens) report.DayPart {
		return selection{dimension: report.ByModel, id: id}.part(report.Amounts{Total: report.Known(n)})
	}
	unknown := selection{dimension: report.ByModel, id: "a"}.part(report.Amounts{})
	day := report.Day{Period: task.period}
	c.learn(day) // nothing is known of it
	c.learnPart(task.period, part("b", 2))
	if c.save(t.Context(), r.Log) != 1 || len(c.content("2024-11")) > 0 {
		t.Error("a day without a total is kept")
	}
	day.Total, day.Calls, day.Parts = report.Known(10), report.Known(3), []report.DayPart{part("a", 1)}
	c.learn(day)
	day.Total, day.Calls, day.Parts = report.Known(11), report.Amount{}, []report.DayPart{unknown, part("c", 4)}
	c.learn(day)
	got := c.day(task.period)
	want := []report.DayPart{part("a", 1), part("b", 2), part("c", 4)}
	if got.Total != report.Known(11) || got.Calls != report.Known(3) || !slices.Equal(got.Parts, want) {
		t.Errorf("%+v", got)
	}
	if n := c.save(t.Context(), r.Log); n != 1 {
		t.Errorf("%d files were written", n)
	}
	c.learn(got)
	if n := c.save(t.Context(), r.Log); n != 0 {
		t.Error("what was known was written once more")
	}
}

// FuzzHistory holds, whatever a file has: only whole days of its month are taken from it, and what is written of them is read
// as the same.
func FuzzHistory(f *testing.F) {
	const line = `{"tokenreport_day":1,"date":"2024-11-19","zone":"Asia/Shanghai","from":1731945600,"until":1732032000,"total":null,` +
		`"input":null,"output":null,"calls":null,"complete":true,"hours":[` +
		`null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null],"parts":{}}`
	f.Add([]byte(line + "\n"))
	f.Add([]byte(strings.Replace(line, `"total":null`, `"total":7`, 1) + "\n" + line))
	f.Add([]byte("\n\n{}\n[]\n" + line[:50]))
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		f.Fatal(err)
	}
	empty := func() *chronicle {
		return &chronicle{zone: zone, days: map[string]report.Day{}, months: map[string]monthState{}}
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		c, again := empty(), empty()
		readFrom(c, "2024-11", content)
		for name, day := range c.days {
			if !strings.HasPrefix(name, "2024-11-") || day.Period.Name() != name {
				t.Errorf("%s is of %s", name, day.Period.Name())
			}
		}
		written := c.content("2024-11")
		readFrom(again, "2024-11", written)
		if !bytes.Equal(again.content("2024-11"), written) {
			t.Errorf("what was written is read otherwise:\n%s", written)
		}
	})
}

// A single changed bit makes no other figures: the day is fetched again, the file is set aside, and all of that is said once.
func TestAChangedBitIsSetAside(t *testing.T) {
	r, api, s, log := historian(t)
	r.analysed(t.Context(), t, for19(t, Report{}))
	name, lines := s.lines(t, "2024-11")
	changed := slices.Clone(lines)
	changed[3] = strings.Replace(changed[3], `"total":96`, `"total":97`, 1)
	if err := s.Memory.Replace(t.Context(), name, []byte(strings.Join(changed, ""))); err != nil || slices.Equal(changed, lines) {
		t.Fatal(err, lines[3])
	}
	for want, says := range map[int]int{2: 1} {
		if _, n := r.again(t, api, for19(t, Report{})); n != want || strings.Count(log.String(), "history was damaged") != says {
			t.Errorf("%d requests\n%s", n, log)
		}
	}
	if _, n := r.again(t, api, for19(t, Report{})); n != 1 || strings.Count(log.String(), "history was damaged") != 1 {
		t.Errorf("the next time: %d requests\n%s", n, log)
	}
	aside, err := s.Memory.Read(t.Context(), name+".damaged")
	if _, mended := s.lines(t, "2024-11"); err != nil || string(aside) != strings.Join(changed, "") || !slices.Equal(mended, lines) {
		t.Errorf("set aside %d bytes, %v", len(aside), err)
	}
}
