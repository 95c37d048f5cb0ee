package lketest

import (
	"fmt"
	"math"
)

// A purpose is what a stream calls a model for, and the tokens that a call takes.
type purpose struct {
	subBizType, appType, subScene string
	callIn, callOut               float64
}

// Company are the uses of a larger invented account: ten apps, the same five models, three sub-accounts. Their sum is 1.
func Company() []Stream {
	const main, branch, abroad = "700001187441", "700001187592", "700001193077"
	var (
		answer    = purpose{"KnowledgeQA", "knowledge_qa", "KnowledgeQA", 1480, 46}
		long      = purpose{"KnowledgeQA", "knowledge_qa", "KnowledgeQA", 1150, 95}
		rewrite   = purpose{"Rewrite", "knowledge_qa", "KnowledgeQA", 620, 28}
		summarise = purpose{"KnowledgeSummary", "knowledge_qa", "KnowledgeSummary", 5200, 980}
		parse     = purpose{"FileParse", "plugin_parsing_qa", "FileParse", 9800, 410}
		embed     = purpose{"Embedding", "plugin_parsing_qa", "FileParse", 3600, 12}
	)
	return []Stream{
		use(1, "Support bot", main, normal, answer, .30, officeHours(), .38, .3),
		use(1, "Support bot", main, turbo, rewrite, .04, officeHours(), .38, .3),
		use(2, "Shop assistant", main, v3, long, .19, shopHours(), 1.15, 1.2),
		use(3, "Staff handbook", branch, normal, answer, .06, officeHours(), .05, .04),
		use(3, "Staff handbook", branch, r1, summarise, .05, officeHours(), .05, .04),
		use(4, "合同归档", branch, parsing, parse, .05, batchHours(), 0, 0),
		use(4, "合同归档", branch, parsing, embed, .02, batchHours(), 0, 0),
		use(5, "Sales copilot", abroad, turbo, long, .08, officeHours(), .1, .06),
		use(6, "Invoice reader", branch, parsing, parse, .05, officeHours(), .02, .02),
		use(7, "Meeting notes", main, r1, summarise, .05, officeHours(), .03, .02),
		use(8, "IT helpdesk", main, turbo, answer, .05, officeHours(), .12, .1),
		use(9, "Onboarding guide", abroad, normal, answer, .03, officeHours(), .02, .02),
		use(10, "Tender search", abroad, v3, long, .03, officeHours(), .04, .03),
	}
}

// A model is the name that the API knows it by, and its alias.
type model struct{ name, alias string }

// The models of [Streams], under aliases that an English reader can read.
var (
	normal  = model{"cs-normal", "Knowledge LLM"}
	turbo   = model{"hunyuan-turbo", "Hunyuan Turbo"}
	v3      = model{"lke-deepseek-v3-0324", "DeepSeek-V3-0324"}
	r1      = model{"lke-deepseek-r1-0528", "DeepSeek-R1-0528"}
	parsing = model{"youtu-parsing", "Youtu Parsing"}
)

// use is a stream of the nth app.
func use(app int, name, account string, m model, p purpose, share float64, hours Hours, saturday, sunday float64) Stream {
	return Stream{
		fmt.Sprint(1790000000000000000 + app), name, m.name, m.alias, p.subBizType, account, p.appType, p.subScene,
		share, p.callIn, p.callOut, hours, saturday, sunday,
	}
}

// Group are the uses of an account with fifty apps, from one that uses a fifth of all to those that hardly use anything. Their
// sum is 1. Some names are as long as they may be, and in other scripts.
func Group() []Stream {
	names := groupNames()
	all := []model{normal, turbo, v3, r1}
	answer := purpose{"KnowledgeQA", "knowledge_qa", "KnowledgeQA", 1480, 46}
	weight := func(i int) float64 { return 1 / math.Sqrt(float64((i+1)*(i+1)*(i+1))) }
	sum := 0.0
	for i := range names {
		sum += weight(i)
	}
	streams := make([]Stream, len(names))
	for i, name := range names {
		hours, account := officeHours(), "700001187441"
		if i%5 == 1 {
			hours, account = shopHours(), "700001187592"
		}
		streams[i] = use(i+1, name, account, all[i%len(all)], answer, weight(i)/sum, hours, .4, .3)
	}
	return streams
}

func groupNames() []string {
	return []string{
		"Support bot", "Shop assistant", "Staff handbook of the Singapore and Kuala Lumpur offices (2024)", "合同归档", "Sales copilot",
		"Asisten layanan pelanggan", "Invoice reader", "Meeting notes", "IT helpdesk", "Onboarding guide",
		"Tender search", "客户服务知识库", "Warranty desk", "Returns", "Travel desk",
		"Expense questions", "Payroll questions", "Brand guidelines", "Press office", "Legal search",
		"Patent search", "Export control", "Customs", "Warehouse A", "Warehouse B",
		"Fleet", "Quality reports", "Lab notebook", "Safety sheets", "Maintenance log",
		"Energy desk", "Facilities", "Canteen", "Library", "Training catalogue",
		"Exams", "Alumni", "Donations", "Events", "Newsletter",
		"Partner portal", "Reseller support", "Price list", "Bid desk", "Market watch",
		"Translation memory", "Glossary", "Style checker", "Test bench", "Sandbox",
	}
}
