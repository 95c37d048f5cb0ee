package html_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"time"

	"tokenreport/report"
	"tokenreport/report/chart/charttest"
)

// samples are the documents of the goldens, by name.
func samples() map[string]report.Document {
	return map[string]report.Document{
		"day":        day(),
		"first-day":  firstDay(),
		"empty":      empty(),
		"notices":    withNotices(),
		"huge":       huge(),
		"chinese":    chinese(),
		"indonesian": indonesian(),
		"many-rows":  manyRows(),
		"week":       week(),
		"hostile":    hostile(),
	}
}

// day is a working day with everything that a report can show.
func day() report.Document {
	trend, heat := charttest.Trend(), charttest.Heat()
	d := base()
	d.Chart = labelled(charttest.Unusual())
	d.Hourly = hourly(d.Chart)
	d.Trend, d.Heat = &trend, &heat
	d.Rankings = []report.Ranking{charttest.Applications(5, true), charttest.Models()}
	d.Budgets = []report.Bullet{charttest.Budget(), charttest.Overspent()}
	d.Tables = []report.Table{parts()}
	d.Brand = report.Brand{Logo: pixels(), Colour: "#00695C", Footer: "Example Ltd · platform team · questions to usage@example.com"}
	return d
}

// base is a day of four intervals, and nothing beside it.
func base() report.Document {
	d := report.Document{
		Language: "en", Title: "Token usage", Date: "Tuesday, 19 November 2024", Zone: "Asia/Shanghai (UTC+08:00)",
		Headline: "3.16 M tokens, 12 % over a usual Tuesday; peak 35,222 at 09:40, driven by Support bot (+31 %).",
		Tiles: []report.Tile{
			{Label: "Total", Value: "3.16 M", Change: "▲ +12 %", Note: "usual Tuesday 2.82 M", Detail: "3,160,124"},
			{Label: "Input", Value: "2.89 M", Change: "▲ +13 %", Note: "91.5 % of total", Detail: "2,892,569"},
			{Label: "Output", Value: "268 k", Change: "▼ −2 %", Note: "8.5 % of total", Detail: "0.09 per input token"},
			{Label: "Peak 5 min", Value: "35,222", Note: "at 09:40", Detail: "busiest hour 09:00–10:00: 340,244"},
			{Label: "95th percentile", Value: "29,902", Note: "over 288 active intervals", Detail: "median 6,190, mean 10,973"},
			{Label: "Budget", Value: "42 %", Note: "of 80 M in November", Detail: "forecast 66 %"},
		},
		Chart:           labelled(charttest.Example()),
		ProvenanceTitle: "Where these figures are from",
		Provenance: []report.Fact{
			{Label: "Period", Value: "2024-11-19 00:00 +08:00 to 2024-11-20 00:00 +08:00 (exclusive), 24 h"},
			{Label: "Intervals", Value: "288 of 288 with usage, 5 min each; points received: 864. The API leaves idle intervals out."},
			{Label: "Source", Value: "DescribeTokenUsageGraph 2023-11-30, lke.intl.tencentcloudapi.com, ap-jakarta; labels read as Asia/Shanghai"},
			{Label: "Request IDs", Value: "9a1f0c52-64c7-4a8e-8a0e-2d1c5f0b7e11, 5e2f5a0a-7b2c-4a5e-9f6d-0c1b2a3d4e5f"},
			{Label: "Made by", Value: "tokenreport 1.0.0, for the run of 2024-11-20 08:30 +08:00"},
		},
		Browser: report.Browser{
			Guide:  "Point at a chart, or step through it with the arrow keys, to read its values.",
			Values: "All values", Warning: "Please check", Note: "Note",
		},
		Planned: time.Date(2024, 11, 20, 8, 30, 0, 0, time.FixedZone("CST", 8*3600)),
	}
	d.Chart.Title, d.Chart.Alt = "Tokens per 5 min", "Stacked area chart of the day: 3,160,124 tokens; the peak is 35,222 at 09:40."
	d.Hourly = hourly(d.Chart)
	return d
}

// labelled names each interval, as the composer does.
func labelled(d report.UsageChart) report.UsageChart {
	d.Title, d.Alt = "Tokens per 5 min", "Stacked area chart of the day: 3,160,124 tokens; the peak is 35,222 at 09:40."
	for i, c := range d.Columns {
		minute := int(c.From*24*60 + 0.5)
		total, input := charttest.Tokens(c.Total, charttest.Top), charttest.Tokens(c.Input, charttest.Top)
		d.Columns[i].Label = fmt.Sprintf("%02d:%02d–%02d:%02d: %s (%s + %s)", minute/60, minute%60, (minute+5)/60, (minute+5)%60,
			charttest.Digits(total), charttest.Digits(input), charttest.Digits(total-input))
	}
	return d
}

// hourly adds a day up by the hour.
func hourly(d report.UsageChart) *report.Table {
	t := &report.Table{
		Title: "Hour by hour", Note: "· no usage recorded", Measure: 3,
		Columns: []report.TableColumn{{Label: "Hour"}, {Label: "Input", Numeric: true}, {Label: "Output", Numeric: true}, {Label: "Total", Numeric: true}},
	}
	var totals, inputs [25]int
	most := 0
	for _, c := range d.Columns {
		total, input := charttest.Tokens(c.Total, charttest.Top), charttest.Tokens(c.Input, charttest.Top)
		for _, i := range []int{int(c.From*24 + 1e-6), 24} {
			totals[i], inputs[i] = totals[i]+total, inputs[i]+input
		}
		most = max(most, totals[int(c.From*24+1e-6)])
	}
	cells := func(name string, i int) []string {
		if totals[i] == 0 {
			return []string{name, "·", "·", "·"}
		}
		return []string{name, charttest.Digits(inputs[i]), charttest.Digits(totals[i] - inputs[i]), charttest.Digits(totals[i])}
	}
	for i := range 24 {
		share := float64(totals[i]) / float64(max(most, 1))
		t.Rows = append(t.Rows, report.TableRow{Cells: cells(fmt.Sprintf("%02d:00", i), i), Share: share, Peak: share == 1})
	}
	t.Total = cells("Day", 24)
	return t
}

// parts is a table of more columns than a telephone has room for.
func parts() report.Table {
	t := report.Table{Title: "Applications in full", Note: "14 tokens belong to no application."}
	for i, label := range []string{"Application", "Input", "Output", "Total", "Calls", "Tokens per call", "Share", "vs usual Tue", "Estimated cost"} {
		t.Columns = append(t.Columns, report.TableColumn{Label: label, Numeric: i > 0})
	}
	for i, name := range []string{"Support bot", "Knowledge base search", "Sales assistant for the shops", "翻译助手", "Code review"} {
		t.Rows = append(t.Rows, report.TableRow{
			Cells: []string{name, charttest.Digits(1214441 - 211111*i), charttest.Digits(112811 - 21111*i), charttest.Digits(1327252 - 232222*i), charttest.Digits(4121 - 700*i), "322", "42.0 %", "▲ +31 %", "US$ 12.40"},
			Share: 1 - float64(i)/5,
		})
	}
	t.Total = []string{"All", "2,892,569", "267,555", "3,160,124", "9,123", "346", "100 %", "▲ +12 %", "US$ 31.02"}
	return t
}

// week is seven days by the hour, with a gap.
func week() report.Document {
	d := base()
	d.Date, d.Headline = "18 to 24 November 2024", "17.9 M tokens, 3 % under a usual week; no data on Thursday from 10:00 to 13:00."
	d.Chart = charttest.Week()
	d.Chart.Alt = "Stacked area chart of the week: 17,900,000 tokens; no data on Thursday from 10:00 to 13:00."
	d.Chart.Columns = append(d.Chart.Columns[:82:82], d.Chart.Columns[85:]...)
	for i := range d.Chart.Columns {
		d.Chart.Columns[i].Label = fmt.Sprintf("hour %d: %s", i, charttest.Digits(charttest.Tokens(d.Chart.Columns[i].Total, charttest.Top)))
	}
	d.Chart.Remarks = []report.Remark{{From: 82.0 / 168, Until: 85.0 / 168, Kind: report.Gap, Label: "no data Thu 10:00–13:00"}}
	d.Hourly = nil
	return d
}

// firstDay has nothing to compare with.
func firstDay() report.Document {
	trend := charttest.FirstTrend()
	d := base()
	d.Trend = &trend
	for i := range d.Tiles {
		d.Tiles[i].Change = ""
	}
	d.Tiles[0].Note = "no baseline yet"
	d.Rankings = []report.Ranking{charttest.Models()}
	d.Budgets = []report.Bullet{charttest.Budget()}
	return d
}

func empty() report.Document {
	d := base()
	d.Headline = "No usage was recorded on this day."
	d.Chart = charttest.Empty()
	d.Chart.Title, d.Chart.Alt = "Tokens over the day", "An empty chart: no usage was recorded on this day."
	d.Hourly = nil
	for i, value := range []string{"0", "0", "0", "–", "–", "42 %"} {
		d.Tiles[i] = report.Tile{Label: d.Tiles[i].Label, Value: value}
	}
	return d
}

func withNotices() report.Document {
	d := base()
	d.Revision = "Revision 2"
	d.Notices = []report.Notice{
		{Text: "12 points of input were left out: their values are no numbers, the first is “n/a” (at 2024-11-19 10:05).", Warning: true},
		{Text: "Revision 2 of this report replaces revision 1: later data changed the total from 3,032,748 to 3,160,124 (+4.2 %)."},
	}
	d.Chart = labelled(charttest.Unsplit())
	d.Chart.Columns = d.Chart.Columns[100:140]
	return d
}

// huge has figures of fifteen digits and names without end.
func huge() report.Document {
	const figure = "999,999,999,999,999"
	d := base()
	d.Title = "Token usage of the department of long names and even longer titles-that-cannot-be-broken-anywhere-sensible"
	for i := range d.Tiles {
		d.Tiles[i].Value, d.Tiles[i].Detail = figure, figure+" exactly"
	}
	d.Chart = charttest.Huge()
	d.Chart.Columns = d.Chart.Columns[:30]
	d.Rankings = []report.Ranking{charttest.LongNames(charttest.Applications(5, true)), charttest.LongNames(charttest.Models())}
	for i := range d.Hourly.Rows {
		d.Hourly.Rows[i].Cells = []string{fmt.Sprintf("%02d:00 America/New_York", i), figure, figure, figure}
	}
	return d
}

func chinese() report.Document {
	d := base()
	d.Language, d.Title, d.Date, d.Zone = "zh-CN", "Token 用量", "2024年11月19日 星期二", "Asia/Shanghai（UTC+08:00）"
	d.Headline = "共 316 万个 Token，比平常的星期二多 12%；峰值 35,222，出现在 09:40，主要来自客服机器人（+31%）。"
	d.Notices = []report.Notice{{Text: "有 2 个输入点被略去：它们的值“abc”（10:05）不是数字。", Warning: true}}
	d.Tiles = []report.Tile{
		{Label: "总计", Value: "316 万", Change: "▲ +12%", Note: "平常的星期二 282 万", Detail: "3,160,124"},
		{Label: "输入", Value: "289 万", Note: "占总计 91.5%", Detail: "2,892,569"},
		{Label: "输出", Value: "26.8 万", Note: "占总计 8.5%", Detail: "每个输入 Token 0.09"},
		{Label: "5 分钟峰值", Value: "35,222", Note: "09:40", Detail: "最忙的一小时 09:00–10:00：340,244"},
		{Label: "第 95 百分位", Value: "29,902", Note: "取 288 个有用量的区间", Detail: "中位数 6,190，平均 10,973"},
		{Label: "预算", Value: "42%", Note: "11 月共 8,000 万", Detail: "预计 66%"},
	}
	d.Chart.Title, d.Chart.Total.Name, d.Chart.Input.Name, d.Chart.Output.Name = "每 5 分钟的 Token 用量", "总计", "输入", "输出"
	d.Chart.Alt, d.Chart.Peak.Label = "当天的堆叠面积图：共 3,160,124 个 Token；峰值 35,222，出现在 09:40。", "35,222，09:40"
	d.Rankings = []report.Ranking{{
		Title: "应用", NameHead: "应用", ValueHead: "Token", ShareHead: "占比", ChangeHead: "与平常相比",
		Rows: []report.RankRow{
			{Name: "客服机器人", Value: "132.7 万", Share: "42.0%", Change: "▲ +31%", Length: 1},
			{Name: "知识库检索与内部文档翻译和摘要生成助手", Value: "78.0 万", Share: "24.7%", Change: "▼ −4%", Length: 0.59},
			{Name: "其他（12）", Value: "9.5 万", Share: "3.0%", Change: "–", Length: 0.07, Rest: true},
		},
	}}
	d.Hourly.Title, d.Hourly.Note, d.Hourly.Total[0] = "逐小时用量", "· 没有用量记录", "全天"
	for i, label := range []string{"时段", "输入", "输出", "总计"} {
		d.Hourly.Columns[i].Label = label
	}
	d.ProvenanceTitle = "数据来源"
	d.Browser = report.Browser{Guide: "将鼠标指向图表，或用方向键逐项移动，即可查看数值。", Values: "全部数值", Warning: "请核对", Note: "说明"}
	return d
}

func indonesian() report.Document {
	d := base()
	d.Language, d.Title, d.Date = "id", "Pemakaian token", "Selasa, 19 November 2024"
	d.Headline = "3,16 juta token, 12 % di atas Selasa biasa; puncak 35.222 pada 09:40, didorong oleh Support bot (+31 %)."
	d.Tiles[0] = report.Tile{Label: "Total", Value: "3,16 juta", Change: "▲ +12 %", Note: "Selasa biasa 2,82 juta", Detail: "3.160.124"}
	d.Browser = report.Browser{Guide: "Arahkan penunjuk ke diagram.", Values: "Semua nilai", Warning: "Mohon diperiksa", Note: "Catatan"}
	return d
}

// manyRows has fifty parts, and a month of heat.
func manyRows() report.Document {
	heat := charttest.Heat()
	for i := range 21 {
		heat.Rows = append(heat.Rows, heat.Rows[i])
	}
	d := base()
	d.Heat = &heat
	t := parts()
	for i := range 45 {
		t.Rows = append(t.Rows, t.Rows[i%5])
	}
	d.Tables = []report.Table{t}
	return d
}

// pixels is a logo.
func pixels() []byte {
	img := image.NewRGBA(image.Rect(0, 0, 96, 32))
	for x := range 96 {
		for y := range 32 {
			if (x-16)*(x-16)+(y-16)*(y-16) < 200 || x > 40 && y > 10 && y < 22 {
				img.Set(x, y, color.RGBA{0x00, 0x69, 0x5C, 0xFF})
			}
		}
	}
	var file bytes.Buffer
	if err := png.Encode(&file, img); err != nil {
		panic(err)
	}
	return file.Bytes()
}
