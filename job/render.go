package job

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tokenreport/apiclient"
	"tokenreport/delivery"
	"tokenreport/report"
	"tokenreport/report/data"
	"tokenreport/report/format"
	"tokenreport/report/mail"
	"tokenreport/report/pdf"
	"tokenreport/report/png"
)

// The names of the mail's two parts among [Result].Files.
const (
	MailHTML = "mail.html"
	MailText = "mail.txt"
)

// figures is what a format may draw on.
type figures struct {
	analysis report.Analysis
	document report.Document
	options  report.Options
	looks    Looks
	replaced *int // where to count the characters that the PDF's fonts lack; nil: nowhere
}

// makers says of each format what makes it.
var makers = map[format.Format]func(figures) ([]byte, error){
	format.PDF:  renderPDF,
	format.HTML: func(f figures) ([]byte, error) { return f.looks.Page.Render(f.document) },
	format.CSV:  func(f figures) ([]byte, error) { return data.CSV(f.analysis.Summary, f.options.Language) },
	format.JSON: func(f figures) ([]byte, error) { return data.JSON(f.analysis, f.document.Title, f.options) },
}

func renderPDF(f figures) ([]byte, error) {
	file, err := pdf.Render(f.document)
	if err != nil {
		return nil, err
	}
	return file, reread(file, f)
}

// rendered is a report in every form that is wanted, complete in memory.
type rendered struct {
	formats  map[format.Format]delivery.File
	attached []format.Format   // to the mail
	linked   []format.Format   // too large to attach, so the mail links to what is stored of them
	oversize []report.Oversize // all that were too large
	mail     mail.Mail         // zero where the report is not mailed
	images   []delivery.File   // the mail's chart and logo; none where the relay carries no images
	note     string            // the whole mail of an empty day, where one line is wanted
	card     *delivery.Card    // for chats; nil where the report is announced to none
	noteCard *delivery.Card    // the same of an empty day, where one line is wanted
	doubts   []string          // what the owner should know of the figures
	report   string            // its name, which attachments bear
	replaced int               // characters that the PDF shows as U+FFFD, since no font has them
}

func (r *Runner) render(ctx context.Context, t task, found finding) (rendered, error) {
	options := r.options(t, found)
	document, err := report.Compose(found.analysis, options)
	if err != nil {
		return rendered{}, fmt.Errorf("compose the report: %w", err)
	}
	made := rendered{formats: map[format.Format]delivery.File{}, note: document.OneLine + "\n", doubts: warnings(document), report: t.Name}
	f := figures{found.analysis, document, options, r.Looks, &made.replaced}
	for _, wanted := range t.wanted() {
		content, err := makers[wanted](f)
		if err != nil {
			return rendered{}, fmt.Errorf("render the %s: %w", wanted, err)
		}
		made.formats[wanted] = delivery.File{Name: fileName(t, string(wanted)), Type: wanted.MediaType(), Content: content}
	}
	if t.Mail != nil {
		made.attached = t.Mail.Attach
		if err := made.addMail(t, f); err != nil {
			return rendered{}, err
		}
		if err := fit(ctx, t, f, &made); err != nil {
			return rendered{}, err
		}
	}
	err = made.addCards(ctx, t, f)
	return made, err
}

// wanted are the formats that go anywhere; a dry run, after which somebody looks at the files, makes all.
func (t task) wanted() []format.Format {
	return slices.DeleteFunc(format.All(), func(f format.Format) bool {
		stored := t.Store != nil && slices.Contains(t.Store.Formats, f)
		attached := t.Mail != nil && slices.Contains(t.Mail.Attach, f)
		return !t.dryRun && !stored && !attached
	})
}

// warnings are what the document says against its own figures.
func warnings(d report.Document) []string {
	var list []string
	for _, notice := range d.Notices {
		if notice.Warning {
			list = append(list, notice.Text)
		}
	}
	return list
}

func (made *rendered) addMail(t task, f figures) error {
	var err error
	if t.Mail.Inline {
		if made.images, err = images(t, f.document); err != nil {
			return err
		}
	}
	if made.mail, err = f.looks.Mail.Render(f.document, mailOptions(t, f.document.Brand)); err != nil {
		return fmt.Errorf("render the mail: %w", err)
	}
	// A template of one's own need not show them, and what no part shows would be an attachment.
	made.images = slices.DeleteFunc(made.images, func(f delivery.File) bool {
		return !strings.Contains(made.mail.HTML, "cid:"+f.ContentID)
	})
	return nil
}

// images are the chart, drawn from the same description as the PDF's, and the logo where there is one.
func images(t task, document report.Document) ([]delivery.File, error) {
	untitled := document.Chart
	untitled.Title = "" // the mail has it as a heading
	chart, err := png.Chart(untitled, 2*mail.ChartWidth)
	if err != nil {
		return nil, fmt.Errorf("draw the mail's chart: %w", err)
	}
	list := []delivery.File{{Name: fileName(t, "png"), Type: "image/png", Content: chart, ContentID: mail.ChartID}}
	if mediaType := mail.LogoType(document.Brand); mediaType != "" {
		name := "logo." + strings.TrimPrefix(mediaType, "image/")
		list = append(list, delivery.File{Name: name, Type: mediaType, Content: document.Brand.Logo, ContentID: mail.LogoID})
	}
	return list, nil
}

func mailOptions(t task, brand report.Brand) mail.Options {
	return mail.Options{
		Inline: t.Mail.Inline, ChartHeight: png.Height(mail.ChartWidth), Logo: t.Mail.Inline && mail.LogoType(brand) != "",
	}
}

func (r *Runner) options(t task, found finding) report.Options {
	return report.Options{
		Report: t.Name, Title: t.Title, Language: t.Language, Hourly: t.Hourly,
		Attached: t.Mail != nil && slices.Contains(t.Mail.Attach, format.PDF),
		Planned:  t.planned, Revision: t.revision, Corrects: t.corrects,
		Tables: t.Tables, Brand: r.Brand, Templates: r.Looks.Texts,
		Source: report.Source{
			API: "DescribeTokenUsageGraph 2023-11-30", Further: further(t, found.analysis), Endpoint: r.Endpoint, Region: r.Region,
			LabelZone: r.LabelZone.String(), Filters: filters(t.Filter), RequestIDs: found.requestIDs, Version: r.Version,
		},
	}
}

// further are the actions whose figures the report has besides.
func further(t task, a report.Analysis) []string {
	var actions []string
	for _, action := range []struct {
		name string
		kind report.OmissionKind
	}{{"DescribeCallStatsGraph", report.OmittedCalls}, {"DescribeTokenUsage", report.OmittedTotals}} {
		omitted := slices.ContainsFunc(a.Omissions, func(o report.Omission) bool { return o.What == action.kind })
		if t.Calls && !omitted {
			actions = append(actions, action.name)
		}
	}
	return actions
}

// filters lists what narrows the query, under the API's own names.
func filters(f apiclient.Filter) []report.Filter {
	var list []report.Filter
	for _, filter := range []report.Filter{
		{Name: "UinAccount", Values: f.UinAccounts},
		{Name: "SubBizType", Values: []string{f.SubBizType}},
		{Name: "ModelName", Values: []string{f.ModelName}},
		{Name: "AppBizIds", Values: f.AppBizIDs},
		{Name: "AppType", Values: []string{f.AppType}},
		{Name: "SubScenes", Values: f.SubScenes},
	} {
		if len(filter.Values) > 0 && filter.Values[0] != "" {
			list = append(list, filter)
		}
	}
	return list
}

const filePrefix = "token-usage-"

func fileName(t task, extension string) string {
	return filePrefix + t.period.Name() + "." + extension
}

// files are those of the given formats that were rendered, in the order given.
func (made rendered) files(wanted []format.Format) []delivery.File {
	var files []delivery.File
	for _, f := range wanted {
		if file, ok := made.formats[f]; ok {
			files = append(files, file)
		}
	}
	return files
}

// mailed are the files of the mail: the attachments and the images. Attachments bear the report's name, or those of two reports of
// a day would take each other's place where they are saved; in a store, each report has a folder.
func (made rendered) mailed() []delivery.File {
	files := append(made.files(made.attached), made.images...)
	for i := range files {
		if named, ours := strings.CutPrefix(files[i].Name, filePrefix); ours {
			files[i].Name = filePrefix + made.report + "-" + named
		}
	}
	return files
}

// all is everything that was rendered, the mail's two parts included.
func (made rendered) all() []delivery.File {
	files := append(made.files(format.All()), made.images...)
	if made.mail.HTML != "" {
		files = append(files,
			delivery.File{Name: MailHTML, Type: "text/html; charset=utf-8", Content: []byte(made.mail.HTML)},
			delivery.File{Name: MailText, Type: "text/plain; charset=utf-8", Content: []byte(made.mail.Text)})
	}
	return files
}

// mailBytes is the size of the mail's parts before they are encoded.
func (made rendered) mailBytes() int {
	if made.mail.HTML == "" {
		return 0
	}
	n := len(made.mail.HTML) + len(made.mail.Text)
	for _, file := range made.mailed() {
		n += len(file.Content)
	}
	return n
}

func (made rendered) bytes() int {
	n := 0
	for _, file := range made.all() {
		n += len(file.Content)
	}
	return n
}
