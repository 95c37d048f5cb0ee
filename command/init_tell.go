package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tokenreport/internal/zone"
)

// tellInit says what was written, what to look out for, and what to do next.
func tellInit(ctx context.Context, sys System, s site, a answers, files []written) error {
	var b strings.Builder
	for _, f := range files {
		fmt.Fprintf(&b, "wrote %s", s.path(f.name))
		if f.kept != "" {
			fmt.Fprintf(&b, "; the one before is %s", f.kept)
		}
		b.WriteByte('\n')
	}
	for _, note := range notes(ctx, sys.Now(), s, a, files) {
		fmt.Fprintf(&b, "note: %s\n", note)
	}
	b.WriteString("\nNext:\n\n" + nextSteps(s, a))
	_, err := io.WriteString(sys.Stdout, b.String())
	return err
}

func notes(ctx context.Context, now time.Time, s site, a answers, files []written) []string {
	var all []string
	for _, f := range files {
		for _, name := range []string{f.name, filepath.Base(f.kept)} {
			if strings.HasPrefix(name, envName) && s.committable(ctx, name) {
				all = append(all, fmt.Sprintf("git does not ignore %s: add the line %s to .gitignore before you commit", name, name))
			}
		}
	}
	if value, err := envValue(a[passwordQuestion]); a.logsIn() && err == nil && value != a[passwordQuestion] {
		all = append(all, "the password stands in quotes in .env, which docker run --env-file takes for a part of it: there give -e SMTP_PASSWORD")
	}
	if strings.HasPrefix(a["storage"], "file:") {
		all = append(all, "a folder is for machines of your own: on the platform a function can only write to /tmp, which does not last")
	}
	return append(all, timerNote(now, a["timezone"])...)
}

// committable reports whether git would take the file: the folder is in a git tree that does not ignore it, or has it already.
func (s site) committable(ctx context.Context, name string) bool {
	const notIgnored = 1 // git check-ignore(1); 128: no git tree
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	err := exec.CommandContext(ctx, "git", "-C", s.folder, "check-ignore", "--quiet", name).Run()
	var exit *exec.ExitError
	return errors.As(err, &exit) && exit.ExitCode() == notIgnored
}

// timerNote says how to move the timer of serverless.yml where its hour is a bad one in the zone: before the last figures of
// the day are in, or so late that the report is of little use.
func timerNote(now time.Time, name string) []string {
	const goodFrom, goodUntil = 30 * time.Minute, 12 * time.Hour
	local, err := zone.Load(name)
	if err != nil {
		return nil
	}
	platform := time.FixedZone("UTC+8", 8*60*60)
	day := now.In(platform)
	fires := time.Date(day.Year(), day.Month(), day.Day(), 8, 30, 0, 0, platform).In(local)
	since := time.Duration(fires.Hour())*time.Hour + time.Duration(fires.Minute())*time.Minute
	if since >= goodFrom && since < goodUntil {
		return nil
	}
	better := time.Date(fires.Year(), fires.Month(), fires.Day(), 8, 30, 0, 0, local).In(platform)
	return []string{fmt.Sprintf("the timer in serverless.yml fires at 08:30 UTC+8, which is %s in %s today; for 08:30 there write cronExpression: '0 %d %d * * * *'",
		fires.Format("15:04"), name, better.Minute(), better.Hour())}
}

func nextSteps(s site, a answers) string {
	var b strings.Builder
	if s.folder != "." {
		fmt.Fprintf(&b, "  cd %s\n", shellWord(s.folder))
	}
	if a.logsIn() && a[passwordQuestion] == "" {
		b.WriteString("  # fill in SMTP_PASSWORD in .env\n")
	}
	run, first := "tokenreport run"+byName(a), "the first mail"
	if a["to"] == "" {
		first = "stores the first report"
	}
	for _, step := range [][2]string{
		{"tokenreport preview", "shows what it will look like, with invented figures"},
		{"export TENCENTCLOUD_SECRETID TENCENTCLOUD_SECRETKEY", "a CAM key of yours that may do what deploy/cam lists:"},
		{"read -r TENCENTCLOUD_SECRETID; read -r TENCENTCLOUD_SECRETKEY", "type each on a line; so they get into no history"},
		{"tokenreport check", "tries all that a run needs, mails nothing"},
		{run + " --dry-run --out preview", "makes the report, delivers nothing"},
		{run, first},
	} {
		fmt.Fprintf(&b, "  %-61s   # %s\n", step[0], step[1])
	}
	if !s.isClone() {
		b.WriteString("  # to deploy, move tokenreport.yml and .env into your clone of the repository, and there:\n")
	}
	b.WriteString(`  tokenreport package --out dist/                                 # the function, with tokenreport.yml
  scf deploy

The README says more: of the role that gives the function its keys, of every further key, and of other ways to deploy.
`)
	if s.isClone() {
		b.WriteString("Where the shell finds no tokenreport, write go run . in its place.\n")
	}
	return b.String()
}

// byName are the arguments that run a report on any day, empty where one is due each day.
func byName(a answers) string {
	reports := newDraft(a, schemaFile).Reports
	if slices.ContainsFunc(reports, func(r draftReport) bool { return r.Period == "day" }) {
		return ""
	}
	return " --report " + reports[0].Name
}

// shellWord is a text as a shell takes it for one word.
func shellWord(text string) string {
	if harmless.MatchString(text) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
