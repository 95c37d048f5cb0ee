package lketest

import (
	"fmt"
	"strings"
	"time"
)

// Scene is a kind of day that a report should be seen with.
type Scene struct {
	Name, About string
	set         func(s *Scenario, at clock)
}

// clock gives an hour of the scene's day.
type clock func(hour, minute int) time.Time

// Scenes are all scenes, the ordinary day first.
func Scenes() []Scene {
	return []Scene{
		{"normal", "a day like others", func(*Scenario, clock) {}},
		{"spike", "one application has six times its usual usage for an hour and a half", spike},
		{"outage", "nothing is used from 10:10 to 12:05", outage},
		{"gap", "the graph lacks what was used from 14:00 to 16:00", gap},
		{"shift", "usage has been at 1.8 times the usual for three days", shift},
		{"empty", "nothing is used all day", empty},
		{"first-day", "nothing was used before that day", firstDay},
		{"huge", "fifteen digits a day", func(s *Scenario, _ clock) { s.Weekday = 4e14 }},
		{"fifty", "fifty applications", func(s *Scenario, _ clock) { s.Streams = Group() }},
	}
}

// Scenario is a month of [Company] around the day on which the scene is played. The day's zone is the clock by which its
// people live; the labels are in UTC+8, as the API has them.
func (scene Scene) Scenario(seed uint64, day time.Time) Scenario {
	s := Scenario{Seed: seed, Weekday: 48_000_000, Growth: .05, Spikes: 1.0 / 16, Streams: Company(), Clock: day.Location()}
	s.FiveMinutes = 25 * time.Hour // also where the clocks are put back
	y, m, d := day.Date()
	scene.set(&s, func(hour, minute int) time.Time { return time.Date(y, m, d, hour, minute, 0, 0, day.Location()) })
	return s
}

// FindScene is the scene of a name. The error names those that there are.
func FindScene(name string) (Scene, error) {
	var names []string
	for _, scene := range Scenes() {
		if scene.Name == name {
			return scene, nil
		}
		names = append(names, scene.Name)
	}
	return Scene{}, fmt.Errorf("there is no scenario %q: want one of %s", name, strings.Join(names, ", "))
}

func spike(s *Scenario, at clock) {
	s.Events = []Event{{From: at(14, 10), Until: at(15, 40), Factor: 6, AppBizID: s.Streams[0].AppBizID}}
}

func outage(s *Scenario, at clock) { s.Events = []Event{{From: at(10, 10), Until: at(12, 5)}} }

func gap(s *Scenario, at clock) { s.Unseen = []Span{{at(14, 0), at(16, 0)}} }

func shift(s *Scenario, at clock) { s.Events = []Event{{From: at(-48, 0), Factor: 1.8}} }

func empty(s *Scenario, at clock) { s.Events = []Event{{From: at(0, 0), Until: at(24, 0)}} }

func firstDay(s *Scenario, at clock) { s.Events = []Event{{Until: at(0, 0)}} }
