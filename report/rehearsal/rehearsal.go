// Package rehearsal tries a user's templates before anything is fetched or sent: on reports of every kind that there are, from a
// full day to one of which nothing is known. What a template would get wrong one day, it gets wrong here, and the fault
// says where in the file. It changes nothing and sends nothing.
package rehearsal

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"tokenreport/report/html"
	"tokenreport/report/mail"
	"tokenreport/templates"
)

// Try parses and executes the templates of a set, and looks at what comes out. It returns everything that is wrong, by file and
// place, each fault once; of a template no more than its first fault in each report. The built-in set is not tried.
func Try(set templates.Set) []templates.Fault {
	if set == (templates.Set{}) {
		return nil
	}
	t := trial{set: set, states: states(set)}
	t.mails()
	t.pages()
	t.glyphs()
	slices.SortStableFunc(t.faults, func(a, b templates.Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.CompactFunc(t.faults, func(a, b templates.Fault) bool {
		return a.File == b.File && a.Line == b.Line && a.Column == b.Column && (a.Problem == b.Problem || a.Line > 0)
	})
}

// trial is what is found with one set.
type trial struct {
	set    templates.Set
	states []state
	faults []templates.Fault
}

func (t *trial) add(faults ...templates.Fault) { t.faults = append(t.faults, faults...) }

// subject is a template with what an error about it needs.
func (t *trial) mailHTML() subject {
	return subject{templates.MailHTMLName, t.set.MailHTML(), mail.HTMLData(), mail.HTMLFunctions()}
}

func (t *trial) mailText() subject {
	return subject{templates.MailTextName, t.set.MailText(), mail.TextData(), mail.TextFunctions()}
}

func (t *trial) page() subject {
	return subject{templates.ReportHTMLName, t.set.ReportHTML(), html.Data(), nil}
}

// mails tries the mail's two parts together and, where anything is wrong, each by itself: a fault in one hides none in the
// other.
func (t *trial) mails() {
	html, text := t.mailHTML(), t.mailText()
	switch {
	case t.set.Replaces(html.file) && t.set.Replaces(text.file):
		before := len(t.faults)
		if t.mail(html, t.set); len(t.faults) > before {
			t.faults = t.faults[:before]
			t.mail(html, t.only(html.file))
			t.mail(text, t.only(text.file))
		}
	case t.set.Replaces(html.file):
		t.mail(html, t.set)
	case t.set.Replaces(text.file):
		t.mail(text, t.set)
	}
}

// mail tries a set's mail; what is wrong is the subject's.
func (t *trial) mail(s subject, set templates.Set) {
	writer, err := mail.New(set)
	typos, ok := t.read(s, err)
	if !ok {
		return
	}
	for _, state := range t.states {
		for _, o := range []mail.Options{{}, {Inline: true, Logo: mail.LogoType(state.document.Brand) != ""}} {
			made, err := writer.Render(state.document, o)
			if err != nil {
				t.failed(s, err, state, typos)
				if errors.Is(err, templates.ErrTooLong) {
					return // the others would take as long
				}
				continue
			}
			t.add(lintVerbs(s, made.HTML+made.Text)...)
			if s.file == templates.MailHTMLName {
				t.add(lintMail(s, made.HTML, state.document.Language, o)...)
			}
		}
	}
}

// read adds what is wrong with a template before it is executed, given the error of parsing it, and reports whether it can be.
// The typos are those fields that there are not.
func (t *trial) read(s subject, err error) (typos []templates.Fault, ok bool) {
	if err != nil {
		t.add(s.explain(err, ""))
		return nil, false
	}
	typos, endless := s.fields()
	t.add(typos...)
	return typos, !endless
}

// failed adds why a report could not be written, unless that is one of the typos that are known.
func (t *trial) failed(s subject, err error, state state, typos []templates.Fault) {
	if len(typos) == 0 || !strings.Contains(err.Error(), noSuchField) {
		t.add(s.explain(err, state.name))
	}
}

// only is a set in which no other file than the one is the user's.
func (t *trial) only(file string) templates.Set {
	set, _ := templates.New(map[string][]byte{file: []byte(t.set.Text(file))}) // which was sound once
	return set
}

func (t *trial) pages() {
	if t.set.Replaces(templates.ReportStyleName) {
		t.add(checkContrasts(t.set.ReportStyle())...)
	}
	s := t.page()
	if !t.set.Replaces(s.file) {
		return
	}
	writer, err := html.New(t.set)
	typos, ok := t.read(s, err)
	if !ok {
		return
	}
	for _, state := range t.states {
		page, err := writer.Render(state.document)
		if err != nil {
			t.failed(s, err, state, typos)
			if errors.Is(err, templates.ErrTooLong) {
				return
			}
			continue
		}
		t.add(lintVerbs(s, string(page))...)
		t.add(lintPage(s, string(page), state.document.Language)...)
	}
}
