package job

import (
	"reflect"
	"testing"
	"time"

	"tokenreport/apiclient"
)

func filtered(name, model string) task {
	return task{Report: Report{Name: name, Zone: time.UTC, Filter: apiclient.Filter{ModelName: model}}}
}

func TestReportsOfOneQuestionFollowEachOther(t *testing.T) {
	r := &Runner{LabelZone: time.UTC}
	got := r.queues([]task{filtered("a", "x"), filtered("b", "y"), filtered("c", "x"), filtered("d", ""), filtered("e", "y")})
	if want := [][]int{{0, 2}, {1, 4}, {3}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := r.queues(nil); len(got) > 0 {
		t.Errorf("of nothing: %v", got)
	}
}

// Queues that take all of their time leave the later ones theirs.
func TestEachQueueHasItsShareOfTheTime(t *testing.T) {
	begin := time.Date(2024, 11, 20, 0, 30, 0, 0, time.UTC)
	deadline := begin.Add(2 * time.Minute)
	for n := 1; n <= 3*mostAbreast+1; n++ {
		free := make([]time.Time, mostAbreast) // when each lane is
		for i := range free {
			free[i] = begin
		}
		for i := range n {
			lane := 0
			for j := range free {
				if free[j].Before(free[lane]) {
					lane = j
				}
			}
			end := endOf(deadline, free[lane], n-i)
			waves := (n + mostAbreast - 1) / mostAbreast
			if got, least := end.Sub(free[lane]), 2*time.Minute/time.Duration(waves); got < least-time.Microsecond || end.After(deadline) {
				t.Errorf("queue %d of %d has %s, until %s; want at least %s", i+1, n, got, end, least)
			}
			free[lane] = end
		}
	}
}

// The rates of the invocations never exceed the API's, and none has nothing to do.
func TestDivide(t *testing.T) {
	for rate := 1; rate <= 20; rate++ {
		for n := 1; n <= 50; n++ {
			var due []task
			for i := range n {
				due = append(due, filtered(string(rune('A'+i)), string(rune('a'+i%7))))
			}
			loads := clientOf(t, rate).divide(due)
			sum, made := 0, map[string]int{}
			for _, l := range loads {
				sum += l.rate
				if l.rate < 1 || len(l.reports) < n/len(loads) || len(l.reports) > (n+len(loads)-1)/len(loads) {
					t.Errorf("%d reports at %d per second: a load of %d at %d", n, rate, len(l.reports), l.rate)
				}
				for _, report := range l.reports {
					made[report.Name]++
				}
			}
			if sum != rate || len(loads) != min(n, rate) || len(made) != n {
				t.Errorf("%d reports at %d per second: %d loads of %d reports, %d per second in all", n, rate, len(loads), len(made), sum)
			}
		}
	}
}

func clientOf(t *testing.T, rate int) *Runner {
	t.Helper()
	client, err := apiclient.New(apiclient.Options{
		Endpoint: "lke.tencentcloudapi.com", Region: "ap-guangzhou", Rate: rate, Now: time.Now,
	}, keys, new(apiclient.Pacer))
	if err != nil {
		t.Fatal(err)
	}
	return &Runner{API: client, LabelZone: time.UTC}
}

// What is dispatched is read as it was meant.
func TestAnEventSurvivesItsPayload(t *testing.T) {
	for _, event := range []Event{
		{},
		{Time: time.Date(2024, 11, 20, 0, 30, 0, 500, time.UTC), Reports: []string{"daily"}, Rate: 20},
		{Reports: []string{"a", "b"}, Date: "2024-11-19", Force: true, DryRun: true, Rate: 1},
	} {
		got, err := ParseEvent(event.payload())
		if err != nil || !reflect.DeepEqual(got, event) {
			t.Errorf("got %+v, %v; want %+v", got, err, event)
		}
	}
}
