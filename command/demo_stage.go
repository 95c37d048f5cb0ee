package command

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/config"
	"tokenreport/delivery"
	"tokenreport/delivery/ledger"
	"tokenreport/delivery/smtp/smtptest"
	"tokenreport/job"
	"tokenreport/secret"
)

// stage is the embedded API and the embedded mail server.
type stage struct {
	api  *lketest.Server
	smtp *smtptest.Server
}

// What the embedded servers want to hear; it opens nothing else.
const (
	demoUser     = "report@example.com"
	demoPassword = "demo"
)

func demoCredentials() apiclient.Credentials {
	return apiclient.Credentials{SecretID: secret.New("demo"), SecretKey: secret.New("demo"), Token: secret.New("demo")}
}

// embeddedAPI is what a report says in place of an endpoint: the server's port is another each time.
const embeddedAPI = "embedded API"

func startAPI(sys System, source lketest.Source) (*lketest.Server, error) {
	return lketest.Start(lketest.Config{
		Accounts: []apiclient.Credentials{demoCredentials()}, Source: source, Now: sys.Now, Site: lketest.International,
		Rate: -1,
	})
}

func newStage(sys System, source lketest.Source) (*stage, error) {
	api, err := startAPI(sys, source)
	if err != nil {
		return nil, err
	}
	smtp, err := smtptest.Start(smtptest.Options{Username: demoUser, Password: demoPassword})
	if err != nil {
		return nil, errors.Join(err, api.Close())
	}
	return &stage{api, smtp}, nil
}

func (s *stage) close() {
	_ = s.smtp.Close() // nothing is left to lose
	_ = s.api.Close()
}

func (s *stage) run(ctx context.Context, sys System, p play) (job.Result, error) {
	folder, err := filepath.Abs(p.out)
	if err != nil {
		return job.Result{}, err
	}
	sys.Env = demoEnvironment(demoServers{s.api.Endpoint, s.smtp.Port()}, folder, p)
	c, err := config.Load(demoSource(p), sys.Env)
	if err != nil {
		return job.Result{}, err
	}
	c.API.Rate = demoRate
	runner, err := wire(sys, progress(sys), c, trust{smtp: s.smtp.CertPool()})
	if err != nil {
		return job.Result{}, err
	}
	defer runner.API.Close()
	// Another call into the same folder may play another scenario, which is not to be seen in the report.
	runner.Archive, runner.Endpoint = new(ledger.Memory), embeddedAPI
	// By name, because it may not be due today, and again into the same folder.
	answer, err := runner.Run(ctx, job.Event{Reports: []string{c.Reports[0].Name}, Date: p.date, Force: true})
	if err != nil {
		return job.Result{}, err
	}
	return answer.Reports[0], nil
}

// writeMail writes the mail as the server received it, and its HTML with the chart in it for a browser.
func (s *stage) writeMail(out string, result job.Result) error {
	received := s.smtp.Messages()
	if len(received) != 1 {
		return fmt.Errorf("the embedded server received %d mails, not one", len(received))
	}
	if err := os.WriteFile(filepath.Join(out, "mail.eml"), received[0].Data, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "mail.html"), []byte(selfContained(result.Files)), 0o644)
}

// selfContained puts the inline images into the HTML, where a browser finds them.
func selfContained(files []delivery.File) string {
	for _, file := range files {
		if file.Name == job.MailHTML {
			return withImages(string(file.Content), files)
		}
	}
	return ""
}

// withImages puts those of the files that the HTML shows inline into it.
func withImages(html string, files []delivery.File) string {
	var images []string // pairs for a replacer
	for _, file := range files {
		if file.ContentID != "" {
			images = append(images, `"cid:`+file.ContentID+`"`,
				`"data:`+file.Type+";base64,"+base64.StdEncoding.EncodeToString(file.Content)+`"`)
		}
	}
	return strings.NewReplacer(images...).Replace(html)
}
