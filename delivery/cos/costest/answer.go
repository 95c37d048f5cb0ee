package costest

import (
	"encoding/xml"
	"net/http"
	"strconv"
)

// answer is what the server is about to do and say.
type answer struct {
	status        int
	header        http.Header
	body          []byte
	code, message string // of a refusal

	server *Server
	// apply changes the objects, or refuses to; nil for a request that changes nothing.
	apply func(objects map[string]Object) *answer
}

func refuse(status int, code, message string) *answer {
	return &answer{status: status, code: code, message: message}
}

// change carries the request out, at most once. A refusal takes the answer's place.
func (a *answer) change() {
	if a.apply == nil {
		return
	}
	a.server.mu.Lock()
	defer a.server.mu.Unlock()
	if refusal := a.apply(a.server.objects); refusal != nil {
		*a = *refusal
	}
}

// errorBody is COS's XML for a refusal (https://cloud.tencent.com/document/product/436/7730).
type errorBody struct {
	XMLName   xml.Name `xml:"Error"`
	Code      string
	Message   string
	Resource  string
	RequestID string `xml:"RequestId"`
}

func (a *answer) write(w http.ResponseWriter, resource string) {
	body := a.head(w, resource)
	w.WriteHeader(a.status)
	_, _ = w.Write(body) // to HEAD net/http sends none
}

// head sets the answer's headers and returns its body.
func (a *answer) head(w http.ResponseWriter, resource string) (body []byte) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	body = a.body
	if a.code != "" {
		w.Header().Set("Content-Type", "application/xml")
		requestID := w.Header().Get(requestIDHeader)
		body, _ = xml.Marshal(errorBody{Code: a.code, Message: a.message, Resource: resource, RequestID: requestID})
	}
	if a.status != http.StatusNoContent {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	return body
}
