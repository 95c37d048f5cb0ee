package report

import (
	"time"

	"tokenreport/internal/plain"
	"tokenreport/templates"
)

// OwnerNotice is what the owner of a report is told, once, when something needs a person. Whatever it is given goes
// out as it is, but for characters that no mail should have: the caller keeps secrets out of it.
type OwnerNotice struct {
	Report   string // the report's name in the configuration
	Title    string // empty: the language's own
	Language string // one that package templates has texts for
	Period   Period // of the report; of several that were [Missed], the latest
	Revision int    // 0 or 1 is the first, every later one a correction
	Outcome  Outcome
	Problems []Problem // in the order in which they happened; with [Missed], one for each period, Where its name
	Doubts   []string  // what a person should check, as sentences in the language, such as the warnings of a [Document]
	Attempts int       // how often it was tried; 0: not known
	At       time.Time // when this was found; zero: not known. It is told in the period's zone
	Command  string    // runs the report again, or what Advice says; several are a line each. Empty: there is none
	Message  string    // the platform's test event that does the same; several are a line each. Empty: there is none
	Advice   Advice    // what Command is for; empty: it runs the report again
	Waiting  []string  // with [Waiting], the reports that wait
	// Templates has the texts; zero: the built-in ones.
	Templates templates.Set
}

// Outcome is what became of a report, as its readers see it.
type Outcome string

// The outcomes that an owner hears of.
const (
	Failed   Outcome = "failed"   // nobody got it
	Partly   Outcome = "partly"   // some deliveries failed
	Doubtful Outcome = "doubtful" // it was delivered, but something is to be checked, or went wrong besides
	Missed   Outcome = "missed"   // earlier periods were never delivered
	Waiting  Outcome = "waiting"  // reports wait for the storage that keeps the delivery records
)

// Advice is what the owner is advised to do. Its text is the key of the catalogues.
type Advice string

// What helps where it is not to run the report again.
const (
	AdviseCheck   Advice = "owner.advice.check"   // correct the configuration or the storage, then check
	AdviseMessage Advice = "owner.advice.message" // correct the trigger's message
	AdviseTime    Advice = "owner.advice.time"    // look after whatever sends events with such a time
	AdviseTrigger Advice = "owner.advice.trigger" // leave only timer triggers
)

// Problem is one thing that went wrong.
type Problem struct {
	Phase     Phase  // what was being done; one that is none of the constants is not told
	Where     string // what it concerns: "email to a@example.com"; may be empty
	Code      string // the other side's own, as its RequestID; empty where it gave none
	RequestID string
	Text      string // the program's error, in English
}

// Phase is a stretch of a run. Its text may be recorded, so that it stays what it is.
type Phase string

// The phases of a run, in order.
const (
	Starting   Phase = "starting"
	Fetching   Phase = "fetching"
	Reading    Phase = "reading"
	Rendering  Phase = "rendering"
	Delivering Phase = "delivering"
	Recording  Phase = "recording"
)

// ComposeOwnerNotice writes the mail to a report's owner: its subject, on one line, and its plain text, whose lines end
// in "\n". Each sentence and each fact is a line of its own, of at most 76 columns unless it quotes something: what is
// quoted stays on one line, so that a command, an event or a code can be copied whole. Long errors are cut in the
// middle, and only ten problems and ten doubts are listed. The same arguments give the same notice. The error is a
// language without texts or an unknown outcome.
func ComposeOwnerNotice(n OwnerNotice) (subject, text string, err error) {
	p, err := newPhrases(n.Templates, n.Language)
	if err != nil {
		return "", "", err
	}
	w := noticeWriter{phrases: p, n: n, title: shortened(plain.Name(n.Title), mostName), report: shortened(plain.Name(n.Report), mostName)}
	if w.title == "" {
		w.title = p.say("title")
	}
	head, sentence, err := w.outcome()
	if err != nil {
		return "", "", err
	}
	return head, w.text(sentence), nil
}
