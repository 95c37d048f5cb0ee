package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// size is how much of everything a report has.
type size struct{ points, parts, days int }

// dimension is something of which a report may have more.
type dimension struct {
	what string
	of   func(*size) *int
	base int // at 1 ×
}

// growth measures how time and memory grow with a report, each dimension at 1, 10 and 100 times, the others small. What is
// not proportional to its size, such as the fonts, makes the ratio of 100 × to 10 × less than 10; more would be more than
// linear.
func growth() ([]row, error) {
	var rows []row
	for _, d := range []dimension{
		{"points", func(s *size) *int { return &s.points }, 100},
		{"rows of a breakdown", func(s *size) *int { return &s.parts }, 10},
		{"days of history", func(s *size) *int { return &s.days }, 4},
	} {
		r, err := d.row()
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}

func (d dimension) row() (row, error) {
	var sizes, figures []string
	var before, last testing.BenchmarkResult
	for _, factor := range []int{1, 10, 100} {
		s := size{points: 100, days: 4}
		*d.of(&s) = d.base * factor
		result, err := wholeReport(s)
		if err != nil {
			return row{}, fmt.Errorf("%d %s: %w", d.base*factor, d.what, err)
		}
		before, last = last, result
		sizes = append(sizes, fmt.Sprint(d.base*factor))
		figures = append(figures, fmt.Sprintf("%s, %s", milliseconds(time.Duration(result.NsPerOp())), megabytes(result.AllocedBytesPerOp())))
	}
	return row{
		strings.Join(sizes, ", ") + " " + d.what, strings.Join(figures, "; "), "10 × as many",
		fmt.Sprintf("%s time, %s memory", times(last.NsPerOp(), before.NsPerOp()), times(last.AllocedBytesPerOp(), before.AllocedBytesPerOp())),
		"≤ 10 ×",
	}, nil
}

// wholeReport takes a report of a size through all stages.
func wholeReport(s size) (testing.BenchmarkResult, error) {
	made, err := newSample("en", s.points, s.parts, s.days)
	if err != nil {
		return testing.BenchmarkResult{}, err
	}
	steps := made.steps()
	return measure(func() error {
		for _, step := range steps {
			if err := step.do(); err != nil {
				return fmt.Errorf("%s: %w", step.name, err)
			}
		}
		return nil
	}), nil
}
