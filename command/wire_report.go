package command

import (
	"fmt"
	"slices"

	"tokenreport/apiclient"
	"tokenreport/config"
	"tokenreport/delivery/smtp"
	"tokenreport/job"
	"tokenreport/report"
)

// wireReport makes the job's report of a configured one; currency is that of the prices.
func wireReport(r config.Report, currency string, mails *smtp.Channel, store job.Depot) (job.Report, error) {
	budget, err := wireBudget(r.Budget, currency)
	if err != nil {
		return job.Report{}, fmt.Errorf("report %s: %w", r.Name, err)
	}
	wired := job.Report{
		Name: r.Name, Title: r.Title, Language: string(r.Language), Zone: r.Zone, Cadence: report.Cadence(r.Period),
		Filter:     apiclient.Filter(r.Filter),
		Breakdowns: wireBreakdowns(r.Breakdowns),
		Budget:     budget,
		Calls:      r.Calls,
		Names:      r.Names == config.NamesAuto,
		Hourly:     slices.Contains(r.Tables, config.TableHourly),
		Tables:     wireTables(r.Tables),
		WhenEmpty:  wireWhenEmpty(r.WhenEmpty),
	}
	for _, dates := range r.Holidays {
		wired.Holidays = append(wired.Holidays, report.DateRange(dates))
	}
	if r.Email != nil {
		wired.Mail = &job.Mail{
			Channel: mails, Depot: store, Inline: mails.Features().Inline(),
			To: r.Email.To, Cc: r.Email.Cc, Bcc: r.Email.Bcc, Attach: r.Email.Attach,
		}
	}
	if len(r.Store) > 0 {
		wired.Store = &job.Store{Channel: store, Formats: r.Store}
	}
	return wired, nil
}

func wireWhenEmpty(w config.WhenEmpty) job.WhenEmpty {
	switch w {
	case config.EmptyNote:
		return job.NoteEmpty
	case config.EmptySkip:
		return job.SkipEmpty
	default:
		return job.SendEmpty
	}
}

func wireBreakdowns(breakdowns []config.Breakdown) []report.BreakdownRequest {
	var wired []report.BreakdownRequest
	for _, b := range breakdowns {
		request := report.BreakdownRequest{Dimension: report.Dimension(b.By)}
		for _, part := range b.Parts {
			request.Parts = append(request.Parts, report.PartName{ID: part.Value, Name: part.Name})
		}
		wired = append(wired, request)
	}
	return wired
}

// wireTables keeps the tables of dimensions.
func wireTables(tables []config.Table) []report.Dimension {
	var wired []report.Dimension
	for _, table := range tables {
		if table != config.TableHourly {
			wired = append(wired, report.Dimension(table))
		}
	}
	return wired
}

func wireBudget(b config.Budget, currency string) (report.Budget, error) {
	wired := report.Budget{Tokens: report.Tokens(b.Tokens)}
	if b.Cost == "" {
		return wired, nil
	}
	var err error
	wired.Cost, err = report.ParseMoney(string(b.Cost), currency)
	return wired, err
}

// wirePrices makes no prices of nil.
func wirePrices(p *config.Prices) (report.Prices, error) {
	if p == nil {
		return report.Prices{}, nil
	}
	wired := report.Prices{Currency: p.Currency, Models: make(map[string]report.ModelPrice, len(p.Models))}
	for _, m := range p.Models {
		input, err := report.ParsePrice(string(m.Input))
		if err != nil {
			return report.Prices{}, fmt.Errorf("input of model %s: %w", m.Model, err)
		}
		output, err := report.ParsePrice(string(m.Output))
		if err != nil {
			return report.Prices{}, fmt.Errorf("output of model %s: %w", m.Model, err)
		}
		wired.Models[m.Model] = report.ModelPrice{Input: input, Output: output}
	}
	return wired, nil
}
