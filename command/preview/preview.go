// Package preview shows a report on a page of this machine: the mail, the page and the PDF as they would go out, with a
// choice of report, date, language, width and scheme, and anew as soon as a file that they are made of changes.
//
// It is a room within package command's, which alone uses it, and not a part of it, because it is an HTTP server and knows
// nothing else: neither configurations nor reports. What there is to choose, and what is made of a choice, is for a [Source]
// to say, which package command is; so that nothing here can deliver or store. All that it answers is of this server: its
// policy lets a browser ask nobody else, and it answers no request that came by another name than its own.
package preview

import (
	"context"
	"errors"
	"net/url"
	"slices"
)

// Source makes what is shown. Both methods are called by several goroutines at once.
type Source interface {
	// Desk is what there is to choose from at this moment. Its error is shown in place of everything; it may be [Faults].
	Desk() (Desk, error)
	// Make makes a report in all forms, and delivers and stores nothing. The error is a [Refusal] where the choice is wrong,
	// or [Faults].
	Make(ctx context.Context, c Choice) (Made, error)
}

// Choice is what is to be made; its comparable value is its identity. What is empty is as the configuration has it.
type Choice struct {
	Report   string // empty: the first
	Date     string // YYYY-MM-DD within the period; empty: the last period that is over
	Language string
	Figures  string
	Period   string
	Scenario string
}

// Option is one of the values of a choice, with the words that it is offered in.
type Option struct {
	Value, Label string
	About        string // what whoever chooses it has to know; may be empty
}

// Desk is what there is to choose from. The first option of each list is what an empty choice stands for. There is nothing
// to choose in a list of none or one.
type Desk struct {
	Notes     []string // what whoever looks at the page has to know, such as the name of the configuration's file
	Reports   []Option
	Languages []Option
	Figures   []Option // where they are from
	// Invented are the figures whose Periods and Scenarios can be chosen, a value of Figures; empty: none.
	Invented  string
	Periods   []Option
	Scenarios []Option
	Formats   []string // of the files that a report is made in, as their extensions
}

// Made is a report in all its forms.
type Made struct {
	Period string // its name: 2024-11-19, 2024-W47 or 2024-11
	Day    string // its first day, YYYY-MM-DD
	Mail   *Mail  // nil: the report is not mailed
	Files  []File // the report as files, one of each format
}

// Mail is a mail as its first recipient gets it.
type Mail struct {
	Skip       string // why none goes out; empty: it does
	Subject    string
	From       string
	To, Cc     []string
	Bcc        []string
	HTML       string // with its images in it; empty: the mail has text alone
	Text       string
	Attachment []File // each by name and size; its content is not needed
}

// File is a file of the report.
type File struct {
	Name    string // token-usage-2024-11-19.pdf
	Type    string // its media type
	Size    int    // of Content, in bytes
	Content []byte
}

// Fault is one thing that is wrong with the configuration.
type Fault struct {
	Where   string // tokenreport.yml:12:5, or "environment"
	Key     string // reports[0].email; may be empty
	Problem string
	Remedy  string // may be empty
}

// Faults are all that is wrong with a configuration; as an error there is at least one.
type Faults []Fault

func (f Faults) Error() string { return "the configuration is wrong" }

// Refusal is a choice that cannot be made.
type Refusal struct{ Err error }

func (r *Refusal) Error() string { return r.Err.Error() }

// Unwrap returns the cause.
func (r *Refusal) Unwrap() error { return r.Err }

// choiceOf reads a choice of an address.
func choiceOf(q url.Values) Choice {
	return Choice{
		Report: q.Get("report"), Date: q.Get("date"), Language: q.Get("language"),
		Figures: q.Get("figures"), Period: q.Get("period"), Scenario: q.Get("scenario"),
	}
}

// settle replaces what a changed configuration no longer has, so that an older address still shows something. A date is left
// as it is: what is wrong with it is said in the report's place.
func (d Desk) settle(c Choice) Choice {
	c.Report = settled(d.Reports, c.Report)
	c.Language = settled(d.Languages, c.Language)
	c.Figures = settled(d.Figures, c.Figures)
	c.Period, c.Scenario = settled(d.Periods, c.Period), settled(d.Scenarios, c.Scenario)
	if !d.invents(c) {
		c.Period, c.Scenario = "", ""
	}
	return c
}

// settled is the value where it is one of the options and not the first, which has no need to be said.
func settled(options []Option, value string) string {
	if i := slices.IndexFunc(options, func(o Option) bool { return o.Value == value }); i > 0 {
		return value
	}
	return ""
}

// invents reports whether the choice's figures have periods and scenarios.
func (d Desk) invents(c Choice) bool {
	return d.Invented != "" && d.figures(c) == d.Invented
}

// figures is the value of the choice's figures.
func (d Desk) figures(c Choice) string {
	if c.Figures == "" && len(d.Figures) > 0 {
		return d.Figures[0].Value
	}
	return c.Figures
}

// status is how an error is answered.
func status(err error) int {
	var refusal *Refusal
	var faults Faults
	switch {
	case errors.As(err, &refusal):
		return 400
	case errors.As(err, &faults):
		return 500
	default:
		return 502 // whoever was asked for the figures gave none
	}
}
