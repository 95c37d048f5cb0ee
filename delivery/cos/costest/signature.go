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
// and without the SDK's help. It returns nil for a good one.
func (s *Server) authorize(r *http.Request) *answer {
	sent := r.Header.Get("Authorization")
	if sent == "" {
		return refuse(http.StatusForbidden, "AccessDenied", "Access Denied.")
	}
	fields, err := parseAuthorization(sent)
	if err != nil {
		return refuse(http.StatusBadRequest, "InvalidArgument", err.Error())
	}
	switch {
	case fields["q-ak"] != s.options.SecretID:
		return refuse(http.StatusForbidden, "InvalidAccessKeyId", "The Access Key Id you provided does not exist in our records.")
	case !s.inTime(fields["q-sign-time"]) || !s.inTime(fields["q-key-time"]):
		return refuse(http.StatusForbidden, "RequestTimeTooSkewed", "The difference between the request time and the server's time is too large.")
	case !hmac.Equal([]byte(fields["q-signature"]), []byte(s.sign(r, fields))):
		return refuse(http.StatusForbidden, "SignatureDoesNotMatch", "The Signature you specified is invalid.")
	case !signsWhatItMust(r, fields):
		return refuse(http.StatusForbidden, "AccessDenied", "A header that matters is not signed.")
	case r.Header.Get("X-Cos-Security-Token") != s.options.Token:
		return refuse(http.StatusForbidden, "AccessDenied", "The security token does not match.")
	}
	return nil
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
	if fields["q-sign-algorithm"] != "sha1" {
		return nil, fmt.Errorf("unknown q-sign-algorithm %q", fields["q-sign-algorithm"])
	}
	return fields, nil
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

// sign computes the signature that the request should bear.
func (s *Server) sign(r *http.Request, fields map[string]string) string {
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
	return hmacHex(hmacHex(s.options.SecretKey, fields["q-key-time"]), toSign)
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
