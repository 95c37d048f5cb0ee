package job

import (
	"time"

	"tokenreport/delivery"
	"tokenreport/report"
)

// Answer is what a run answers, as JSON.
type Answer struct {
	Reports []Result `json:"reports"`
}

// Result is what became of one report. Its figures are null where they are not known, also because the report
// failed before they were.
type Result struct {
	Report     string     `json:"report"`
	From       time.Time  `json:"from"`
	Until      time.Time  `json:"until"` // not included
	Total      *int64     `json:"total"`
	Input      *int64     `json:"input"`
	Output     *int64     `json:"output"`
	Peak       *Peak      `json:"peak"`
	Complete   bool       `json:"complete"`
	Revision   int        `json:"revision"`
	Deliveries []Delivery `json:"deliveries"`

	// Files are all that was rendered, delivered or not, Folder is where a store files them, and Period is the name of
	// what they are about: 2024-11-19, 2024-W47 or 2024-11. They are not part of the JSON.
	Files  []delivery.File `json:"-"`
	Folder string          `json:"-"`
	Period string          `json:"-"`
	// Card is what chats are told; nil where there is none. It is not part of the JSON either.
	Card *delivery.Card `json:"-"`
	// Letter is the mail that goes out or, in a dry run, would; nil where the report is not mailed. It is not part of the JSON.
	Letter *Letter `json:"-"`
}

// Letter is a mail as its first recipient gets it.
type Letter struct {
	Parcel delivery.Parcel // its HTML names its images by their ContentID
	Skip   string          // why it does not go out, apart from a dry run; empty: it does
}

// Peak is the busiest interval, under the label that the API gave it.
type Peak struct {
	At     time.Time `json:"at"`
	Tokens int64     `json:"tokens"`
}

// Delivery is what became of one delivery.
type Delivery struct {
	Via    string `json:"via"` // the channel's name: email, cos, file, wecom, …; scf of a report that was dispatched
	Status Status `json:"status"`
	Detail string `json:"detail"`
}

// Status is how a delivery ended: what the channel reported, or one of these.
type Status = delivery.Status

const (
	// AlreadyDelivered is a delivery that an earlier run has made.
	AlreadyDelivered Status = "already delivered"
	// Skipped is a delivery that was not wanted; its detail says why.
	Skipped Status = "skipped"
	// Dispatched is a report that another invocation makes; its detail says which.
	Dispatched Status = "dispatched"
)

func newResult(t task) Result {
	return Result{
		Report: t.Name, From: t.period.From, Until: t.period.Until, Revision: t.revision, Deliveries: []Delivery{},
		Folder: folder(t), Period: t.period.Name(),
	}
}

func (r *Result) tell(s report.Analysis) {
	r.Total, r.Input, r.Output = number(s.Usage.Total), number(s.Usage.Input), number(s.Usage.Output)
	r.Complete = s.Complete()
	if s.Peak != nil {
		r.Peak = &Peak{At: s.Peak.At, Tokens: int64(s.Peak.Tokens)}
	}
}

func number(a report.Amount) *int64 {
	if !a.Known {
		return nil
	}
	n := int64(a.N)
	return &n
}
