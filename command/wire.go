package command

import (
	"cmp"
	"crypto/rand"
	"crypto/x509"
	"log/slog"
	"net/http"
	"time"

	"tokenreport/apiclient"
	"tokenreport/config"
	"tokenreport/delivery/cos"
	"tokenreport/delivery/file"
	"tokenreport/delivery/ledger"
	"tokenreport/delivery/smtp"
	"tokenreport/job"
	"tokenreport/report"
)

// trust holds authorities beside the system's, for the embedded servers of the demo. The zero trust is the system's.
type trust struct{ api, smtp, cos, webhooks *x509.CertPool }

// wire makes a runner of a configuration. It connects to nothing.
func wire(sys System, log *slog.Logger, c *config.Config, t trust) (*job.Runner, error) {
	api, err := wireAPI(sys, c, t)
	if err != nil {
		return nil, err
	}
	mails, err := wireSMTP(sys, c, t)
	if err != nil {
		return nil, err
	}
	store, shelf, err := wireStorage(sys, c, t)
	if err != nil {
		return nil, err
	}
	prices, err := wirePrices(c.Prices)
	if err != nil {
		return nil, err
	}
	looks, err := job.NewLooks(c.Templates)
	if err != nil {
		return nil, err
	}
	runner := &job.Runner{
		API: api, Endpoint: c.API.Endpoint, Region: c.API.Region, LabelZone: c.API.LabelZone, Labels: wireLabels(c.API.Labels),
		Shelf: shelf, Memory: sys.Memory, Archive: shelf, Invocation: rand.Text(), Lease: lease(sys), Version: sys.Build.Version, Now: sys.Now, Log: log,
		Prices: prices, Brand: report.Brand(c.Branding), Looks: looks,
		Tolerance:    int(c.Tolerance),
		Late:         job.Late{Periods: c.LateData.Periods, Threshold: int(c.LateData.Threshold), Mail: c.LateData.Mail, Doubtful: c.LateData.Doubtful},
		NotifyMissed: c.Missed == config.MissedNotify,
	}
	if runner.Dispatcher, err = wireDispatcher(sys, log, c, api); err != nil {
		return nil, err
	}
	if len(c.Owner) > 0 {
		runner.Owner = &job.Owner{Channel: mails, To: c.Owner}
	}
	for _, r := range c.Reports {
		wired, err := wireReport(r, prices.Currency, mails, store)
		if err != nil {
			return nil, err
		}
		if wired.Chats, err = wireChats(sys, r, store, t); err != nil {
			return nil, err
		}
		runner.Reports = append(runner.Reports, wired)
	}
	return runner, nil
}

// commandLease is short: whoever's command was killed waits no longer than this for the next one.
const commandLease = 90 * time.Second

// lease is 0 in the function, which the platform ends at its deadline.
func lease(sys System) time.Duration {
	if sys.Function != nil {
		return 0
	}
	return commandLease
}

// wireLabels is empty for auto.
func wireLabels(labels config.Labels) report.Labels {
	if labels == config.LabelsAuto {
		return ""
	}
	return report.Labels(labels)
}

func wireAPI(sys System, c *config.Config, t trust) (*apiclient.Client, error) {
	return wireAPIOver(sys, c, apiclient.NewTransport(t.api))
}

func wireAPIOver(sys System, c *config.Config, transport http.RoundTripper) (*apiclient.Client, error) {
	fields, err := apiclient.ParseTimeFields(string(c.API.TimeFields))
	if err != nil {
		return nil, err
	}
	return apiclient.New(
		apiclient.Options{
			Endpoint: c.API.Endpoint, Region: c.API.Region, Rate: cmp.Or(sys.rate, c.API.Rate), TimeFields: fields, Now: sys.Now, MaxAnswer: sys.MaxAnswer,
			Transport: transport,
		},
		apiclient.Credentials{
			SecretID: c.Credentials.SecretID, SecretKey: c.Credentials.SecretKey, Token: c.Credentials.Token,
		},
		sys.Pacer)
}

// wireSMTP returns nil where no mail server is configured; then no report is mailed.
func wireSMTP(sys System, c *config.Config, t trust) (*smtp.Channel, error) {
	s := c.SMTP
	if s == nil {
		return nil, nil
	}
	unsubscribe := s.ReplyTo
	if unsubscribe == nil && len(c.Owner) > 0 {
		unsubscribe = &c.Owner[0]
	}
	return smtp.New(smtp.Options{
		Host: s.Host, Port: s.Port, TLS: smtp.TLS(s.TLS), Username: s.Username, Password: s.Password,
		From: s.From, ReplyTo: s.ReplyTo, Features: smtp.Features(s.Features), MaxSize: s.MaxSize, Allow: s.Allow,
		RootCAs: t.smtp, Unsubscribe: unsubscribe, Now: sys.Now,
	})
}

// records keep what has been delivered, and the days that reports are compared with.
type records interface {
	ledger.Shelf
	job.Archive
}

// wireStorage returns the channel, nil where no storage is configured, for then no report is stored; and where the
// records are kept, without a storage in the process's memory.
func wireStorage(sys System, c *config.Config, t trust) (job.Depot, records, error) {
	switch s := c.Storage; {
	case s == nil:
		return nil, sys.Memory, nil
	case s.COS != nil:
		channel, err := wireCOS(sys, c, t)
		if err != nil {
			return nil, nil, err
		}
		return channel, channel.Shelf(), nil
	default:
		folder, err := file.New(s.Folder)
		if err != nil {
			return nil, nil, err
		}
		channel, err := folder.WithPublicURL(s.PublicURL)
		if err != nil {
			return nil, nil, err
		}
		return channel, channel.Shelf(), nil
	}
}

func wireCOS(sys System, c *config.Config, t trust) (*cos.Channel, error) {
	s := c.Storage
	options := cos.Options{
		BucketURL: s.COS.BucketURL, Prefix: s.COS.Prefix, SecretID: c.Credentials.SecretID.Reveal(),
		SecretKey: c.Credentials.SecretKey, Token: c.Credentials.Token, RootCAs: t.cos,
		PublicURL: s.PublicURL, LinkLife: s.LinkLife, Now: sys.Now,
	}
	if key := s.COS.LinkKey; key != nil {
		options.LinkID, options.LinkKey = key.ID.Reveal(), key.Secret
	}
	return cos.New(options)
}
