// Package deliverytest is the conformance suite of delivery channels: what every implementation of
// [delivery.Channel] must do, as an explicit list of tests that its own tests run. It checks the harness it
// is given too, since a harness that reports nothing would pass everything. It imports package testing and
// is for tests only.
package deliverytest

import (
	"fmt"
	"net/mail"

	"tokenreport/delivery"
)

// Parcel is a parcel like those of the daily report: texts in English and Chinese, a PDF, a table and an
// inline image. Each call returns a new one.
func Parcel(channel, recipient string) delivery.Parcel {
	return delivery.Parcel{
		Key: delivery.Key{
			Report: "daily", Period: "2024-11-19", Revision: 1, Channel: channel, Recipient: recipient,
		},
		Folder:  "daily/2024/11/19",
		Subject: "用量日报 2024-11-19: 67,199 tokens",
		Text:    "Token usage · 用量日报\n\nTotal 67,199, input 66,391, output 808.\n",
		HTML:    "<!DOCTYPE html><html><body><p>Token usage · 用量日报</p><img src=\"cid:chart@report\" alt=\"chart\"></body></html>\n",
		To: []mail.Address{
			{Name: "值班, Ops", Address: recipient},
			{Address: "second@example.com"},
		},
		Cc:   []mail.Address{{Name: "Lead", Address: "lead@example.com"}},
		Card: card("Token usage · 用量日报 · 2024-11-19"),
		Files: []delivery.File{
			{Name: "token-usage-2024-11-19.pdf", Type: "application/pdf", Content: binary(100_000)},
			{Name: "token-usage-2024-11-19.csv", Type: "text/csv; charset=utf-8", Content: []byte("时间,tokens\r\n09:35,36641\r\n")},
			{Name: "chart.png", Type: "image/png", Content: binary(2_000), ContentID: "chart@report"},
		},
	}
}

func card(title string) *delivery.Card {
	return &delivery.Card{
		Title: title, Brief: "用量日报 2024-11-19: 67,199 tokens",
		Alerts: []string{"2 intervals are missing."}, Doubtful: true,
		Text:    "67,199 tokens, 99 % of them input.",
		Figures: []delivery.Figure{{Label: "Total", Value: "67,199", Note: "▲ +12 %"}, {Label: "Input", Value: "66,391"}, {Label: "Output", Value: "808"}},
		Link: &delivery.CardLink{
			Label: "Open the report (PDF)", Link: delivery.Link{URL: "https://example.com/token-usage-2024-11-19.pdf?a=1&b=2"},
			Note: "until 27 November 2024, 08:30 (UTC+08:00)",
		},
		ForData: fmt.Appendf(nil, `{"report":"daily","total":67199,"title":%q}`, title),
	}
}

// binary returns n bytes in which every value occurs, line breaks and lines of a single dot included.
func binary(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i * 7)
	}
	copy(b, "%PDF-1.7\r\n.\r\n..\r\n")
	return b
}
