package mail_test

import (
	"fmt"

	"tokenreport/report"
	"tokenreport/report/mail"
)

func ExampleRender() {
	m, err := mail.Render(report.Document{
		Language: "en",
		Title:    "Token usage",
		Date:     "Tuesday, 19 November 2024",
		Zone:     "Asia/Shanghai (UTC+08:00)",
		Subject:  "Token usage 2024-11-19: 67,199 (peak 36,641 at 09:35)",
		Headline: "67,199 tokens, 98.8 % of them input. Peak 36,641 at 09:35, busiest hour 09:00–10:00.",
		Tiles: []report.Tile{
			{Label: "Total", Value: "67,199", Note: "input + output"},
			{Label: "Peak 5 min", Value: "36,641", Note: "at 09:35"},
		},
		Hourly: &report.Table{
			Title:   "Hour by hour",
			Columns: []report.TableColumn{{Label: "Hour"}, {Label: "Total", Numeric: true}},
			Measure: 1,
			Rows: []report.TableRow{
				{Cells: []string{"08:00", "694"}, Share: 0.0136},
				{Cells: []string{"09:00", "51,609"}, Share: 1, Peak: true},
				{Cells: []string{"10:00", "14,896"}, Share: 0.2886},
			},
			Total: []string{"Day", "67,199"},
		},
	}, mail.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("Subject:", m.Subject)
	fmt.Println()
	fmt.Print(m.Text)
	// Output:
	// Subject: Token usage 2024-11-19: 67,199 (peak 36,641 at 09:35)
	//
	// Token usage
	// ===========
	// Tuesday, 19 November 2024
	// Asia/Shanghai (UTC+08:00)
	//
	// 67,199 tokens, 98.8 % of them input. Peak 36,641 at 09:35, busiest hour
	// 09:00–10:00.
	//
	// Total       67,199   input + output
	// Peak 5 min  36,641   at 09:35
	//
	// Hour by hour
	// ------------
	// Hour    Total
	// -------------
	// 08:00     694  #
	// 09:00  51,609  ############################
	// 10:00  14,896  ########
	// -------------
	// Day    67,199
}
