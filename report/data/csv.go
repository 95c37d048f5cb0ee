package data

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	decimals "golang.org/x/text/number"

	"tokenreport/report"
)

// CSV has one line for each point, by time, under a head: at, total, input, output, local, local_iso, zone. An unknown amount is an
// empty cell. at is for programs; local is the same time as Excel takes it for a date, local_iso as LibreOffice does without being told
// to detect special numbers (Excel takes it for a text), and zone the offset, which neither takes for a number. Lines end in CR LF (RFC 4180). It is one table, as that format has it; hours, parts and history are in the
// JSON. All of it is ASCII, so that no byte order mark is needed, and a cell is a time or digits: nothing that a
// spreadsheet would take for a formula.
//
// Cells are apart by commas, but by semicolons where the language writes decimals with a comma: spreadsheets there expect that.
func CSV(s report.Summary, lang string) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF, w.Comma = true, separator(lang)
	rows := [][]string{{"at", "total", "input", "output", "local", "local_iso", "zone"}}
	for _, p := range s.Usage.Points {
		rows = append(rows, []string{
			p.At.Format(time.RFC3339), cell(p.Total), cell(p.Input), cell(p.Output),
			p.At.Format("2006-01-02 15:04:05"), p.At.Format("2006-01-02T15:04:05"), p.At.Format("UTC-07:00"),
		})
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("encode the points as CSV: %w", err)
	}
	return b.Bytes(), nil
}

func separator(lang string) rune {
	if strings.Contains(message.NewPrinter(language.Make(lang)).Sprint(decimals.Decimal(0.5)), ",") {
		return ';'
	}
	return ','
}

func cell(a report.Amount) string {
	if !a.Known {
		return ""
	}
	return strconv.FormatInt(int64(a.N), 10)
}
