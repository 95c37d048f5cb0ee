// Command tokenreport mails and stores a daily report of LLM token usage. Started by Tencent Cloud SCF it is a
// function that a timer runs; otherwise it is a command-line program. This file only hands the outside world to the
// packages that do the work.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/tencentyun/scf-go-lib/cloudfunction"
	"github.com/tencentyun/scf-go-lib/functioncontext"

	"tokenreport/apiclient"
	"tokenreport/command"
	"tokenreport/config"
	"tokenreport/delivery/ledger"
)

// version and commit are set at build time by -ldflags "-X main.version=v1.2.3 -X main.commit=…"; tokenreport package does.
var version, commit = "dev", ""

// portVariable tells scf-go-lib where the platform expects the function's RPC server. Without it that library would
// listen on a random port and wait for ever.
const portVariable = "_LAMBDA_SERVER_PORT"

func main() {
	sys := command.System{
		Stdout: os.Stdout, Stderr: os.Stderr, Terminal: isTerminal(os.Stderr),
		Stdin: os.Stdin, Interactive: isTerminal(os.Stdin) && isTerminal(os.Stderr), Secret: readSecret,
		Env: os.LookupEnv, Folders: config.Folders(), Now: time.Now, Pacer: new(apiclient.Pacer),
		Memory: new(ledger.Memory), Build: build(),
	}
	if os.Getenv(portVariable) != "" {
		cloudfunction.StartHandler(function{sys, snapshot(os.Environ()), new(atomic.Bool)})
		return
	}
	ctx, stop := untilStopped(onceMore)
	status := command.Main(ctx, sys, os.Args[1:])
	stop()
	os.Exit(status)
}

// onceMore is how long after Ctrl-C another one is taken for the same: timeout, make and others send it to a command that had it
// from the terminal already.
const onceMore = time.Second

// untilStopped is a context that ends with Ctrl-C, so that what is on its way can be completed. Another one, so much later, ends
// the process as it would any other.
func untilStopped(later time.Duration) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, func() { time.AfterFunc(later, stop) })
	return ctx, stop
}

// function is what scf-go-lib calls for each invocation.
type function struct {
	sys     command.System
	started map[string]string // the environment at the start of the process
	warm    *atomic.Bool      // the process has been invoked before
}

// Invoke runs one event.
func (f function) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	// The platform collects standard output and parses a line of JSON into fields.
	log := command.PlatformLog(os.Stdout, f.sys.Now).With("cold_start", !f.warm.Swap(true))
	var limit time.Duration
	f.sys.Env, f.sys.Function = environment(nil, f.started), new(apiclient.Function)
	if call, ok := functioncontext.FromContext(ctx); ok {
		log = log.With("invocation", call.RequestID, "memory_limit_mb", call.MemoryLimitInMb)
		limit = time.Duration(call.TimeLimitInMs) * time.Millisecond
		f.sys.Env, f.sys.RequestID = environment(call.Environment, f.started), call.RequestID
		fitInto(call.MemoryLimitInMb)
		f.sys.MaxAnswer = largestAnswer(call.MemoryLimitInMb)
		*f.sys.Function = apiclient.Function{
			Region: call.TencentcloudRegion, Namespace: call.Namespace, Name: call.FunctionName, Version: call.FunctionVersion,
		}
	}
	ctx, cancel := withDeadline(ctx, time.Now(), limit)
	defer cancel()
	answer, err := command.Invoke(ctx, f.sys, log, payload)
	if err != nil {
		log.Error("invocation failed", "error", err.Error())
	}
	return answer, err
}

// What the platform gives a function, and what is made of it.
const (
	// memoryOfACore is how much memory, in MB, comes with a core; less comes with so much less of its time (SCF, "Product
	// overview").
	memoryOfACore = 1280
	// memoryShare is the part of the memory from which on the garbage collector works harder, rather than let the platform
	// end the process. The rest is for the pages of the binary and what the kernel counts besides.
	memoryShare = 0.7
	// growth is by how many per cent the heap may grow until the collector runs. It costs a tenth of the time, and saves as
	// much of the memory.
	growth = 50
	// ballast is how many bytes count as heap without being used, or resident: half as many may be used on top of what growth
	// allows. A run's own heap is so small, 1 to 5 MB, that the collector would run twenty times, for a tenth of the time.
	ballast = 6 << 20
)

// fitInto heeds the function's memory, in MB; 0: it is not known, and nothing changes. Where there is but a part of a core, a
// second thread gets no more done: the collector would use it to spend the function's time ahead, a fifth of a run.
func fitInto(megabytes int32) {
	if megabytes <= 0 {
		return
	}
	debug.SetMemoryLimit(int64(memoryShare * float64(megabytes) * (1 << 20)))
	debug.SetGCPercent(growth)
	holdBallast()
	runtime.GOMAXPROCS(min(runtime.NumCPU(), max(1, int(megabytes)/memoryOfACore)))
}

// What an answer of the API may take of the memory.
const (
	// occupied is what a run takes besides, in bytes.
	occupied = 30 << 20
	// answerGrowth is how many bytes of memory a byte of an answer takes at most, until its figures are counted: eleven for each
	// of up to eight answers side by side, of which some have been counted when others begin. Measured with 62 answers of 1.4 MB
	// in 128 MB: the heap took 60 MB.
	answerGrowth = 44
)

// largestAnswer is how many bytes an answer of the API may have, so that the function's memory, in MB, is enough for those of a
// run; 0: the memory is not known.
func largestAnswer(megabytes int32) int64 {
	if megabytes <= 0 {
		return 0
	}
	free := int64(memoryShare*float64(megabytes)*(1<<20)) - occupied
	return max(free, 1<<20) / answerGrowth
}

// holdBallast makes the ballast at the first invocation. Nobody writes into it, so the kernel never gives it memory.
var holdBallast = sync.OnceFunc(func() { held = make([]byte, ballast) })

var held []byte

// environment is that of the invocation, which the platform sends with it, before that of the process's start. The
// process's present one is of no use: scf-go-lib writes every invocation's into it, and never takes any back.
func environment(invocation, started map[string]string) config.Lookup {
	return func(name string) (string, bool) {
		if value, ok := invocation[name]; ok {
			return value, true
		}
		value, ok := started[name]
		return value, ok
	}
}

func snapshot(environ []string) map[string]string {
	values := make(map[string]string, len(environ))
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		values[name] = value
	}
	return values
}

// The time limit that is taken where the platform gave none, the longest that it can give, and what is left of a limit for the
// answer, or a tenth of it if that is less.
const (
	defaultLimit = time.Minute
	longestLimit = 15 * time.Minute
	answerMargin = time.Second
)

// withDeadline mends the deadline by the function's time limit, at which the platform ends it in any case: scf-go-lib turns
// an absent one into 1970, with which no request could be sent, and one in the wrong unit is thousands of years away.
func withDeadline(ctx context.Context, now time.Time, limit time.Duration) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if limit <= 0 && ok && deadline.After(now) {
		limit = min(deadline.Sub(now), longestLimit)
	}
	if limit <= 0 {
		limit = defaultLimit
	}
	end := now.Add(limit)
	if ok && deadline.Before(end) && deadline.After(now.Add(-time.Second)) {
		end = deadline
	}
	margin := min(answerMargin, limit/10)
	if end.After(now) {
		margin = min(margin, end.Sub(now)/10)
	}
	return context.WithDeadline(context.WithoutCancel(ctx), end.Add(-margin))
}

func build() command.Build {
	b := command.Build{Version: version, Commit: commit, Go: runtime.Version()}
	if info, ok := debug.ReadBuildInfo(); ok {
		if b.Version == "dev" && strings.HasPrefix(info.Main.Version, "v") {
			b.Version = info.Main.Version // stamped by go build from the repository
		}
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" && commit == "" {
				b.Commit = setting.Value
			}
		}
	}
	return b
}
