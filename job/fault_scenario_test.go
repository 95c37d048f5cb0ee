package job_test

import (
	"sync/atomic"
	"time"

	"tokenreport/apiclient/lketest"
	"tokenreport/delivery"
	"tokenreport/job"
	"tokenreport/report/format"
)

// The days that the scenarios are about: the morning of 21 November reports on the 20th.
const (
	earlierDay = "2024-11-19"
	today      = "2024-11-20"
	nextDay    = "2024-11-21"
)

const (
	readerA = "a@example.com"
	readerB = "b@example.com"
)

var reportZone = time.FixedZone("UTC+8", 8*60*60) // Asia/Shanghai

// usage is what the API tells of a day: one point of input and one of output.
type usage struct {
	input, output int64
	odd           bool // the total is not their sum
}

func (u usage) total() int64 {
	if u.odd {
		return u.input + u.output + 1
	}
	return u.input + u.output
}

// points are the day's rows in CSV.
const points = 2

// A scenario is a morning, and what is to come of it whatever goes wrong once.
type scenario struct {
	name    string
	readers []string
	refused string // the reader whom the mail server refuses for good; empty for none
	formats []format.Format
	late    job.Late
	morning int   // of November 2024
	before  []int // the mornings on which the function ran before
	// reported is what the API told at those, and tells what it tells now.
	reported, tells map[string]usage
	again           bool  // try the main faults also at the steps that an earlier scenario has shown
	only            place // try no faults elsewhere; empty: everywhere
	notify          bool  // the owner is told of missed days, which are not made

	mails   []delivery.Key // one each
	chats   []delivery.Key // messages to the group, one each; none: the report is announced nowhere
	files   map[string]int // the stored reports' revisions, by day
	runs    []delivery.Key // that end well, unless somebody is refused
	notices []delivery.Key // one each
	needs   []string       // kinds of steps that the scenario must have, "place kind"
	// next is what is to be on the morning after, if that is played as well: what a fault has left must not trouble it.
	next *scenario
}

// scenarios are all mornings. Where one has a step of an earlier one, its faults were tried there.
func scenarios() []scenario {
	return []scenario{
		ordinaryMorning().followed(), oddData(), refusedRecipient(), lateData(), firstDayByMailOnly(), afterAGap(), announced(),
	}
}

// What the API tells of the days.
var (
	quietDay = usage{input: 900, output: 100}
	busyDay  = usage{input: 1400, output: 100}
)

func mailOf(day string, revision int, reader string) delivery.Key {
	return delivery.Key{Report: "daily", Period: day, Revision: revision, Channel: "email", Recipient: reader}
}

func runOf(day string, revision int) delivery.Key {
	return delivery.Key{Report: "daily", Period: day, Revision: revision, Channel: "run"}
}

func noticeOf(day string) delivery.Key {
	return delivery.Key{Report: "daily", Period: day, Revision: 1, Channel: "owner", Recipient: owner}
}

// ordinaryMorning is one after another, with one reader, three files (a fourth would meet the same faults), and nothing new about the day before.
func ordinaryMorning() scenario {
	return scenario{
		name: "an ordinary morning", readers: []string{readerA}, formats: []format.Format{format.PDF, format.CSV, format.JSON},
		late: job.Late{Periods: 1, Threshold: 100}, morning: 21, before: []int{20},
		reported: map[string]usage{earlierDay: quietDay}, tells: map[string]usage{earlierDay: quietDay, today: busyDay},
		mails: []delivery.Key{mailOf(today, 1, readerA)}, runs: []delivery.Key{runOf(today, 1)},
		files: map[string]int{earlierDay: 1, today: 1},
		needs: []string{
			"cos GET versioning", "cos GET run claim", "cos PUT run claim", "cos GET since", "cos GET earlier run claim",
			"cos GET earlier run result", "api call", "log fetched", "cos GET history", "api call for a part", "api call for an earlier part",
			"api call for calls", "api call for totals", "api call for names", "log gathered", "cos PUT history", "log history kept", "log rendered",
			"cos GET cos claim", "cos PUT cos claim", "cos PUT object", "cos PUT cos result", "log delivery",
			"cos GET email claim", "cos PUT email claim", "mail TLS handshake", "mail greeting", "mail EHLO", "mail AUTH",
			"mail MAIL", "mail RCPT", "mail DATA", "mail body", "mail final dot", "mail QUIT", "cos PUT email result",
			"log delivered", "cos PUT run result", "api call for an earlier day", "log report finished",
		},
	}
}

// followed adds the next morning. It finds late data of this one, so it must know what was reported.
func (s scenario) followed() scenario {
	next := s
	next.morning = 22
	next.tells = map[string]usage{earlierDay: quietDay, today: {input: 2400, output: 100}, nextDay: quietDay}
	next.mails = []delivery.Key{mailOf(today, 1, readerA), mailOf(nextDay, 1, readerA)}
	next.runs = []delivery.Key{runOf(today, 1), runOf(today, 2), runOf(nextDay, 1)}
	next.files = map[string]int{earlierDay: 1, today: 2, nextDay: 1}
	s.next = &next
	return s
}

// oddData are delivered, and the owner is told.
func oddData() scenario {
	s := ordinaryMorning()
	s.name, s.notices = "odd data", []delivery.Key{noticeOf(today)}
	s.tells = map[string]usage{earlierDay: quietDay, today: {input: 1400, output: 100, odd: true}}
	s.needs = []string{
		"cos GET owner claim", "cos PUT owner claim", "notice TLS handshake", "notice greeting", "notice EHLO", "notice AUTH",
		"notice MAIL", "notice RCPT", "notice DATA", "notice body", "notice final dot", "notice QUIT", "cos PUT owner result",
	}
	return s
}

// refusedRecipient is a second reader whom the mail server does not know.
func refusedRecipient() scenario {
	s := ordinaryMorning()
	s.name, s.readers, s.refused = "a refused recipient", []string{readerA, readerB}, readerB
	s.notices, s.needs = []delivery.Key{noticeOf(today)}, []string{"cos PUT email claim", "mail RCPT", "notice final dot"}
	return s
}

// lateData make a revision of the day before, which is mailed as well.
func lateData() scenario {
	s := ordinaryMorning()
	s.name, s.late.Mail = "late data", true
	s.tells = map[string]usage{earlierDay: {input: 1900, output: 100}, today: busyDay}
	s.mails = []delivery.Key{mailOf(today, 1, readerA), mailOf(earlierDay, 2, readerA)}
	s.runs = []delivery.Key{runOf(today, 1), runOf(earlierDay, 2)}
	s.files = map[string]int{earlierDay: 2, today: 1}
	s.needs = []string{"cos PUT run claim", "cos PUT object", "mail final dot", "cos PUT run result"}
	return s
}

// firstDayByMailOnly stores nothing but records.
func firstDayByMailOnly() scenario {
	s := ordinaryMorning()
	s.name, s.formats, s.before, s.files, s.again = "mail only, on the first day", nil, nil, nil, true
	s.tells, s.reported = map[string]usage{today: busyDay}, nil
	s.needs = []string{"cos GET since", "cos PUT since", "cos PUT email result", "api call for history"}
	return s
}

// afterAGap is a morning after one on which nothing ran, of which the owner is told.
func afterAGap() scenario {
	s := ordinaryMorning()
	s.name, s.before, s.notices, s.notify = "after a day without a run", []int{19}, []delivery.Key{noticeOf(earlierDay)}, true
	s.reported = map[string]usage{"2024-11-18": quietDay}
	s.files = map[string]int{"2024-11-18": 1, today: 1}
	s.needs = []string{"cos GET owner claim", "cos PUT owner claim", "cos PUT owner result", "notice final dot"}
	return s
}

// announced is told to a group's robot as well. What befalls the records of that befalls those of a mail, so that only the
// messages themselves are disturbed.
func announced() scenario {
	s := ordinaryMorning()
	s.name, s.formats, s.only = "announced to a chat", []format.Format{format.PDF}, atChat
	s.chats = []delivery.Key{{Report: "daily", Period: today, Revision: 1, Channel: "wecom", Recipient: groupChat}}
	s.needs = []string{"cos PUT wecom claim", "chat message", "cos PUT wecom result"}
	return s
}

// event is the timer's.
func (s scenario) event() job.Event { return on(s.morning) }

// source is an API that tells the usage that is stored at the moment.
func source(tells *atomic.Pointer[map[string]usage]) lketest.Source {
	return func(q lketest.Query) any {
		start := q.Start.In(reportZone)
		u, ok := (*tells.Load())[start.Format("2006-01-02")]
		if !ok {
			return lketest.Graph{Total: []lketest.Stat{}, Input: []lketest.Stat{}, Output: []lketest.Stat{}}
		}
		at := func(hour int, tokens int64) lketest.Stat {
			return lketest.Stat{X: start.Add(time.Duration(hour) * time.Hour).Format("200601021504"), Y: tokens}
		}
		return lketest.Graph{
			Total:  []lketest.Stat{at(9, u.input), at(14, u.total()-u.input)},
			Input:  []lketest.Stat{at(9, u.input), at(14, 0)},
			Output: []lketest.Stat{at(9, 0), at(14, u.output)},
		}
	}
}
