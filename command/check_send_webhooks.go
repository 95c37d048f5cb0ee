package command

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"

	"tokenreport/check"
	"tokenreport/config"
	"tokenreport/delivery"
	"tokenreport/delivery/webhook"
)

// sendTestMessages posts a message of invented figures to every webhook of every report: a row for each. There is none
// where no report has a webhook.
func sendTestMessages(ctx context.Context, sys System, c *config.Config, t trust) []check.Row {
	announced := slices.DeleteFunc(slices.Clone(c.Reports), func(r config.Report) bool { return len(r.Webhooks) == 0 })
	if len(announced) == 0 {
		return nil
	}
	invented := make([]config.Report, len(announced))
	for i, r := range announced {
		invented[i] = inventReport(r)
		invented[i].Title, invented[i].Email = r.Title, nil // the title may hold the word that a robot asks for
	}
	made, err := runInvented(ctx, sys, c, invented, t)
	if err != nil {
		return []check.Row{check.Try(ctx, sys.Now, check.TestMessage, func(context.Context) check.Outcome { return defect(err) })}
	}
	var rows []check.Row
	for i, r := range announced {
		channels, err := wireWebhooks(sys, r, t)
		if err != nil {
			return append(rows, check.Try(ctx, sys.Now, check.TestMessage, func(context.Context) check.Outcome { return defect(err) }))
		}
		for _, channel := range channels {
			rows = append(rows, check.Try(ctx, sys.Now, check.TestMessage, func(ctx context.Context) check.Outcome {
				return sendTestMessage(ctx, channel, r, made[i].Card)
			}))
		}
	}
	return rows
}

func defect(err error) check.Outcome {
	return check.Outcome{Findings: []check.Finding{check.Complain(check.Failed, err, "please report it, with this line")}}
}

func sendTestMessage(ctx context.Context, channel *webhook.Channel, r config.Report, card *delivery.Card) check.Outcome {
	of := fmt.Sprintf("of %s to %s", r.Name, channel.Recipient())
	answer, err := channel.Deliver(ctx, delivery.Parcel{
		Key: delivery.Key{
			Report: r.Name, Period: "test-" + rand.Text(), Revision: 1, Channel: channel.Name(), Recipient: channel.Recipient(),
		},
		Card: testCard(r, *card),
	})
	if err != nil {
		return check.Outcome{Detail: of, Findings: []check.Finding{check.Complain(check.Failed, err, "check the webhook's url")}}
	}
	return check.Outcome{Detail: of + ": " + answer}
}

// testCard is a card that no real one is taken for, neither by people nor by a program.
func testCard(r config.Report, card delivery.Card) *delivery.Card {
	card.Title, card.Brief = testMark+card.Title, testMark+card.Brief
	card.Alerts, card.Doubtful = []string{testMark + r.Name + ": a report of invented figures"}, true
	data := map[string]any{}
	if err := json.Unmarshal(card.ForData, &data); err == nil {
		data["test"], data["title"] = true, card.Title
		card.ForData, _ = json.Marshal(data) // what was JSON is JSON
	}
	return &card
}
