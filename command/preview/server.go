package preview

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"tokenreport/internal/parallel"
)

//go:embed page.html.tmpl view.html.tmpl
var templateFiles embed.FS

//go:embed preview.css preview.js
var assets embed.FS

// pages parses the templates at their first use.
var pages = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{"size": size}).ParseFS(templateFiles, "*.tmpl"))
})

// Options say what is served.
type Options struct {
	Source Source
	// Files are the files and folders that a report is made of, there or not; it is asked again after each change.
	Files func() []string
	// Tick is when the files are looked at; nil: never.
	Tick <-chan time.Time
}

// Times of a connection. The longest answer is the one to a page that waits for changes, and begins again after it.
const (
	headerLimit = 10 * time.Second
	idleLimit   = 2 * time.Minute
	answerLimit = makeLimit + time.Minute
	endLimit    = 2 * time.Second
)

// Serve serves the preview until the context ends, and closes the listener. That the context has ended is no error.
func Serve(ctx context.Context, listener net.Listener, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &server{source: o.Source, makings: newMakings(ctx, o.Source)}
	served := &http.Server{
		Handler:           guard(listener.Addr(), s.routes()),
		ReadHeaderTimeout: headerLimit, ReadTimeout: headerLimit, WriteTimeout: answerLimit, IdleTimeout: idleLimit,
		BaseContext: func(net.Listener) context.Context { return ctx },
		ErrorLog:    log.New(io.Discard, "", 0), // broken connections are a browser's business
	}
	watched := parallel.Go(func() error { watch(ctx, o.Tick, o.Files, s.makings.renew); <-ctx.Done(); return nil })
	ended := parallel.Go(func() error { return served.Serve(listener) })
	select {
	case err := <-watched:
		if err != nil {
			return errors.Join(fmt.Errorf("watch the files of the preview: %w", err), served.Close())
		}
	case err := <-ended:
		return fmt.Errorf("serve the preview: %w", err)
	case <-ctx.Done():
	}
	ending, stop := context.WithTimeout(context.WithoutCancel(ctx), endLimit)
	defer stop()
	if served.Shutdown(ending) != nil {
		_ = served.Close() // whoever has not gone by now is cut off
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve the preview: %w", err)
	}
	return nil
}

// server answers with pages of a source.
type server struct {
	source  Source
	makings *makings
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", s.page)
	mux.HandleFunc("/view/{form}", s.view)
	mux.HandleFunc("/facts", s.facts)
	mux.HandleFunc("/file/{extension}", s.file)
	mux.HandleFunc("/events", s.events)
	mux.Handle("/preview.css", http.FileServerFS(assets))
	mux.Handle("/preview.js", http.FileServerFS(assets))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.trouble(w, http.StatusNotFound, Auto, trouble{Title: "There is no such page", Lines: []string{"The preview is at the address without a path."}})
	})
	return mux
}

// events tells a page of the state of the files, and of each later one, as server-sent events.
func (s *server) events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	for {
		now := s.makings.state()
		text, err := json.Marshal(now)
		if err != nil {
			return // texts can be encoded
		}
		if _, err := fmt.Fprintf(w, "retry: 500\nevent: state\ndata: %s\n\n", text); err != nil || out.Flush() != nil {
			return
		}
		select {
		case <-now.next:
		case <-r.Context().Done():
			return
		}
	}
}
