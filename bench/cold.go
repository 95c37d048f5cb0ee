package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"tokenreport/apiclient/lketest"
)

// The mornings of two days: the first fills the storage with history, the second is measured.
const (
	firstMorning  = "2024-11-19T00:30:00Z"
	secondMorning = "2024-11-20T00:30:00Z"
)

// coldStarts starts the empty function and ours in turn, in English and in Chinese. Each of ours finds the bucket as the
// morning before has left it.
func coldStarts(ctx context.Context, folder string, b binaries, starts int) ([]row, error) {
	s, err := newStage(folder, lketest.Scenario{Seed: 1}, -1, "")
	if err != nil {
		return nil, err
	}
	defer s.close()
	before := s.invocation(b.ours.path, firstMorning, time.Minute, nil)
	if _, err := before.start(ctx); err != nil {
		return nil, fmt.Errorf("the morning before: %w", err)
	}
	objects := s.bucket.Objects()
	calls := []call{
		{binary: b.empty.path, payload: `{}`, limit: time.Minute},
		s.invocation(b.ours.path, secondMorning, time.Minute, nil),
		s.invocation(b.ours.path, secondMorning, time.Minute, map[string]string{"BENCH_LANGUAGE": "zh-CN"}),
	}
	costs := make([][]cost, len(calls))
	pdfs := make([]int64, len(calls))
	for range starts {
		for i, c := range calls {
			s.bucket.SetObjects(objects)
			spent, err := c.start(ctx)
			if err != nil {
				return nil, err
			}
			costs[i] = append(costs[i], spent)
			pdfs[i] = s.storedPDF()
		}
	}
	return coldRows(middle(costs[0]), middle(costs[1]), middle(costs[2]), pdfs[1], pdfs[2]), nil
}

// storedPDF is the size of the report's PDF in the bucket.
func (s *stage) storedPDF() int64 {
	for key, object := range s.bucket.Objects() {
		if strings.HasSuffix(key, "2024-11-19.pdf") {
			return int64(len(object.Content))
		}
	}
	return 0
}

// middle is the median of each figure.
func middle(costs []cost) cost {
	return cost{
		elapsed:   median(costs, func(c cost) time.Duration { return c.elapsed }),
		processor: median(costs, func(c cost) time.Duration { return c.processor }),
		memory:    median(costs, func(c cost) int64 { return c.memory }),
	}
}

func median[T any, N int64 | time.Duration](list []T, of func(T) N) N {
	values := make([]N, len(list))
	for i, one := range list {
		values[i] = of(one)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

func coldRows(empty, english, chinese cost, englishPDF, chinesePDF int64) []row {
	const other = ", the empty function"
	return []row{
		{"cold start to the first answer of a full run", milliseconds(english.elapsed), milliseconds(empty.elapsed) + other,
			times(english.elapsed, empty.elapsed), "≤ 5 ×"},
		{"the same in Chinese", milliseconds(chinese.elapsed), milliseconds(english.elapsed) + ", in English",
			times(chinese.elapsed, english.elapsed), "≤ 1.5 ×"},
		{"processor time of a full run", milliseconds(english.processor), milliseconds(empty.processor) + other,
			times(english.processor, empty.processor), "≤ 120 ms"},
		{"the same in Chinese", milliseconds(chinese.processor), milliseconds(english.processor) + ", in English",
			times(chinese.processor, english.processor), "≤ 120 ms"},
		{"most memory resident in a full run", megabytes(english.memory), megabytes(empty.memory) + other,
			times(english.memory, empty.memory), "≤ 5 ×"},
		{"the same in Chinese", megabytes(chinese.memory), megabytes(english.memory) + ", in English",
			times(chinese.memory, english.memory), ""},
		{"PDF of one page and the hours, English", kilobytes(englishPDF), "", "", "≤ 60 KB"},
		{"the same in Chinese", kilobytes(chinesePDF), "", "", "≤ 150 KB"},
	}
}

func kilobytes(bytes int64) string { return fmt.Sprintf("%.1f KB", float64(bytes)/1e3) }
