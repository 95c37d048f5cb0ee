// Package format lists the forms of a report as a file: how each is called, wherever it is asked for, and what it is. It makes
// none: its maker is a package beside this one, in the table of package job.
package format

// Format is a form of the report as a file. Its text is the file's extension, and its name in tokenreport.yml.
type Format string

// The formats that are more than one of many: to read, to print, for a spreadsheet, for programs.
const (
	PDF  Format = "pdf"
	HTML Format = "html"
	CSV  Format = "csv"
	JSON Format = "json"
)

// row is what there is to say of a format.
type row struct {
	format           Format
	mediaType, about string
}

// formats are all formats, in the order in which they are listed anywhere. What follows from the table: what a configuration
// may store and attach, its schema, the files that the demo and the preview show.
var formats = []row{
	{PDF, "application/pdf", "the report, to print and to keep"},
	{HTML, "text/html; charset=utf-8", "the report, for a browser"},
	{CSV, "text/csv; charset=utf-8", "the points, for a spreadsheet"},
	{JSON, "application/json", "all figures, for programs"},
}

// All are all formats, in the order in which they are listed anywhere.
func All() []Format {
	all := make([]Format, len(formats))
	for i, r := range formats {
		all[i] = r.format
	}
	return all
}

// MediaType is what a file of the format is sent as; empty for a format that is none.
func (f Format) MediaType() string { return f.row().mediaType }

// About says in English what a file of the format is for; empty for a format that is none.
func (f Format) About() string { return f.row().about }

func (f Format) row() row {
	for _, r := range formats {
		if r.format == f {
			return r
		}
	}
	return row{}
}
