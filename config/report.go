package config

import (
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"

	"tokenreport/report/format"
)

const (
	longestTitle = 100 // characters
	longestValue = 256 // characters of a filter's value
	longestName  = 64
)

// reportName keeps names usable in object keys, in commands and in an event.
var reportName = regexp.MustCompile(`^[a-z0-9-]+$`)

// readReports reads the list of reports; timezone and language are those of a report that has none of its own.
func readReports(n *node, timezone *time.Location, language Language) []Report {
	items := n.list()
	if len(items) == 0 {
		n.require("a list with at least one report")
	}
	var reports []Report
	names := map[string]string{}
	for _, item := range items {
		report := readReport(item, timezone, language)
		if other, taken := names[report.Name]; taken && report.Name != "" {
			item.field("name").refuse("is also the name of "+other, "each report a name of its own")
		} else {
			names[report.Name] = item.path
		}
		reports = append(reports, report)
	}
	return reports
}

func readReport(n *node, timezone *time.Location, language Language) Report {
	s := n.section()
	defer s.end()
	r := Report{
		Name:       readReportName(s.get("name")),
		Title:      s.get("title").strOf(longestTitle),
		Period:     oneOf(s.get("period"), Daily, Daily, Weekly, Monthly),
		Zone:       s.get("timezone").zone(timezone),
		Language:   readLanguage(s.get("language"), language),
		Filter:     readFilter(s.get("filter")),
		Breakdowns: readBreakdowns(s.get("breakdown")),
		Budget:     readBudget(s.get("budget")),
		Calls:      s.get("calls").truth(true),
		Names:      oneOf(s.get("names"), NamesAuto, NamesAuto, NamesOff),
		Tables:     readWords(s.get("tables"), []Table{TableHourly}, Tables()...),
		Holidays:   readHolidays(s.get("holidays")),
		WhenEmpty:  oneOf(s.get("when_empty"), EmptySend, EmptySend, EmptyNote, EmptySkip),
	}
	checkTables(s.field("tables"), s.field("breakdown"))
	email, store, webhooks := s.get("email"), s.get("store"), s.get("webhooks")
	r.Email = readEmail(email)
	r.Store = readWords(store, nil, format.All()...)
	r.Webhooks = readWebhooks(webhooks)
	if email.empty() && store.empty() {
		complainUnwanted(s.node, email, store, webhooks)
	}
	return r
}

func readReportName(n *node) string {
	n.require("a name of a-z, 0-9 and -")
	name, ok := n.str()
	if ok && (!reportName.MatchString(name) || len(name) > longestName) {
		n.refuse("is "+n.shown()+", which is no report's name", fmt.Sprintf("at most %d characters of a-z, 0-9 and -", longestName))
		return ""
	}
	return name
}

// complainUnwanted reports that nobody would get the report, and which variables would change that.
func complainUnwanted(report, email, store, webhooks *node) {
	remedy := "add email with to, or store with " + alternatives(words(format.All()))
	if variables := slices.Concat(email.allVariables(), store.allVariables()); len(variables) > 0 {
		remedy = "set " + alternatives(variables)
	}
	problem := "has neither email nor store, so that nobody would get it"
	if webhooks.given() {
		problem = "has neither email nor store; webhooks announce a report, and do not carry it"
	}
	report.complain(problem, remedy)
}

func readFilter(n *node) Filter {
	s := n.section()
	defer s.end()
	return Filter{
		UinAccounts: readValues(s.get("uin_accounts")),
		SubBizType:  s.get("sub_biz_type").strOf(longestValue),
		ModelName:   s.get("model_name").strOf(longestValue),
		AppBizIDs:   readValues(s.get("app_biz_ids")),
		AppType:     s.get("app_type").strOf(longestValue),
		SubScenes:   readValues(s.get("sub_scenes")),
	}
}

func readValues(n *node) []string {
	var values []string
	for _, item := range n.list() {
		if value := item.strOf(longestValue); value != "" {
			values = append(values, value)
		}
	}
	return values
}

// readWords reads a list of some of the accepted words, none of them twice. An empty list means none; fallback
// is for a list that is not given at all.
func readWords[T ~string](n *node, fallback []T, accepted ...T) []T {
	if n.kind != list && n.empty() {
		return slices.Clone(fallback)
	}
	var words []T
	for _, item := range n.list() {
		switch word := oneOf(item, "", accepted...); {
		case word == "": // complained about
		case slices.Contains(words, word):
			item.complain("is "+item.shown()+" a second time", "keep one of them")
		default:
			words = append(words, word)
		}
	}
	return words
}

// readEmail returns nil where the report is not mailed.
func readEmail(n *node) *Email {
	s := n.section()
	to, cc, bcc, attach := s.get("to"), s.get("cc"), s.get("bcc"), s.get("attach")
	s.end()
	if n.empty() {
		return nil
	}
	to.require("at least one address")
	seen := map[string]string{}
	return &Email{
		To:     readRecipients(to, seen),
		Cc:     readRecipients(cc, seen),
		Bcc:    readRecipients(bcc, seen),
		Attach: readWords(attach, []format.Format{format.PDF}, format.All()...),
	}
}

// readRecipients reads a list of addresses. seen holds where each was named before: a recipient gets one mail.
func readRecipients(n *node, seen map[string]string) []mail.Address {
	var recipients []mail.Address
	for _, item := range n.list() {
		address := item.address()
		if address == nil {
			continue
		}
		key := strings.ToLower(address.Address)
		if other, twice := seen[key]; twice {
			item.complain("is "+item.shown()+", who is named in "+other+" already", "keep one of them")
			continue
		}
		seen[key] = item.path
		recipients = append(recipients, *address)
	}
	return recipients
}
