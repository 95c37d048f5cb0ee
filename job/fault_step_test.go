package job_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"path"
	"strings"

	"tokenreport/apiclient/lketest"
	"tokenreport/delivery"
	"tokenreport/delivery/cos/costest"
	"tokenreport/delivery/smtp/smtptest"
)

// A place is where steps are taken.
type place string

const (
	atAPI     place = "api"
	atBucket  place = "cos"
	atRelay   place = "mail"   // the server that takes the readers' mail
	atNotices place = "notice" // the one that takes the owner's
	atChat    place = "chat"   // the robot of a group
	atLog     place = "log"
)

// A step is a moment of a run at which something can go wrong: a request, a moment of a mail's session, a line of the
// log, which stands for the moment between two stages.
type step struct {
	At place
	// Name is what is done, for which delivery: "PUT claim 1 of 2024-11-20 r1 email a@example.com".
	Name string
	// Kind is what the step has in common with its like: "PUT email claim".
	Kind string
	// Of is the path of the delivery's records that the step is a part of; empty where it is of none.
	Of string
	// Number counts the steps of this name in a run, from 1.
	Number int
}

func (s step) String() string {
	if s.Number > 1 {
		return fmt.Sprintf("%s %s (%d)", s.At, s.Name, s.Number)
	}
	return fmt.Sprintf("%s %s", s.At, s.Name)
}

// historyCall is the kind of the calls for days of which nothing is kept. They come in no order, and what befalls one may
// befall any.
const historyCall = "call for history"

// apiStep names a call by what it asks for, and for which day. The day before the present one may be looked at for late data.
func apiStep(q lketest.Query) step {
	day := q.Start.In(reportZone).Format("2006-01-02")
	kind := map[string]string{
		"DescribeCallStatsGraph": "call for calls", "DescribeTokenUsage": "call for totals", "ListModel": "call for names",
	}[q.Action]
	switch {
	case kind != "":
	case q.ModelName != "" && day == today:
		kind = "call for a part"
	case q.ModelName != "":
		kind = "call for an earlier part"
	case day == today:
		kind = "call"
	case day == earlierDay:
		kind = "call for an earlier day"
	default:
		return step{At: atAPI, Name: historyCall, Kind: historyCall}
	}
	if q.Start.IsZero() {
		return step{At: atAPI, Name: kind, Kind: kind}
	}
	return step{At: atAPI, Name: kind + " of " + day, Kind: kind}
}

// isOptional reports whether the step is one that a report can do without.
func (s step) isOptional() bool {
	return s.At == atAPI && s.Kind != "call" && s.Kind != "call for an earlier day" || strings.HasSuffix(s.Kind, " history")
}

// bucketStep names a request by what is kept under its key.
func bucketStep(r costest.Request) step {
	verb := r.Method + " "
	if r.Key == "" {
		return step{At: atBucket, Name: verb + "versioning", Kind: verb + "versioning"}
	}
	key := strings.TrimPrefix(r.Key, bucketPrefix+"/")
	folder, name := path.Split(key)
	folder = strings.TrimSuffix(folder, "/")
	parts := strings.Split(name, ".") // 0001.claim.json, since.json, token-usage-2024-11-20.pdf
	switch delivery, known := keyAt(folder); {
	case known:
		number, record := strings.TrimLeft(parts[0], "0"), parts[1]
		kind := verb + delivery.Channel + " " + record
		if r.Method == http.MethodGet && delivery.Channel == "run" && delivery.Period != today {
			kind = verb + "earlier run " + record
		}
		return step{At: atBucket, Name: verb + record + " " + number + " of " + delivered(delivery), Kind: kind, Of: folder}
	case strings.HasSuffix(name, ".jsonl"):
		return step{At: atBucket, Name: verb + "history " + parts[0], Kind: verb + "history"}
	case name == "since.json":
		return step{At: atBucket, Name: verb + "since", Kind: verb + "since"}
	default:
		return step{At: atBucket, Name: verb + name, Kind: verb + "object"}
	}
}

// delivered is a delivery's key for people.
func delivered(k delivery.Key) string {
	return strings.TrimSpace(fmt.Sprintf("%s r%d %s %s", k.Period, k.Revision, k.Channel, k.Recipient))
}

// keyAt is the delivery whose records are kept under a path, among all that a scenario can know.
func keyAt(folder string) (delivery.Key, bool) {
	parts := strings.Split(folder, "/") // .tokenreport/daily/2024-11-20/r1/email/DIGEST
	if len(parts) != 6 {
		return delivery.Key{}, false
	}
	for _, revision := range []int{1, 2, 3} {
		for _, recipient := range []string{"", readerA, readerB, owner, groupChat} {
			key := delivery.Key{Report: parts[1], Period: parts[2], Revision: revision, Channel: parts[4], Recipient: recipient}
			if key.Path() == folder {
				return key, true
			}
		}
	}
	return delivery.Key{}, false
}

// mailStep names a moment of a session by the delivery that was claimed before it.
func mailStep(at place, moment smtptest.Moment, claimed string) step {
	key, _ := keyAt(claimed)
	return step{At: at, Name: string(moment) + " of " + delivered(key), Kind: string(moment), Of: claimed}
}

// chatStep names a message to a group's robot by the delivery that was claimed before it.
func chatStep(claimed string) step {
	key, _ := keyAt(claimed)
	return step{At: atChat, Name: "message of " + delivered(key), Kind: "message", Of: claimed}
}

// logStep names a line by its words and by what they are about.
func logStep(record slog.Record, about []slog.Attr) step {
	name := record.Message
	add := func(a slog.Attr) bool {
		switch a.Key {
		case "period", "revision", "via", "recipient", "status":
			name += " " + a.Value.String()
		}
		return true
	}
	for _, a := range about {
		add(a)
	}
	record.Attrs(add)
	return step{At: atLog, Name: name, Kind: record.Message}
}
