package main

import (
	"encoding/pem"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/delivery/cos/costest"
	"tokenreport/delivery/smtp/smtptest"
	"tokenreport/secret"
)

// stage is the world around the function: API, mail server and object storage, all with TLS, on loopback.
type stage struct {
	api         *lketest.Server
	relay       *smtptest.Server
	bucket      *costest.Server
	environment []string // of the function's process
}

const (
	secretID, secretKey, token = "AKIDbench", "bench", "bench"
	// system is where Linux keeps the authorities that it trusts. A function reads them all, the first time that it
	// verifies a certificate.
	system = "/etc/ssl/certs/ca-certificates.crt"
)

// configuration is an ordinary one: a day's report, mailed with the PDF and stored in every format.
const configuration = `
language: ${BENCH_LANGUAGE:-en}
api: {endpoint: "${BENCH_API}", region: ap-jakarta, time_fields: legacy}
smtp: {host: 127.0.0.1, port: "${BENCH_SMTP_PORT}", username: report@example.com, password: bench}
storage: {url: "cos://bench-1250000000/reports?region=ap-jakarta&endpoint=${BENCH_COS}"}
reports:
  - {name: daily, email: {to: reader@example.com}, store: [pdf, html, csv, json]%s}
`

// newStage starts the servers, for an account that is asked at most so often in a second; rate is as [lketest.Config] has it.
// more is what the configured report has besides.
func newStage(folder string, scenario lketest.Scenario, rate int, more string) (*stage, error) {
	account := apiclient.Credentials{SecretID: secret.New(secretID), SecretKey: secret.New(secretKey), Token: secret.New(token)}
	api, err := lketest.Start(lketest.Config{
		Accounts: []apiclient.Credentials{account}, Source: lketest.Seeded(scenario), Now: time.Now,
		Site: lketest.International, Rate: rate, TLS: true,
	})
	if err != nil {
		return nil, err
	}
	relay, err := smtptest.Start(smtptest.Options{Username: "report@example.com", Password: "bench"})
	if err != nil {
		return nil, errors.Join(err, api.Close())
	}
	s := &stage{api: api, relay: relay, bucket: costest.Start(costest.Options{SecretID: secretID, SecretKey: secretKey, Token: token})}
	if err := s.write(folder, more); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *stage) close() {
	s.bucket.Close()
	_ = s.relay.Close() // nothing is left to lose
	_ = s.api.Close()
}

// write writes the files that the function reads: its configuration, and the authorities that it trusts.
func (s *stage) write(folder, more string) error {
	roots, err := os.ReadFile(system)
	if err != nil {
		return fmt.Errorf("the system's authorities: %w; install ca-certificates", err)
	}
	for _, own := range [][]byte{s.api.Certificate.Raw, s.relay.Certificate().Raw, s.bucket.Certificate().Raw} {
		roots = append(roots, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: own})...)
	}
	authorities, file := filepath.Join(folder, "roots.pem"), filepath.Join(folder, "tokenreport.yml")
	s.environment = []string{
		"SSL_CERT_FILE=" + authorities, "SSL_CERT_DIR=" + filepath.Join(folder, "none"), "TOKENREPORT_CONFIG=" + file,
		"BENCH_API=" + s.api.Endpoint, "BENCH_SMTP_PORT=" + strconv.Itoa(s.relay.Port()), "BENCH_COS=" + s.bucket.URL().String(),
	}
	return errors.Join(os.WriteFile(authorities, roots, 0o600), os.WriteFile(file, fmt.Appendf(nil, configuration, more), 0o600))
}

// invocation asks for the report of the day before an instant, with the account's keys.
func (s *stage) invocation(binary, at string, limit time.Duration, variables map[string]string) call {
	all := map[string]string{
		"TENCENTCLOUD_SECRETID": secretID, "TENCENTCLOUD_SECRETKEY": secretKey, "TENCENTCLOUD_SESSIONTOKEN": token,
	}
	maps.Copy(all, variables)
	return call{
		binary: binary, environment: s.environment, variables: all, limit: limit,
		payload: `{"Type":"Timer","TriggerName":"daily","Time":"` + at + `","Message":"{}"}`,
	}
}
