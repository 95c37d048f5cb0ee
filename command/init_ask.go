package command

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"tokenreport/internal/parallel"
)

// dialog asks somebody at a terminal.
type dialog struct {
	in     *bufio.Reader
	out    io.Writer
	secret func(context.Context) (string, error) // reads a line that is not shown
}

// noAnswer is how an answer of nothing is given where there is a default.
const noAnswer = "none"

// ask puts the question until nothing is wrong with the answer, which it adds to the others. An empty one is the default.
func (d dialog) ask(ctx context.Context, a answers, q question) error {
	byDefault := ""
	if q.byDefault != nil {
		byDefault = q.byDefault(a)
	}
	byDefault = cmp.Or(byDefault, q.suggested)
	_, _ = fmt.Fprintln(d.out, q.asks)
	for {
		answer, err := d.read(ctx, q, byDefault)
		if err != nil {
			return err
		}
		a[q.name] = answer
		wrong := "is needed" + q.since
		if answer != "" || q.lacks(a) == "" {
			wrong = a.judge(q)
		}
		if wrong == "" {
			return nil
		}
		_, _ = fmt.Fprintf(d.out, "  ✗ %s\n", wrong)
	}
}

func (d dialog) read(ctx context.Context, q question, byDefault string) (string, error) {
	prompt := "  " + q.name
	if q.words != nil {
		prompt += ", " + orWords(q.words)
	}
	if byDefault != "" {
		prompt += " [" + byDefault + "]"
	}
	_, _ = fmt.Fprint(d.out, prompt+": ")
	if q.secret {
		text, err := d.secret(ctx)
		_, _ = fmt.Fprintln(d.out) // the one that was typed is not shown, either
		return text, err
	}
	text, err := d.line(ctx)
	if err != nil {
		_, _ = fmt.Fprintln(d.out) // what comes next begins a line
	}
	return q.tidy(text, byDefault), err
}

// line reads a line, and no longer than the context lives: a person who presses Ctrl-C does not press Enter besides.
func (d dialog) line(ctx context.Context) (string, error) {
	var text string
	read := parallel.Go(func() (err error) {
		text, err = d.in.ReadString('\n')
		if errors.Is(err, io.EOF) && text != "" {
			err = nil // the last line need not end
		}
		return err
	})
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case err := <-read:
		return strings.TrimSpace(text), err
	}
}

// namesPath reports whether a storage is given as the path of a folder: any text with a separator, or of dots, that is no url.
func namesPath(text string) bool {
	if strings.Contains(text, "://") || urlScheme.MatchString(text) {
		return false
	}
	return strings.ContainsAny(text, "/"+string(filepath.Separator)) || text == "." || text == ".." || text == "~"
}

var urlScheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]+:`)

// folderURL is the url of a folder, which is found from where init is called.
func folderURL(path string) string {
	if rest, home := strings.CutPrefix(path, "~"); home && (rest == "" || os.IsPathSeparator(rest[0])) { // no shell has seen what is typed here
		if folder, err := os.UserHomeDir(); err == nil {
			path = folder + rest
		}
	}
	if whole, err := filepath.Abs(path); err == nil {
		path = whole
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String()
}

// tidy makes of what was typed or given by a flag what is meant: the default for nothing, nothing for none, a word for its
// beginning, and the url of a folder for its path.
func (q question) tidy(text, byDefault string) string {
	switch {
	case text == "":
		return byDefault
	case text == noAnswer && q.name != "tls":
		return ""
	case q.name == "storage" && namesPath(text):
		return folderURL(text)
	}
	for _, word := range q.words {
		if strings.HasPrefix(word, strings.ToLower(text)) {
			return word
		}
	}
	return text
}
