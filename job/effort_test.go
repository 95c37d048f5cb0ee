package job_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/delivery/smtp/smtptest"
	"tokenreport/job"
	"tokenreport/report"
)

// finished are the lines of a log that tell of a run as a whole.
func finished(t *testing.T, log *bytes.Buffer) []map[string]any {
	t.Helper()
	var list []map[string]any
	for line := range bytes.Lines(log.Bytes()) {
		var fields map[string]any
		if err := json.Unmarshal(line, &fields); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(fields["msg"].(string), " finished") {
			list = append(list, fields)
		}
	}
	return list
}

// Each report has one line, whatever became of it, and several have one more for them all.
func TestARunIsSummarised(t *testing.T) {
	// Another question is asked side by side with the first, and its calls are its own.
	w := fillWorldOf(t, lketest.Month(1), job.Report{Name: "weekly", Cadence: report.Weekly, Filter: apiclient.Filter{ModelName: "cs-normal"}})
	var log bytes.Buffer
	w.runner.Log = slog.New(slog.NewJSONHandler(&log, nil))
	day := job.Event{Date: "2024-11-19", Reports: []string{"daily"}}
	for _, test := range []struct {
		name   string
		event  job.Event
		inject lketest.Script
		refuse string // a recipient
		want   string
	}{
		{"a dry run", job.Event{Date: "2024-11-19", Reports: []string{"daily"}, DryRun: true}, nil, "",
			"INFO report finished daily 2024-11-19 dry_run calls 63 points 253 deliveries 0+0+0+0+4"},
		{"refused", day, lketest.Always(lketest.APIError("AuthFailure.SecretIdNotFound", "no")), "",
			"ERROR report finished daily 2024-11-19 failed calls 1 points 0 deliveries 0+0+0+0+0 AuthFailure.SecretIdNotFound"},
		{"a refused recipient", day, nil, "b@example.com",
			"ERROR report finished daily 2024-11-19 partly calls 63 points 253 deliveries 3+0+0+1+0 550"},
		{"the rest of it", day, nil, "", "INFO report finished daily 2024-11-19 delivered calls 1 points 253 deliveries 1+3+0+0+0"},
		{"once more", day, nil, "", "INFO report finished daily 2024-11-19 already_delivered calls 1 points 253 deliveries 0+4+0+0+0"},
		{"several", job.Event{Date: "2024-11-12"}, nil, "",
			"INFO invocation finished, 2 reports, 0 failed; INFO report finished daily 2024-11-12 delivered calls 8 points 250 deliveries 4+0+0+0+0; " +
				"INFO report finished weekly 2024-W46 delivered calls 63 points 1325 deliveries 4+0+0+0+0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			log.Reset()
			w.api.Inject(test.inject)
			w.mail.SetFaults(nil)
			if test.refuse != "" {
				w.mail.SetFaults(smtptest.Faults{smtptest.Rcpt: {Recipient: test.refuse, Reply: "550 5.1.1 no such user"}})
			}
			_, err := w.invoke(t.Context(), test.event)
			var lines []string
			for _, f := range finished(t, &log) {
				lines = append(lines, summary(t, f))
			}
			slices.Sort(lines) // those side by side end as they end
			if got := strings.Join(lines, "; "); got != test.want {
				t.Errorf("got  %s\nwant %s\nerror %v", got, test.want, err)
			}
		})
	}
}

// summary is the part of such a line that is the same at each run.
func summary(t *testing.T, f map[string]any) string {
	t.Helper()
	if f["msg"] == "invocation finished" {
		return fmt.Sprintf("%s %s, %v reports, %v failed", f["level"], f["msg"], f["reports"], f["reports_failed"])
	}
	whole, parts := f["duration_ms"].(float64), 0.0
	for _, phase := range []string{"fetch_ms", "history_ms", "render_ms", "deliver_ms", "record_ms"} {
		parts += f[phase].(float64)
	}
	if parts > whole || f["status"] == "delivered" && parts == 0 {
		t.Errorf("the phases took %v ms of %v", parts, whole)
	}
	line := fmt.Sprintf("%s %s %s %s %s calls %v points %v deliveries %v+%v+%v+%v+%v", f["level"], f["msg"], f["report"], f["period"], f["status"],
		f["calls"], f["points"], f["deliveries_delivered"], f["deliveries_already"], f["deliveries_unclear"], f["deliveries_failed"], f["deliveries_skipped"])
	for _, code := range []string{"AuthFailure.SecretIdNotFound", "550"} {
		if text, failed := f["error"].(string); failed && strings.Contains(text, code) {
			line += " " + code
		}
	}
	if f["request_ids"] == "" {
		t.Errorf("%s has no request ID", line)
	}
	return line
}
