package mail_test

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tokenreport/report"
)

// words is what a sample document says in one language; patterns are for fmt.
type words struct {
	language, title, date, subject, headline string
	labels                                   [6]string // of the tiles
	notes, details                           [6]string
	chart, alt, empty                        string
	hourly, unused                           string
	columns                                  [4]string
	sum                                      string
	group, clock                             string // the separators within a number and a time
	sources                                  string
	facts                                    []report.Fact
	attached, stop                           string
	told                                     told
}

var english = words{
	language: "en",
	title:    "Token usage",
	date:     "Tuesday, 19 November 2024",
	subject:  "Token usage 2024-11-19: 8.42 M (peak 96,641 at 09:35)",
	headline: "8.42 M tokens, 93.9 % of them input. Peak 96,641 at 09:35, busiest hour 09:00–10:00.",
	labels:   [6]string{"Total", "Input", "Output", "Peak 5 min", "95th percentile", "Active intervals"},
	notes:    [6]string{"input + output", "93.9 % of total", "6.1 % of total", "at 09:35", "median 28,114, mean 33,950", "of 288, 5 min each"},
	details: [6]string{"8,420,140", "7,906,522", "513,618", "busiest hour 09:00–10:00: 812,340", "over 248 active intervals",
		"longest quiet 02:10–05:20 (3 h 10 min)"},
	chart: "Tokens per 5 min",
	alt: "Stacked area chart of the day: 8,420,140 tokens, 7,906,522 input and 513,618 output; the peak is 96,641 at 09:35; " +
		"248 of 288 intervals had usage.",
	empty:   "no usage recorded",
	hourly:  "Hour by hour",
	unused:  "– no usage recorded",
	columns: [4]string{"Hour", "Input", "Output", "Total"},
	sum:     "Day", group: ",", clock: ":",
	sources: "Where these figures are from",
	facts: []report.Fact{
		{Label: "Period", Value: "2024-11-19 00:00 +08:00 to 2024-11-20 00:00 +08:00 (excluded), 24 h"},
		{Label: "Intervals", Value: "248 of 288 with usage, 5 min each; 744 points received. The API leaves idle intervals out."},
		{Label: "Check", Value: "total = input + output holds in every interval"},
		{Label: "Filters", Value: "none, the whole account"},
		{Label: "Source", Value: "DescribeTokenUsageGraph 2023-11-30, lke.intl.tencentcloudapi.com, ap-jakarta; labels read as Asia/Shanghai"},
		{Label: "Request IDs", Value: "9a1f0c52-64c7-4a8e-8a0e-2d1c5f0b7e11"},
		{Label: "Made by", Value: "tokenreport 1.0.0, for the run of 2024-11-20 08:30 +08:00"},
	},
	attached: "The same report is attached as a PDF for printing and keeping.",
	stop: "You receive this because your address is in the configuration of the report “daily”. " +
		"To stop it, ask the sender to remove your address.",
	told: inEnglish,
}

var chinese = words{
	language: "zh-CN",
	title:    "Token 用量",
	date:     "2024年11月19日 星期二",
	subject:  "Token 用量 2024-11-19：842 万（峰值 96,641，09:35）",
	headline: "共 842 万个 Token，其中输入占 93.9%。峰值 96,641，出现在 09:35；最忙的一小时是 09:00–10:00。",
	labels:   [6]string{"总计", "输入", "输出", "5 分钟峰值", "95 百分位", "有用量的区间"},
	notes:    [6]string{"输入 + 输出", "占总计 93.9%", "占总计 6.1%", "出现在 09:35", "中位数 28,114，均值 33,950", "共 288 个，每个 5 分钟"},
	details: [6]string{"8,420,140", "7,906,522", "513,618", "最忙一小时 09:00–10:00：812,340", "取自 248 个有用量的区间",
		"最长空闲 02:10–05:20（3 小时 10 分钟）"},
	chart: "每 5 分钟的 Token 数",
	alt: "当天的堆叠面积图：共 8,420,140 个 Token，输入 7,906,522，输出 513,618；峰值 96,641，出现在 09:35；" +
		"288 个区间中有 248 个有用量。",
	empty:   "没有用量记录",
	hourly:  "逐小时用量",
	unused:  "– 没有用量记录",
	columns: [4]string{"时段", "输入", "输出", "总计"},
	sum:     "全天", group: ",", clock: ":",
	sources: "数据来源",
	facts: []report.Fact{
		{Label: "周期", Value: "2024-11-19 00:00 +08:00 至 2024-11-20 00:00 +08:00（不含），24 小时"},
		{Label: "区间", Value: "288 个区间（每个 5 分钟）中 248 个有用量；收到 744 个数据点。API 不返回空闲区间。"},
		{Label: "核对", Value: "每个区间都满足 总计 = 输入 + 输出"},
		{Label: "筛选条件", Value: "无，整个账号"},
		{Label: "来源", Value: "DescribeTokenUsageGraph 2023-11-30，lke.tencentcloudapi.com，ap-guangzhou；时间标签按 Asia/Shanghai 读取"},
		{Label: "请求 ID", Value: "9a1f0c52-64c7-4a8e-8a0e-2d1c5f0b7e11"},
		{Label: "生成", Value: "tokenreport 1.0.0，对应 2024-11-20 08:30 +08:00 的运行"},
	},
	attached: "附件是同一份报告的 PDF，便于打印和保存。",
	stop:     "您收到此邮件，是因为您的地址在报告“daily”的配置中。如不想再收到，请联系发件人移除。",
	told:     inChinese,
}

var indonesian = words{
	language: "id",
	title:    "Pemakaian token",
	date:     "Selasa, 19 November 2024",
	subject:  "Pemakaian token 2024-11-19: 8,42 juta (puncak 96.641 pada 09:35)",
	headline: "8,42 juta token, 93,9 % di antaranya masukan. Puncak 96.641 pada 09:35, jam tersibuk 09:00–10:00.",
	labels:   [6]string{"Total", "Masukan", "Keluaran", "Puncak 5 mnt", "Persentil ke-95", "Interval aktif"},
	notes: [6]string{"masukan + keluaran", "93,9 % dari total", "6,1 % dari total", "pada 09:35", "median 28.114, rerata 33.950",
		"dari 288, masing-masing 5 mnt"},
	details: [6]string{"8.420.140", "7.906.522", "513.618", "jam tersibuk 09:00–10:00: 812.340", "dari 248 interval aktif",
		"sepi terlama 02:10–05:20 (3 jam 10 mnt)"},
	chart: "Token per 5 mnt",
	alt: "Diagram area bertumpuk hari itu: 8.420.140 token, 7.906.522 masukan dan 513.618 keluaran; puncaknya 96.641 pada 09:35; " +
		"248 dari 288 interval ada pemakaian.",
	empty:   "tidak ada pemakaian tercatat",
	hourly:  "Jam demi jam",
	unused:  "– tidak ada pemakaian tercatat",
	columns: [4]string{"Jam", "Masukan", "Keluaran", "Total"},
	sum:     "Hari", group: ".", clock: ":",
	sources: "Asal angka-angka ini",
	facts: []report.Fact{
		{Label: "Periode", Value: "2024-11-19 00:00 +07:00 sampai 2024-11-20 00:00 +07:00 (tidak termasuk), 24 jam"},
		{Label: "Interval", Value: "248 dari 288 ada pemakaian, masing-masing 5 mnt; 744 titik diterima. API tidak mengirim interval yang sepi."},
		{Label: "Pemeriksaan", Value: "total = masukan + keluaran cocok di setiap interval"},
		{Label: "Filter", Value: "tidak ada, seluruh akun"},
		{Label: "Sumber", Value: "DescribeTokenUsageGraph 2023-11-30, lke.intl.tencentcloudapi.com, ap-jakarta; label waktu dibaca sebagai Asia/Shanghai"},
		{Label: "ID permintaan", Value: "9a1f0c52-64c7-4a8e-8a0e-2d1c5f0b7e11"},
		{Label: "Dibuat oleh", Value: "tokenreport 1.0.0, untuk jadwal 2024-11-20 08:30 +07:00"},
	},
	attached: "Laporan yang sama terlampir sebagai PDF untuk dicetak dan disimpan.",
	stop: "Anda menerima ini karena alamat Anda ada dalam konfigurasi laporan “daily”. " +
		"Untuk berhenti, minta pengirim menghapus alamat Anda.",
	told: inIndonesian,
}

// workday is the tokens of each hour of a working day in thousands, with a quiet night.
var workday = []float64{62.1, 31.4, 4.8, 0, 0, 9.2, 38.5, 121.7, 498.2, 812.34, 771.9, 702.4, 388.6, 540.2, 689.3, 731.8, 664.1, 577.5,
	402.2, 341.6, 372.9, 311.7, 214.4, 133.3}

// sample is the document of a working day.
func sample(w words) report.Document {
	doc := report.Document{
		Language: w.language, Title: w.title, Date: w.date, Zone: "Asia/Shanghai (UTC+08:00)",
		Subject: w.subject, Headline: w.headline,
		Chart:           report.UsageChart{Title: w.chart, Alt: w.alt, X: everyThreeHours(24, w)},
		Hourly:          hourly(w, clockHours(24, w), workday, 1000),
		ProvenanceTitle: w.sources, Provenance: w.facts,
		PageLabel: "{page}/{pages}", AttachmentNote: w.attached, StopNote: w.stop,
		Planned: time.Date(2024, 11, 20, 8, 30, 0, 0, time.FixedZone("", 8*3600)),
	}
	values := [6]string{"8.42 M", "7.91 M", "513,618", "96,641", "81,240", "248"}
	switch w.language {
	case "zh-CN":
		values = [6]string{"842 万", "791 万", "513,618", "96,641", "81,240", "248"}
	case "id":
		values = [6]string{"8,42 juta", "7,91 juta", "513.618", "96.641", "81.240", "248"}
	}
	for i, label := range w.labels {
		doc.Tiles = append(doc.Tiles, report.Tile{Label: label, Value: values[i], Note: w.notes[i], Detail: w.details[i]})
	}
	tell(&doc, w, w.told)
	return doc
}

// clockHours are the labels of n hours from midnight.
func clockHours(n int, w words) []string {
	labels := make([]string, n)
	for i := range labels {
		labels[i] = fmt.Sprintf("%02d%s00", i, w.clock)
	}
	return labels
}

func everyThreeHours(hours int, w words) []report.Tick {
	var ticks []report.Tick
	for h := 0; h <= hours; h += 3 {
		ticks = append(ticks, report.Tick{At: float64(h) / float64(hours), Label: fmt.Sprintf("%02d%s00", h, w.clock)})
	}
	return ticks
}

// hourly is a table of the amounts, in units of unit tokens; 0 is an hour without a record.
func hourly(w words, labels []string, amounts []float64, unit float64) *report.Table {
	table := &report.Table{Title: w.hourly, Measure: 3}
	for i, label := range w.columns {
		table.Columns = append(table.Columns, report.TableColumn{Label: label, Numeric: i > 0})
	}
	largest, sums := 0.0, [3]int64{}
	for _, amount := range amounts {
		largest = max(largest, amount)
	}
	for i, amount := range amounts {
		row := report.TableRow{Cells: []string{labels[i], "–", "–", "–"}}
		if amount > 0 {
			total := int64(amount * unit)
			output := total/1000*61 + total%1000*61/1000
			for j, n := range [3]int64{total - output, output, total} {
				row.Cells[j+1] = grouped(n, w.group)
				sums[j] += n
			}
			row.Share, row.Peak = amount/largest, amount == largest
		} else {
			table.Note = w.unused
		}
		table.Rows = append(table.Rows, row)
	}
	table.Total = []string{w.sum, grouped(sums[0], w.group), grouped(sums[1], w.group), grouped(sums[2], w.group)}
	return table
}

func grouped(n int64, separator string) string {
	digits := strconv.FormatInt(n, 10)
	var groups []string
	for len(digits) > 3 {
		groups = append([]string{digits[len(digits)-3:]}, groups...)
		digits = digits[:len(digits)-3]
	}
	return strings.Join(append([]string{digits}, groups...), separator)
}

// emptyDay is a day on which nothing was used.
func emptyDay() report.Document {
	doc := sample(english)
	doc.Subject = "Token usage 2024-11-19: no usage recorded"
	doc.Headline = "No usage was recorded on this day."
	doc.Chart.Title, doc.Chart.Alt, doc.Chart.Empty = "Tokens over the day", "An empty chart: no usage was recorded on this day.", english.empty
	doc.Hourly = hourly(english, clockHours(24, english), make([]float64, 24), 1)
	doc.Hourly.Total = []string{"Day", "0", "0", "0"}
	for i, value := range []string{"0", "0", "0", "–", "–", "0"} {
		doc.Tiles[i] = report.Tile{Label: english.labels[i], Value: value}
	}
	doc.Rankings, doc.Trend.Bars[27].Height = nil, 0
	doc.Trend.Bars[27].Label = "Tue 19 November: 0"
	doc.Tiles[3].Label = "Peak"
	doc.Tiles[5].Note = "of 288, 5 min each"
	return doc
}

// unknownParts is a day whose input and output the API did not give.
func unknownParts() report.Document {
	doc := sample(english)
	doc.Subject = "Check the data · " + doc.Subject
	doc.Headline = "8.42 M tokens. Peak 96,641 at 09:35, busiest hour 09:00–10:00."
	doc.Notices = []report.Notice{
		{Text: "The API gave no Input series; it is shown as “–”.", Warning: true},
		{Text: "The API gave no Output series; it is shown as “–”.", Warning: true},
	}
	doc.Tiles[0].Note = ""
	for _, i := range []int{1, 2} {
		doc.Tiles[i] = report.Tile{Label: english.labels[i], Value: "–"}
	}
	for _, row := range doc.Hourly.Rows {
		row.Cells[1], row.Cells[2] = "–", "–"
	}
	doc.Hourly.Total[1], doc.Hourly.Total[2] = "–", "–"
	doc.Hourly.Note = "– not known, or no usage recorded"
	return doc
}

// clocksBack is a day of 25 hours with everything long: names, notices and the small print.
func clocksBack() report.Document {
	doc := sample(english)
	doc.Title = "Token usage of Brown & Co's <assistant> “Ünïcode” 客户服务机器人 with a name that its owner found hard to keep short"
	doc.Date, doc.Zone = "Sunday, 3 November 2024", "America/New_York (UTC−04:00, then UTC−05:00)"
	doc.Subject = "Check the data · Token usage 2024-11-03: 8.42 M (peak 96,641 at 09:35)"
	doc.Notices = []report.Notice{
		{Text: "Total is not input + output in 3 intervals, the first at 2024-11-03 01:35:00; over the day the total differs by 1,204.", Warning: true},
		{Text: "2 points of Output were left out: their values are no numbers, the first “<b>12k</b>” (at 2024-11-03 14:00:00).", Warning: true},
		{Text: "The clocks changed on this day: it has 25 h."},
	}
	labels := append([]string{"00:00", "01:00 −04:00", "01:00 −05:00"}, clockHours(24, english)[2:]...)
	doc.Hourly = hourly(english, labels, append([]float64{48.2}, workday...), 1000)
	doc.Chart.X = nil
	for _, h := range []int{0, 4, 7, 10, 13, 16, 19, 22, 25} {
		doc.Chart.X = append(doc.Chart.X, report.Tick{At: float64(h) / 25, Label: fmt.Sprintf("%02d:00", max(0, h-1))})
	}
	doc.Provenance = append([]report.Fact(nil), doc.Provenance...)
	doc.Provenance[3].Value = "ModelName cs-normal-70b, youtu-mrc-pro · AppBizIds " + strings.Repeat("1790000000000000001, ", 40) + "客服"
	doc.Provenance[5].Value = strings.Repeat("9a1f0c52-64c7-4a8e-8a0e-2d1c5f0b7e11, ", 11) + "9a1f0c52-64c7-4a8e-8a0e-2d1c5f0b7e12"
	return doc
}

// hugeNumbers is a day that fills an int64.
func hugeNumbers() report.Document {
	doc := sample(english)
	doc.Headline = "9,223,372 T tokens, 93.9 % of them input. Peak 1,024,819 T at 09:35, busiest hour 09:00–10:00."
	doc.Hourly = hourly(english, clockHours(24, english), workday, 1.09e15)
	for i, value := range []string{"9,223,372 T", "8,660,746 T", "562,626 T", "1,024,819 T", "9,223,372,036,854", "248"} {
		doc.Tiles[i].Value = value
	}
	doc.Tiles[0].Detail = "9,223,372,036,854,775,807"
	doc.Tiles[1].Detail = "8,660,746,342,606,634,482"
	doc.Tiles[2].Detail = "562,625,694,248,141,325"
	return doc
}

// withoutTable is a report that shows no hourly table, with four tiles only.
func withoutTable() report.Document {
	doc := sample(english)
	doc.Hourly = nil
	doc.Tiles = doc.Tiles[:4]
	return doc
}

// corrected is a second revision, whose data are odd.
func corrected() report.Document {
	doc := sample(english)
	doc.Revision = "Revision 2"
	doc.Subject = "Corrected r2 · Check the data · " + doc.Subject
	doc.Notices = []report.Notice{
		{Text: "Revision 2 of this report replaces revision 1: later data changed the total from 8,080,001 to 8,420,140 (+4.2 %), " +
			"input from 7,566,383 to 7,906,522 (+4.5 %)."},
		{Text: "2 points of Output were left out: their values are not numbers, the first is “12k” (at 202411190930).", Warning: true},
	}
	doc.Provenance = append([]report.Fact{{Label: "Revision", Value: "2"}}, doc.Provenance...)
	return doc
}

// presigned is a link as a bucket signs it, of the length that one with a session token has.
var presigned = "https://tokenreport-1250000000.cos.ap-jakarta.myqcloud.com/prod/daily/2024/11/19/token-usage-2024-11-19.pdf" +
	"?q-sign-algorithm=sha1&q-ak=AKIDEXAMPLE&q-sign-time=1732062600%3B1732084200&q-key-time=1732062600%3B1732084200" +
	"&q-header-list=host&q-url-param-list=x-cos-security-token&q-signature=0123456789abcdef0123456789abcdef01234567" +
	"&x-cos-security-token=" + strings.Repeat("aB3~_.-%2B%2F9", 14) + "%3D%3D"

// oversize is a report whose files are too large for the mail: one has a link that ends, one has one that does not,
// one has none, and one has what nobody may be led to.
func oversize() report.Document {
	doc := sample(english)
	doc.AttachmentNote = ""
	const limit = " is too large to attach: with it the mail would exceed its limit of 10 MB. "
	doc.Links = []report.Link{
		{
			Text:  "token-usage-2024-11-19.pdf (12.3 MB)" + limit + "Download it by 20 November 2024, 14:30 (UTC+08:00):",
			Label: "Download token-usage-2024-11-19.pdf", URL: presigned,
		},
		{
			Text:  "token-usage-2024-11-19.csv (11 MB)" + limit + "Download it here:",
			Label: "Download token-usage-2024-11-19.csv", URL: "https://cdn.example.com/daily/token-usage-2024-11-19.csv",
		},
		{Text: "token-usage-2024-11-19.json (9.9 MB)" + limit + "There is no link to it either, so this mail goes without it."},
		{Text: "A link that must not be one.", Label: "Do not click", URL: "javascript:alert(1)"},
	}
	return doc
}
