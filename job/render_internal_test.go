package job

import (
	"slices"
	"testing"
)

func TestWantedFormats(t *testing.T) {
	mail, store := &Mail{Attach: []Format{CSV, PDF}}, &Store{Formats: []Format{JSON, PDF}}
	for name, test := range map[string]struct {
		task task
		want []Format
	}{
		"nothing attached":       {task{Report: Report{Mail: &Mail{}}}, nil},
		"attached":               {task{Report: Report{Mail: mail}}, []Format{PDF, CSV}},
		"stored":                 {task{Report: Report{Store: store}}, []Format{PDF, JSON}},
		"attached and stored":    {task{Report: Report{Mail: mail, Store: store}}, []Format{PDF, CSV, JSON}},
		"a dry run looks at all": {task{Report: Report{Mail: &Mail{}}, dryRun: true}, Formats()},
	} {
		if got := test.task.wanted(); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}
