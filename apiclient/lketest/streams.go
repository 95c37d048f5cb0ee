package lketest

// Stream is one use of the account: an app that calls a model for a purpose. Streams add up to the account's
// usage, which is what makes filters and breakdowns add up.
type Stream struct {
	AppBizID, AppName     string
	ModelName, ModelAlias string
	SubBizType            string
	UinAccount            string
	AppType               string
	SubScene              string

	Share            float64 // of the account's tokens on an ordinary weekday
	CallIn, CallOut  float64 // mean tokens of a call
	Hours            Hours
	Saturday, Sunday float64 // usage relative to a weekday
}

// Hours is the weight of each hour of the day in the label zone, from 00:00; between the full hours it is
// interpolated. Only the proportions count.
type Hours [24]float64

// officeHours have two humps and a lunch, and next to nothing at night.
func officeHours() Hours {
	return Hours{.3, .15, .08, .05, .05, .1, .5, 3, 14, 42, 60, 56, 22, 34, 58, 62, 55, 38, 16, 9, 7, 5, 2.5, 1}
}

// shopHours rise through the day to an evening.
func shopHours() Hours {
	return Hours{6, 2.5, .6, .2, .15, .2, 1, 4, 10, 18, 24, 30, 34, 28, 24, 24, 26, 28, 34, 48, 60, 62, 44, 20}
}

// batchHours are a job at two in the morning.
func batchHours() Hours { return Hours{1: 6, 2: 60, 3: 14} }

// Streams are the uses of an invented account: four apps, five models and two sub-accounts, whose shares are
// far from equal. Their sum is 1.
func Streams() []Stream {
	const (
		support, shop, staff, archive = "1790000000000000001", "1790000000000000002", "1790000000000000003", "1790000000000000004"
		main, branch                  = "700001187441", "700001187592"

		normal, normalAlias   = "cs-normal", "精调知识大模型标准版"
		turbo, turboAlias     = "hunyuan-turbo", "混元大模型 Turbo"
		v3, v3Alias           = "lke-deepseek-v3-0324", "DeepSeek-V3-0324"
		r1, r1Alias           = "lke-deepseek-r1-0528", "DeepSeek-R1-0528"
		parsing, parsingAlias = "youtu-parsing", "优图文档解析"
	)
	return []Stream{
		{support, "Support bot", normal, normalAlias, "KnowledgeQA", main, "knowledge_qa", "KnowledgeQA", .47, 1480, 46, officeHours(), .38, .3},
		{support, "Support bot", turbo, turboAlias, "Rewrite", main, "knowledge_qa", "KnowledgeQA", .07, 620, 28, officeHours(), .38, .3},
		{shop, "Shop assistant", v3, v3Alias, "KnowledgeQA", main, "knowledge_qa", "KnowledgeQA", .23, 1150, 95, shopHours(), 1.15, 1.2},
		{staff, "Staff handbook", normal, normalAlias, "KnowledgeQA", branch, "knowledge_qa", "KnowledgeQA", .08, 1600, 60, officeHours(), .05, .04},
		{staff, "Staff handbook", r1, r1Alias, "KnowledgeSummary", branch, "knowledge_qa", "KnowledgeSummary", .06, 5200, 980, officeHours(), .05, .04},
		{archive, "合同归档", parsing, parsingAlias, "FileParse", branch, "plugin_parsing_qa", "FileParse", .06, 9800, 410, batchHours(), 0, 0},
		{archive, "合同归档", parsing, parsingAlias, "Embedding", branch, "plugin_parsing_qa", "FileParse", .03, 3600, 12, batchHours(), 0, 0},
	}
}

// at is the share of a day's usage that falls into the five minutes from the given minute on.
func (h Hours) at(minute int) float64 {
	sum := 0.0
	for _, weight := range h {
		sum += weight
	}
	if sum == 0 {
		return 0
	}
	hour, next := minute/60, (minute/60+1)%24
	fraction := float64(minute%60) / 60
	weight := float64(h[hour]*(1-fraction)) + float64(h[next]*fraction)
	return weight / (sum * binsPerHour)
}

// weekday is the usage of a weekday (0: Sunday) relative to an ordinary one.
func (s Stream) weekday(day int) float64 {
	switch day {
	case 0:
		return s.Sunday
	case 6:
		return s.Saturday
	default:
		return [...]float64{1: .97, 2: 1.05, 3: 1.08, 4: 1.02, 5: .88}[day]
	}
}
