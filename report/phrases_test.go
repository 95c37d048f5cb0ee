package report

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tokenreport/templates"
)

// Every language says the same things with the same values; which numbers have a form of their own is its own affair.
func TestCataloguesAgree(t *testing.T) {
	languages := templates.Languages()
	if len(languages) < 3 {
		t.Fatalf("languages %v", languages)
	}
	english := in(t, "en").texts
	said := map[string]bool{}
	for key := range english {
		said[withoutForm(key)] = true
	}
	for _, language := range languages {
		texts := in(t, language).texts
		for key, text := range english {
			if strings.HasSuffix(key, ".one") || strings.HasPrefix(key, "unit.") {
				continue
			}
			if got, want := len(strings.Split(texts[key], "|")), len(strings.Split(text, "|")); got != want {
				t.Errorf("%s %s has %d parts, want %d", language, key, got, want)
			}
			if got, want := values(texts[key]), values(text); got != want {
				t.Errorf("%s %s has the values %s, want %s", language, key, got, want)
			}
		}
		for key, text := range texts {
			if !said[withoutForm(key)] && !strings.HasPrefix(key, "unit.") {
				t.Errorf("%s has %s, which English has not", language, key)
			}
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s %s is empty", language, key)
			}
		}
	}
}

// withoutForm is a key without the ending of a plural form.
func withoutForm(key string) string {
	for _, form := range pluralForms {
		key = strings.TrimSuffix(key, form)
	}
	return key
}

func values(text string) string {
	found := regexp.MustCompile(`\{\w+\}`).FindAllString(text, -1)
	slices.Sort(found)
	return strings.Join(slices.Compact(found), " ")
}

// Every key of a catalogue is used, and every key that is used is in the catalogue.
func TestKeysAreUsed(t *testing.T) {
	sources, err := filepath.Glob("*.go")
	if err != nil || len(sources) < 8 {
		t.Fatalf("found %d sources, %v", len(sources), err)
	}
	said := map[string]bool{"language": true} // templates says it
	literal := regexp.MustCompile(`"([a-z0-9]+(?:\.[a-z0-9_]+)*)"`)
	for _, source := range sources {
		text, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range literal.FindAllStringSubmatch(string(text), -1) {
			said[match[1]] = true
		}
	}
	for _, kind := range []OddityKind{
		BadLabel, BadValue, NullValue, NegativeValue, HugeValue, FractionalValue, OutsidePeriod, Duplicate, NullSeries, EmptySeries,
		MixedSteps, BothMidnights, LoneMidnight, LabelZone, Unbalanced,
	} {
		said["oddity."+string(kind)] = true
	}
	for _, series := range []SeriesName{TotalSeries, InputSeries, OutputSeries} {
		said["series."+string(series)] = true
	}
	english := in(t, "en")
	for _, key := range enumerated() {
		said[key] = true
		if english.count(key, 2) == "" {
			t.Errorf("no text for %s", key)
		}
	}
	prefixes := map[string]bool{}
	for key := range english.texts {
		prefixes[strings.Split(key, ".")[0]] = true
	}
	for key := range said {
		if strings.Contains(key, ".") && prefixes[strings.Split(key, ".")[0]] && !english.has(key) {
			t.Errorf("%s is said, but not in the catalogue", key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(english.texts)) {
		plain := strings.TrimSuffix(strings.TrimSuffix(key, ".one"), ".other")
		if !said[plain] && !strings.HasPrefix(key, "unit.") {
			t.Errorf("nothing says %s", key)
		}
	}
	for _, kind := range []OddityKind{
		BadLabel, BadValue, NullValue, NegativeValue, HugeValue, FractionalValue, OutsidePeriod, Duplicate, NullSeries, EmptySeries,
		MixedSteps, BothMidnights, LoneMidnight, LabelZone, Unbalanced,
	} {
		for _, n := range []int{1, 2} {
			if english.count("oddity."+string(kind), n) == "" {
				t.Errorf("no text for %s", kind)
			}
		}
	}
}

func (p phrases) has(key string) bool {
	for _, form := range []string{"", ".one", ".other"} {
		if _, ok := p.texts[key+form]; ok {
			return true
		}
	}
	return false
}

// enumerated are the keys that end with a constant.
func enumerated() []string {
	keys := []string{"provenance.forecast." + string(WeekdayMedians), "headline.budget.tokens", "headline.budget.cost"}
	for _, d := range Dimensions() {
		keys = append(keys, "dimension."+string(d), "part."+string(d), "clause.across."+string(d))
	}
	for _, what := range []OmissionKind{OmittedCalls, OmittedTotals, OmittedNames, OmittedPart, OmittedHistory} {
		keys = append(keys, "omission."+string(what))
	}
	for _, why := range []OmissionReason{NotPermitted, CallFailed, NoTime} {
		keys = append(keys, "reason."+string(why))
	}
	return keys
}
