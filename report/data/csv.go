package data

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"time"

	"tokenreport/report"
)

// CSV has one line for each point, by time, under a head: at, total, input, output. An unknown amount is an empty
// cell. Lines end in CR LF (RFC 4180). It is one table, as that format has it; hours, parts and history are in the
// JSON. All of it is ASCII, so that no byte order mark is needed, and a cell is a time or digits: nothing that a
// spreadsheet would take for a formula.
func CSV(s report.Summary) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	rows := [][]string{{"at", "total", "input", "output"}}
	for _, p := range s.Usage.Points {
		rows = append(rows, []string{p.At.Format(time.RFC3339), cell(p.Total), cell(p.Input), cell(p.Output)})
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("encode the points as CSV: %w", err)
	}
	return b.Bytes(), nil
}

func cell(a report.Amount) string {
	if !a.Known {
		return ""
	}
	return strconv.FormatInt(int64(a.N), 10)
}
