package check

import (
	"context"
	"strings"
)

// Reachable is a webhook whose host can be asked without posting anything. *webhook.Channel is one.
type Reachable interface {
	// Recipient stands for the webhook, whose URL is a secret.
	Recipient() string
	// Reach tries name, connection and TLS of the host.
	Reach(ctx context.Context) error
}

// Chat is a webhook and the reports that are announced there.
type Chat struct {
	Webhook Reachable
	Reports []string
}

// webhooks tries the host of each, all at the same time. That the robot takes messages only a message shows.
func (p Plan) webhooks(ctx context.Context) []Row {
	groups := make([]group, len(p.Chats))
	for i, chat := range p.Chats {
		groups[i] = func(ctx context.Context) []Row {
			return []Row{Try(ctx, p.Now, Webhook, func(ctx context.Context) Outcome {
				who := chat.Webhook.Recipient() + " of " + strings.Join(chat.Reports, ", ")
				if err := chat.Webhook.Reach(ctx); err != nil {
					return Outcome{Detail: who, Findings: []Finding{Complain(severity(err), err, "check the webhook's url")}}
				}
				return Outcome{Detail: who + ": its host is there; nothing was posted"}
			})}
		}
	}
	return together(groups...)(ctx)
}
