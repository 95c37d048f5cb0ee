package command

import (
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"tokenreport/templates"
)

// answers are what a configuration is written from, by the names of the questions.
type answers map[string]string

// mailed reports whether any mail goes out.
func (a answers) mailed() bool { return a["to"] != "" || a["owner"] != "" }

// logsIn reports whether the mail server is given a password.
func (a answers) logsIn() bool { return a.mailed() && a["username"] != "" }

// question is one thing to be known. It is asked at a terminal, unless the flag of its name has answered it.
type question struct {
	name string // also the flag's
	asks string // as a person reads it, with the reason
	// words are the only answers that there are; none: a text that the loader judges.
	words []string
	// keys are those of the configuration that the answer decides, without indexes: what the loader says of them is said of
	// the answer.
	keys []string
	// item is what each of an answer's items must look like, and items says so; nil: the loader's rules are all there are.
	item   *regexp.Regexp
	items  string
	mail   bool // it makes sense only where any mail goes out
	secret bool // it is not shown when it is typed, and has no flag
	// ask reports whether it is worth asking; nil: always. Where it is not, the default serves unless the flag is given.
	ask func(a answers) bool
	// byDefault is the answer of who gives none; nil: none.
	byDefault func(a answers) string
	// implied is the answer that follows from what other flags have; nil or empty: none.
	implied func(given answers) string
	// suggested is the default at a terminal, where somebody sees it, if there is no other.
	suggested string
	// need names, as flags, what is missing where the answer is nothing; empty: nothing. nil: never anything.
	need func(a answers) string
	// since says to somebody who has answered nothing why that will not do, behind "is needed"; may be empty.
	since string
}

// lacks is need, of a question that may have none.
func (q question) lacks(a answers) string {
	if q.need == nil {
		return ""
	}
	return q.need(a)
}

// questions are all, in the order in which they are asked: each may rest on the answers before it.
func questions() []question {
	return slices.Concat(reportQuestions(), mailQuestions(), []question{{
		name: "storage", keys: []string{"storage"},
		asks:  "Where files are kept, and records so that nothing goes out twice: cos://BUCKET-APPID/prefix?region=REGION, a folder such as ./reports, or none",
		need:  func(a answers) string { return unless(a["to"] != "", "--to or --storage") },
		since: ", since nobody gets the report by mail; Ctrl-C begins anew",
	}})
}

func reportQuestions() []question {
	never := func(answers) bool { return false }
	return []question{
		{name: "site", asks: "Site of your account, which decides the API's address", words: []string{siteInternational, siteDomestic}, byDefault: fixed(siteInternational)},
		{name: "region", asks: "Region of the API", keys: []string{"api.region"}, ask: never, byDefault: bySite("ap-jakarta", "ap-guangzhou")},
		{name: "timezone", asks: "Time zone, which bounds the day and every time shown", keys: []string{"timezone"}, byDefault: zoneOfRegion},
		{name: "language", asks: "Language of the reports: " + orWords(templates.Languages()), keys: []string{"language"}, byDefault: bySite("en", "zh-CN")},
		{name: "reports", asks: "Which reports, each due when its period is over: day, week, month, with commas", keys: []string{"reports[].period"}, byDefault: fixed("day")},
		{name: "apps", asks: "Applications to show one by one, by their AppBizIds with commas", keys: []string{"reports[].breakdown"}, item: regexp.MustCompile(`^[0-9]{1,20}$`), items: "an AppBizId is a number, such as 1790000000000000001"},
		{name: "models", asks: "Models to show one by one, by the API's names of them with commas", keys: []string{"reports[].breakdown"}, item: regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:/@+-]*$`), items: "the API's name of a model is one word, such as cs-normal"},
		{name: "to", asks: "Who gets the report by mail, with commas", keys: []string{"reports[].email.to"}},
		{name: "owner", asks: "Who is told when a report fails, with commas", keys: []string{"owner"}, byDefault: firstRecipient},
	}
}

func mailQuestions() []question {
	other := func(a answers) bool { return a["mail"] == relayOther }
	return []question{
		{
			name: "mail", asks: "Mail server, from which host and port follow; ses is Tencent SES, exmail WeCom mail", mail: true,
			words: []string{relaySES, relayExmail, relayQQ, relayGmail, relayOther}, suggested: relaySES,
			implied: func(given answers) string { return unless(given["host"] == "", relayOther) },
			need:    fixed("--mail or --host"),
		},
		{name: "host", asks: "Host of the mail server", mail: true, keys: []string{"smtp.host"}, ask: other, byDefault: relayHost, need: func(a answers) string { return unless(a["mail"] == "", "--host") }},
		{name: "port", asks: "Port of the mail server", mail: true, keys: []string{"smtp.port"}, ask: other, byDefault: fixed("465"), implied: portOfTLS},
		{name: "tls", asks: "How the connection is encrypted: implicit, starttls or none", mail: true, keys: []string{"smtp.tls"}, ask: other, byDefault: tlsOfPort, implied: tlsOfGiven},
		{
			name: "username", asks: "User at the mail server, mostly the sender's address", mail: true,
			keys: []string{"smtp.username", "smtp.password"}, // of which there is to be none without TLS
			ask:  func(a answers) bool { return a["tls"] != "none" },
			need: func(a answers) string { return unless(a["mail"] == relayOther, "--username") },
		},
		{
			name: passwordQuestion, asks: "Password of that user, not shown; QQ, WeCom mail and Gmail want one made for programs. Enter alone: fill it into .env later", mail: true, secret: true,
			keys: []string{"smtp.password"}, ask: func(a answers) bool { return a["username"] != "" },
		},
		{
			name: "from", asks: "Sender, with or without a name", mail: true, keys: []string{"smtp.from"},
			ask: func(a answers) bool { return !senderIsUser(a["mail"]) }, byDefault: senderOfUser,
			need: func(a answers) string { return unless(a["username"] == "" && a["mail"] != relayOther, "--from") },
		},
	}
}

// firstRecipient is the address of the first who gets the report.
func firstRecipient(a answers) string {
	if all, err := mail.ParseAddressList(a["to"]); err == nil {
		return all[0].Address
	}
	return ""
}

// The sites, and the mail servers of which the particulars are known.
const (
	siteInternational = "international"
	siteDomestic      = "domestic"

	relaySES    = "ses"
	relayExmail = "exmail"
	relayQQ     = "qq"
	relayGmail  = "gmail"
	relayOther  = "other"

	passwordQuestion = "password"
)

// relayHost is the server's host: of SES that of Guangzhou for the domestic site, else that of Hong Kong.
func relayHost(a answers) string {
	hosts := map[string]string{relayExmail: "smtp.exmail.qq.com", relayQQ: "smtp.qq.com", relayGmail: "smtp.gmail.com"}
	if a["mail"] == relaySES {
		return bySite("smtp.qcloudmail.com", "gz-smtp.qcloudmail.com")(a)
	}
	return hosts[a["mail"]]
}

// senderIsUser reports whether the server takes mail from its user's address alone.
func senderIsUser(relay string) bool {
	return relay == relayExmail || relay == relayQQ || relay == relayGmail
}

// senderOfUser is empty where the user's name is no address.
func senderOfUser(a answers) string {
	if user := a["username"]; strings.Contains(user, "@") {
		return "Token report <" + user + ">"
	}
	return ""
}

// portOfTLS is the port of RFC 8314 for each kind of encryption, and 25 for none; empty where that is not given.
func portOfTLS(given answers) string {
	return map[string]string{"implicit": "465", "starttls": "587", "none": "25"}[given["tls"]]
}

// tlsOfGiven is tlsOfPort where the port is given, and what it means does not depend on answers to come.
func tlsOfGiven(given answers) string {
	if port := strings.TrimSpace(given["port"]); port == "" || port == "25" && given["username"] == "" {
		return ""
	}
	return tlsOfPort(given)
}

// tlsOfPort is how servers encrypt at a port: at 465 from the first byte, at those of submission and of relays after STARTTLS, and
// at 25 perhaps not at all, where nobody logs in.
func tlsOfPort(a answers) string {
	switch port := strings.TrimSpace(a["port"]); {
	case port == "25" && a["mail"] == relayOther && a["username"] == "":
		return "none"
	case slices.Contains([]string{"25", "587", "2525", "2587"}, port):
		return "starttls"
	}
	return "implicit"
}

func zoneOfRegion(a answers) string {
	zones := map[string]string{
		"ap-jakarta": "Asia/Jakarta", "ap-singapore": "Asia/Singapore", "ap-hongkong": "Asia/Hong_Kong", "ap-tokyo": "Asia/Tokyo",
		"ap-seoul": "Asia/Seoul", "ap-bangkok": "Asia/Bangkok", "ap-mumbai": "Asia/Kolkata", "eu-frankfurt": "Europe/Berlin",
		"na-siliconvalley": "America/Los_Angeles", "na-ashburn": "America/New_York", "sa-saopaulo": "America/Sao_Paulo",
	}
	if zone, ok := zones[a["region"]]; ok {
		return zone
	}
	return "Asia/Shanghai"
}

func fixed(answer string) func(answers) string { return func(answers) string { return answer } }

func bySite(international, domestic string) func(answers) string {
	return func(a answers) string {
		if a["site"] == siteDomestic {
			return domestic
		}
		return international
	}
}

func unless(condition bool, text string) string {
	if condition {
		return ""
	}
	return text
}
