package charttest

import (
	"fmt"
	"math"

	"tokenreport/report"
)

// Trend is four weeks that end with the report's day, the third of them with a day of which nothing is known.
func Trend() report.TrendChart {
	const days = 28
	t := report.TrendChart{
		Title: "The last 28 days", Alt: "Bars of 28 days; the last is the highest but two", LikeLabel: "a week before", Compared: "▲ +9 % vs Mon 18 Nov · ▲ +2.9 % vs Tue 12 Nov",
		Y: []report.Tick{{At: 0, Label: "0"}, {At: 0.4, Label: "2 M"}, {At: 0.8, Label: "4 M"}},
	}
	for i := range days {
		height := 0.5 + 0.25*noise(float64(i)*0.7)
		if weekday := i % 7; weekday == 4 || weekday == 5 {
			height *= 0.35
		}
		label := fmt.Sprintf("day %d: %s", i+1, Digits(Tokens(height, 5e6)))
		t.Bars = append(t.Bars, report.Bar{Height: height, Known: true, Own: i == days-1, Like: i == days-8, Label: label})
		if i%7 == 6 {
			t.X = append(t.X, report.Tick{At: (float64(i) + 0.5) / days, Label: [...]string{"29 Oct", "5 Nov", "12 Nov", "19 Nov"}[i/7]})
		}
	}
	t.Bars[16] = report.Bar{Label: "day 17: not known"}
	return t
}

// FirstTrend is the trend of a first day: nothing to compare with.
func FirstTrend() report.TrendChart {
	t := Trend()
	for i := range t.Bars[:27] {
		t.Bars[i] = report.Bar{Label: t.Bars[i].Label}
	}
	t.Note = "No days to compare with yet: the trend begins with the second report."
	return t
}

// Heat is a week by the hour.
func Heat() report.HeatMap {
	h := report.HeatMap{Title: "Hour by weekday", Alt: "Busiest on weekdays from 9 to 11 and from 14 to 16", Least: "0", Most: "340 k an hour"}
	for hour := 0; hour < 24; hour += 3 {
		h.Columns = append(h.Columns, report.Tick{At: float64(hour) / 24, Label: fmt.Sprintf("%02d", hour)})
	}
	for i, day := range []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"} {
		row := report.HeatRow{Label: day, Own: i == 1}
		for hour := range 24 {
			level := office(float64(hour)) * (0.85 + 0.2*noise(float64(i)+float64(hour)/5))
			if i > 4 {
				level *= 0.3
			}
			if hour < 5 && i != 1 {
				level = 0
			}
			level = min(level, 1)
			row.Cells = append(row.Cells, report.HeatCell{Level: level, Known: i != 3 || hour != 13, Label: fmt.Sprintf("%s %02d:00: %s", day, hour, Digits(Tokens(level, 340000)))})
		}
		h.Rows = append(h.Rows, row)
	}
	return h
}

// HeatOfDays is so many days by the hour.
func HeatOfDays(days int) report.HeatMap {
	h := Heat()
	week := h.Rows
	h.Title, h.Rows = "Hour by day", nil
	for i := range days {
		row := week[i%7]
		row.Label, row.Own = fmt.Sprintf("%d Nov", i+1), i == days-1
		h.Rows = append(h.Rows, row)
	}
	return h
}

// Applications is a ranking of so many parts, and of the rest if that is wanted.
func Applications(parts int, rest bool) report.Ranking {
	k := report.Ranking{
		Title: "Applications", Alt: "Support bot has 42 % of the tokens",
		NameHead: "Application", ValueHead: "Tokens", ShareHead: "Share", ChangeHead: "vs usual Tue",
	}
	names := []string{"Support bot", "Knowledge base search", "Sales assistant for the shops", "翻译助手", "Code review", "HR"}
	for i := range parts {
		share := 0.42 / math.Pow(1.7, float64(i))
		k.Rows = append(k.Rows, report.RankRow{
			Name: names[i%len(names)], Value: Digits(Tokens(share, 3160124)), Share: fmt.Sprintf("%.1f %%", 100*share),
			Change: [...]string{"▲ +31 %", "▼ −4 %", "▲ +2 %", "new", "▼ −12 %", "–"}[i%6], Length: share / 0.42,
		})
	}
	if rest {
		k.Rows = append(k.Rows, report.RankRow{Name: "Other (12)", Value: "95,190", Share: "3.0 %", Change: "▼ −1 %", Length: 0.07, Rest: true})
	}
	return k
}

// Models is a ranking of two.
func Models() report.Ranking {
	k := Applications(2, false)
	k.Title, k.Alt, k.NameHead = "Models", "hunyuan-turbo has 42 % of the tokens", "Model"
	k.Rows[0].Name, k.Rows[1].Name = "hunyuan-turbos-latest", "deepseek-v3"
	return k
}

// Budget is a month's budget of tokens on its nineteenth day.
func Budget() report.Bullet {
	return report.Bullet{
		Title: "Budget November", Alt: "42 % of the budget is used on day 19 of 30; the forecast is 66 %",
		Value: "42 % of 80 M", Note: "forecast 66 %, by usual weekdays", ElapsedLabel: "day 19 of 30",
		Used: 0.35, Elapsed: 0.527, Target: 0.833, Forecast: 0.55,
	}
}

// Overspent is a budget that the forecast goes beyond.
func Overspent() report.Bullet {
	b := Budget()
	b.Title, b.Value, b.Note = "Budget in money", "US$ 81.20 of US$ 100", "forecast US$ 118, by usual weekdays"
	b.Used, b.Forecast, b.Over = 0.68, 0.98, true
	return b
}

// LongNames makes every text of a ranking as long as it may become.
func LongNames(k report.Ranking) report.Ranking {
	rows := make([]report.RankRow, len(k.Rows))
	for i, row := range k.Rows {
		row.Name = [...]string{
			"Kundendienstgesprächszusammenfassungsassistentensystem Nummer", "客户服务与知识库检索助手以及内部文档翻译和摘要生成以及其他各种各样的应用程序名称很长很长很长很长很长很长很长很长",
			"a-very-long-name/with-slashes/and_underscores.and.dots:v1.2.3",
		}[i%3]
		row.Value, row.Share, row.Change = "123,456,789,012,345", "100.0 %", "▲ +99,999 %"
		rows[i] = row
	}
	k.Rows = rows
	k.Title, k.Note = "Anwendungen nach Tokenverbrauch im Vergleich zum üblichen Dienstag", "The parts add up to 123,456,789,012,345 of 123,456,789,012,999 tokens (99.9 %); the rest has no name."
	return k
}
