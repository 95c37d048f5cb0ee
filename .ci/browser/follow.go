package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// step is something that is done while the page is open.
type step struct {
	name       string
	do         string // in the page; empty: nothing
	file, text string // written into the configuration's folder; an empty file: none
	want       string // a condition in the page, which it fulfils soon
}

// Files of the preview.
const (
	yml   = "tokenreport.yml"
	words = "house/text/en.json"
	plain = "house/mail.txt.tmpl"
)

var followed = []step{
	{name: "shown", want: `mail().includes('Total') && document.getElementById('date').value !== ''`},
	{
		name: "by keyboard", do: `document.querySelector('[data-form=page]').focus(); document.activeElement.click()`,
		want: `location.search.includes('form=page') && frame().querySelector('.tiles')`,
	},
	{
		name: "by a switch", do: `document.getElementById('theme-dark').click()`,
		want: `location.search.includes('theme=dark') && getComputedStyle(frame().body).backgroundColor === 'rgb(18, 22, 27)'`,
	},
	{
		name: "by a choice",
		do:   `const l = document.getElementById('language'); l.value = 'id'; l.focus(); l.dispatchEvent(new Event('change', { bubbles: true }))`,
		want: `location.search.includes('language=id') && frame().documentElement.lang === 'id'`,
	},
	{name: "back", do: `history.back()`, want: `frame().documentElement.lang === 'en' && document.getElementById('language').value === ''`},
	{
		name: "a year half typed", do: `const d = document.getElementById('date'); d.value = '0002-11-20'; d.dispatchEvent(new Event('change', { bubbles: true }))`,
		want: `!location.search.includes('date=')`,
	},
	{
		name: "footer", file: yml, text: previewed + "branding: {footer: Changed beneath the page}\n",
		want: `frame().body.textContent.includes('Changed beneath the page') && document.getElementById('status').textContent.includes('tokenreport.yml changed')`,
	},
	{
		name: "wrong", file: yml, text: previewed + "brandnig: {footer: x}\n",
		want: `document.body.textContent.includes('tokenreport.yml:11:1') && !document.getElementById('view')`,
	},
	{name: "mended", file: yml, text: previewed + "templates: house\n", want: `location.search.includes('theme=dark') && frame().querySelector('.tiles')`},
	{
		name: "a word", file: words, text: `{"title": "Assistant usage"}`,
		want: `frame().querySelector('h1').textContent === 'Assistant usage' && document.getElementById('status').textContent.includes('en.json changed')`,
	},
	{
		name: "a wrong template", file: plain, text: "{{.Title}} of ours\n\n{{.StopNot}}\n",
		want: `document.body.textContent.includes('house/mail.txt.tmpl:3:') && document.body.textContent.includes('did you mean .StopNote?') && !document.getElementById('view')`,
	},
	{name: "a mended template", file: plain, text: "{{.Title}} of ours\n\n{{.StopNote}}\n", want: `frame().querySelector('.tiles')`},
	{
		name: "its mail", do: `document.querySelector('[data-form=text]').click()`,
		want: `frame().querySelector('pre').textContent.startsWith('Assistant usage of ours')`,
	},
}

// follow does all steps, and sees the page follow.
func (l *looks) follow(ctx context.Context, folder string) (err error) {
	ctx, cancel := context.WithTimeout(ctx, atMost)
	defer cancel()
	p, err := l.browser.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close(ctx)) }()
	if err := p.show(ctx, l.address+"?width=phone", 1280, "light"); err != nil {
		return err
	}
	for _, s := range followed {
		if err := l.take(ctx, p, s, folder); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	l.found("following", l.complaints(p, false))
	return nil
}

// take takes a step. Where it makes the page say what is wrong, that is looked at, too.
func (l *looks) take(ctx context.Context, p *page, s step, folder string) error {
	if s.do != "" {
		if _, err := p.ask(ctx, s.do+"; []"); err != nil {
			return err
		}
	}
	if s.file != "" {
		if err := os.WriteFile(filepath.Join(folder, s.file), []byte(s.text), 0o600); err != nil {
			return err
		}
	}
	if err := p.until(ctx, s.want); err != nil {
		return err
	}
	if strings.Contains(s.name, "wrong") {
		wrong, err := p.ask(ctx, l.script+"\naccessible()")
		if err != nil {
			return err
		}
		l.found(s.name, wrong)
	}
	return l.shoot(ctx, p, "follow-"+strings.ReplaceAll(s.name, " ", "-"))
}

// until waits for a condition in the page, which may be loaded anew in between.
func (p *page) until(ctx context.Context, condition string) error {
	const between = 50 * time.Millisecond
	script := fmt.Sprintf(`(() => {
	  const frame = () => document.getElementById('view').contentDocument, mail = () => frame().body.textContent;
	  try { return %s ? [] : ['not yet'] } catch (e) { return [String(e)] }
	})()`, condition)
	for {
		wrong, err := p.ask(ctx, script)
		if err == nil && len(wrong) == 0 {
			return nil
		}
		select {
		case <-time.After(between):
		case <-ctx.Done():
			return fmt.Errorf("%s: %v, %w", condition, wrong, ctx.Err())
		}
	}
}
