package costest

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxSkew is how far a client's clock may be off.
const maxSkew = 15 * time.Minute

// authorize verifies the request's signature as COS describes it (product/436/7778), from the request alone
// and without the SDK's help: that of a header, or of the query of a presigned URL. It returns nil for a good one.
func (s *Server) authorize(r *http.Request) *answer {
	fields, presigned, err := signatureOf(r)
	if err != nil {
		return refuse(http.StatusBadRequest, "InvalidArgument", err.Error())
	}
	pair, known := s.pairOf(fields["q-ak"])
	switch {
	case fields == nil:
		return refuse(http.StatusForbidden, "AccessDenied", "Access Denied.")
	case !known:
		return refuse(http.StatusForbidden, "InvalidAccessKeyId", "The Access Key Id you provided does not exist in our records.")
	case !s.inTime(fields["q-sign-time"]) || !s.inTime(fields["q-key-time"]):
		if presigned {
			return refuse(http.StatusForbidden, "AccessDenied", "Request has expired")
		}
		return refuse(http.StatusForbidden, "RequestTimeTooSkewed", "The difference between the request time and the server's time is too large.")
	case !hmac.Equal([]byte(fields["q-signature"]), []byte(sign(r, fields, pair.key))):
		return refuse(http.StatusForbidden, "SignatureDoesNotMatch", "The Signature you specified is invalid.")
	case !signsWhatItMust(r, fields):
		return refuse(http.StatusForbidden, "AccessDenied", "A header that matters is not signed.")
	case tokenOf(r, presigned) != pair.token:
		return refuse(http.StatusForbidden, "AccessDenied", "The security token does not match.")
	case pair.readsOnly && r.Method != http.MethodGet && r.Method != http.MethodHead:
		return refuse(http.StatusForbidden, "AccessDenied", "Access Denied.")
	}
	return nil
}

// keyPair is what a request can be signed with.
type keyPair struct {
	key, token string
	readsOnly  bool
}

func (s *Server) pairOf(id string) (keyPair, bool) {
	switch o := s.options; {
	case id == o.SecretID:
		return keyPair{key: o.SecretKey, token: o.Token}, true
	case o.LinkID != "" && id == o.LinkID:
		return keyPair{key: o.LinkKey, readsOnly: true}, true
	default:
		return keyPair{}, false
	}
}

// signatureOf returns the fields of the request's signature, nil if it bears none, and whether they are of its URL.
func signatureOf(r *http.Request) (fields map[string]string, presigned bool, err error) {
	if sent := r.Header.Get("Authorization"); sent != "" {
		fields, err = parseAuthorization(sent)
		return fields, false, err
	}
	query := r.URL.Query()
	if !query.Has("q-signature") {
		return nil, false, nil
	}
	fields = map[string]string{}
	for name, values := range query {
		if strings.HasPrefix(name, "q-") {
			fields[name] = values[0]
		}
	}
	return fields, true, checkAlgorithm(fields)
}

// tokenOf is the session token beside the signature.
func tokenOf(r *http.Request, presigned bool) string {
	if presigned {
		return r.URL.Query().Get("x-cos-security-token")
	}
	return r.Header.Get("X-Cos-Security-Token")
}

func parseAuthorization(s string) (map[string]string, error) {
	fields := map[string]string{}
	for field := range strings.SplitSeq(s, "&") {
		name, value, ok := strings.Cut(field, "=")
		if !ok {
			return nil, fmt.Errorf("malformed Authorization: %q", field)
		}
		fields[name] = value
	}
	return fields, checkAlgorithm(fields)
}

func checkAlgorithm(fields map[string]string) error {
	if fields["q-sign-algorithm"] != "sha1" {
		return fmt.Errorf("unknown q-sign-algorithm %q", fields["q-sign-algorithm"])
	}
	return nil
}

// inTime checks "start;end" in Unix seconds.
func (s *Server) inTime(interval string) bool {
	from, until, _ := strings.Cut(interval, ";")
	start, err1 := strconv.ParseInt(from, 10, 64)
	end, err2 := strconv.ParseInt(until, 10, 64)
	if err1 != nil || err2 != nil || start >= end {
		return false
	}
	if s.options.Now == nil {
		return true
	}
	now := s.options.Now()
	return now.Add(maxSkew).After(time.Unix(start, 0)) && now.Before(time.Unix(end, 0))
}

// sign computes the signature that the request should bear, with the secret key.
func sign(r *http.Request, fields map[string]string, key string) string {
	header := r.Header.Clone()
	header.Set("Host", r.Host)
	header.Set("Content-Length", strconv.FormatInt(r.ContentLength, 10))
	request := strings.Join([]string{
		strings.ToLower(r.Method),
		r.URL.Path,
		canonical(url.Values(lowerKeys(r.URL.Query())), fields["q-url-param-list"]),
		canonical(url.Values(lowerKeys(header)), fields["q-header-list"]),
		"",
	}, "\n")
	digest := sha1.Sum([]byte(request))
	toSign := "sha1\n" + fields["q-key-time"] + "\n" + hex.EncodeToString(digest[:]) + "\n"
	return hmacHex(hmacHex(key, fields["q-key-time"]), toSign)
}

// signsWhatItMust wants the host, the digest and everything of COS's own under the signature.
func signsWhatItMust(r *http.Request, fields map[string]string) bool {
	signed := strings.Split(fields["q-header-list"], ";")
	for name := range r.Header {
		name = strings.ToLower(name)
		if (strings.HasPrefix(name, "x-cos-") || name == "content-md5") && !slices.Contains(signed, name) {
			return false
		}
	}
	return slices.Contains(signed, "host")
}

func lowerKeys(m map[string][]string) map[string][]string {
	out := map[string][]string{}
	for name, values := range m {
		out[strings.ToLower(name)] = values
	}
	return out
}

// canonical writes the listed values as name=value&…, percent-encoded.
func canonical(values url.Values, list string) string {
	var pairs []string
	for name := range strings.SplitSeq(list, ";") {
		if name != "" {
			pairs = append(pairs, encode(name)+"="+encode(values.Get(name)))
		}
	}
	slices.Sort(pairs)
	return strings.Join(pairs, "&")
}

// encode leaves only RFC 3986's unreserved characters as they are.
func encode(s string) string {
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}

func hmacHex(key, message string) string {
	mac := hmac.New(sha1.New, []byte(key))
	mac.Write([]byte(message))
	return hex.EncodeToString(mac.Sum(nil))
}
