package check

import (
	"context"
	"fmt"

	"tokenreport/delivery"
)

// Mail is a mail server that may be asked without sending anything. *smtp.Channel is one.
type Mail interface {
	// Login connects and logs in.
	Login(ctx context.Context) error
	// Accepts asks whether mail to the recipients would be taken. refused says of an address why it is not; err why
	// there was no asking further, the sender's refusal included.
	Accepts(ctx context.Context, recipients []string) (refused map[string]error, err error)
}

const noMail = "no mail server is configured (smtp)"

// mail logs in and, if that went well, asks about the recipients.
func (p Plan) mail(ctx context.Context) []Row {
	login := Try(ctx, p.Now, MailLogin, func(ctx context.Context) Outcome {
		if p.Mail == nil {
			return Outcome{Skip: noMail}
		}
		if err := p.Mail.Login(ctx); err != nil {
			return Outcome{Findings: []Finding{Complain(Failed, err, "check smtp in the configuration")}}
		}
		if p.Anonymous {
			return Outcome{Detail: "connected; no login is configured"}
		}
		return Outcome{Detail: "logged in as configured"}
	})
	recipients := Try(ctx, p.Now, Recipients, func(ctx context.Context) Outcome {
		switch {
		case p.Mail == nil:
			return Outcome{Skip: noMail}
		case login.Result != OK:
			return Outcome{Skip: "the mail server could not be used"}
		case len(p.Recipients) == 0:
			return Outcome{Skip: nobody}
		}
		return p.askFor(ctx)
	})
	return []Row{login, recipients}
}

const nobody = "no report is mailed, and there is no owner"

// askFor names every refused address. A refusal for the moment, or a conversation that ends, may be all that this server
// has for such questions, so it is a warning.
func (p Plan) askFor(ctx context.Context) Outcome {
	refused, err := p.Mail.Accepts(ctx, p.Recipients)
	o := Outcome{Detail: fmt.Sprintf("accepted without sending a mail: %d of %d", len(p.Recipients)-len(refused), len(p.Recipients))}
	for _, address := range p.Recipients {
		if refusal, ok := refused[address]; ok {
			finding := Complain(severity(refusal), refusal, "check the recipient's address")
			finding.Text = address + ": " + finding.Text
			o.Findings = append(o.Findings, finding)
		}
	}
	if err != nil {
		const hint = "some servers dislike to be asked without a mail: try tokenreport check --send"
		o.Detail = ""
		o.Findings = append(o.Findings, Complain(severity(err), err, hint))
	}
	return o
}

func severity(err error) Result {
	if delivery.FaultOf(err) == delivery.Permanent {
		return Failed
	}
	return Warning
}
