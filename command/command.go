// Package command holds the commands of the command line, one file each, and the wiring that they share with the
// function: from a configuration to a run. It prints what a person reads and answers exit statuses. It decides
// nothing about reports; package job does.
package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"tokenreport/apiclient"
	"tokenreport/check"
	"tokenreport/config"
	"tokenreport/delivery/ledger"
	"tokenreport/job"
	"tokenreport/suggest"
)

// Exit statuses.
const (
	exitDone   = 0
	exitFailed = 1 // a report or a delivery failed
	exitUsage  = 2 // the call or the configuration is wrong
)

// System is the world outside, as main hands it over.
type System struct {
	Stdout, Stderr io.Writer
	Stdin          io.Reader
	Interactive    bool // somebody answers at Stdin who sees Stderr
	// Secret reads a line from Stdin without showing it, and gives up when the context ends; nil where Interactive is false.
	Secret    func(context.Context) (string, error)
	Terminal  bool          // Stderr is a terminal, so progress is shown
	Env       config.Lookup // asked anew at every run
	Folders   []string      // where tokenreport.yml is looked for
	files     *fileFlags    // what a call names instead; nil: nothing
	rate      int           // in place of api.rate, for tests; 0: as configured
	Now       func() time.Time
	Pacer     *apiclient.Pacer // the process's own, since the API's rate is limited for a process
	Memory    *ledger.Memory   // the process's own: remembers deliveries where there is no storage
	Resolver  check.Resolver   // nil: this machine's
	Build     Build
	MaxAnswer int64 // the most bytes of an answer of the API that memory is enough for; 0: not known
	// RequestID is the platform's name of the invocation, the same at each of its tries; empty on a command line.
	RequestID string
	// Function is what the platform tells of the function that this is; nil on a command line.
	Function *apiclient.Function
}

// Build says what this binary was built from.
type Build struct {
	Version string // v1.2.3, or "dev"
	Commit  string // empty if not known
	Go      string
}

// command is one command of the command line.
type command struct {
	name, args, does string
	run              func(ctx context.Context, sys System, args []string) error
}

// formerly is how run --event was called. It still works, and the help no longer names it.
const formerly = "invoke"

func commands() []command {
	return []command{
		{"demo", "[--out DIR] [--language L] [--date D] [--period P] [--timezone Z] [--scenario NAME] [--templates DIR]", "makes a report with no account, from an embedded API, and shows where it is", demo},
		{"run", "[--report NAME]… [--date D] [--dry-run] [--force] [--out DIR] [--event FILE]", "does what the timer does, now", run},
		{"backfill", "--from D --until D [--mail] [--report NAME]… [--force] [--dry-run]", "makes the reports of every period in a range of days", backfill},
		{"check", "[--send] [--json]", "tries everything that a run needs and says what to do about what does not work", runCheck},
		{"preview", "[--addr HOST:PORT] [--demo]", "shows the report and the mail as they would go out, on a page of this machine", runPreview},
		{formerly, "FILE", "is run --event FILE", invoke},
		{"init", "[--to ADDRESSES] [--mail SERVER] [--storage URL] … [--yes] [--force] [--out DIR]", "asks, or takes flags, and writes tokenreport.yml and .env", initialize},
		{"schema", "", "prints the JSON Schema of the configuration, by which an editor completes and checks it", printSchema},
		{"package", "[--out FILE]", "makes the zip to deploy, and says what to do with it", runPackage},
		{"templates", "[--out DIR] [FILE]…", "writes out the files that a folder of templates may override", writeTemplates},
		{"version", "", "prints version, commit and Go", version},
	}
}

// Main runs the command that args name, without the program's own name, and returns the exit status: 0 done, 1 a
// report or a delivery failed, 2 the call or the configuration is wrong.
func Main(ctx context.Context, sys System, args []string) int {
	if len(args) == 0 || isHelp(args[0]) {
		printUsage(sys.Stdout)
		return exitDone
	}
	if args[0] == "--version" {
		args = []string{"version"}
	}
	sys.files = new(fileFlags)
	var names []string
	for _, c := range commands() {
		names = append(names, c.name)
		if c.name == args[0] {
			return status(sys, c.name, c.run(ctx, sys, args[1:]))
		}
	}
	_, _ = fmt.Fprintf(sys.Stderr, "tokenreport: there is no command %q%s; see tokenreport --help\n", args[0], guess(args[0], names))
	return exitUsage
}

func isHelp(arg string) bool {
	return arg == "help" || arg == "--help" || arg == "-help" || arg == "-h"
}

// status prints the error and says how to exit.
func status(sys System, name string, err error) int {
	var request *job.RequestError
	var invalid config.Errors
	var wrong usageError
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitDone
	case errors.As(err, &wrong):
		_, _ = fmt.Fprintf(sys.Stderr, "tokenreport %s: %v; see tokenreport %s --help\n", name, err, name)
		return exitUsage
	case errors.As(err, &request), errors.As(err, &invalid):
		_, _ = fmt.Fprintf(sys.Stderr, "tokenreport %s: %v\n", name, err)
		return exitUsage
	default:
		_, _ = fmt.Fprintf(sys.Stderr, "tokenreport %s: %v\n", name, err)
		return exitFailed
	}
}

// usageError is a call that is wrong.
type usageError struct{ error }

func printUsage(w io.Writer) {
	var b strings.Builder
	b.WriteString("tokenreport mails reports of LLM token usage, by day, week or month, and stores them.\n\n" +
		"Started by Tencent Cloud SCF it is the function; otherwise it is one of these commands:\n\n")
	for _, c := range commands() {
		if c.name != formerly {
			fmt.Fprintf(&b, "  %-9s %s\n", c.name, c.does)
		}
	}
	b.WriteString("\ntokenreport COMMAND --help tells more. Try first: tokenreport demo\n" +
		"The configuration is tokenreport.yml beside the binary or in this folder, the file that\n" +
		"TOKENREPORT_CONFIG names or, with no file, environment variables alone; see README.md.\n")
	_, _ = io.WriteString(w, b.String())
}

// newFlags makes a command's flags, with a help that starts with its one sentence.
func newFlags(sys System, name, more string) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard) // errors are printed once, by status
	if sys.files != nil {
		flags.StringVar(&sys.files.config, "config", "", "read this `FILE` as the configuration")
		flags.StringVar(&sys.files.env, "env-file", "", "take variables that the environment lacks from this `FILE` (default .env beside the configuration)")
	}
	flags.Usage = func() {
		for _, c := range commands() {
			if c.name == name {
				_, _ = fmt.Fprintf(sys.Stdout, "%s\n%s.\n%s", strings.TrimSpace("tokenreport "+c.name+" "+c.args), c.does, more)
			}
		}
		flags.SetOutput(sys.Stdout)
		flags.PrintDefaults()
	}
	return flags
}

// parse reads the flags and refuses another number of arguments than wanted; [anyNumber] refuses none.
func parse(flags *flag.FlagSet, args []string, wanted int) error {
	help := flags.Usage
	flags.Usage = func() {} // an error is one line
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		help()
		return err
	case err != nil:
		return usageError{explainFlag(flags, err)}
	case wanted == anyNumber:
		return nil
	case flags.NArg() > wanted:
		return usageError{fmt.Errorf("unexpected argument %q", flags.Arg(wanted))}
	case flags.NArg() < wanted:
		return usageError{errors.New("missing argument")}
	}
	return nil
}

// explainFlag names the flag that an unknown one was probably meant to be.
func explainFlag(flags *flag.FlagSet, err error) error {
	name, unknown := strings.CutPrefix(err.Error(), "flag provided but not defined: -")
	if !unknown {
		return err
	}
	var names []string
	flags.VisitAll(func(f *flag.Flag) { names = append(names, "--"+f.Name) })
	return fmt.Errorf("unknown flag --%s%s", name, guess("--"+name, names))
}

// guess is a remark that names the word that a wrong one was probably meant to be, or empty.
func guess(word string, accepted []string) string {
	if near := suggest.Closest(word, accepted); near != "" {
		return "; did you mean " + near + "?"
	}
	return ""
}

// anyNumber of arguments is accepted.
const anyNumber = -1
