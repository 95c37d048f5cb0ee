package job

import (
	"slices"
	"testing"

	"tokenreport/report/format"
)

func TestWantedFormats(t *testing.T) {
	mail, store := &Mail{Attach: []format.Format{format.CSV, format.PDF}}, &Store{Formats: []format.Format{format.JSON, format.PDF}}
	for name, test := range map[string]struct {
		task task
		want []format.Format
	}{
		"nothing attached":       {task{Report: Report{Mail: &Mail{}}}, nil},
		"attached":               {task{Report: Report{Mail: mail}}, []format.Format{format.PDF, format.CSV}},
		"stored":                 {task{Report: Report{Store: store}}, []format.Format{format.PDF, format.JSON}},
		"attached and stored":    {task{Report: Report{Mail: mail, Store: store}}, []format.Format{format.PDF, format.CSV, format.JSON}},
		"a dry run looks at all": {task{Report: Report{Mail: &Mail{}}, dryRun: true}, format.All()},
	} {
		if got := test.task.wanted(); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

// A row of package format without a maker here would be a nil function in a run; a maker without a row would never be asked.
func TestEveryFormatHasAMaker(t *testing.T) {
	for _, f := range format.All() {
		if makers[f] == nil {
			t.Errorf("nothing makes %s", f)
		}
	}
	if len(makers) != len(format.All()) {
		t.Errorf("%d makers for %d formats", len(makers), len(format.All()))
	}
}
