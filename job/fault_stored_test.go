package job_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tokenreport/delivery"
	"tokenreport/delivery/ledger"
	"tokenreport/report/data"
	"tokenreport/report/format"
	"tokenreport/report/pdf"
)

// checkFiles: what should be stored is stored, whole, and nothing else.
func (p *performance) checkFiles() []string {
	wanted := map[string]func([]byte) error{}
	for day, revision := range p.scenario.files {
		for _, format := range p.scenario.formats {
			name := fmt.Sprintf("%s/daily/%s/token-usage-%s.%s", bucketPrefix, strings.ReplaceAll(day, "-", "/"), day, format)
			wanted[name] = p.reader(format, day, revision)
		}
	}
	var found []string
	stored := p.outside.bucket.Objects()
	for _, name := range slices.Sorted(maps.Keys(stored)) {
		if wanted[name] == nil && !strings.Contains(name, "/.tokenreport/") {
			found = append(found, name+" is stored, and should not be")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		if err := wanted[name](stored[name].Content); err != nil {
			found = append(found, fmt.Sprintf("%s: %v", name, err))
		}
	}
	return found
}

// reader reads a stored file, and says what it lacks.
func (p *performance) reader(f format.Format, day string, revision int) func([]byte) error {
	u, ok := p.scenario.tells[day]
	if !ok {
		u = p.scenario.reported[day]
	}
	return map[format.Format]func([]byte) error{
		format.PDF:  func(file []byte) error { return p.readPDF(file, u) },
		format.HTML: func(file []byte) error { return readHTML(file, u) },
		format.CSV:  func(file []byte) error { return readCSV(file) },
		format.JSON: func(file []byte) error { return readJSON(file, u, revision) },
	}[f]
}

func (p *performance) readPDF(file []byte, u usage) error {
	text, err := p.pdfText(string(file))
	if err != nil {
		return err
	}
	if total := fmt.Sprint(u.total()); !strings.Contains(strings.ReplaceAll(text, ",", ""), total) {
		return fmt.Errorf("the page does not say %s", total)
	}
	return nil
}

// pdfText is the text of a PDF. The same file is stored and mailed.
func (p *performance) pdfText(file string) (string, error) {
	if text, known := p.texts[file]; known {
		return text, nil
	}
	contents, err := pdf.Read([]byte(file))
	if err != nil {
		return "", err
	}
	text := strings.Join(contents.Pages, "\n")
	if p.texts == nil {
		p.texts = map[string]string{}
	}
	p.texts[file] = text
	return text, nil
}

func readHTML(file []byte, u usage) error {
	text := strings.NewReplacer(",", "", "<wbr>", "").Replace(string(file))
	if total := fmt.Sprint(u.total()); !strings.HasSuffix(text, "</html>\n") || !strings.Contains(text, total) {
		return fmt.Errorf("the page ends with %q, or does not say %s", text[max(0, len(text)-20):], total)
	}
	return nil
}

func readCSV(file []byte) error {
	if lines := bytes.Count(file, []byte("\n")); lines != 1+points {
		return fmt.Errorf("%d lines, want a head and %d points", lines, points)
	}
	return nil
}

func readJSON(file []byte, u usage, revision int) error {
	var read data.Report
	if err := json.Unmarshal(file, &read); err != nil {
		return err
	}
	total := int64(-1)
	if read.Total != nil {
		total = *read.Total
	}
	if total != u.total() || read.Revision != revision || len(read.Points) != points {
		return fmt.Errorf("revision %d with the total %d and %d points, want revision %d with %d", read.Revision, total, len(read.Points), revision, u.total())
	}
	return nil
}

// attempts are the records of a delivery or a run, in their order. A result is nil where there is none.
type attempts []*ledger.Result

// checkLedger: every delivery is recorded as delivered, finally and once, and so is the run; nothing else is claimed.
func (p *performance) checkLedger() []string {
	kept, found := p.records()
	check := func(key delivery.Key, ends func(attempts) string) {
		if fault := ends(kept[key]); fault != "" {
			found = append(found, fmt.Sprintf("the records of %s: %s", delivered(key), fault))
		}
		delete(kept, key)
	}
	for _, key := range p.deliveries() {
		check(key, func(a attempts) string { return p.deliveryFault(key, a) })
	}
	for _, key := range p.scenario.runs {
		check(key, func(a attempts) string { return p.runFault(key, a) })
	}
	if p.scenario.refused != "" {
		key := delivery.Key{Report: "daily", Period: today, Revision: 1, Channel: "email", Recipient: p.scenario.refused}
		check(key, func(a attempts) string { return p.refusalFault(key, a) })
	}
	for key, a := range kept {
		if !p.earlier[key] && key.Channel != "owner" {
			found = append(found, fmt.Sprintf("%d attempts at %s, which nobody asked for", len(a), delivered(key)))
		}
	}
	return found
}

// deliveries are all that must have been made.
func (p *performance) deliveries() []delivery.Key {
	keys := slices.Concat(p.scenario.mails, p.scenario.chats)
	for _, run := range p.scenario.runs {
		if len(p.scenario.formats) > 0 {
			run.Channel = "cos"
			keys = append(keys, run)
		}
	}
	count, _ := arrivals(p.outside.notices.Messages(), p.wantedNotices(), []string{owner})
	return slices.AppendSeq(keys, maps.Keys(count))
}

// deliveryFault is what is wrong with a delivery's records.
func (p *performance) deliveryFault(key delivery.Key, a attempts) string {
	if p.keptInMemory(key) {
		return ""
	}
	if len(a) == 0 || len(a) > 3*len(p.runs) {
		return fmt.Sprintf("%d attempts in %d runs", len(a), len(p.runs))
	}
	for i, result := range a[:len(a)-1] {
		if result == nil || result.Final && result.Status == delivery.StatusDelivered {
			return fmt.Sprintf("attempt %d of %d ended with %+v", i+1, len(a), result)
		}
	}
	last := a[len(a)-1]
	switch {
	case last == nil && p.admitsNoRecord(key):
	case last != nil && last.Final && last.Status == delivery.StatusDelivered:
	case last != nil && last.Final && last.Status == delivery.StatusUnclear && p.unclearForGood():
	default:
		return fmt.Sprintf("the last of %d attempts ended with %+v", len(a), last)
	}
	return ""
}

// keptInMemory reports whether the bucket took no record of a notice in any of the platform's tries, so that the process
// alone remembers it.
func (p *performance) keptInMemory(key delivery.Key) bool {
	return key.Report == "Storage" || p.fault != nil && p.fault.lasts == untilMended && key.Channel == "owner" &&
		slices.ContainsFunc(p.injector.strikes(), func(s strike) bool { return s.step.At == atBucket && s.step.Of == key.Path() })
}

// admitsNoRecord reports whether the result of a delivery could not be kept, as the log or an error then says.
func (p *performance) admitsNoRecord(key delivery.Key) bool {
	said := p.log.String()
	for _, run := range p.runs {
		said += fmt.Sprint(run.err)
	}
	return p.unrecordable(key) && strings.Contains(said, "is not recorded")
}

// runFault is what is wrong with the records of the runs: a killed one has no end, and the last has the right one.
func (p *performance) runFault(key delivery.Key, a attempts) string {
	if len(a) == 0 || len(a) > len(p.runs) {
		return fmt.Sprintf("%d of %d runs", len(a), len(p.runs))
	}
	last, want := a[len(a)-1], delivery.StatusDelivered
	if p.scenario.refused != "" || p.unclearForGood() && p.mailWasLost(key) {
		want = delivery.StatusFailed
	}
	if last == nil || !last.Final || last.Status != want {
		return fmt.Sprintf("the last of %d runs ended with %+v", len(a), last)
	}
	return ""
}

// mailWasLost reports whether the fault struck at a reader's mail of the run's report.
func (p *performance) mailWasLost(run delivery.Key) bool {
	return slices.ContainsFunc(p.injector.strikes(), func(s strike) bool {
		key, _ := keyAt(s.step.Of)
		return (s.step.At == atRelay || s.step.At == atChat) && key.Period == run.Period && key.Revision == run.Revision
	})
}

// refusalFault is what is wrong with the records of a delivery that is refused for good.
func (p *performance) refusalFault(key delivery.Key, a attempts) string {
	if len(a) == 0 {
		return "there are none"
	}
	last := a[len(a)-1]
	switch {
	case last == nil && p.admitsNoRecord(key):
	case last != nil && last.Final && last.Status == delivery.StatusFailed && strings.Contains(last.Detail, "550"):
	default:
		return fmt.Sprintf("the last of %d attempts ended with %+v", len(a), last)
	}
	return ""
}

// records reads the ledger as it is in the bucket.
func (p *performance) records() (map[delivery.Key]attempts, []string) {
	kept, found := map[delivery.Key]attempts{}, []string(nil)
	objects := p.outside.bucket.Objects()
	for _, name := range slices.Sorted(maps.Keys(objects)) {
		folder, claimed := strings.CutSuffix(name, ".claim.json")
		key, known := keyAt(strings.TrimPrefix(folder[:max(strings.LastIndexByte(folder, '/'), 0)], bucketPrefix+"/"))
		if !claimed {
			continue
		}
		if !known {
			found = append(found, "a claim of nobody: "+name)
			continue
		}
		if number := fmt.Sprintf("/%04d", len(kept[key])+1); !strings.HasSuffix(folder, number) {
			found = append(found, "a claim out of its turn: "+name)
		}
		var result *ledger.Result
		if object, ok := objects[folder+".result.json"]; ok {
			if err := json.Unmarshal(object.Content, &result); err != nil {
				found = append(found, fmt.Sprintf("%s: %v", folder, err))
			}
		}
		kept[key] = append(kept[key], result)
	}
	return kept, found
}

// saysUnclear reports whether a record of the delivery says that it may have arrived.
func (p *performance) saysUnclear(key delivery.Key) bool {
	kept, _ := p.records()
	return slices.ContainsFunc(kept[key], func(r *ledger.Result) bool { return r != nil && r.Status == delivery.StatusUnclear })
}
