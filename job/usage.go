package job

import (
	"errors"
	"strings"
	"time"

	"tokenreport/apiclient"
	"tokenreport/report"
)

// join reads the API's words as times and numbers and joins the three series.
func join(p report.Period, g apiclient.Graph, labels *time.Location) (report.Usage, error) {
	return report.Join(p, series(g.Total, labels), series(g.Input, labels), series(g.Output, labels))
}

// unused is a day of which the API says that nothing was used.
func unused(day report.Period) report.Usage {
	usage, _ := report.Join(day, report.Series{}, report.Series{}, report.Series{}) // of nothing it cannot fail
	return usage
}

// series keeps a null series apart from an empty one.
func series(stats []apiclient.Stat, labels *time.Location) report.Series {
	s := report.Series{Missing: stats == nil, Samples: make([]report.Sample, len(stats))}
	for i, stat := range stats {
		s.Samples[i] = sample(stat, labels)
	}
	return s
}

func sample(stat apiclient.Stat, labels *time.Location) report.Sample {
	s := report.Sample{Label: cut(stat.X.Text()), Value: cut(stat.Y.Text())}
	at, granularity, err := stat.X.Time(labels)
	if err != nil {
		s.Fault = report.BadLabel
		return s
	}
	s.At, s.Step = at, step(granularity)
	n, err := stat.Y.Int64()
	s.Tokens, s.Fault = report.Tokens(n), fault(stat.Y, err)
	return s
}

// cut keeps what is no label and no number from filling the report: the API may send anything there.
func cut(text string) string {
	const most = 100
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

func fault(n apiclient.Number, err error) report.OddityKind {
	switch {
	case errors.Is(err, apiclient.ErrNull):
		return report.NullValue
	case errors.Is(err, apiclient.ErrNotNumber):
		return report.BadValue
	case n.Negative():
		return report.NegativeValue
	case errors.Is(err, apiclient.ErrOutOfRange):
		return report.HugeValue
	case err != nil:
		return report.BadValue
	case n.Rounded():
		return report.FractionalValue
	}
	return ""
}

func step(g apiclient.Granularity) time.Duration {
	switch g {
	case apiclient.ByMinute:
		return time.Minute
	case apiclient.ByHour:
		return time.Hour
	default:
		return 24 * time.Hour
	}
}
