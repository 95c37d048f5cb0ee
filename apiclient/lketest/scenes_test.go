package lketest

import (
	"math"
	"strings"
	"testing"
	"time"
)

// sceneDay is a Tuesday.
func sceneDay() time.Time { return time.Date(2024, 11, 19, 0, 0, 0, 0, shanghai) }

func scenario(t *testing.T, name string) Source {
	t.Helper()
	scene, err := FindScene(name)
	if err != nil {
		t.Fatal(err)
	}
	return Seeded(scene.Scenario(1, sceneDay()))
}

// window is from a time of the scene's day until another.
func window(from, until time.Duration) Query {
	return Query{Start: sceneDay().Add(from), End: sceneDay().Add(until - time.Second)}
}

func TestScenes(t *testing.T) {
	const day, minute = 24 * time.Hour, time.Minute
	of := func(name string, q Query) float64 { return float64(total(serve(t, scenario(t, name), q).Total)) }
	today, dayBefore := window(0, day), window(-day, 0)
	afternoon := window(14*time.Hour+10*minute, 15*time.Hour+40*minute)
	morning := window(10*time.Hour+10*minute, 12*time.Hour+5*minute)
	usual := of("normal", today)
	for _, test := range []struct {
		name          string
		got           float64
		least, beyond float64
	}{
		{"normal", usual, 40e6, 60e6},
		{"spike", of("spike", afternoon) / of("normal", afternoon), 2, 6},
		{"spike before", of("spike", dayBefore) / of("normal", dayBefore), 1, 1.000001},
		{"outage", of("outage", morning), 0, 1},
		{"outage in all", of("outage", today) / usual, .5, .95},
		{"gap", of("gap", window(14*time.Hour, 16*time.Hour)), 0, 1},
		{"shift", of("shift", today) / usual, 1.75, 1.85},
		{"shift before", of("shift", window(-3*day, -2*day)) / of("normal", window(-3*day, -2*day)), 1, 1.000001},
		{"empty", of("empty", today), 0, 1},
		{"empty before", of("empty", dayBefore), 30e6, 60e6},
		{"first day", of("first-day", today) / usual, 1, 1.000001},
		{"first day before", of("first-day", dayBefore), 0, 1},
		{"huge", of("huge", today), 1e14, 1e15},
		{"fifty", of("fifty", today), 30e6, 70e6},
	} {
		if test.got < test.least || test.got >= test.beyond {
			t.Errorf("%s: %v is not between %v and %v", test.name, test.got, test.least, test.beyond)
		}
	}
}

// The totals of a gap know what the graph lacks.
func TestGapIsInTheTotals(t *testing.T) {
	q := window(0, 24*time.Hour)
	graph := total(serve(t, scenario(t, "gap"), q).Total)
	q.Action = tokenUsage
	if totals := scenario(t, "gap")(q).(Totals); totals.Total.(int64) <= graph {
		t.Errorf("%d in the totals, %d in the graph", totals.Total, graph)
	}
}

// People keep the hours of their own clock, whatever the zone of the labels.
func TestSceneKeepsTheDaysClock(t *testing.T) {
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2024, 11, 19, 0, 0, 0, 0, newYork)
	source := Seeded(Scenes()[0].Scenario(1, day))
	hour := func(h int) int64 {
		from := day.Add(time.Duration(h) * time.Hour)
		return total(serve(t, source, Query{Start: from, End: from.Add(time.Hour - time.Second)}).Total)
	}
	if morning, night := hour(10), hour(4); morning < 20*night {
		t.Errorf("%d tokens at 10:00 in New York, %d at 04:00", morning, night)
	}
}

func TestAccountsAreWhole(t *testing.T) {
	for name, test := range map[string]struct {
		streams []Stream
		apps    int
	}{"streams": {Streams(), 4}, "company": {Company(), 10}, "group": {Group(), 50}} {
		sum := 0.0
		for _, s := range test.streams {
			sum += s.Share
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("%s: the shares add up to %v", name, sum)
		}
		if got := len(apps(test.streams)); got != test.apps {
			t.Errorf("%s: %d apps, want %d", name, got, test.apps)
		}
	}
}

func TestFindScene(t *testing.T) {
	for _, scene := range Scenes() {
		if found, err := FindScene(scene.Name); err != nil || found.About != scene.About {
			t.Errorf("%s: found %q, %v", scene.Name, found.About, err)
		}
	}
	if _, err := FindScene("quiet"); err == nil || !strings.Contains(err.Error(), `no scenario "quiet": want one of normal, spike, `) {
		t.Errorf("a scene that there is not: %v", err)
	}
}
