package report

import (
	"cmp"
	"fmt"
	"strings"

	"tokenreport/internal/plain"
)

// How much of a notice's parts an owner wants to read on a phone. What is beyond is in the log.
const (
	mostItems = 10  // problems, and doubts
	mostName  = 160 // characters of a title, a place, a code
	mostText  = 600 // characters of an error
)

type noticeWriter struct {
	phrases
	n             OwnerNotice
	title, report string // fit to be shown
}

// outcome is the subject, and the sentence that the notice begins with.
func (w noticeWriter) outcome() (subject, sentence string, err error) {
	switch w.n.Outcome {
	case Failed:
		sentence = w.say("owner.failed")
		if w.n.Revision > 1 {
			sentence = w.say("owner.failed.correction")
		}
		return w.subject("owner.failed.subject"), sentence, nil
	case Partly:
		return w.subject("owner.partly.subject"), w.say("owner.partly"), nil
	case Doubtful:
		if len(w.n.Doubts) == 0 {
			return w.subject("owner.troubled.subject"), w.say("owner.troubled"), nil
		}
		return w.subject("owner.doubtful.subject"), w.say("owner.doubtful"), nil
	case Missed:
		sentence = w.say("owner.missed")
		if count := len(w.n.Problems); count > 1 {
			sentence = w.say("owner.missed.several", "count", fmt.Sprint(count))
		}
		return w.subject("owner.missed.subject"), sentence, nil
	case Waiting:
		count := len(w.n.Waiting)
		return w.count("owner.waiting.subject", count, "count", fmt.Sprint(count)), w.say("owner.waiting"), nil
	}
	return "", "", fmt.Errorf("compose the owner's notice: no outcome is called %q", w.n.Outcome)
}

func (w noticeWriter) subject(key string) string {
	pairs := []string{"title", w.title, "period", w.n.Period.Name(), "report", w.report}
	what := w.say("owner.what", pairs...)
	if w.n.Revision > 1 {
		what = w.say("owner.what.revision", append(pairs, "revision", fmt.Sprint(w.n.Revision))...)
	}
	return w.say(key, "what", what)
}

func (w noticeWriter) text(sentence string) string {
	paragraphs := [][]string{{sentence}, w.facts()}
	paragraphs = append(paragraphs, w.problems()...)
	paragraphs = append(paragraphs, w.doubts())
	paragraphs = append(paragraphs, w.again()...)
	paragraphs = append(paragraphs, w.closing())
	var written []string
	for _, lines := range paragraphs {
		if len(lines) > 0 {
			written = append(written, strings.Join(lines, "\n")+"\n")
		}
	}
	return strings.Join(written, "\n")
}

func (w noticeWriter) facts() []string {
	facts := []string{
		w.say("owner.report", "title", w.title, "report", w.report),
		w.say("owner.period", "period", w.n.Period.Name(), "zone", w.zone(w.n.Period)),
	}
	if w.n.Outcome == Waiting {
		facts = nil
		for _, waiting := range w.n.Waiting {
			facts = append(facts, w.say("owner.waiting.report", "report", shortened(plain.Name(waiting), mostName)))
		}
	}
	if w.n.Revision > 1 {
		facts = append(facts, w.say("owner.revision", "revision", fmt.Sprint(w.n.Revision)))
	}
	if w.n.Attempts > 0 {
		facts = append(facts, w.count("owner.attempts", w.n.Attempts, "count", fmt.Sprint(w.n.Attempts)))
	}
	if !w.n.At.IsZero() {
		facts = append(facts, w.say("owner.found", "at", offsetTime(w.n.At.In(w.n.Period.Zone()))))
	}
	return facts
}

// problems has a paragraph for each problem.
func (w noticeWriter) problems() [][]string {
	if len(w.n.Problems) == 0 {
		return nil
	}
	paragraphs := [][]string{{w.say("owner.problems")}}
	for i, problem := range w.n.Problems[:min(len(w.n.Problems), mostItems)] {
		lines := w.problem(problem)
		if len(w.n.Problems) > 1 {
			lines = numbered(i+1, lines)
		}
		paragraphs = append(paragraphs, lines)
	}
	return append(paragraphs, w.more(len(w.n.Problems)))
}

// problem is what is known of a problem, a line each.
func (w noticeWriter) problem(p Problem) []string {
	lines := []string{w.place(p)}
	if code := shortened(plain.Name(p.Code), mostName); code != "" {
		lines = append(lines, w.say("owner.code", "code", code))
	}
	if id := shortened(plain.Name(p.RequestID), mostName); id != "" {
		lines = append(lines, w.say("owner.request", "id", id))
	}
	return append(lines, w.quoted(p.Text))
}

// place is the phase of a problem and what it concerns, as far as they are known.
func (w noticeWriter) place(p Problem) string {
	phase, where := w.phase(p.Phase), shortened(plain.Name(p.Where), mostName)
	switch {
	case where == "":
		return cmp.Or(phase, w.say("unknown"))
	case phase == "":
		return where
	default:
		return w.say("owner.problem", "phase", phase, "where", where)
	}
}

// quoted is a sentence that others wrote.
func (w noticeWriter) quoted(s string) string {
	return cmp.Or(abridged(plain.Name(s), mostText), w.say("unknown"))
}

// phase names a phase; empty for one that this version does not know, as a record of another may have.
func (w noticeWriter) phase(p Phase) string {
	key, known := map[Phase]string{
		Starting: "phase.starting", Fetching: "phase.fetching", Reading: "phase.reading",
		Rendering: "phase.rendering", Delivering: "phase.delivering", Recording: "phase.recording",
	}[p]
	if !known {
		return ""
	}
	return w.say(key)
}

// numbered puts a number before the first line and indents the others by its width.
func numbered(n int, lines []string) []string {
	lead := fmt.Sprintf("%d. ", n)
	set := make([]string, len(lines))
	for i, line := range lines {
		set[i] = lead + line
		lead = strings.Repeat(" ", len(lead))
	}
	return set
}

func (w noticeWriter) doubts() []string {
	if len(w.n.Doubts) == 0 {
		return nil
	}
	lines := []string{w.say("owner.doubts")}
	for _, doubt := range w.n.Doubts[:min(len(w.n.Doubts), mostItems)] {
		lines = append(lines, "- "+w.quoted(doubt))
	}
	return append(lines, w.more(len(w.n.Doubts))...)
}

// more says how many items of so many are not listed.
func (w noticeWriter) more(of int) []string {
	if of <= mostItems {
		return nil
	}
	return []string{w.say("owner.more", "count", fmt.Sprint(of-mostItems))}
}

// again is what runs the report again, to be copied whole: a paragraph for each way.
func (w noticeWriter) again() [][]string {
	var paragraphs [][]string
	for _, way := range []struct{ lead, commands string }{
		{w.advice(), w.n.Command}, {w.say("owner.event"), w.n.Message},
	} {
		if commands := copyable(way.commands); len(commands) > 0 {
			paragraphs = append(paragraphs, append([]string{way.lead}, commands...))
		}
	}
	return paragraphs
}

// advice leads to the command.
func (w noticeWriter) advice() string {
	if w.n.Advice == "" {
		return w.say("owner.again")
	}
	return w.say(string(w.n.Advice))
}

// copyable is the lines of a text, without what would change when they are copied.
func copyable(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = plain.Name(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

func (w noticeWriter) closing() []string {
	told := w.say("owner.untold")
	if w.n.Outcome == Doubtful && len(w.n.Doubts) > 0 {
		told = w.say("owner.told")
	}
	if w.n.Outcome == Waiting {
		return []string{w.say("owner.waiting.next"), told, w.say("owner.daily")}
	}
	return []string{told, w.say("owner.once")}
}
