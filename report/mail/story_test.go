package mail_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"time"

	"tokenreport/report"
)

// told is what a sample says beside the day itself: changes, the last days, the parts, the budgets.
type told struct {
	changes      [6]string // of the tiles
	against      string    // what they are against
	trend, alt   string
	day          string // a day of the trend and its tokens, for fmt
	apps, models string
	heads        [4]string
	other        string
	value        string // a part's tokens in millions, for fmt
	budgets      [2]report.Bullet
}

var inEnglish = told{
	changes: [6]string{"▲ +12 %", "▲ +13 %", "▼ −2.4 %", "▲ +48 %", "▲ +8.1 %", ""},
	against: "vs usual Tuesday",
	trend:   "The last 28 days", alt: "Bars of the last 28 days; the day has 8,420,140 tokens, the highest is 9,104,772 on Thu 7 November.",
	day:  "%s: %s",
	apps: "By application", models: "By model",
	heads: [4]string{"Name", "Tokens", "Share", "vs Tue 12"},
	other: "Other (3)", value: "%.2f\u00a0M",
	budgets: [2]report.Bullet{
		{Title: "Tokens this month", Alt: "42 % of 500 M used.", Value: "42 % of 500 M", Note: "63 % of the month is over; forecast 72 %, by usual weekdays"},
		{Title: "Cost this month", Alt: "88 % of USD 400.00 used.", Value: "USD 352.18 of 400.00", Note: "estimate; forecast USD 541.60, by usual weekdays"},
	},
}

var inChinese = told{
	changes: [6]string{"▲ +12%", "▲ +13%", "▼ −2.4%", "▲ +48%", "▲ +8.1%", ""},
	against: "对比通常的星期二",
	trend:   "最近 28 天", alt: "最近 28 天的柱形图；当天为 8,420,140。",
	day:  "%s：%s",
	apps: "按应用", models: "按模型",
	heads: [4]string{"名称", "Token", "占比", "对比 12 日"},
	other: "其他（3）", value: "%.0f\u00a0万",
	budgets: [2]report.Bullet{
		{Title: "本月 Token", Alt: "已用 42%。", Value: "5 亿的 42%", Note: "本月已过 63%；预计 72%，按通常的星期推算"},
		{Title: "本月费用", Alt: "已用 88%。", Value: "400.00 美元中的 352.18", Note: "估算；预计 541.60 美元，按通常的星期推算"},
	},
}

var inIndonesian = told{
	changes: [6]string{"▲ +12 %", "▲ +13 %", "▼ −2,4 %", "▲ +48 %", "▲ +8,1 %", ""},
	against: "vs Selasa biasanya",
	trend:   "28 hari terakhir", alt: "Batang 28 hari terakhir; hari itu 8.420.140.",
	day:  "%s: %s",
	apps: "Menurut aplikasi", models: "Menurut model",
	heads: [4]string{"Nama", "Token", "Bagian", "vs Sel 12"},
	other: "Lainnya (3)", value: "%.2f\u00a0juta",
	budgets: [2]report.Bullet{
		{Title: "Token bulan ini", Alt: "42 % terpakai.", Value: "42 % dari 500 juta", Note: "63 % bulan ini sudah lewat; perkiraan 72 %, menurut hari biasanya"},
		{Title: "Biaya bulan ini", Alt: "88 % terpakai.", Value: "USD 352,18 dari 400,00", Note: "taksiran; perkiraan USD 541,60, menurut hari biasanya"},
	},
}

// tell adds to a day what stands beside it.
func tell(doc *report.Document, w words, s told) {
	for i := range doc.Tiles {
		doc.Tiles[i].Change = s.changes[i]
		if s.changes[i] != "" && i < 3 {
			doc.Tiles[i].Note = s.against
		}
	}
	doc.Trend = lastDays(w, s)
	unit := 1.0
	if w.language == "zh-CN" {
		unit = 100
	}
	doc.Rankings = []report.Ranking{
		ranking(s, s.apps, unit, []string{"Support bot", "客户服务机器人", "Contract review assistant", "Onboarding FAQ", "Sales notes"},
			[]float64{3.41, 2.08, 1.19, 0.72, 0.51, 0.51}, []string{"▲ +31 %", "▲ +4.0 %", "▼ −12 %", "▲ +2.2 %", "–", "▲ +1.0 %"}),
		ranking(s, s.models, unit, []string{"youtu-mrc-pro", "cs-normal-70b", "hunyuan-turbos-latest"},
			[]float64{5.02, 2.61, 0.79}, []string{"▲ +18 %", "▼ −3.1 %", "▲ +6.4 %"}),
	}
	budgets := s.budgets
	budgets[0].Used, budgets[0].Forecast, budgets[0].Elapsed, budgets[0].Target = 0.42*0.8, 0.72*0.8, 0.63*0.8, 0.8
	budgets[1].Used, budgets[1].Forecast, budgets[1].Elapsed, budgets[1].Target, budgets[1].Over = 0.88*0.7, 0.95, 0.63*0.7, 0.7, true
	doc.Budgets = budgets[:]
}

// daily is the usage of the 28 days up to the sample's in thousands of tokens; below 0, nothing is known.
var daily = [28]float64{2210, 1804, 7105, 7420, 7388, 7610, 6904, 2105, 1920, 7240, 7515, 8105, 9104.772, 7002, 2304, -1, 6980, 7302,
	7401, 7240, 6870, 7520.118, 2011, 1650, 7480, 7611, 7890, 8420.14}

// lastDays is the trend of the sample's last days.
func lastDays(w words, s told) *report.TrendChart {
	last := time.Date(2024, 11, 19, 0, 0, 0, 0, time.UTC)
	t := &report.TrendChart{Title: s.trend, Alt: s.alt, Y: []report.Tick{{At: 0, Label: "0"}, {At: 0.91, Label: "10 M"}}}
	for i, amount := range daily {
		d := last.AddDate(0, 0, i-27)
		name := d.Format("Mon 2 January")
		if w.language == "zh-CN" {
			name = d.Format("1月2日")
		}
		bar := report.Bar{Known: amount >= 0, Own: i == 27, Like: i == 20, Label: fmt.Sprintf(s.day, name, "–")}
		if bar.Known {
			bar.Height, bar.Label = amount/10000, fmt.Sprintf(s.day, name, grouped(int64(amount*1000), w.group))
		}
		t.Bars = append(t.Bars, bar)
		if i%7 == 6 {
			t.X = append(t.X, report.Tick{At: (float64(i) + 0.5) / 28, Label: d.Format("2 Jan")})
		}
	}
	return t
}

// ranking lists parts of a whole, in millions; what has no name of its own is the rest.
func ranking(s told, title string, unit float64, names []string, amounts []float64, changes []string) report.Ranking {
	r := report.Ranking{Title: title, Alt: title, NameHead: s.heads[0], ValueHead: s.heads[1], ShareHead: s.heads[2], ChangeHead: s.heads[3]}
	for i, amount := range amounts {
		row := report.RankRow{
			Name: s.other, Rest: i >= len(names), Length: amount / amounts[0], Change: changes[i],
			Value: fmt.Sprintf(s.value, amount*unit), Share: fmt.Sprintf("%.1f\u00a0%%", amount/8.42*100),
		}
		if !row.Rest {
			row.Name = names[i]
		}
		r.Rows = append(r.Rows, row)
	}
	return r
}

// firstDay is a day before which nothing is known.
func firstDay() report.Document {
	doc := sample(english)
	doc.Headline = "8.42 M tokens, 93.9 % of them input. Peak 96,641 at 09:35. No baseline yet."
	for i := range doc.Tiles {
		doc.Tiles[i].Change, doc.Tiles[i].Note = "", english.notes[i]
	}
	doc.Tiles[0].Note = "no baseline yet"
	doc.Trend.Note = "no baseline yet: this is the first day"
	for i := range doc.Trend.Bars[:27] {
		doc.Trend.Bars[i] = report.Bar{Label: doc.Trend.Bars[i].Label}
	}
	for i := range doc.Rankings {
		for j := range doc.Rankings[i].Rows {
			doc.Rankings[i].Rows[j].Change = ""
		}
	}
	doc.Budgets = doc.Budgets[:1]
	doc.Budgets[0].Forecast, doc.Budgets[0].Note = 0, "no forecast yet"
	return doc
}

// spike is a day with an outburst and a gap, and a budget that will not do.
func spike() report.Document {
	doc := sample(english)
	doc.Headline = "11.9 M tokens, 58 % over a usual Tuesday; peak 412,907 at 14:10, driven by Support bot (+204 %)."
	doc.Notices = []report.Notice{{Text: "Provisional: no data 03:10–03:20, where there usually are some.", Warning: true}}
	amounts := append([]float64(nil), workday...)
	amounts[14] = 3905.4
	doc.Hourly = hourly(english, clockHours(24, english), amounts, 1000)
	doc.Chart.Remarks = []report.Remark{
		{From: 14.0 / 24, Until: 14.75 / 24, Label: "14:00–14:45: 5.7 × the usual"},
		{From: 3.17 / 24, Until: 3.33 / 24, Kind: report.Gap, Label: "03:10–03:20: no data"},
	}
	return doc
}

// longNames is a day of parts whose names are 60 characters long, or one character.
func longNames() report.Document {
	doc := sample(english)
	names := []string{
		"Customer support assistant for the whole of South-East Asia!", strings.Repeat("客户服务", 15), strings.Repeat("unbroken_name_", 5)[:60], "x",
	}
	for i := range doc.Rankings {
		for j := range min(len(names), len(doc.Rankings[i].Rows)) {
			doc.Rankings[i].Rows[j].Name = names[j]
		}
	}
	return doc
}

// digits is a day whose every amount is that number, long or short.
func digits(number string) report.Document {
	doc := sample(english)
	doc.Headline = number + " tokens."
	for i := range doc.Tiles {
		doc.Tiles[i].Value = number
	}
	for i := range doc.Rankings {
		for j := range doc.Rankings[i].Rows {
			doc.Rankings[i].Rows[j].Value = number
		}
	}
	for _, row := range doc.Hourly.Rows {
		for i := range row.Cells[1:] {
			row.Cells[i+1] = number
		}
	}
	for i := range doc.Trend.Bars {
		doc.Trend.Bars[i].Label = "Tue 19 November: " + number
	}
	for i := range doc.Budgets {
		doc.Budgets[i].Value = number + " of " + number
	}
	return doc
}

// parts is a day of n applications: at most five are named in the mail.
func parts(n int) report.Document {
	doc := sample(english)
	switch n {
	case 0:
		doc.Rankings = nil
	case 1:
		doc.Rankings = doc.Rankings[:1]
		doc.Rankings[0].Rows = doc.Rankings[0].Rows[:1]
		doc.Rankings[0].Rows[0].Share = "100 %"
	default:
		doc.Rankings[0].Rows[5].Name = fmt.Sprintf("Other (%d)", n-5)
		doc.Rankings[0].Note = "The parts are 1,204 tokens less than the whole."
	}
	return doc
}

// ofDays is a report of several days: its table has a row for each.
func ofDays(title, date string, from time.Time, n int, before ...string) report.Document {
	doc := sample(english)
	doc.Date = date
	doc.Subject = "Token usage " + title
	labels, amounts := make([]string, n), make([]float64, n)
	for i := range n {
		labels[i], amounts[i] = from.AddDate(0, 0, i).Format("Mon 2 Jan"), daily[(i+2)%14]
	}
	doc.Hourly = hourly(english, labels, amounts, 1000)
	doc.Hourly.Title, doc.Hourly.Columns[0].Label, doc.Hourly.Total[0] = "Day by day", "Day", "All"
	doc.Chart.Title, doc.Chart.X = "Tokens per day", nil
	for i := 0; i < n; i += max(1, n/7) {
		doc.Chart.X = append(doc.Chart.X, report.Tick{At: float64(i) / float64(n), Label: labels[i][4:]})
	}
	doc.Trend = &report.TrendChart{Title: "The last " + fmt.Sprint(len(before)+1), Bars: []report.Bar{}}
	for i, label := range before {
		bar := report.Bar{Known: i > 0, Like: i == len(before)-1, Label: label + ": –"}
		if bar.Known {
			bar.Height, bar.Label = 1-float64(i)/20, label+": "+grouped(int64(181_000_000-i*9_050_000), ",")
		}
		doc.Trend.Bars = append(doc.Trend.Bars, bar)
	}
	doc.Trend.Bars = append(doc.Trend.Bars, report.Bar{Height: 0.93, Known: true, Own: true, Label: title + ": 168,330,000"})
	return doc
}

func week() report.Document {
	return ofDays("2024-W47", "18 to 24 November 2024, week 47", time.Date(2024, 11, 18, 0, 0, 0, 0, time.UTC), 7,
		"Week 43, from 21 Oct", "Week 44, from 28 Oct", "Week 45, from 4 Nov", "Week 46, from 11 Nov")
}

func month() report.Document {
	return ofDays("2024-10", "October 2024", time.Date(2024, 10, 1, 0, 0, 0, 0, time.UTC), 31, "August 2024", "September 2024")
}

// branded is a day under somebody's brand, whose colour is too pale for links.
func branded() report.Document {
	doc := sample(english)
	doc.Links = []report.Link{{Text: "The whole report:", Label: "Open it", URL: "https://example.com/report"}}
	doc.Brand = report.Brand{Logo: logo(320, 96), Colour: "#E9A23B", Footer: "Brown & Co · platform team · platform@example.com"}
	return doc
}

// logo is an image of that size.
func logo(width, height int) []byte {
	img := image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.White, color.RGBA{0xE9, 0xA2, 0x3B, 0xFF}})
	for i := range img.Pix {
		if x, y := i%width, i/width; (x/16+y/16)%2 == 0 {
			img.Pix[i] = 1
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		panic(err)
	}
	return out.Bytes()
}
