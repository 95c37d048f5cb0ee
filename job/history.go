package job

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"tokenreport/internal/seal"
	"tokenreport/report"
)

// chronicle is what is known of the days of one question, as it is kept in the archive: a file for each calendar month, a
// line for each day. It may be used by several goroutines at once.
type chronicle struct {
	archive  Archive
	folder   string
	question string
	zone     *time.Location

	mu     sync.Mutex
	days   map[string]report.Day // by name
	months map[string]monthState // by name, of those that were looked up
	// misread are the days whose labels were read in another way than now: their hours are not known until they are fetched again.
	misread map[string]bool
	damaged map[string][]byte // what files with damaged lines had, by month
}

// monthState is how far a month's file is known.
type monthState int

const (
	monthRead    monthState = iota
	monthChanged            // the file lacks something
	monthUnread             // it could not be read, and so is not replaced either
)

// chronicle is the one of a report's days, the same throughout a run.
func (r *Runner) chronicle(t task) *chronicle {
	r.round.mu.Lock()
	defer r.round.mu.Unlock()
	question := r.question(t)
	folder := fmt.Sprintf(".tokenreport/history/%s/%s", t.Name, question)
	if r.round.chronicles[folder] == nil {
		r.round.chronicles[folder] = &chronicle{
			archive: r.Archive, folder: folder, question: question, zone: t.Zone,
			days: map[string]report.Day{}, months: map[string]monthState{}, misread: map[string]bool{},
		}
	}
	return r.round.chronicles[folder]
}

// archivePatience bounds the reading of all files, and the writing: no report waits longer for what can be fetched.
const archivePatience = 3 * time.Second

// load reads the files of the days' months, those that it has not read before. What cannot be read is a warning in the log:
// the days are taken for unknown.
func (c *chronicle) load(ctx context.Context, log *slog.Logger, days []report.Period) {
	var months []string
	c.mu.Lock()
	for _, day := range days {
		if _, known := c.months[monthOf(day)]; !known && !slices.Contains(months, monthOf(day)) {
			months = append(months, monthOf(day))
		}
	}
	c.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, archivePatience)
	defer cancel()
	inParallel(len(months), func(i int) {
		damaged, err := c.read(months[i], func() ([]byte, error) {
			content, err := steadily(ctx, func(ctx context.Context) ([]byte, error) {
				return c.archive.Read(ctx, c.name(months[i]))
			})
			if errors.Is(err, fs.ErrNotExist) {
				content, err = nil, nil
			}
			return content, err
		})
		if err != nil {
			log.Warn("history could not be read", "month", months[i], "error", err.Error())
		}
		if damaged {
			log.Warn("history was damaged: the file is set aside, and its unreadable days are fetched again", "month", months[i])
		}
	})
}

func monthOf(day report.Period) string { return day.From.Format("2006-01") }

func (c *chronicle) name(month string) string { return c.folder + "/" + month + ".jsonl" }

// read takes over the lines of a month's file, and reports whether one is damaged. It asks for a damaged file twice: the answer
// may have been damaged on its way.
func (c *chronicle) read(month string, ask func() ([]byte, error)) (damaged bool, err error) {
	content, err := ask()
	days, damaged := readDays(month, content, c.zone)
	if damaged {
		content, err = ask()
		days, damaged = readDays(month, content, c.zone)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.months[month] = monthRead
	if err != nil {
		c.months[month] = monthUnread
	}
	for _, day := range days {
		c.days[day.Period.Name()] = day
	}
	if damaged {
		c.months[month] = monthChanged
		if c.damaged == nil {
			c.damaged = map[string][]byte{}
		}
		c.damaged[month] = content
	}
	return damaged, err
}

// readDays are the days of a month's file. A line that is not a day of that month, or not of this program, is as if it were not
// there.
func readDays(month string, content []byte, zone *time.Location) (days []report.Day, damaged bool) {
	for line := range bytes.Lines(content) {
		line = bytes.TrimSpace(line)
		day, err := readDay(line, zone)
		if err == nil && monthOf(day.Period) == month {
			days = append(days, day)
		}
		damaged = damaged || len(line) > 0 && errors.Is(err, seal.ErrDamaged)
	}
	return days, damaged
}

func readDay(line []byte, zone *time.Location) (report.Day, error) {
	var dated struct{ Date string }
	if err := json.Unmarshal(line, &dated); err != nil {
		return report.Day{}, fmt.Errorf("%w: %w", seal.ErrDamaged, err)
	}
	period, err := report.ParseDay(dated.Date, zone)
	if err != nil {
		return report.Day{}, fmt.Errorf("%w: %w", seal.ErrDamaged, err)
	}
	return report.DecodeDay(line, period)
}

// readAs forgets the hours of the days whose labels were read in another way.
func (c *chronicle) readAs(labels report.Labels) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for name, day := range c.days {
		if day.Labels != "" && day.Labels != labels {
			day.Hours, c.misread[name] = [24]report.Amount{}, true
			c.days[name] = day
		}
	}
}

func (c *chronicle) isMisread(p report.Period) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.misread[p.Name()]
}

// day is what is known of a day; nothing but its period where nothing is.
func (c *chronicle) day(p report.Period) report.Day {
	c.mu.Lock()
	defer c.mu.Unlock()
	if day, ok := c.days[p.Name()]; ok {
		return day
	}
	return report.Day{Period: p}
}

// learn replaces what was known of a day. Parts and calls that are unknown now stay as they were. A day without a total is
// not kept.
func (c *chronicle) learn(day report.Day) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !day.Total.Known {
		return
	}
	before := c.days[day.Period.Name()]
	if !day.Calls.Known {
		day.Calls = before.Calls
	}
	day.Parts = mergeParts(before.Parts, day.Parts)
	delete(c.misread, day.Period.Name())
	c.put(before, day)
}

// relearn is learn of a day that is fetched again. As long as its usage is the same, a doubt whether all of it is there
// remains: it may come of what the day was compared with.
func (c *chronicle) relearn(day report.Day) {
	if before := c.day(day.Period); before.Total.Known && before.Total == day.Total && before.Input == day.Input &&
		before.Output == day.Output && before.Hours == day.Hours {
		day.Complete = day.Complete && before.Complete
	}
	c.learn(day)
}

// learnPart adds what a part of a day used, which itself may not be known yet.
func (c *chronicle) learnPart(p report.Period, part report.DayPart) {
	c.mu.Lock()
	defer c.mu.Unlock()
	before, ok := c.days[p.Name()]
	if !ok {
		before.Period = p
	}
	day := before
	day.Parts = mergeParts(before.Parts, []report.DayPart{part})
	c.put(before, day)
}

func (c *chronicle) put(before, day report.Day) {
	c.days[day.Period.Name()] = day
	month := monthOf(day.Period)
	if state, known := c.months[month]; known && state == monthRead && !sameDay(before, day) {
		c.months[month] = monthChanged
	}
}

func sameDay(a, b report.Day) bool {
	x, errX := report.EncodeDay(a)
	y, errY := report.EncodeDay(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// save replaces the files of the months of which something is new, and returns how many. What cannot be written is a warning
// in the log, and fetched again by the next run.
func (c *chronicle) save(ctx context.Context, log *slog.Logger) int {
	c.mu.Lock()
	var months []string
	var contents [][]byte
	for _, month := range slices.Sorted(maps.Keys(c.months)) {
		if c.months[month] == monthChanged {
			c.months[month] = monthRead
			months, contents = append(months, month), append(contents, c.content(month))
		}
	}
	c.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, archivePatience)
	defer cancel()
	var kept atomic.Int64
	inParallel(len(months), func(i int) {
		_, err := steadily(ctx, func(ctx context.Context) (struct{}, error) {
			if old, damaged := c.damaged[months[i]]; damaged {
				if err := c.archive.Replace(ctx, c.name(months[i])+".damaged", old); err != nil {
					return struct{}{}, err
				}
			}
			return struct{}{}, c.archive.Replace(ctx, c.name(months[i]), contents[i])
		})
		if err != nil {
			log.Warn("history could not be kept", "month", months[i], "error", err.Error())
			return
		}
		kept.Add(1)
	})
	return int(kept.Load())
}

// content is a month's file, in the order of the days.
func (c *chronicle) content(month string) []byte {
	var content bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(c.days)) {
		if day := c.days[name]; monthOf(day.Period) != month || !day.Total.Known {
			continue
		}
		line, err := report.EncodeDay(c.days[name])
		if err == nil { // a day that cannot be written is fetched again
			content.Write(append(line, '\n'))
		}
	}
	return content.Bytes()
}
