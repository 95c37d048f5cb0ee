package pdf

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tokenreport/report"
	"tokenreport/report/chart/charttest"
)

// sample is a document to render, by name.
type sample struct {
	name string
	doc  report.Document
}

// samples are documents of every kind that the composer can make, and some that it should not.
func samples() []sample {
	return slices.Concat(stories(), []sample{
		{"normal", normal()},
		{"example", example()},
		{"empty", empty()},
		{"single", single()},
		{"spike", spiky()},
		{"huge", huge()},
		{"chinese", inChinese()},
		{"indonesian", inIndonesian()},
		{"long-day", ofHours(25)},
		{"short-day", ofHours(23)},
		{"notices", withNotices()},
		{"many-notices", withManyNotices()},
		{"requests", withRequests()},
		{"correction", corrected()},
		{"unknown", unknown()},
		{"no-table", withoutTable()},
		{"hostile", hostile()},
		{"bare", report.Document{Planned: shanghai(30)}},
	})
}

func shanghai(minute int) time.Time {
	return time.Date(2024, 11, 20, 8, minute, 0, 0, time.FixedZone("CST", 8*3600))
}

func normal() report.Document {
	return report.Document{
		Language: "en", Title: "Token usage", Date: "Tuesday, 19 November 2024", Zone: "Asia/Shanghai (UTC+08:00)",
		Subject:  "Token usage 2024-11-19: 3.16 M (peak 35,222 at 09:40)",
		Headline: "3.16 M tokens, 91.5 % of them input. Peak 35,222 at 09:40, busiest hour 09:00–10:00.",
		Tiles: []report.Tile{
			{Label: "Total", Value: "3.16 M", Note: "input + output", Detail: "3,160,124"},
			{Label: "Input", Value: "2.89 M", Note: "91.5 % of total", Detail: "2,892,569"},
			{Label: "Output", Value: "268 k", Note: "8.5 % of total", Detail: "0.09 per input token"},
			{Label: "Peak 5 min", Value: "35,222", Note: "at 09:40", Detail: "busiest hour 09:00–10:00: 340,244"},
			{Label: "95th percentile", Value: "29,902", Note: "over 288 active intervals", Detail: "median 6,190, mean 10,973"},
			{Label: "Active intervals", Value: "288", Note: "of 288, 5 min each"},
		},
		Chart:           charttest.Normal(),
		Hourly:          hourly(charttest.Normal(), 24),
		ProvenanceTitle: "Where these figures are from",
		Provenance: []report.Fact{
			{Label: "Period", Value: "2024-11-19 00:00 to 2024-11-20 00:00 (excluded), 24 h"},
			{Label: "Intervals", Value: "288 of 288 with usage, 5 min each; 864 points received. The API leaves idle intervals out."},
			{Label: "Statistics", Value: "median, mean and 95th percentile are taken over the 288 intervals with usage"},
			{Label: "Check", Value: "total = input + output holds in every interval"},
			{Label: "Filters", Value: "none, the whole account"},
			{Label: "Source", Value: "DescribeTokenUsageGraph, lke.intl.tencentcloudapi.com, ap-jakarta; labels read as Asia/Shanghai"},
			{Label: "Request IDs", Value: "5e2f5a0a-7b2c-4a5e-9f6d-0c1b2a3d4e5f"},
			{Label: "Made by", Value: "tokenreport 0.1.0, for the run of 2024-11-20 08:30"},
		},
		PageLabel: "Page {page} of {pages}",
		Planned:   shanghai(30),
	}
}

// hourly adds a day up by the hour.
func hourly(d report.UsageChart, hours int) *report.Table {
	t := &report.Table{
		Title:   "Hour by hour",
		Columns: []report.TableColumn{{Label: "Hour"}, {Label: "Total", Numeric: true}, {Label: "Input", Numeric: true}, {Label: "Output", Numeric: true}},
	}
	totals, inputs := make([]int, hours+1), make([]int, hours+1)
	for _, c := range d.Columns {
		hour, total, input := int(c.From*float64(hours)+1e-6), charttest.Tokens(c.Total, charttest.Top), charttest.Tokens(c.Input, charttest.Top)
		totals[hour], inputs[hour] = totals[hour]+total, inputs[hour]+input
		totals[hours], inputs[hours] = totals[hours]+total, inputs[hours]+input
	}
	most := slices.Max(totals[:hours])
	for hour, total := range totals[:hours] {
		clock := hour
		if hour > 1 {
			clock += 24 - hours
		}
		cells := []string{fmt.Sprintf("%02d:00", clock), "–", "–", "–"}
		if total == 0 {
			t.Note = "– no usage recorded"
		} else {
			copy(cells[1:], []string{charttest.Digits(total), charttest.Digits(inputs[hour]), charttest.Digits(total - inputs[hour])})
		}
		t.Rows = append(t.Rows, report.TableRow{Cells: cells, Share: float64(total) / float64(max(most, 1)), Peak: total == most && most > 0})
	}
	t.Total = []string{"Day", charttest.Digits(totals[hours]), charttest.Digits(inputs[hours]), charttest.Digits(totals[hours] - inputs[hours])}
	return t
}

// example is the API document's own example.
func example() report.Document {
	d := normal()
	d.Headline = "67,199 tokens, 98.8 % of them input. Peak 36,641 at 09:35, busiest hour 09:00–10:00."
	d.Tiles = []report.Tile{
		{Label: "Total", Value: "67,199", Note: "input + output"},
		{Label: "Input", Value: "66,391", Note: "98.8 % of total"},
		{Label: "Output", Value: "808", Note: "1.2 % of total", Detail: "0.012 per input token"},
		{Label: "Peak 5 min", Value: "36,641", Note: "at 09:35", Detail: "busiest hour 09:00–10:00: 51,609"},
		{Label: "95th percentile", Value: "36,641", Note: "over 4 active intervals", Detail: "median 14,932, mean 16,800"},
		{Label: "Active intervals", Value: "4", Note: "of 288, 5 min each", Detail: "longest quiet 09:40–24:00 (14 h 20 min)"},
	}
	d.Chart = charttest.Example()
	d.Hourly = hourly(d.Chart, 24)
	return d
}

func empty() report.Document {
	d := normal()
	d.Headline = "No usage was recorded on this day."
	d.Tiles = []report.Tile{
		{Label: "Total", Value: "0"}, {Label: "Input", Value: "0"}, {Label: "Output", Value: "0"},
		{Label: "Peak", Value: "–"}, {Label: "95th percentile", Value: "–", Note: "no active interval"}, {Label: "Active intervals", Value: "0", Note: "of 288, 5 min each"},
	}
	d.Chart = charttest.Empty()
	d.Hourly = hourly(d.Chart, 24)
	return d
}

func single() report.Document {
	d := example()
	d.Headline = "36,641 tokens, 99.0 % of them input, all of them at 09:35."
	d.Chart = charttest.Single()
	d.Hourly = hourly(d.Chart, 24)
	return d
}

func spiky() report.Document {
	d := normal()
	d.Headline = "5.11 M tokens, 96.0 % of them input. Peak 388,000 at 14:10, busiest hour 14:00–15:00."
	d.Chart = charttest.Spike()
	return d
}

func huge() report.Document {
	d := normal()
	const figure = "999,999,999,999,999"
	d.Title = "Token usage of the department of long names and longer titles"
	d.Headline = figure + " tokens, 99.99 % of them input. Peak " + figure + " at 10:05, busiest hour 09:00–10:00 with " + figure + "."
	for i := range d.Tiles {
		d.Tiles[i].Value, d.Tiles[i].Detail = figure, figure+" exactly"
	}
	d.Chart = charttest.Huge()
	for i := range d.Hourly.Rows {
		copy(d.Hourly.Rows[i].Cells[1:], []string{figure, "888,888,888,888,888", "111,111,111,111,111"})
	}
	d.Hourly.Total = []string{"Day", "23,999,999,999,999,976", "21,333,333,333,333,312", "2,666,666,666,666,664"}
	return d
}

func inChinese() report.Document {
	d := normal()
	d.Language, d.Title, d.Date, d.Zone = "zh-CN", "Token 用量", "2024年11月19日 星期二", "Asia/Shanghai（UTC+08:00）"
	d.Headline = "共 316.0 万个 Token，其中输入占 91.5%。峰值 35,222，出现在 09:40；最忙的一小时是 09:00–10:00。"
	d.Notices = []report.Notice{{Text: "有 2 个输入点被略去：它们的值“abc”（10:05）不是数字。", Warning: true}}
	d.Tiles = []report.Tile{
		{Label: "总计", Value: "316.0 万", Note: "输入 + 输出", Detail: "3,160,124"},
		{Label: "输入", Value: "289.3 万", Note: "占总计 91.5%", Detail: "2,892,569"},
		{Label: "输出", Value: "26.8 万", Note: "占总计 8.5%", Detail: "每个输入 Token 0.09"},
		{Label: "5 分钟峰值", Value: "35,222", Note: "09:40", Detail: "最忙的一小时 09:00–10:00：340,244"},
		{Label: "第 95 百分位", Value: "29,902", Note: "取 288 个活跃区间", Detail: "中位数 6,190，平均 10,973"},
		{Label: "活跃区间", Value: "288", Note: "共 288 个，每个 5 分钟"},
	}
	d.Chart = charttest.Chinese()
	d.Hourly.Title = "逐小时"
	for i, label := range []string{"小时", "总计", "输入", "输出"} {
		d.Hourly.Columns[i].Label = label
	}
	d.Hourly.Total[0] = "全天"
	d.ProvenanceTitle = "数据来源"
	d.Provenance = []report.Fact{
		{Label: "时段", Value: "2024-11-19 00:00 至 2024-11-20 00:00（不含），24 小时"},
		{Label: "区间", Value: "288 个区间中 288 个有用量，每个 5 分钟；共收到 864 个点。接口不返回没有用量的区间。"},
		{Label: "统计", Value: "中位数、平均数和第 95 百分位取自 288 个有用量的区间"},
		{Label: "校验", Value: "每个区间都满足 总计 = 输入 + 输出"},
		{Label: "筛选", Value: "无，整个账号"},
		{Label: "来源", Value: "DescribeTokenUsageGraph，lke.tencentcloudapi.com，ap-guangzhou；时间标签按 Asia/Shanghai 解读"},
		{Label: "请求 ID", Value: "5e2f5a0a-7b2c-4a5e-9f6d-0c1b2a3d4e5f"},
		{Label: "生成", Value: "tokenreport 0.1.0，2024-11-20 08:30 的运行"},
	}
	d.PageLabel = "第 {page} 页，共 {pages} 页"
	return d
}

func inIndonesian() report.Document {
	d := normal()
	d.Language, d.Title, d.Date, d.Zone = "id", "Pemakaian token", "Selasa, 19 November 2024", "Asia/Jakarta (UTC+07:00)"
	d.Headline = "3,16 juta token, 91,5 % di antaranya masukan. Puncak 35.222 pada 09.40, jam tersibuk 09.00–10.00."
	d.Tiles = []report.Tile{
		{Label: "Total", Value: "3,16 juta", Note: "masukan + keluaran", Detail: "3.160.124"},
		{Label: "Masukan", Value: "2,89 juta", Note: "91,5 % dari total"},
		{Label: "Keluaran", Value: "268 rb", Note: "8,5 % dari total", Detail: "0,09 per token masukan"},
		{Label: "Puncak 5 mnt", Value: "35.222", Note: "pada 09.40", Detail: "jam tersibuk 09.00–10.00: 340.244"},
		{Label: "Persentil ke-95", Value: "29.902", Note: "dari 288 interval aktif", Detail: "median 6.190, rata-rata 10.973"},
		{Label: "Interval aktif", Value: "288", Note: "dari 288, masing-masing 5 mnt"},
	}
	d.Chart.Title = "Token per 5 menit"
	d.Chart.Input.Name, d.Chart.Output.Name = "Masukan", "Keluaran"
	d.Chart.Input.Value, d.Chart.Output.Value, d.Chart.Total.Value = "2,89 juta", "268 rb", "3,16 juta"
	d.Chart.Peak.Label = "35.222 pada 09.40"
	d.Hourly.Title = "Jam demi jam"
	d.PageLabel = "Halaman {page} dari {pages}"
	return d
}

func ofHours(hours int) report.Document {
	d := normal()
	d.Zone = "America/New_York (UTC-04:00, then UTC-05:00)"
	d.Notices = []report.Notice{{Text: fmt.Sprintf("The clocks changed on this day: it has %d h.", hours)}}
	d.Chart = charttest.OfHours(hours)
	d.Hourly = hourly(d.Chart, hours)
	return d
}

func withNotices() report.Document {
	d := normal()
	d.Notices = []report.Notice{
		{Text: "12 points of input were left out: their values are no numbers, the first “n/a” (at 2024-11-19 10:05).", Warning: true},
		{Text: "Total is not input + output in 3 intervals, the first at 10:05; over the day the total differs by 1,204. The chart shows the total only, and input and output are as the API gave them.", Warning: true},
		{Text: "The clocks changed on this day: it has 24 h."},
	}
	return d
}

// corrected is a second revision, whose files did not all go with the mail.
func corrected() report.Document {
	d := normal()
	d.Revision = "Revision 2"
	d.Notices = []report.Notice{{Text: "Revision 2 of this report replaces revision 1: later data changed the total from 3,032,748 to 3,160,124 (+4.2 %), " +
		"input from 2,765,193 to 2,892,569 (+4.6 %)."}, withNotices().Notices[0]}
	d.Provenance = append([]report.Fact{{Label: "Revision", Value: "2"}}, d.Provenance...)
	d.Links = []report.Link{{Text: "token-usage-2024-11-19.csv is too large to attach.", Label: "Download", URL: "https://example.com/"}}
	return d
}

func withManyNotices() report.Document {
	d := normal()
	for i := range 40 {
		d.Notices = append(d.Notices, report.Notice{Text: fmt.Sprintf("Oddity %d: ", i+1) + strings.Repeat("something that must be known before reading. ", i%4+1), Warning: i%2 == 0})
	}
	return d
}

func withRequests() report.Document {
	d := normal()
	var ids []string
	for i := range 40 {
		ids = append(ids, fmt.Sprintf("%08x-7b2c-4a5e-9f6d-%012x", i*0x1234567, i*0x123456789))
	}
	d.Provenance[6].Value = strings.Join(ids, ", ") + ", … and 32 more"
	return d
}

func unknown() report.Document {
	d := normal()
	d.Headline = "The API did not say how many tokens were used."
	d.Notices = []report.Notice{{Text: "The API gave no total series; it is shown as “–”.", Warning: true}}
	for i := range d.Tiles {
		d.Tiles[i].Value, d.Tiles[i].Note, d.Tiles[i].Detail = "–", "not known", ""
	}
	d.Chart = charttest.Empty()
	d.Chart.Empty = "total not known"
	d.Hourly = nil
	return d
}

func withoutTable() report.Document {
	d := normal()
	d.Hourly = nil
	return d
}

// hostile has what no font has, what gofpdf panics at, and names without end.
func hostile() report.Document {
	d := normal()
	d.Title = "Emoji 😀𠀀, \x00NUL, \x80\xff bytes, \u202Ertl שלום عربي, {nb} {page}"
	d.Headline = strings.Repeat("x", 500) + " " + strings.Repeat("用量", 100)
	d.Date, d.Zone = strings.Repeat("Tuesday ", 20), strings.Repeat("Zone/Without/End", 10)
	d.Tiles[0].Label, d.Tiles[1].Value, d.Tiles[2].Note = strings.Repeat("Label", 20), strings.Repeat("9", 60), strings.Repeat("n", 200)
	d.Notices = []report.Notice{{Text: "(unbalanced \\ ) ]] >> endstream endobj", Warning: true}}
	d.Chart.Peak.Label = strings.Repeat("peak ", 60)
	d.Chart.X[3].Label = strings.Repeat("tick", 30)
	d.Hourly.Rows[3].Cells[0] = strings.Repeat("hour ", 50)
	d.Hourly.Rows[4].Cells = []string{"short"}
	d.Provenance[2] = report.Fact{Label: strings.Repeat("label", 40), Value: strings.Repeat("v", 3000)}
	return d
}
