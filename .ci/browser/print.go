package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// alone leaves a page's last table on it, below an empty block of so many pixels, and returns the head's first word.
const alone = `(() => {
  const section = [...document.querySelectorAll('section')].filter((s) => s.querySelector('thead')).at(-1);
  document.body.replaceChildren(section);
  section.before(Object.assign(document.createElement('div'), { id: 'space' }));
  return [section.querySelector('thead th').textContent];
})()`

// lookAtPrint prints a page's last table with its head at the foot of a sheet, and counts how often the head stands there alone. To
// prove that it would be seen, it prints without the rule that prevents it, too.
func lookAtPrint(ctx context.Context, b *browser, file string) (findings int, err error) {
	path, err := filepath.Abs(file)
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, atMost)
	defer cancel()
	p, err := b.open(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, p.close(ctx)) }()
	if err := p.show(ctx, "file://"+path, 1280, "light"); err != nil {
		return 0, err
	}
	head, err := p.ask(ctx, alone)
	if err != nil {
		return 0, err
	}
	with, err := p.headsAlone(ctx, head[0], "")
	if err != nil {
		return 0, err
	}
	without, err := p.headsAlone(ctx, head[0], "thead, tbody > tr:first-child, caption, h2 { break-after: auto !important; break-before: auto !important; break-inside: auto !important }")
	if err == nil && without == 0 {
		err = errors.New("no head is alone at the foot of a sheet even without the rule: this looks at the wrong place")
	}
	if with > 0 {
		fmt.Printf("%s, printed: a table's head is alone at the foot of a sheet\n", filepath.Base(file))
	}
	return with, err
}

// headsAlone counts the prints whose first sheet ends with the head.
func (p *page) headsAlone(ctx context.Context, head, style string) (count int, err error) {
	const sheet = 1017 // pixels of A4 between the margins of the page's style
	for below := 30; below <= 90; below += 6 {
		script := fmt.Sprintf("document.getElementById('space').style.height = '%dpx'; document.adoptedStyleSheets = [new CSSStyleSheet()]; document.adoptedStyleSheets[0].replaceSync(%q); []",
			sheet-below, style)
		if _, err := p.ask(ctx, script); err != nil {
			return 0, err
		}
		sheets, err := p.print(ctx)
		if err != nil {
			return 0, err
		}
		lines := strings.Split(strings.TrimSpace(sheets[0]), "\n")
		// The head, or the heading above it, which begins with the same word.
		if strings.HasPrefix(strings.TrimSpace(lines[len(lines)-1]), head) {
			count++
		}
	}
	return count, nil
}

// print returns the text of each sheet.
func (p *page) print(ctx context.Context) ([]string, error) {
	var printed struct{ Data string }
	if err := p.call(ctx, "Page.printToPDF", map[string]any{"preferCSSPageSize": true}, &printed); err != nil {
		return nil, err
	}
	content, err := base64.StdEncoding.DecodeString(printed.Data)
	if err != nil {
		return nil, err
	}
	file, err := os.CreateTemp("", "print-*.pdf")
	if err != nil {
		return nil, err
	}
	defer os.Remove(file.Name())
	if _, err := file.Write(content); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	text, err := exec.CommandContext(ctx, "pdftotext", "-layout", file.Name(), "-").Output()
	return strings.Split(string(text), "\f"), err
}
