package job_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	netmail "net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"tokenreport/delivery"
	"tokenreport/delivery/smtp/smtptest"
	"tokenreport/delivery/webhook/webhooktest"
	"tokenreport/report"
)

// violations are what is wrong after all runs, in words; none if all is as promised.
func (p *performance) violations(t *testing.T) []string {
	t.Helper()
	return slices.Concat(p.checkFault(), p.checkOptional(), p.checkIntact(), p.checkRuns(), p.checkMails(), p.checkChats(), p.checkNotices(), p.checkFiles(), p.checkLedger(),
		p.checkSecrets(t))
}

// checkFault makes a case void whose fault was never met.
func (p *performance) checkFault() []string {
	if p.fault == nil {
		return nil
	}
	first := p.runs[0]
	switch {
	case !first.struck:
		return []string{"the fault was never met"}
	case p.fault.crash && !first.killed:
		return []string{first.err.Error()}
	default:
		return nil
	}
}

// checkOptional: where a report can do without a step, the first run is well.
func (p *performance) checkOptional() []string {
	if p.fault == nil || p.fault.crash || !p.step.isOptional() || p.scenario.refused != "" {
		return nil
	}
	if err := p.runs[0].err; err != nil {
		return []string{fmt.Sprintf("the report could do without %s, and its run answered %v", p.step, err)}
	}
	return nil
}

// checkIntact: nothing that is stored was damaged, so that nothing is taken for it.
func (p *performance) checkIntact() []string {
	if said := p.log.String(); strings.Contains(said, "set aside") {
		return []string{"something stored was set aside as damaged"}
	}
	return nil
}

// checkRuns: every answer came in time, and an error names what failed. The platform's last try is well, or a person's
// run after it.
func (p *performance) checkRuns() []string {
	var found []string
	for i, run := range p.runs {
		if run.overdue {
			found = append(found, fmt.Sprintf("run %d answered after its deadline", i+1))
		}
		if run.err != nil && !run.killed && !p.namesTheCause(run) {
			found = append(found, fmt.Sprintf("run %d's error does not name what failed: %v", i+1, run.err))
		}
	}
	tries, unwell := p.tries(), p.scenario.refused != "" || p.staysUnclear()
	if err := tries[len(tries)-1].err; err != nil && !unwell && !p.needsAPerson() {
		found = append(found, fmt.Sprintf("the last of the platform's %d tries answered %v", len(tries), err))
	}
	if err := p.last().err; (err != nil) != (p.scenario.refused != "" || p.unclearForGood()) {
		found = append(found, fmt.Sprintf("the last of %d runs answered the error %v", len(p.runs), err))
	}
	return found
}

// namesTheCause reports whether a run's error has the other side's code and says what was being done; or, in a scenario
// with a refused reader, names him and his refusal.
func (p *performance) namesTheCause(run outcome) bool {
	text := run.err.Error()
	if r := p.scenario.refused; r != "" && strings.Contains(text, "550 5.1.1") && strings.Contains(text, r) {
		return true
	}
	return p.fault != nil && strings.Contains(text, p.fault.says) &&
		slices.ContainsFunc(p.injector.strikes(), func(s strike) bool { return strings.Contains(text, s.step.subject()) })
}

// subject is how an error calls what was being done at a step.
func (s step) subject() string {
	key, _ := keyAt(s.Of)
	switch {
	case s.At == atAPI:
		return "DescribeTokenUsageGraph"
	case s.At == atRelay || s.At == atNotices:
		return "mail " + key.Recipient
	case s.At == atChat:
		return "post to " + key.Recipient
	case s.Of != "":
		return s.Of
	default:
		return strings.TrimPrefix(strings.TrimPrefix(s.Name, "PUT "), "GET ") // the file's name
	}
}

// checkMails: each reader has got exactly one mail of each report.
func (p *performance) checkMails() []string {
	count, found := arrivals(p.outside.relay.Messages(), p.scenario.mails, p.scenario.readers)
	for _, key := range p.scenario.mails {
		found = append(found, p.checkArrivals(key, count[key], 1)...)
	}
	return found
}

// checkChats: the group has got exactly one message of each report.
func (p *performance) checkChats() []string {
	if p.outside.chat == nil {
		return nil
	}
	var found []string
	messages := p.outside.chat.Messages()
	for _, key := range p.scenario.chats {
		day, err := time.Parse("2006-01-02", key.Period)
		if err != nil {
			return []string{err.Error()}
		}
		about := slices.DeleteFunc(slices.Clone(messages), func(m webhooktest.Message) bool {
			return !bytes.Contains(m.Body, []byte(day.Format("2 January 2006")+`\n`)) || !bytes.Contains(m.Body, []byte("token-usage-"+key.Period+".pdf?"))
		})
		found = append(found, p.checkArrivals(key, len(about), 1)...)
		if len(about) < len(messages) {
			found = append(found, fmt.Sprintf("%d of %d messages should not be", len(messages)-len(about), len(messages)))
		}
	}
	return found
}

// checkNotices: the owner was told of what the scenario demands and of what the platform gave up, once each, and of
// nothing that a retry has cured.
func (p *performance) checkNotices() []string {
	keys := p.wantedNotices()
	count, found := arrivals(p.outside.notices.Messages(), keys, []string{owner})
	for _, key := range keys {
		least := 1
		if p.noticesFail() && (key.Period == earlierDay || !slices.Contains(p.scenario.notices, key)) {
			least = 0 // he could not be told before all was mended, and a person's run of the day has nothing to tell
		}
		found = append(found, p.checkArrivals(key, count[key], least)...)
	}
	return found
}

// wantedNotices are those of the scenario, those about reports that lack something, and one for each report that failed for good: the platform's last try named it
// in an error, or an earlier one did, and nothing was mended since.
func (p *performance) wantedNotices() []delivery.Key {
	keys := append(slices.Clone(p.scenario.notices), p.doubted()...)
	tries := p.tries()
	for i, run := range tries {
		forGood := i == len(tries)-1 || p.fault != nil && p.fault.lasts == untilMended || p.takesItselfForTheLast()
		if run.err == nil || !forGood {
			continue
		}
		for _, key := range p.scenario.runs {
			key.Channel, key.Recipient = "owner", owner
			named := strings.Contains(run.err.Error(), "report daily for "+key.Period)
			if strings.Contains(run.err.Error(), "report daily for "+key.Period+" waits for the storage") {
				key = delivery.Key{Report: "Storage", Period: today, Revision: 1, Channel: "owner", Recipient: owner}
			}
			if named && !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// doubted are the notices about reports that lack something for want of an answer, as the log says, and arrived: their figures
// are less than they should be. That earlier days did not fit into the time is no such matter, nor what a later run mends.
func (p *performance) doubted() []delivery.Key {
	var keys []delivery.Key
	lacks := map[delivery.Key]bool{}
	for line := range strings.Lines(p.log.String()) {
		entry := struct {
			Msg, Period, What, Reason string
			Revision                  int
			Failed                    bool
		}{Revision: 1}
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			continue
		}
		key := delivery.Key{Report: "daily", Period: entry.Period, Revision: entry.Revision, Channel: "owner", Recipient: owner}
		o := report.Omission{What: report.OmissionKind(entry.What), Reason: report.OmissionReason(entry.Reason)}
		switch {
		case entry.Msg == "fetched":
			lacks[key] = false
		case entry.Msg == "left out":
			lacks[key] = lacks[key] || o.Doubtful()
		case entry.Msg == "delivered" && !entry.Failed && lacks[key] && !slices.Contains(slices.Concat(keys, p.scenario.notices), key):
			keys = append(keys, key)
		}
	}
	return keys
}

// takesItselfForTheLast reports whether the first run could not be counted. It then goes by the clock, and takes an event of
// 2024 for one that the platform will not try again.
func (p *performance) takesItselfForTheLast() bool {
	return p.fault != nil && p.fault.lasts == forTheRun && strings.HasSuffix(p.step.Kind, " run claim") &&
		!p.fault.took && strings.HasSuffix(p.step.Name, " of "+today+" r1 run")
}

// noticesFail reports whether the fault kept the owner from being told until it was mended.
func (p *performance) noticesFail() bool {
	return p.needsAPerson() && slices.ContainsFunc(p.injector.strikes(), func(s strike) bool {
		return s.step.At == atNotices || strings.HasSuffix(s.step.Kind, " owner claim")
	})
}

// checkArrivals: a mail arrives once. It may do so twice under one Message-ID where the fault lay between its acceptance
// and the record of that, and then a record says "unclear".
func (p *performance) checkArrivals(key delivery.Key, count, least int) []string {
	switch {
	case count < least:
		return []string{fmt.Sprintf("%s did not arrive", delivered(key))}
	case count > 2, count == 2 && !p.betweenAcceptanceAndRecord(key):
		return []string{fmt.Sprintf("%s arrived %d times", delivered(key), count)}
	case count == 2 && !p.saysUnclear(key) && !p.keptInMemory(key):
		return []string{fmt.Sprintf("%s arrived twice, and no record says unclear", delivered(key))}
	default:
		return nil
	}
}

// betweenAcceptanceAndRecord reports whether the fault struck where a mail is accepted already, and not recorded yet: its
// acceptance was lost on the way back; or the process died at the goodbye; or the record could not be made.
func (p *performance) betweenAcceptanceAndRecord(key delivery.Key) bool {
	return slices.ContainsFunc(p.injector.strikes(), func(s strike) bool {
		switch {
		case s.step.Of != key.Path():
			return false
		case s.step.Kind == string(smtptest.FinalDot), s.step.At == atChat:
			return p.fault.took
		case s.step.Kind == string(smtptest.Quit):
			return p.fault.crash
		default:
			return p.unrecordable(key) || s.step.isResult() && p.fault.crash && !p.fault.took
		}
	})
}

func (s step) isResult() bool {
	return strings.HasPrefix(s.Kind, "PUT ") && strings.HasSuffix(s.Kind, " result")
}

// unrecordable reports whether the fault kept a run from recording how a delivery ended.
func (p *performance) unrecordable(key delivery.Key) bool {
	return p.fault != nil && p.step.Of == key.Path() && p.step.isResult() && !p.fault.took && (p.fault.lasts != once || p.fault.hang)
}

// unclearForGood reports whether a mail arrived twice, and the program has never learnt of it.
func (p *performance) unclearForGood() bool { return p.staysUnclear() && p.fault.took }

// arrivals counts a server's mails by their keys. A mail that is of none, goes to somebody else or shows somebody else as
// a recipient is a violation.
func arrivals(messages []smtptest.Message, keys []delivery.Key, shown []string) (count map[delivery.Key]int, strays []string) {
	count = map[delivery.Key]int{}
	for _, m := range messages {
		id, to := headers(m)
		i := slices.IndexFunc(keys, func(k delivery.Key) bool { return k.MessageID("example.com") == id })
		if i < 0 || len(m.To) != 1 || m.To[0] != keys[i].Recipient || !slices.Equal(to, shown) {
			strays = append(strays, fmt.Sprintf("a mail that should not be: %s to %s, in the envelope to %s", id, to, m.To))
			continue
		}
		count[keys[i]]++
	}
	return count, strays
}

// headers are a mail's Message-ID and whom it shows as its recipients.
func headers(m smtptest.Message) (id string, to []string) {
	parsed, err := netmail.ReadMessage(bytes.NewReader(m.Data))
	if err != nil {
		return err.Error(), nil
	}
	list, err := parsed.Header.AddressList("To")
	if err != nil {
		return err.Error(), nil
	}
	for _, address := range list {
		to = append(to, address.Address)
	}
	return parsed.Header.Get("Message-Id"), to
}
