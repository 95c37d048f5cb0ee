package main

import "testing"

// BenchmarkStage is each stage of an ordinary day's report by itself.
func BenchmarkStage(b *testing.B) {
	for _, language := range []string{"en", "zh-CN"} {
		s, err := newSample(language, ordinaryPoints, ordinaryParts, ordinaryDays)
		if err != nil {
			b.Fatal(err)
		}
		for _, step := range s.steps() {
			b.Run(step.name+"/"+language, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := step.do(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// TestStages runs each stage once, at the sizes that the benchmarks measure.
func TestStages(t *testing.T) {
	for _, size := range []struct{ points, parts, days int }{
		{ordinaryPoints, ordinaryParts, ordinaryDays}, {100, 0, 4}, {10_000, 0, 4}, {100, 1000, 4}, {100, 10, 400},
	} {
		s, err := newSample("en", size.points, size.parts, size.days)
		if err != nil {
			t.Fatalf("%+v: %v", size, err)
		}
		if got := len(s.usage.Points); got != size.points {
			t.Errorf("%+v: %d points", size, got)
		}
		if len(s.usage.Oddities) > 0 {
			t.Errorf("%+v: the sample is odd: %+v", size, s.usage.Oddities)
		}
		for _, step := range s.steps() {
			if err := step.do(); err != nil {
				t.Errorf("%+v: %s: %v", size, step.name, err)
			}
		}
	}
}
