package job_test

import (
	"strings"
	"testing"

	"tokenreport/apiclient/lketest"
	"tokenreport/delivery"
	"tokenreport/job"
)

func TestDryRun(t *testing.T) {
	w := newWorld(t, lketest.Example())
	event := morning
	event.DryRun = true
	result := w.run(t, event)
	if len(w.mail.Messages())+len(w.bucket.Objects()) > 0 {
		t.Error("a dry run delivered something")
	}
	for _, d := range result.Deliveries {
		if d.Status != job.Skipped || !strings.Contains(d.Detail, "dry run") {
			t.Errorf("delivery %+v", d)
		}
	}
	if len(result.Files) < 6 || *result.Total != 67199 {
		t.Errorf("%d files, total %d", len(result.Files), *result.Total)
	}
}

// A dry run delivers nothing whatever a report consists of, and leaves no record that it had.
func TestDryRunOfAPart(t *testing.T) {
	for name, change := range map[string]func(*job.Report){
		"store only": func(r *job.Report) { r.Mail = nil },
		"mail only":  func(r *job.Report) { r.Store = nil },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, lketest.Example())
			change(&w.runner.Reports[0])
			dry := morning
			dry.DryRun = true
			w.run(t, dry)
			if len(w.mail.Messages())+len(w.bucket.Objects()) > 0 {
				t.Error("a dry run delivered something")
			}
			for _, d := range w.run(t, morning).Deliveries {
				if d.Status != delivery.StatusDelivered {
					t.Errorf("after the dry run: %+v", d)
				}
			}
		})
	}
}
