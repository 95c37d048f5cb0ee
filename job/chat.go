package job

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"tokenreport/delivery"
	"tokenreport/report"
	"tokenreport/report/format"
)

// opened are the formats that a chat's reader may be led to, the handiest first.
func opened() []format.Format { return []format.Format{format.PDF, format.HTML} }

// addCards makes what chats are told: the report, and the one line of a period without usage.
func (made *rendered) addCards(ctx context.Context, t task, f figures) error {
	if t.Chats == nil || len(t.Chats.Webhooks) == 0 {
		return nil
	}
	stored := made.openable(ctx, t)
	brief, err := f.document.Brief(f.options.Templates, stored)
	if err != nil {
		return fmt.Errorf("write the message for chats: %w", err)
	}
	result := newResult(t)
	result.tell(f.analysis)
	if made.card, err = newCard(brief, result, stored); err != nil {
		return err
	}
	made.noteCard, err = newCard(f.document.BriefNote(), result, nil)
	return err
}

// openable is the stored file that a chat is led to; nil where there is none, or no address that a browser could open.
func (made *rendered) openable(ctx context.Context, t task) *report.StoredFile {
	kept := made.linked
	if t.Store != nil {
		kept = append(slices.Clone(t.Store.Formats), kept...)
	}
	for _, f := range opened() {
		if !slices.Contains(kept, f) {
			continue
		}
		if link, err := linkTo(ctx, t.Chats.Depot, t, made.formats[f].Name); err == nil {
			return &report.StoredFile{Format: strings.ToUpper(string(f)), URL: link.URL, Until: inZone(link.Until, t.Zone)}
		}
	}
	return nil
}

// inZone keeps the time that stands for none.
func inZone(until time.Time, zone *time.Location) time.Time {
	if until.IsZero() {
		return until
	}
	return until.In(zone)
}

// announcement is what a program is told: the report's part of the answer, in which no delivery is made yet, and what
// people read.
type announcement struct {
	Result
	Title    string   `json:"title"`
	Headline string   `json:"headline"`
	Alerts   []string `json:"alerts"`
	Link     *lead    `json:"link"` // null where nothing can be opened
}

// lead is where a stored file is.
type lead struct {
	URL   string     `json:"url"`
	Until *time.Time `json:"until"` // null where no end is known
}

func newCard(b report.Brief, result Result, stored *report.StoredFile) (*delivery.Card, error) {
	card := &delivery.Card{Title: b.Title, Brief: b.Subject, Alerts: b.Alerts, Doubtful: b.Doubtful, Text: b.Headline}
	for _, f := range b.Figures {
		card.Figures = append(card.Figures, delivery.Figure(f))
	}
	told := announcement{Result: result, Title: b.Title, Headline: b.Headline, Alerts: append([]string{}, b.Alerts...)}
	if b.Link != nil && stored != nil {
		card.Link = &delivery.CardLink{
			Label: b.Link.Label, Link: delivery.Link{URL: stored.URL, Until: stored.Until}, Note: b.Link.Note,
		}
		told.Link = &lead{URL: stored.URL}
		if !stored.Until.IsZero() {
			told.Link.Until = &stored.Until
		}
	}
	var err error
	if card.ForData, err = json.Marshal(told); err != nil {
		return nil, fmt.Errorf("write the message for programs: %w", err)
	}
	return card, nil
}

// announced is a message for each chat.
func announced(t task, made rendered, empty bool) []consignment {
	if t.Chats == nil {
		return nil
	}
	card := made.card
	if empty && t.WhenEmpty == NoteEmpty {
		card = made.noteCard
	}
	var list []consignment
	for _, webhook := range t.Chats.Webhooks {
		list = append(list, consignment{
			channel: webhook, linked: card.Link != nil,
			parcel: delivery.Parcel{Key: key(t, webhook, webhook.Recipient()), Card: card},
		})
	}
	return list
}
