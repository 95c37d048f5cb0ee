package preview

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// pagePolicy lets a browser take everything of this server, and nothing of any other.
const pagePolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"

// madePolicy is for what was made: it has its own styles, scripts and images in it, and perhaps a policy that is stricter.
const madePolicy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; " +
	"form-action 'none'; base-uri 'none'; frame-ancestors 'self'"

// mailPolicy runs no script either, as no mail program does.
const mailPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; " +
	"frame-ancestors 'self'; sandbox allow-same-origin"

// filePolicy is for a PDF, whose viewer is the browser's own, with a style of its own.
const filePolicy = "frame-ancestors 'self'"

// guard lets through what only reads, by a name of this server, and not from within another's page: a page of the internet
// whose name is made to lead here would have that name as its host, and one that embeds an address of this server would
// make it call the API.
func guard(address net.Addr, next http.Handler) http.Handler {
	names := namesOf(address)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", pagePolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		switch {
		case !names.has(r.Host):
			http.Error(w, "This preview answers only at its own address, as tokenreport preview printed it.", http.StatusMisdirectedRequest)
		case r.Method != http.MethodGet:
			h.Set("Allow", http.MethodGet)
			http.Error(w, "There is nothing here but to read.", http.StatusMethodNotAllowed)
		case foreign(r):
			http.Error(w, "This preview answers only its own pages. Open it at its address without a path.", http.StatusForbidden)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// foreign reports whether another's page asks, be it of another server on this machine, whose pages count as of the same site. It may
// lead to the first page, which by itself calls nothing.
func foreign(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "cross-site", "same-site":
		return r.URL.Path != "/" || r.Header.Get("Sec-Fetch-Dest") != "document"
	default: // its own page, the address bar, or no browser
		return false
	}
}

// names are those by which a server may be asked for. No name of the internet can be made to lead to an IP address that is
// written as one, so that those are safe.
type names struct{ loopback bool }

func namesOf(address net.Addr) names {
	tcp, ok := address.(*net.TCPAddr)
	return names{ok && tcp.IP.IsLoopback()}
}

func (n names) has(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.Trim(host, "[]")
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsLoopback() || !n.loopback
	}
	return strings.EqualFold(host, "localhost")
}
