// Command bench measures how fast and how small the function is, and prints a table in Markdown: go run ./bench
//
// It builds the function as it is deployed, and an empty one on the same library; starts both as the platform does, many
// times and in turn; and lets them work with the embedded API, mail server and object storage on loopback, which run in
// this process. Figures are medians, and the ratios are of one run on one machine. It needs Linux and the Go command;
// weasyprint and wkhtmltopdf are compared with where they are installed.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"time"
)

func main() {
	starts := flag.Int("starts", 21, "how often each function is started")
	quick := flag.Bool("quick", false, "only the cold starts and the sizes")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *starts, *quick); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, starts int, quick bool) error {
	folder, err := os.MkdirTemp("", "tokenreport-bench")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	built, err := build(ctx, folder)
	if err != nil {
		return err
	}
	fmt.Printf("%s, %s\n\n", machine(), time.Now().Format("2 January 2006"))
	fmt.Print("| | tokenreport | against | ratio | goal |\n| --- | ---: | ---: | ---: | ---: |\n")
	measurements := []func(context.Context) ([]row, error){
		func(ctx context.Context) ([]row, error) { return coldStarts(ctx, folder, built, starts) },
		func(context.Context) ([]row, error) { return built.rows(), nil },
	}
	if !quick {
		measurements = append(measurements,
			func(ctx context.Context) ([]row, error) { return rendering(ctx, folder) },
			func(ctx context.Context) ([]row, error) { return pace(ctx, folder, built) },
			func(context.Context) ([]row, error) { return growth() })
	}
	for _, measure := range measurements {
		rows, err := measure(ctx)
		if err != nil {
			return err
		}
		for _, r := range rows {
			fmt.Println(r)
		}
	}
	return nil
}

// row is a line of the table.
type row struct{ what, ours, against, ratio, goal string }

func (r row) String() string {
	return "| " + strings.Join([]string{r.what, r.ours, r.against, r.ratio, r.goal}, " | ") + " |"
}

// machine is what the figures were measured on.
func machine() string {
	name := "an unnamed processor"
	if b, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(b)) {
			if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
				name = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("%s, %d cores, %s/%s, %s", name, runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version())
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
}

func megabytes(bytes int64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/1e6) }

func times[N int64 | time.Duration](ours, against N) string {
	return fmt.Sprintf("%.2f ×", float64(ours)/float64(against))
}
