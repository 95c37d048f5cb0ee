package preview

import (
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
)

// trouble is a page of sentences in the place of a report.
type trouble struct {
	Title  string
	Lines  []string
	Faults Faults
	Text   string // a mail's, as it is
	Theme  Theme
}

func (s *server) trouble(w http.ResponseWriter, status int, theme Theme, t trouble) {
	t.Theme = theme
	s.write(w, status, "view.html.tmpl", t)
}

// view is a report in one form.
func (s *server) view(w http.ResponseWriter, r *http.Request) {
	q := shownOf(r.URL.Query())
	made, err := s.makings.get(r.Context(), q.Choice)
	if err != nil {
		s.refuse(w, q.Theme, err)
		return
	}
	switch r.PathValue("form") {
	case formMail:
		s.mail(w, q.Theme, made.Mail)
	case formText:
		s.text(w, q.Theme, made.Mail)
	case formPage:
		s.made(w, made, "html", q.Theme)
	case formPDF:
		s.made(w, made, "pdf", q.Theme)
	default:
		s.trouble(w, http.StatusNotFound, q.Theme, trouble{Title: "There is no such form of a report", Lines: []string{"There are mail, text, page and pdf."}})
	}
}

// refuse says why there is no report.
func (s *server) refuse(w http.ResponseWriter, theme Theme, err error) {
	t := trouble{Title: "The report cannot be made"}
	var refusal *Refusal
	switch {
	case errors.As(err, &t.Faults):
		t.Title = "The configuration is wrong"
	case errors.As(err, &refusal):
		t.Title, t.Lines = "There is no such report", strings.Split(err.Error(), "\n")
	default:
		t.Lines = strings.Split(err.Error(), "\n")
	}
	s.trouble(w, status(err), theme, t)
}

// unsent says why there is no mail; false where there is one.
func (s *server) unsent(w http.ResponseWriter, theme Theme, m *Mail) bool {
	switch {
	case m == nil:
		s.trouble(w, http.StatusOK, theme, trouble{Title: "This report is not mailed", Lines: []string{"It has no email in the configuration. The page and the PDF are what it stores."}})
	case m.Skip != "":
		s.trouble(w, http.StatusOK, theme, trouble{Title: "No mail goes out", Lines: []string{m.Skip}})
	default:
		return false
	}
	return true
}

func (s *server) mail(w http.ResponseWriter, theme Theme, m *Mail) {
	if s.unsent(w, theme, m) {
		return
	}
	if m.HTML == "" {
		s.text(w, theme, m)
		return
	}
	writeMade(w, "text/html; charset=utf-8", mailPolicy, theme.in(m.HTML))
}

func (s *server) text(w http.ResponseWriter, theme Theme, m *Mail) {
	if !s.unsent(w, theme, m) {
		s.trouble(w, http.StatusOK, theme, trouble{Text: m.Text})
	}
}

func (s *server) made(w http.ResponseWriter, made Made, extension string, theme Theme) {
	file, ok := made.file(extension)
	switch {
	case !ok:
		s.trouble(w, http.StatusNotFound, theme, trouble{Title: "The report was not made in this form"})
	case extension == "html":
		writeMade(w, file.Type, madePolicy, theme.in(string(file.Content)))
	default:
		w.Header().Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": file.Name}))
		writeMade(w, file.Type, filePolicy, string(file.Content))
	}
}

func writeMade(w http.ResponseWriter, mediaType, policy, content string) {
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Content-Security-Policy", policy)
	_, _ = w.Write([]byte(content)) // a browser that has gone wants no more
}

// file is the report's file of an extension.
func (m Made) file(extension string) (File, bool) {
	i := slices.IndexFunc(m.Files, func(f File) bool { return path.Ext(f.Name) == "."+extension })
	if i < 0 {
		return File{}, false
	}
	return m.Files[i], true
}

func (m Made) extensions() []string {
	var list []string
	for _, f := range m.Files {
		list = append(list, strings.TrimPrefix(path.Ext(f.Name), "."))
	}
	return list
}

// file hands out a file of the report, to be kept.
func (s *server) file(w http.ResponseWriter, r *http.Request) {
	q := shownOf(r.URL.Query())
	made, err := s.makings.get(r.Context(), q.Choice)
	if err != nil {
		s.refuse(w, q.Theme, err)
		return
	}
	file, ok := made.file(r.PathValue("extension"))
	if !ok {
		s.trouble(w, http.StatusNotFound, q.Theme, trouble{Title: "The report has no such file", Lines: []string{"There are " + strings.Join(made.extensions(), ", ") + "."}})
		return
	}
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": file.Name}))
	writeMade(w, file.Type, filePolicy, string(file.Content))
}

// facts are what the page says of a report beside the report, as JSON.
type facts struct {
	Period string `json:"period"`
	Day    string `json:"day"`
	// Letter are the mail's lines of address, in the order in which they are shown; none where it is not mailed.
	Letter []line `json:"letter"`
}

type line struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

func (s *server) facts(w http.ResponseWriter, r *http.Request) {
	made, err := s.makings.get(r.Context(), choiceOf(r.URL.Query()))
	if err != nil {
		// The words are in the report's own place.
		http.Error(w, http.StatusText(status(err)), status(err))
		return
	}
	text, err := json.Marshal(facts{made.Period, made.Day, made.Mail.letter()})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	writeMade(w, "application/json", pagePolicy, string(text))
}

// letter are the lines of a mail that goes out.
func (m *Mail) letter() []line {
	lines := []line{}
	if m == nil || m.Skip != "" {
		return lines
	}
	var attached []string
	for _, f := range m.Attachment {
		attached = append(attached, f.Name+" ("+size(f.Size)+")")
	}
	for _, l := range []line{
		{"Subject", m.Subject}, {"From", m.From}, {"To", strings.Join(m.To, ", ")}, {"Cc", strings.Join(m.Cc, ", ")},
		{"Bcc", strings.Join(m.Bcc, ", ")}, {"Attached", strings.Join(attached, ", ")},
	} {
		if l.Value != "" {
			lines = append(lines, l)
		}
	}
	return lines
}
