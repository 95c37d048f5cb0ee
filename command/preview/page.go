package preview

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// A form is a way in which a report is shown.
const (
	formMail = "mail"
	formPage = "page"
	formPDF  = "pdf"
	formText = "text"
)

func forms() []Option {
	return []Option{
		{Value: formMail, Label: "Mail"}, {Value: formPage, Label: "HTML page"}, {Value: formPDF, Label: "PDF"},
		{Value: formText, Label: "Mail as text"},
	}
}

// The widths are those of a telephone and of a window.
const (
	phone   = "phone"
	desktop = ""
)

func widths() []Option {
	return []Option{{Value: desktop, Label: "Desktop"}, {Value: phone, Label: "Phone, 360 px"}}
}

// shown is what the address of the page says.
type shown struct {
	Choice
	Form, Width string
	Theme       Theme
}

func shownOf(q url.Values) shown {
	return shown{
		Choice: choiceOf(q), Form: among(forms(), q.Get("form")), Width: among(widths(), q.Get("width")),
		Theme: Theme(among(themes(), q.Get("theme"))),
	}
}

// among is the value where it is one of the options, else the first.
func among(options []Option, value string) string {
	if slices.ContainsFunc(options, func(o Option) bool { return o.Value == value }) {
		return value
	}
	return options[0].Value
}

// query is an address's part that says all this again, in a fixed order, and nothing that goes without saying.
func (s shown) query() string {
	q := url.Values{}
	for name, value := range map[string]string{
		"report": s.Report, "date": s.Date, "language": s.Language, "figures": s.Figures, "period": s.Period,
		"scenario": s.Scenario, "width": s.Width, "theme": string(s.Theme),
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if s.Form != formMail {
		q.Set("form", s.Form)
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// Inside are the address's last words for the frame: they ask the viewer of PDFs for the page, not for its margin of others.
func (s shown) Inside() string {
	if s.Form == formPDF {
		return "#navpanes=0&view=FitH"
	}
	return ""
}

// field is a choice as the page offers it. Options without more than one are not offered.
type field struct {
	Name, Label string
	Options     []Option
	Value       string
}

// frontPage is what its template sees.
type frontPage struct {
	Desk
	Shown      shown
	Query      string
	Generation string
	Before     []field // before the date
	After      []field
	Switches   []field
	Tabs       []tab
	Faults     []Fault // the configuration's; then there is nothing to choose
	Broken     string  // what else is wrong with it
}

type tab struct {
	Option
	Query   string
	Current bool
}

// page is the page around everything.
func (s *server) page(w http.ResponseWriter, r *http.Request) {
	p := frontPage{Shown: shownOf(r.URL.Query()), Generation: s.makings.state().Generation}
	desk, err := s.source.Desk()
	var faults Faults
	switch {
	case errors.As(err, &faults):
		p.Faults = faults
	case err != nil:
		p.Broken = err.Error()
	default:
		p.set(desk)
	}
	s.write(w, http.StatusOK, "page.html.tmpl", p)
}

func (p *frontPage) set(desk Desk) {
	p.Desk, p.Shown.Choice = desk, desk.settle(p.Shown.Choice)
	p.Query = p.Shown.query()
	for _, figures := range desk.Figures {
		if figures.About != "" && desk.figures(p.Shown.Choice) == figures.Value {
			p.Notes = append(slices.Clip(desk.Notes), figures.About)
		}
	}
	p.Before = []field{{"report", "Report", desk.Reports, p.Shown.Report}}
	p.After = []field{{"language", "Language", desk.Languages, p.Shown.Language}, {"figures", "Figures", desk.Figures, p.Shown.Figures}}
	if desk.invents(p.Shown.Choice) {
		p.After = append(p.After, field{"period", "Period", desk.Periods, p.Shown.Period},
			field{"scenario", "Scenario", desk.Scenarios, p.Shown.Scenario})
	}
	p.Switches = []field{{"theme", "Colours", themes(), string(p.Shown.Theme)}, {"width", "Width", widths(), p.Shown.Width}}
	for _, form := range forms() {
		other := p.Shown
		other.Form = form.Value
		p.Tabs = append(p.Tabs, tab{form, other.query(), form.Value == p.Shown.Form})
	}
}

// write writes a page by its template.
func (s *server) write(w http.ResponseWriter, status int, name string, values any) {
	var out bytes.Buffer
	if err := pages().ExecuteTemplate(&out, name, values); err != nil {
		http.Error(w, "a defect of tokenreport: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = out.WriteTo(w) // a browser that has gone wants no more
}

// size is a number of bytes for people: 812 B, 96 KB, 1.2 MB.
func size(bytes int) string {
	switch {
	case bytes < 1000:
		return strconv.Itoa(bytes) + " B"
	case bytes < 999_500:
		return fmt.Sprintf("%d KB", (bytes+500)/1000)
	default:
		return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
	}
}
