package command

import (
	"fmt"

	"tokenreport/check"
	"tokenreport/config"
	"tokenreport/delivery/webhook"
	"tokenreport/job"
)

// wireWebhooks makes the channels of a report's webhooks, in their order.
func wireWebhooks(sys System, r config.Report, t trust) ([]*webhook.Channel, error) {
	var channels []*webhook.Channel
	for _, w := range r.Webhooks {
		channel, err := webhook.New(webhook.Options{Kind: string(w.Kind), URL: w.URL, Secret: w.Secret, RootCAs: t.webhooks, Now: sys.Now})
		if err != nil {
			return nil, fmt.Errorf("report %s: %w", r.Name, err)
		}
		channels = append(channels, channel)
	}
	return channels, nil
}

// wireChats returns nil where the report has no webhooks.
func wireChats(sys System, r config.Report, store job.Depot, t trust) (*job.Chats, error) {
	channels, err := wireWebhooks(sys, r, t)
	if err != nil || len(channels) == 0 {
		return nil, err
	}
	chats := &job.Chats{Depot: store}
	for _, channel := range channels {
		chats.Webhooks = append(chats.Webhooks, channel)
	}
	return chats, nil
}

// planChats are the webhooks of all reports, each once.
func planChats(sys System, c *config.Config, t trust) ([]check.Chat, error) {
	var chats []check.Chat
	index := map[string]int{}
	for _, r := range c.Reports {
		channels, err := wireWebhooks(sys, r, t)
		if err != nil {
			return nil, err
		}
		for _, channel := range channels {
			at, known := index[channel.Recipient()]
			if !known {
				at = len(chats)
				index[channel.Recipient()] = at
				chats = append(chats, check.Chat{Webhook: channel})
			}
			chats[at].Reports = append(chats[at].Reports, r.Name)
		}
	}
	return chats, nil
}
