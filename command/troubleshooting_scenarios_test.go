package command_test

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient/lketest"
	"tokenreport/command"
	"tokenreport/delivery/cos/costest"
	"tokenreport/delivery/smtp/smtptest"
	"tokenreport/delivery/webhook/webhooktest"
)

// A trouble makes the program print a message, and returns all that was printed.
type trouble func(t *testing.T) string

// troubles are those of the README, by the message as it stands there.
func troubles() map[string]trouble {
	all := map[string]trouble{}
	for _, some := range []map[string]trouble{
		configurationTroubles(), eventTroubles(), apiTroubles(), mailTroubles(), storageTroubles(), webhookTroubles(), quietTroubles(),
	} {
		maps.Copy(all, some)
	}
	return all
}

func configurationTroubles() map[string]trouble {
	const kept = "\nstorage: {url: 'file:///x'}\nreports: [{name: a, store: [pdf]}]"
	const mailed = "\nreports: [{name: a, email: {to: a@example.com}}]"
	return map[string]trouble{
		"environment: TENCENTCLOUD_SECRETID: is not set; export TENCENTCLOUD_SECRETID with the value of a CAM key": in(map[string]string{"TOKENREPORT_TO": "a@example.com"}, "run"),
		"environment: TENCENTCLOUD_SECRETID: is not set; give the function an execution role, …":                   in(map[string]string{"TOKENREPORT_TO": "a@example.com", "TENCENTCLOUD_RUNENV": "SCF"}, "run"),
		"reports[0]: has neither email nor store, …; set TOKENREPORT_TO or TOKENREPORT_STORAGE":                    in(credentialled(map[string]string{"TOKENREPORT_LANGUAGE": "id"}), "run"),
		"cannot be read: no such file or directory; correct or unset TOKENREPORT_CONFIG, …":                        in(map[string]string{"TOKENREPORT_CONFIG": "nowhere.yml"}, "run"),
		"tokenreport.yml:…: is not a known key; did you mean …":                                                    configured("timezome: Asia/Jakarta" + kept),
		"tokenreport.yml:…: is not valid YAML: …":                                                                  configured("branding: {colour: #0072B2}" + kept),
		"the environment variable SMTP_PASSWORD is not set; set it, …":                                             configured("smtp: {host: a.example.com, password: '${SMTP_PASSWORD}'}" + mailed),
		"reports[0].email: needs the section smtp, which is missing; …":                                            configured(mailed),
		"smtp.password: would be sent in the clear with tls: none; …":                                              configured("smtp: {host: a.example.com, tls: none, username: a, password: b}" + mailed),
		"storage.url: names no bucket: after cos:// comes its name with the APPID, …":                              configured(strings.Replace(kept, "file:///x", "cos://reports/x?region=ap-jakarta", 1)),
		"….tmpl:…: the report has no field …; did you mean …":                                                      misspeltTemplate,
		"there is no report \"…\": the configuration has …":                                                        in(stored(), "run", "--report", "weekly"),
		"is not over in … yet: the last full day is …":                                                             in(stored(), "run", "--date", "2999-01-01"),
		"another program, perhaps another preview, is at …: give another address, …":                               takenPort,
		"no report is due today: name one with --report, …":                                                        notOnMonday,
		"no tokenreport.yml in …; run …":                                                                           in(nil, "run"),
	}
}

// misspeltTemplate is a template of one's own with a slip in it.
func misspeltTemplate(t *testing.T) string {
	template := written(t, "mail.txt.tmpl", "{{.Titl}}")
	return configured("templates: " + filepath.Dir(template) + "\nstorage: {url: 'file:///x'}\nreports: [{name: a, store: [pdf]}]")(t)
}

// takenPort is a preview at a port where something else listens.
func takenPort(t *testing.T) string {
	other := startRelay(t, smtptest.Options{})
	return in(nil, "preview", "--demo", "--addr", fmt.Sprintf("127.0.0.1:%d", other.Port()))(t)
}

func eventTroubles() map[string]trouble {
	return map[string]trouble{
		"the event's Message, at offset …: it is not JSON: …":                                      event(`{"Type":"Timer","TriggerName":"EveryDay","Time":"2019-02-21T11:49:00Z","Message":"user define msg body"}`),
		"the event has the key \"date\", which a timer's has not: put what to run into Message, …": event(`{"date":"2024-11-19"}`),
	}
}

func apiTroubles() map[string]trouble {
	refused := func(code, message string) trouble {
		return broken(func(s *surroundings) { s.api.Inject(lketest.Always(lketest.APIError(code, message))) })
	}
	answered := func(fault lketest.Fault) trouble {
		return broken(func(s *surroundings) { s.api.Inject(lketest.Always(fault)) })
	}
	return map[string]trouble{
		"AuthFailure.SignatureFailure: …; the secret key does not belong to the secret ID":     broken(func(s *surroundings) { s.environment["TENCENTCLOUD_SECRETKEY"] = "other-canary" }),
		"AuthFailure.SecretIdNotFound: …; the endpoint does not know this secret ID: …":        broken(func(s *surroundings) { s.environment["TENCENTCLOUD_SECRETID"] = "AKIDother" }),
		"AuthFailure.TokenFailure: …; the session token is missing, expired or of another key": broken(func(s *surroundings) { s.environment["TENCENTCLOUD_SESSIONTOKEN"] = "other-canary" }),
		"AuthFailure.SignatureExpire: …; clock skew: signed at …":                              broken(func(s *surroundings) { s.skew = -10 * time.Minute }),
		"UnauthorizedOperation: …; allow lke:DescribeTokenUsageGraph on resource * …":          refused("UnauthorizedOperation", "you are not authorized to perform operation"),
		"UnsupportedRegion: …; set api.region: …":                                              refused("UnsupportedRegion", "The request does not support the region."),
		"InvalidParameterValue: …; check the values of the report's filter":                    refused("InvalidParameterValue", "The value is wrong."),
		"RequestLimitExceeded: …; other programs share this account's limit: …":                refused("RequestLimitExceeded", "Your current request times exceed the limit."),
		"HTTP 502 Bad Gateway …; upstream gateway error; try again later":                      answered(lketest.BadGateway()),
		"HTTP 200 OK, but not an answer of the API …":                                          answered(lketest.HTTP(200, "text/html", "<html>Please log in</html>")),
		"DescribeTokenUsageGraph: dial tcp …: connect: connection refused …":                   broken(func(s *surroundings) { _ = s.api.Close() }),
		"DescribeTokenUsageGraph: tls: failed to verify certificate: x509: …":                  broken(func(s *surroundings) { s.distrustAPI = true }),
		"its … calls take … at … a second, and … is left for fetching; …":                      shortOfTime,
	}
}

// shortOfTime is a month's report in a function whose time is over in two seconds.
func shortOfTime(t *testing.T) string {
	environment, _ := account(t)
	environment["TOKENREPORT_CONFIG"] = written(t, "tokenreport.yml", "api: {endpoint: '${TOKENREPORT_ENDPOINT}'}\n"+
		"storage: {url: '${TOKENREPORT_STORAGE}'}\nreports: [{name: a, period: month, store: [pdf]}]")
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	c := newConsole(environment)
	c.SetRate(0)
	_, err := command.Invoke(ctx, c.System, slog.New(slog.DiscardHandler), []byte(`{"Message":"{\"reports\":[\"a\"]}"}`))
	return fmt.Sprint(err)
}

func mailTroubles() map[string]trouble {
	replying := func(moment smtptest.Moment, reply string) trouble {
		return broken(func(s *surroundings) { s.smtp.SetFaults(smtptest.Faults{moment: {Reply: reply}}) })
	}
	served := func(o smtptest.Options) trouble {
		return func(t *testing.T) string {
			relay := startRelay(t, o)
			return broken(func(s *surroundings) { s.smtp, s.environment["SMTP_PORT"] = relay, fmt.Sprint(relay.Port()) })(t)
		}
	}
	return map[string]trouble{
		"log in to …: 535 …": broken(func(s *surroundings) { s.environment["SMTP_PASSWORD"] = "other-canary" }),
		"name the sender (MAIL FROM) to …: 501 Mail from address must be same as authorization user":    replying(smtptest.Mail, "501 Mail from address must be same as authorization user"),
		"name the recipient (RCPT TO) to …: 553 … Sender address rejected: not owned by user …":         replying(smtptest.Rcpt, "553 5.7.1 <report@example.com>: Sender address rejected: not owned by user ops"),
		"name the recipient (RCPT TO) to …: 554 … Relay access denied":                                  replying(smtptest.Rcpt, "554 5.7.1 <ops@example.com>: Relay access denied"),
		"name the recipient (RCPT TO) to …: 550 …":                                                      replying(smtptest.Rcpt, "550 5.1.1 no such user"),
		"name the recipient (RCPT TO) to …: 450 …; the server asks to try again later":                  replying(smtptest.Rcpt, "450 4.7.1 try again later"),
		"connect to …: dial tcp …: connect: connection refused; …":                                      broken(func(s *surroundings) { _ = s.smtp.Close() }),
		"wait for the greeting of …: context deadline exceeded; …":                                      silentRelay,
		"agree on TLS with …: tls: first record does not look like a TLS handshake; …":                  served(smtptest.Options{Security: smtptest.Plain}),
		"agree on TLS with …: tls: failed to verify certificate: x509: …":                               broken(func(s *surroundings) { s.distrustSMTP = true }),
		"…: the server offers no login; nothing was sent: …":                                            served(smtptest.Options{}),
		"wait for the message to be accepted by …: 552 …; the mail may be too large for this server: …": delivering(smtptest.Fault{Reply: "552 5.3.4 message size exceeds fixed limit"}),
		"…; the mail may have arrived; sent again it bears the same Message-ID":                         delivering(smtptest.Fault{Do: smtptest.Close}),
		"… is too large to attach: with it the mail would exceed its limit of …":                        oversizeMail,
		"the recipient … is outside smtp.allow; …":                                                      broken(func(s *surroundings) { s.environment["SMTP_ALLOW"] = "example.com, example.net" }),
	}
}

func storageTroubles() map[string]trouble {
	refused := func(status int, code string) trouble {
		return broken(func(s *surroundings) { s.cos.SetFaults(costest.Fault{Status: status, Code: code, Message: "Refused."}) })
	}
	return map[string]trouble{
		"put object …: AccessDenied: …; allow the function's role the action name/cos:PutObject on …": refused(403, "AccessDenied"),
		"put object …: NoSuchBucket: …; check the bucket's name with its APPID, and the region, …":    refused(404, "NoSuchBucket"),
		"put object …: InvalidAccessKeyId: …; the key is unknown: …":                                  refused(403, "InvalidAccessKeyId"),
		"the bucket keeps versions, or did once, …: two runs at the same moment may deliver twice; …": broken(func(s *surroundings) { s.cos.EnableVersioning() }),
	}
}

// delivering is a run whose mail meets a fault at its end.
func delivering(atTheEnd smtptest.Fault) trouble {
	return func(t *testing.T) string {
		environment, relay := mailing(t)
		relay.SetFaults(smtptest.Faults{smtptest.FinalDot: atTheEnd})
		return in(environment, "run", "--date", "2024-11-19")(t)
	}
}

// oversizeMail is the page of a mail whose limit its attachment exceeds.
func oversizeMail(t *testing.T) string {
	environment, _ := mailing(t)
	environment["TOKENREPORT_CONFIG"] = written(t, "tokenreport.yml", "api: {endpoint: '${TOKENREPORT_ENDPOINT}', region: ap-guangzhou}\n"+
		"smtp: {host: 127.0.0.1, tls: none, from: report@example.com, max_size: 60KB}\nreports: [{name: a, email: {to: a@example.com}}]")
	out := t.TempDir()
	printed := in(environment, "run", "--date", "2024-11-19", "--dry-run", "--out", out)(t)
	page, err := os.ReadFile(filepath.Join(out, "a", "2024-11-19", "mail.html"))
	if err != nil {
		t.Fatalf("%v: %s", err, printed)
	}
	return string(page)
}

// silentRelay takes the connection and says nothing until the time is over.
func silentRelay(t *testing.T) string {
	s := surround(t)
	ctx := newExpiring(t.Context())
	s.smtp.SetFaults(smtptest.Faults{smtptest.Greeting: {Do: smtptest.Hang, Notify: ctx.end}})
	command.CheckTrusting(ctx, s.System, s.api.Roots, s.smtp.CertPool(), s.cos.CertPool(), nil, false, true)
	return s.told(t)
}

func webhookTroubles() map[string]trouble {
	refused := func(answer string) trouble {
		return func(t *testing.T) string {
			s := surround(t)
			announce(t, s, webhooksConfig).Inject(func(kind string) (webhooktest.Fault, bool) {
				return webhooktest.Fault{Status: 200, Body: answer}, kind == "dingtalk" || kind == "wecom"
			})
			s.check(t, true, true)
			return s.told(t)
		}
	}
	return map[string]trouble{
		"post to wecom-…: errcode 93000: …; the key in the url is of no robot, …":                    refused(`{"errcode":93000,"errmsg":"invalid webhook url"}`),
		"post to dingtalk-…: errcode 310000: …; the robot's security settings refuse the message; …": refused(`{"errcode":310000,"errmsg":"sign not match"}`),
	}
}

// lonelyTroubles change what all tests share: the folder, or the variables of this process.
func lonelyTroubles() map[string]trouble {
	return map[string]trouble{
		"there is no go in the PATH, which builds the binary: install Go …": func(t *testing.T) string {
			t.Setenv("PATH", t.TempDir())
			return in(credentialled(nil), "package")(t)
		},
		"the binary is built from the sources of tokenreport, and this folder is not in them: …": func(t *testing.T) string {
			t.Chdir(t.TempDir())
			return in(credentialled(nil), "package")(t)
		},
	}
}

// quietTroubles are no errors: what a reader or an owner finds.
func quietTroubles() map[string]trouble {
	mornings, gap := once(runMornings), once(shown("gap"))
	return map[string]trouble{
		`"via":"email","status":"already delivered"…`: mornings,
		"no run is recorded: the timer did not fire, the function could not start, or the storage of delivery records was down": mornings,
		"Nothing was recorded …, where about … tokens are usual: data may be missing.":                                          gap,
		"The API's summary has … tokens more than its graph …: data may be missing here.":                                       gap,
		"No usage was recorded on this day …":                                                                                   shown("empty"),
	}
}
