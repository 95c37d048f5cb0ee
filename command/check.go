package command

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strings"

	"tokenreport/apiclient"
	"tokenreport/check"
	"tokenreport/config"
	"tokenreport/report"
)

func runCheck(ctx context.Context, sys System, args []string) error {
	flags := newFlags(sys, "check", "It stores one small object, which it takes away again, and mails and posts nothing without --send.\n\n")
	send := flags.Bool("send", false, "send a report of invented figures to everybody who gets a report by mail, and to every webhook")
	asJSON := flags.Bool("json", false, "print the table as JSON, for programs")
	if err := parse(flags, args, 0); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, commandLimit)
	defer cancel()
	sys, err := sys.ready()
	if err != nil {
		row := check.Try(ctx, sys.Now, check.Configuration, func(context.Context) check.Outcome { return check.Outcome{Findings: misconfigured(err)} })
		return tell(sys, check.NewTable(row), err, *asJSON)
	}
	table, err := inspect(ctx, sys, trust{}, *send)
	return tell(sys, table, err, *asJSON)
}

// tell prints the table and says what is wrong: a configuration that cannot be read in its own words, as any command
// does.
func tell(sys System, table check.Table, err error, asJSON bool) error {
	switch {
	case asJSON:
		text, jsonErr := json.MarshalIndent(table, "", "  ")
		_, printErr := fmt.Fprintf(sys.Stdout, "%s\n", text)
		err = errors.Join(err, jsonErr, printErr)
	case err == nil:
		err = table.Print(sys.Stdout)
	}
	if err != nil || table.OK {
		return err
	}
	var failed []string
	for _, row := range table.Checks {
		if row.Result == check.Failed && !slices.Contains(failed, row.Check) {
			failed = append(failed, row.Check)
		}
	}
	return fmt.Errorf("failed: %s", strings.Join(failed, ", "))
}

// answerCheck is the answer to an event that asks for a check. Only a person asks for one, and the platform would repeat
// an error: so it is an answer, whatever has failed.
func answerCheck(ctx context.Context, sys System, log *slog.Logger) ([]byte, error) {
	table, _ := inspect(ctx, sys, trust{}, false) // the table says what the error does
	log.Info("checked", "ok", table.OK, "checks_failed", table.Count(check.Failed), "warnings", table.Count(check.Warning))
	return json.Marshal(table)
}

// inspect tries everything. The error says that the configuration is wrong; the table then has nothing but that.
func inspect(ctx context.Context, sys System, t trust, send bool) (check.Table, error) {
	var c *config.Config
	var plan check.Plan
	var err error
	first := check.Try(ctx, sys.Now, check.Configuration, func(context.Context) check.Outcome {
		var name string
		if name, c, err = configured(sys); err == nil {
			plan, err = planCheck(sys, c, t)
		}
		if err != nil {
			return check.Outcome{Detail: name, Findings: misconfigured(err)}
		}
		return check.Outcome{Detail: describe(name, c), Findings: doubtful(c)}
	})
	if first.Result == check.Failed {
		return check.NewTable(first), err
	}
	if client, ok := plan.API.(*apiclient.Client); ok {
		defer client.Close() // the next check has credentials, and so a client, of its own
	}
	rows := append([]check.Row{first}, plan.Run(ctx)...)
	if send {
		rows = append(rows, sendTests(ctx, sys, c, t, worked(rows, check.MailLogin))...)
		rows = append(rows, sendTestMessages(ctx, sys, c, t)...)
	}
	return check.NewTable(rows...), nil
}

// describe says which configuration it is, and what it changes that is not to be seen otherwise.
func describe(name string, c *config.Config) string {
	detail := fmt.Sprintf("%s; reports: %d", name, len(c.Reports))
	if own := c.Templates.Replaced(); len(own) > 0 {
		detail += "; templates: " + strings.Join(own, ", ")
	}
	return detail
}

// doubtful is what the configuration says and probably does not mean.
func doubtful(c *config.Config) []check.Finding {
	var findings []check.Finding
	for _, m := range c.MisspeltPrices() {
		findings = append(findings, check.Finding{
			Result: check.Warning, Text: fmt.Sprintf("prices.models: no report has a model %q", m.Model),
			Hint: fmt.Sprintf("did you mean %q? Names are the API's, upper and lower case included", m.Meant),
		})
	}
	return findings
}

// configured reads the configuration of this moment, and says which it is.
func configured(sys System) (name string, c *config.Config, err error) {
	source, err := find(sys)
	if err != nil {
		return "", nil, err
	}
	c, err = load(sys, source)
	return source.Name, c, err
}

// misconfigured makes a finding of each error of the configuration.
func misconfigured(err error) []check.Finding {
	const hint = "correct the configuration"
	var all config.Errors
	if !errors.As(err, &all) {
		return []check.Finding{check.Complain(check.Failed, err, hint)}
	}
	var findings []check.Finding
	for _, one := range all {
		bare := *one
		bare.Remedy = ""
		findings = append(findings, check.Complain(check.Failed, &bare, cmp.Or(one.Remedy, hint)))
	}
	return findings
}

// planCheck says what is to be tried with a configuration. It connects to nothing.
func planCheck(sys System, c *config.Config, t trust) (check.Plan, error) {
	api, err := wireAPI(sys, c, t)
	if err != nil {
		return check.Plan{}, err
	}
	plan := check.Plan{
		Temporary: !c.Credentials.Token.IsZero(), API: api, Queries: queries(c.Reports), Recipients: everybody(c),
		Resolver: sys.resolver(), Now: sys.Now,
	}
	runner, err := wire(sys, slog.New(slog.DiscardHandler), c, t)
	if err != nil {
		return check.Plan{}, err
	}
	for i, q := range plan.Queries {
		plan.Queries[i].Labels = func(ctx context.Context) string {
			return labelsShown(c.API.Labels, runner.LabelEvidence(ctx, q.Reports[0]))
		}
	}
	for _, r := range c.Reports {
		plan.Zones = appendNew(plan.Zones, r.Zone.String())
		plan.Languages = appendNew(plan.Languages, string(r.Language))
	}
	if mails, err := wireSMTP(sys, c, t); err != nil {
		return check.Plan{}, err
	} else if mails != nil {
		plan.Mail, plan.Anonymous = mails, c.SMTP.Username == ""
	}
	if plan.Chats, err = planChats(sys, c, t); err != nil {
		return check.Plan{}, err
	}
	if plan.Dispatch, err = planDispatch(sys, c, api); err != nil {
		return check.Plan{}, err
	}
	_, shelf, err := wireStorage(sys, c, t)
	if err != nil {
		return check.Plan{}, err
	}
	// The process's memory, which serves where there is no storage, is none.
	plan.Store, _ = shelf.(check.Store)
	return plan, nil
}

// labelsShown is what the labels of points are taken to mark, and why.
func labelsShown(configured config.Labels, e report.LabelEvidence) string {
	if configured != config.LabelsAuto {
		return fmt.Sprintf("labels mark the %s of intervals (api.labels)", configured)
	}
	if e.Days == 0 {
		return "labels: auto, no stored days yet"
	}
	labels, _ := report.DecideLabels(e, report.LabelEvidence{})
	return fmt.Sprintf("labels mark the %s of intervals (auto; of %d stored days, %d tell start, %d end)", labels, e.Days, e.Starts, e.Ends)
}

func (s System) resolver() check.Resolver {
	if s.Resolver == nil {
		return net.DefaultResolver
	}
	return s.Resolver
}

// queries are the different filters of the reports, each with the names of those that have it.
func queries(reports []config.Report) []check.Query {
	var list []check.Query
	index := map[string]int{}
	for _, r := range reports {
		key := fmt.Sprintf("%q", r.Filter)
		at, known := index[key]
		if !known {
			at = len(list)
			index[key] = at
			list = append(list, check.Query{Filter: apiclient.Filter(r.Filter), Zone: r.Zone})
		}
		list[at].Reports = append(list[at].Reports, r.Name)
	}
	return list
}

// everybody are all addresses that any mail goes to.
func everybody(c *config.Config) []string {
	var addresses []string
	for _, r := range c.Reports {
		if r.Email != nil {
			for _, address := range slices.Concat(r.Email.To, r.Email.Cc, r.Email.Bcc) {
				addresses = appendNew(addresses, address.Address)
			}
		}
	}
	for _, address := range c.Owner {
		addresses = appendNew(addresses, address.Address)
	}
	return addresses
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// worked reports whether a check went well.
func worked(rows []check.Row, name string) bool {
	return slices.ContainsFunc(rows, func(r check.Row) bool { return r.Check == name && r.Result == check.OK })
}
