package command

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
)

// The names of what init writes.
const (
	configFile = "tokenreport.yml"
	envName    = ".env"
	schemaFile = "tokenreport.schema.json"
)

func initialize(ctx context.Context, sys System, args []string) error {
	given, call, err := parseInit(sys, args)
	if err != nil {
		return err
	}
	folder := newSite(call.out)
	i := interview{given: given}
	if err := folder.vacant(); err != nil && !call.force {
		i.wrong = append(i.wrong, err.Error())
	}
	if sys.Interactive && !call.yes {
		if len(i.wrong) > 0 {
			return i.refusal()
		}
		if err := folder.writable(); err != nil { // before there are answers to lose
			return err
		}
		i.dialog = &dialog{in: bufio.NewReader(sys.Stdin), out: sys.Stderr, secret: sys.Secret}
		_, _ = fmt.Fprintf(sys.Stderr, "Enter takes what stands in brackets; %s is an answer of nothing. Nothing is written before the end.\n\n", noAnswer)
	}
	a, err := i.hold(ctx)
	if err != nil {
		return err
	}
	if i.dialog != nil {
		_, _ = fmt.Fprintln(sys.Stderr)
	}
	written, err := folder.write(a, call.force)
	if err != nil {
		return err
	}
	return tellInit(ctx, sys, folder, a, written)
}

// initCall is how init was called, but for the answers.
type initCall struct {
	out        string
	force, yes bool
}

func parseInit(sys System, args []string) (answers, initCall, error) {
	var call initCall
	sys.files = nil // it reads none: it writes them
	flags := newFlags(sys, "init", "At a terminal it asks for what no flag has answered; elsewhere, or with --yes, the defaults serve. The mail server's\n"+
		"password is taken from SMTP_PASSWORD, or asked for. Nothing is sent, and no file is overwritten without --force.\n\n")
	flags.StringVar(&call.out, "out", ".", "write into this `folder`")
	flags.BoolVar(&call.force, "force", false, "write although there are such files; they are kept, with .bak behind their names")
	flags.BoolVar(&call.yes, "yes", false, "ask nothing")
	fallbacks := answers{"mail": relaySES}
	for _, q := range questions() {
		if q.byDefault != nil {
			fallbacks[q.name] = q.byDefault(fallbacks)
		}
		if !q.secret {
			flags.String(q.name, "", q.help(fallbacks[q.name]))
		}
	}
	if err := parse(flags, args, 0); err != nil {
		return nil, call, err
	}
	given := answers{}
	flags.Visit(func(f *flag.Flag) {
		given[f.Name] = f.Value.String()
	})
	if password, ok := sys.Env("SMTP_PASSWORD"); ok && password != "" {
		given[passwordQuestion] = password
	}
	return given, call, nil
}

// help is the question as a flag has it.
func (q question) help(fallback string) string {
	text := q.asks
	if q.words != nil {
		text += ": " + orWords(q.words)
	}
	if fallback != "" && q.suggested == "" {
		text += " (default " + fallback + ")"
	}
	return text
}

// interview finds out the answers.
type interview struct {
	given   answers // by flags and variables
	dialog  *dialog // nil: nobody is asked
	wrong   []string
	missing []string
}

// refusal says all that is wrong or missing.
func (i *interview) refusal() error {
	if len(i.missing) > 0 {
		i.wrong = append(i.wrong, fmt.Sprintf("missing: %s; at a terminal they are asked for", strings.Join(i.missing, ", ")))
	}
	if len(i.wrong) == 0 {
		return nil
	}
	return usageError{errors.New(strings.Join(i.wrong, "\n"))}
}

// hold settles question after question. The error says all that is wrong or missing.
func (i *interview) hold(ctx context.Context) (answers, error) {
	a := answers{} // grows answer by answer, so that what is wrong with it is the last one's fault
	for _, q := range questions() {
		if err := i.settle(ctx, a, q); err != nil {
			return nil, err
		}
		if i.dialog != nil && len(i.wrong) > 0 { // who has to call again is asked no more
			return nil, i.refusal()
		}
	}
	if err := i.refusal(); err != nil {
		return nil, err
	}
	if wrong := a.errors(); len(wrong) > 0 {
		return nil, wrong
	}
	return a, nil
}

func (i *interview) settle(ctx context.Context, a answers, q question) error {
	text, given := i.given[q.name]
	switch {
	case q.mail && !a.mailed():
		if given && !q.secret {
			i.wrong = append(i.wrong, fmt.Sprintf("--%s is of no use, since nobody gets a mail; give --to or --owner, too", q.name))
		}
		return nil
	case !given && q.implied != nil && q.implied(i.given) != "":
		a[q.name] = q.implied(i.given)
	case given && q.secret:
		a[q.name] = text
	case given:
		a[q.name] = q.tidy(text, "")
	case i.dialog != nil && (q.ask == nil || q.ask(a)):
		return notWritten(i.dialog.ask(ctx, a, q))
	case q.byDefault != nil:
		a[q.name] = q.byDefault(a)
	}
	if a[q.name] == "" {
		if lacks := q.lacks(a); lacks != "" {
			i.missing = append(i.missing, lacks)
		}
		return nil
	}
	if wrong := a.judge(q); wrong != "" {
		i.wrong = append(i.wrong, q.source()+": "+wrong)
		a[q.name] = q.standIn() // so that no other answer is blamed
	}
	return nil
}

// standIn takes the place of a wrong answer while the others are judged: nothing, but where that would make others useless or
// missing.
func (q question) standIn() string {
	return map[string]string{"to": "a@example.com", "owner": "a@example.com", "storage": "file:///x", "host": "example.com", "username": "a@example.com"}[q.name]
}

// source is where an answer comes from that is not asked for.
func (q question) source() string {
	if q.secret {
		return "SMTP_PASSWORD"
	}
	return "--" + q.name
}

// notWritten says of a dialog that has ended early what has become of the answers.
func notWritten(err error) error {
	switch {
	case errors.Is(err, io.EOF):
		return usageError{errors.New("the answers ended before the questions; nothing is written")}
	case errors.Is(err, context.Canceled):
		return errors.New("interrupted; nothing is written")
	case err != nil:
		return fmt.Errorf("ask: %w; nothing is written", err)
	}
	return nil
}
