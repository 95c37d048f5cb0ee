package pdf

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"slices"
	"strings"

	"tokenreport/report"
	"tokenreport/report/chart/charttest"
)

// stories are documents with all figures of a page, of every kind of day, week and month.
func stories() []sample {
	return []sample{
		{"full", full()},
		{"full-spike", fullSpike()},
		{"full-outage", fullOutage()},
		{"full-empty", fullEmpty()},
		{"full-first", fullFirst()},
		{"full-long-day", fullLongDay()},
		{"full-huge", fullHuge()},
		{"full-fifty", fullFifty()},
		{"full-chinese", fullChinese()},
		{"full-indonesian", fullIndonesian()},
		{"full-week", fullWeek()},
		{"full-month", fullMonth()},
		{"full-brand", fullBrand()},
		{"full-notices", fullNotices()},
		{"full-hostile", fullHostile()},
	}
}

// full is a normal day of which all is known.
func full() report.Document {
	d := normal()
	d.Headline = "3.16 M tokens, 12 % over a usual Tuesday; peak 35,222 at 09:40, driven by Support bot (+31 %)."
	for i, change := range []string{"▲ +12 %", "▲ +13 %", "▼ −2 %", "▲ +4 %", "▲ +6 %"} {
		d.Tiles[i].Change = change
	}
	for i := range d.Tiles[:5] {
		d.Tiles[i].Note = "vs usual Tuesday"
	}
	d.Tiles[5] = report.Tile{Label: "Budget November", Value: "42 %", Note: "of 80 M", Detail: "day 19 of 30"}
	d.Chart = charttest.Usual()
	trend, heat := charttest.Trend(), charttest.Heat()
	d.Trend, d.Heat = &trend, &heat
	d.Rankings = []report.Ranking{charttest.Applications(5, true), charttest.Models()}
	d.Budgets = []report.Bullet{charttest.Budget()}
	d.Tables = []report.Table{parts("Applications", 9)}
	return d
}

// parts is a table of so many of them.
func parts(title string, rows int) report.Table {
	t := report.Table{Title: title, Columns: []report.TableColumn{
		{Label: "Name"}, {Label: "Total", Numeric: true}, {Label: "Input", Numeric: true}, {Label: "Output", Numeric: true},
		{Label: "Share", Numeric: true}, {Label: "vs usual Tue", Numeric: true},
	}, Measure: 1}
	for i := range rows {
		share := 0.5 * math.Pow(0.8, float64(i))
		total := int(3160124 * share)
		t.Rows = append(t.Rows, report.TableRow{Share: 2 * share, Cells: []string{
			fmt.Sprintf("Application %d for customers and shops", i+1), charttest.Digits(total), charttest.Digits(total * 9 / 10), charttest.Digits(total - total*9/10),
			fmt.Sprintf("%.1f %%", 100*share), "▲ +2 %",
		}})
	}
	t.Total = []string{"All", "3,160,124", "2,892,569", "267,555", "100.0 %", "▲ +12 %"}
	return t
}

func fullSpike() report.Document {
	d := full()
	d.Headline = "1.32 M tokens, 53 % under a usual Tuesday but for 09:30–10:40, when Support bot used 2.2 × the usual."
	d.Chart = charttest.Unusual()
	d.Budgets = append(d.Budgets, charttest.Overspent())
	return d
}

func fullOutage() report.Document {
	d := full()
	d.Headline = "2.52 M tokens; 10:10–12:25 has no data, where a usual Tuesday is busiest."
	d.Notices = []report.Notice{{Text: "Provisional: 261 of 288 intervals have data; 10:10–12:25 is missing. The summary's total is 640,121 higher than the graph's.", Warning: true}}
	d.Chart = charttest.Outage()
	d.Hourly = hourly(d.Chart, 24)
	return d
}

func fullEmpty() report.Document {
	d := empty()
	trend, heat := charttest.Trend(), charttest.Heat()
	trend.Bars[27] = report.Bar{Known: true, Own: true, Label: "day 28: 0"}
	for i := range heat.Rows[1].Cells {
		heat.Rows[1].Cells[i].Level = 0
	}
	d.Trend, d.Heat = &trend, &heat
	d.Budgets = []report.Bullet{charttest.Budget()}
	d.Hourly = nil
	return d
}

func fullFirst() report.Document {
	d := normal()
	for i := range d.Tiles[:3] {
		d.Tiles[i].Note = "no baseline yet"
	}
	d.Rankings = []report.Ranking{charttest.Applications(5, true)}
	for i := range d.Rankings[0].Rows {
		d.Rankings[0].Rows[i].Change = "–"
	}
	return d
}

func fullLongDay() report.Document {
	d := full()
	d.Chart = charttest.OfHours(25)
	d.Hourly = hourly(d.Chart, 25)
	d.Notices = []report.Notice{{Text: "The clocks changed on this day: it has 25 h."}}
	d.Budgets = nil
	return d
}

// fullHuge has the longest figures and names everywhere.
func fullHuge() report.Document {
	d := huge()
	trend, heat := charttest.Trend(), charttest.Heat()
	for i := range trend.Y {
		trend.Y[i].Label = "999,999,999,999,999"
	}
	heat.Most = "999,999,999,999,999 tokens an hour"
	d.Trend, d.Heat = &trend, &heat
	for i := range d.Tiles {
		d.Tiles[i].Change = "▲ +999,999,999 %"
	}
	d.Rankings = []report.Ranking{charttest.LongNames(charttest.Applications(5, true)), charttest.LongNames(charttest.Models())}
	over := charttest.Overspent()
	over.Value, over.Note = "999,999,999,999,999 of 100,000,000,000,000", "forecast 9,999,999,999,999,999, by usual weekdays of four weeks"
	d.Budgets = []report.Bullet{over, over}
	table := parts("Applications", 6)
	for i, row := range charttest.LongNames(charttest.Applications(5, true)).Rows {
		table.Rows[i].Cells = []string{row.Name, "999,999,999,999,999", "888,888,888,888,888", "111,111,111,111,111", "100.0 %", row.Change}
	}
	d.Tables = []report.Table{table}
	return d
}

func fullFifty() report.Document {
	d := full()
	k := charttest.Applications(5, true)
	k.Rows[5].Name = "Other (45)"
	k.Note = "Parts add up to 3,150,101 of 3,160,124 (99.7 %)."
	d.Rankings[0] = k
	d.Tables = []report.Table{parts("Applications", 50), parts("Models", 2), parts("Accounts", 0)}
	d.Tables[0].Note = "The parts are of the day as a whole. " + strings.Repeat("They add up to 3,150,101 of 3,160,124. ", 4)
	return d
}

func fullChinese() report.Document {
	d := inChinese()
	trend, heat, k, m, b := charttest.Trend(), charttest.Heat(), charttest.Applications(4, true), charttest.Models(), charttest.Budget()
	trend.Title, trend.LikeLabel = "最近 28 天", "一周前"
	for i, label := range []string{"10月29日", "11月5日", "11月12日", "11月19日"} {
		trend.X[i].Label = label
	}
	for i, label := range []string{"0", "200 万", "400 万"} {
		trend.Y[i].Label = label
	}
	heat.Title, heat.Most = "各星期各小时", "每小时 34 万"
	for i, label := range []string{"一", "二", "三", "四", "五", "六", "日"} {
		heat.Rows[i].Label = "星期" + label
	}
	k.Title, k.NameHead, k.ValueHead, k.ShareHead, k.ChangeHead = "应用", "应用", "Token", "占比", "比平常周二"
	m.Title, m.NameHead, m.ValueHead, m.ShareHead, m.ChangeHead = "模型", "模型", "Token", "占比", "比平常周二"
	for i, name := range []string{"客服机器人", "知识库检索", "门店销售助手", "翻译助手", "其他（12 个）"} {
		k.Rows[i].Name = name
	}
	b.Title, b.Value, b.Note, b.ElapsedLabel = "十一月预算", "8000 万的 42%", "预计 66%，按平常各星期推算", "第 19 天，共 30 天"
	d.Chart.Usual, d.Chart.BandLabel = charttest.Usual().Usual, "平常的周二"
	d.Trend, d.Heat, d.Rankings, d.Budgets = &trend, &heat, []report.Ranking{k, m}, []report.Bullet{b}
	return d
}

func fullIndonesian() report.Document {
	d := inIndonesian()
	f := full()
	d.Trend, d.Heat, d.Rankings, d.Budgets = f.Trend, f.Heat, f.Rankings, f.Budgets
	d.Trend.Title, d.Trend.LikeLabel, d.Heat.Title, d.Heat.Most = "28 hari terakhir", "sepekan sebelumnya", "Jam per hari", "340 rb per jam"
	d.Rankings[0].Title, d.Rankings[0].NameHead, d.Rankings[0].ChangeHead = "Aplikasi", "Aplikasi", "vs Selasa biasa"
	d.Chart.Usual, d.Chart.BandLabel = charttest.Usual().Usual, "Selasa biasa"
	return d
}

func fullWeek() report.Document {
	d := full()
	d.Date = "Week 47, 18–24 November 2024"
	d.Headline = "14.7 M tokens, 4 % over a usual week; the busiest hour was Thursday 10:00 with 35,100, driven by Support bot (+31 %)."
	d.Chart = charttest.Week()
	d.Trend.Title = "The last 28 days"
	for i := 21; i < 28; i++ {
		d.Trend.Bars[i].Own = true
	}
	d.Hourly = nil
	return d
}

func fullMonth() report.Document {
	d := full()
	d.Date = "November 2024"
	d.Chart = charttest.Month(30)
	d.Trend, d.Hourly = nil, nil
	return d
}

func fullBrand() report.Document {
	d := full()
	d.Brand = report.Brand{Logo: picture(480, 120), Colour: "#6B2D8F", Footer: "Example GmbH · Platform team · platform@example.com"}
	return d
}

// picture is a PNG image with some transparency.
func picture(width, height int) []byte {
	p := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			if r := math.Hypot(float64(x-height/2), float64(y-height/2)); r < float64(height)/2 || x > height && y > height/3 && y < 2*height/3 {
				p.Set(x, y, color.NRGBA{0x6B, 0x2D, 0x8F, 0xFF})
			}
		}
	}
	var file bytes.Buffer
	if err := png.Encode(&file, p); err != nil {
		panic(err)
	}
	return file.Bytes()
}

// fullNotices has so much to be known before that the rankings go to the second page.
func fullNotices() report.Document {
	d := full()
	d.Notices = slices.Repeat(withNotices().Notices, 3)
	return d
}

// shortStory has all figures, and a chart of few columns.
func shortStory() report.Document {
	d := full()
	d.Chart = charttest.Example()
	d.Chart.Usual, d.Chart.BandLabel = charttest.Usual().Usual, "usual Tuesday"
	d.Hourly, d.Tables = nil, nil
	return d
}

// fullHostile has words and figures without end in all figures.
func fullHostile() report.Document {
	d := full()
	endless, digits, wide := strings.Repeat("unendlich", 40), strings.Repeat("9", 60), strings.Repeat("用量", 60)
	d.Trend.Title, d.Trend.Note, d.Trend.LikeLabel, d.Trend.X[1].Label, d.Trend.Y[1].Label = endless, wide, endless, wide, digits
	d.Heat.Title, d.Heat.Least, d.Heat.Most, d.Heat.Rows[2].Label, d.Heat.Columns[3].Label = wide, digits, endless, endless, digits
	for i := range d.Rankings {
		k := &d.Rankings[i]
		k.Title, k.NameHead, k.ValueHead, k.Note = endless, wide, endless, wide
		k.Rows[0] = report.RankRow{Name: endless, Value: digits, Share: digits, Change: digits, Length: 1}
		k.Rows[1].Name = wide
	}
	d.Budgets = []report.Bullet{{Title: endless, Value: digits, Note: wide, ElapsedLabel: endless, Used: 0.5, Elapsed: 0.99, Target: 1}}
	d.Chart.BandLabel, d.Chart.Remarks = wide, []report.Remark{{From: 0.1, Until: 0.2, Label: endless}, {From: 0.2, Until: 0.3, Label: wide}}
	d.Tables[0].Title, d.Tables[0].Note, d.Tables[0].Columns[1].Label = endless, wide, digits
	d.Tables[0].Rows[0].Cells[0], d.Tables[0].Rows[1].Cells[0], d.Tables[0].Rows[1].Cells[4] = endless, wide, digits
	d.Tiles[0].Change, d.Tiles[1].Change = endless, wide
	d.Brand.Footer = endless
	return d
}
