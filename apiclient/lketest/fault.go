package lketest

import (
	"bytes"
	"compress/gzip"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Fault is something that goes wrong with a call. It stands before the API, which it may leave out, or whose
// answer it may spoil.
type Fault func(api http.Handler) http.Handler

// Script chooses the fault for a call, nil for none.
type Script func(Request) Fault

// Always has every call fail in the same way.
func Always(fault Fault) Script { return func(Request) Fault { return fault } }

// Sequence has the first calls of the API's life fail, one after the other; a nil among the faults lets that
// call through.
func Sequence(faults ...Fault) Script {
	return func(r Request) Fault {
		if r.Number > len(faults) {
			return nil
		}
		return faults[r.Number-1]
	}
}

// APIError has the API refuse the call with a code of its own, such as RequestLimitExceeded.
func APIError(code, message string) Fault {
	return instead(func(w http.ResponseWriter, _ *http.Request) { writeError(w, &refusal{code, message}) })
}

// HTTP answers as a gateway or a proxy does that stands before the API.
func HTTP(status int, contentType, body string) Fault {
	return instead(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

// BadGateway answers HTTP 502 with a page.
func BadGateway() Fault {
	return HTTP(http.StatusBadGateway, "text/html", "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n"+
		"<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>stgw</center>\r\n</body>\r\n</html>\r\n")
}

// Reset breaks the connection without an answer.
func Reset() Fault {
	return instead(func(w http.ResponseWriter, _ *http.Request) {
		connection, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		if tcp, ok := connection.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // RST instead of FIN
		}
		_ = connection.Close()
	})
}

// Hang answers nothing until the client goes.
func Hang() Fault {
	return instead(func(_ http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	})
}

// Truncate ends the connection after the first bytes of the API's answer.
func Truncate(size int) Fault {
	return spoil(func(w http.ResponseWriter, _ *http.Request, body []byte) {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body[:min(size, len(body))])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})
}

// Slow sends the API's answer in pieces of size bytes with pauses between them.
func Slow(size int, pause time.Duration) Fault {
	return spoil(func(w http.ResponseWriter, r *http.Request, body []byte) {
		for len(body) > 0 {
			piece := body[:min(size, len(body))]
			body = body[len(piece):]
			_, _ = w.Write(piece)
			_ = http.NewResponseController(w).Flush()
			select {
			case <-time.After(pause):
			case <-r.Context().Done():
				return
			}
		}
	})
}

// Gzip compresses the API's answer.
func Gzip() Fault {
	return spoil(func(w http.ResponseWriter, _ *http.Request, body []byte) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Del("Content-Length")
		compressed := gzip.NewWriter(w)
		_, _ = compressed.Write(body)
		_ = compressed.Close()
	})
}

// Huge begins a well-formed answer that goes on for size bytes, made as it is sent.
func Huge(size int64) Fault {
	return instead(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		pour(w, size)
	})
}

// Bomb is Huge, compressed to about a hundredth.
func Bomb(size int64) Fault {
	return instead(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		compressed := gzip.NewWriter(w)
		pour(compressed, size)
		_ = compressed.Close()
	})
}

// pour writes until size is reached or the client has gone.
func pour(w io.Writer, size int64) {
	_, err := io.WriteString(w, `{"Response":{"Total":[`)
	block := []byte(strings.Repeat(`{"X":"202411190930","Y":14896},`, 2000))
	for written := int64(0); err == nil && written < size; written += int64(len(block)) {
		_, err = w.Write(block)
	}
}

// instead is a fault that leaves the API out.
func instead(handler http.HandlerFunc) Fault {
	return func(http.Handler) http.Handler { return handler }
}

// spoil is a fault that gets hold of the API's answer before it is sent.
func spoil(send func(w http.ResponseWriter, r *http.Request, body []byte)) Fault {
	return func(api http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			held := &heldWriter{ResponseWriter: w}
			api.ServeHTTP(held, r)
			send(w, r, held.body.Bytes())
		})
	}
}

// heldWriter keeps the body back. The API never sets a status.
type heldWriter struct {
	http.ResponseWriter
	body bytes.Buffer
}

func (w *heldWriter) Write(p []byte) (int, error) { return w.body.Write(p) }
