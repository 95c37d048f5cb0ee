package job_test

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"

	"tokenreport/delivery/cos/costest"
	"tokenreport/delivery/ledger"
)

// faultCases is how many cases the table has, and faultSlack by how many it may differ before this number, and the
// documents', must be mended.
const (
	faultCases = 1050
	faultSlack = 10
)

// A faultCase is one fault at one step of one scenario.
type faultCase struct {
	scenario scenario
	stored   map[string]costest.Object // before the morning
	step     step
	fault    *fault // nil: none
}

func (c faultCase) String() string {
	if c.fault == nil {
		return c.scenario.name + "/no fault"
	}
	return fmt.Sprintf("%s/%s/%s", c.scenario.name, c.step, c.fault)
}

// TestFaults lets everything go wrong that can, one thing at a time: for each step of each scenario, as a run without
// faults shows them, each fault that makes sense there. The platform then tries again as it does, a person mends what
// lasts, and in the end each reader has got each report once, everything is stored and recorded, and the owner was told
// of what needed him.
func TestFaults(t *testing.T) {
	cases := casesOf(t, scenarios())
	classes := map[string]int{}
	total := 0
	for _, c := range cases {
		if c.fault != nil {
			classes[c.fault.class()]++
			total++
		}
	}
	if total < faultCases-faultSlack || total > faultCases+faultSlack {
		t.Errorf("the table has %d cases, and says that it has %d", total, faultCases)
	}
	chosen := sample(cases)
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // a run leaves much behind, and a fifth of the time would go to clearing it up
	busy := make(chan struct{}, 2*runtime.GOMAXPROCS(0))
	inParallel(chosen, func(c faultCase) {
		t.Run(c.String(), func(t *testing.T) {
			p := &performance{scenario: c.scenario, step: c.step, fault: c.fault, busy: busy}
			perform(t, p, c.stored)
			for _, violation := range p.violations(t) {
				t.Error(violation)
			}
			if p.nextMorning(t) {
				for _, violation := range p.violations(t) {
					t.Error("the next morning: " + violation)
				}
			}
			if t.Failed() {
				t.Logf("the log:\n%s", p.log.String())
			}
		})
	})
	t.Logf("%d cases: %v; run with the scenarios without faults: %d", total, classes, len(chosen))
}

// sample are the cases to be run: all, unless that would take too long.
func sample(cases []faultCase) []faultCase {
	every := 1
	switch {
	case raceDetector:
		every = 60
	case testing.Short():
		every = 20
	}
	var chosen []faultCase
	for i, c := range cases {
		if i%every == 0 || c.fault == nil {
			chosen = append(chosen, c)
		}
	}
	return chosen
}

// concurrency is how many cases run at a time. Most of them wait, for a retry's turn or for a hang's end.
const concurrency = 96

// inParallel runs the cases, those that take long first.
func inParallel(cases []faultCase, run func(faultCase)) {
	queue := make(chan faultCase)
	var workers sync.WaitGroup
	for range concurrency {
		workers.Go(func() {
			for c := range queue {
				run(c)
			}
		})
	}
	slices.SortStableFunc(cases, func(a, b faultCase) int { return cmp.Compare(b.patience(), a.patience()) })
	for _, c := range cases {
		queue <- c
	}
	close(queue)
	workers.Wait()
}

// patience says how much of a case is waiting.
func (c faultCase) patience() int {
	switch {
	case c.fault == nil:
		return 0
	case c.fault.hang:
		return 3
	case c.fault.lasts == untilMended:
		return 2
	case c.fault.lasts == forTheRun:
		return 1
	default:
		return 0
	}
}

// casesOf lists the table, and the scenarios without any fault.
func casesOf(t *testing.T, list []scenario) []faultCase {
	t.Helper()
	var all []faultCase
	names, kinds := map[string]bool{}, map[string]bool{}
	for _, s := range list {
		stored := s.earlierRuns(t)
		whole := faultCase{scenario: s, stored: stored}
		all = append(all, whole)
		for _, step := range s.steps(t, stored) {
			known := names[step.String()]
			for _, f := range faultsAt(step) {
				if s.only != "" && step.At != s.only {
					continue
				}
				if (f.main || !kinds[string(step.At)+step.Kind]) && (!known || s.again && f.main) {
					c := whole
					c.step, c.fault = step, &f
					all = append(all, c)
				}
			}
			names[step.String()], kinds[string(step.At)+step.Kind] = true, true
		}
	}
	return all
}

// earlierRuns makes the runs before the morning, and returns what they stored.
func (s scenario) earlierRuns(t *testing.T) map[string]costest.Object {
	t.Helper()
	before := s
	before.tells, before.refused = s.reported, ""
	p := &performance{scenario: s, injector: &injector{}, memory: new(ledger.Memory)}
	p.outside = openFor(t, before, p.injector)
	for _, day := range s.before {
		if p.tried(t, on(day), false); p.last().err != nil {
			t.Fatalf("%s: %v", s.name, p.last().err)
		}
	}
	return p.outside.bucket.Objects()
}

// steps lists the steps of the morning's run without a fault.
func (s scenario) steps(t *testing.T, stored map[string]costest.Object) []step {
	t.Helper()
	p := &performance{scenario: s}
	perform(t, p, stored)
	present := map[string]bool{}
	for _, step := range p.injector.steps {
		present[string(step.At)+" "+step.Kind] = true
	}
	for _, need := range s.needs {
		if !present[need] {
			t.Errorf("%s has no step %q", s.name, need)
		}
	}
	if len(p.injector.steps) == 0 {
		t.Fatalf("%s has no steps", s.name)
	}
	if testing.Verbose() {
		t.Logf("%s: %d steps\n%s", s.name, len(p.injector.steps), strings.Join(texts(p.injector.steps), "\n"))
	}
	return p.injector.steps
}

func texts(steps []step) []string {
	var list []string
	for _, s := range steps {
		list = append(list, s.String())
	}
	return list
}
