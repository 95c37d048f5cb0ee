package report_test

import (
	"slices"
	"strings"
	"testing"

	"tokenreport/report"
)

func compose(t *testing.T, u report.Usage, o report.Options) report.Document {
	t.Helper()
	d, err := report.Compose(report.Analyse(report.Summarize(u), report.Evidence{}), o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A correction says what has changed: only that, with a percentage where there is one.
func TestCorrection(t *testing.T) {
	all := func(total, input, output report.Amount) *report.Figures {
		return &report.Figures{Revision: 1, Total: total, Input: input, Output: output}
	}
	known, none := report.Known, report.Amount{}
	tests := map[string]struct {
		corrects *report.Figures
		language string
		want     string
	}{
		"all": {all(known(60_000), known(66_390), known(1_000)), "en",
			"Revision 2 of this report replaces revision 1: later data changed the total from 60,000 to 67,199 (+12 %), " +
				"input from 66,390 to 66,391 (▲ < 0.1 %), output from 1,000 to 808 (−19 %)."},
		"one": {all(known(67_199), known(66_391), known(1_000)), "en",
			"Revision 2 of this report replaces revision 1: later data changed output from 1,000 to 808 (−19 %)."},
		"from nothing": {all(known(0), known(66_391), known(808)), "en",
			"Revision 2 of this report replaces revision 1: later data changed the total from 0 to 67,199."},
		"from unknown": {all(known(67_199), none, report.Amount{N: 808}), "en",
			"Revision 2 of this report replaces revision 1: later data changed input from – to 66,391, output from – to 808."},
		"nothing": {all(known(67_199), known(66_391), known(808)), "en",
			"Revision 2 of this report replaces revision 1: later data changed it, but total, input and output are the same."},
		"not told": {nil, "en",
			"Revision 2 of this report replaces revision 1: later data changed the total from – to 67,199, input from – to 66,391, output from – to 808."},
		"Chinese": {all(known(60_000), known(66_391), none), "zh-CN",
			"本报告的第 2 版取代第 1 版：根据后续到达的数据，总计由 60,000 变为 67,199（+12%），输出由 – 变为 808。"},
		"Indonesian": {all(known(60_000), known(66_391), none), "id",
			"Revisi 2 laporan ini menggantikan revisi 1: data susulan mengubah total dari 60.000 menjadi 67.199 (+12 %), keluaran dari – menjadi 808."},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			o := options(test.language)
			o.Revision, o.Corrects = 2, test.corrects
			d := compose(t, example(t), o)
			if d.Notices[0] != (report.Notice{Text: test.want}) {
				t.Errorf("the first notice is %+v, want %s", d.Notices[0], test.want)
			}
		})
	}
}

func TestCorrectionToUnknown(t *testing.T) {
	o := options("en")
	o.Revision, o.Corrects = 3, &report.Figures{Revision: 2, Total: report.Known(5), Input: report.Known(5), Output: report.Known(5)}
	d := compose(t, join(t, shanghai(t), "0900=null_value", "0900=5", "0900=5"), o)
	const want = "Revision 3 of this report replaces revision 2: later data changed the total from 5 to –."
	if d.Notices[0].Text != want {
		t.Errorf("got %q, want %q", d.Notices[0].Text, want)
	}
}

// The revision is named wherever a reader may look; a first report is none that corrects, whatever it is told.
func TestRevisionIsSaid(t *testing.T) {
	for revision, want := range map[int]struct{ subject, inProvenance, name string }{
		0:  {"Check the data · Token usage", "1", ""},
		1:  {"Check the data · Token usage", "1", ""},
		2:  {"Corrected r2 · Check the data · Token usage", "2", "Revision 2"},
		12: {"Corrected r12 · Check the data · Token usage", "12", "Revision 12"},
	} {
		o := options("en")
		o.Revision, o.Corrects = revision, &report.Figures{Revision: revision - 1}
		d := compose(t, join(t, shanghai(t), exampleTotal, exampleInput, "0930=1"), o)
		if !strings.HasPrefix(d.Subject, want.subject) || d.Revision != want.name {
			t.Errorf("revision %d: subject %q, name %q", revision, d.Subject, d.Revision)
		}
		if fact := (report.Fact{Label: "Revision", Value: want.inProvenance}); !slices.Contains(d.Provenance, fact) {
			t.Errorf("revision %d: provenance %q", revision, d.Provenance)
		}
		if corrected := want.name != ""; strings.Contains(d.Notices[0].Text, "replaces") != corrected || d.Notices[0].Warning == corrected ||
			strings.Contains(d.OneLine, "replaces") != corrected {
			t.Errorf("revision %d: notices %+v, one line %q", revision, d.Notices, d.OneLine)
		}
	}
}
