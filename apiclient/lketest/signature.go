package lketest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"tokenreport/apiclient"
)

const algorithm = "TC3-HMAC-SHA256"

// maxSkew is how far a timestamp may be from the server's clock.
const maxSkew = 5 * time.Minute

// authorization is the parsed header of that name: "TC3-HMAC-SHA256 Credential=ID/DATE/SERVICE/tc3_request,
// SignedHeaders=content-type;host, Signature=HEX". The zero value is a malformed one.
type authorization struct {
	secretID      string
	date          string // UTC, YYYY-MM-DD
	service       string
	signedHeaders []string
	signature     string
}

func parseAuthorization(header string) authorization {
	rest, ok := strings.CutPrefix(header, algorithm+" ")
	parts := strings.Split(rest, ",")
	if !ok || len(parts) != 3 {
		return authorization{}
	}
	values := make(map[string]string)
	for _, part := range parts {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		values[name] = value
	}
	scope := strings.Split(values["Credential"], "/")
	if len(scope) != 4 || scope[3] != "tc3_request" || values["SignedHeaders"] == "" {
		return authorization{}
	}
	return authorization{scope[0], scope[1], scope[2], strings.Split(values["SignedHeaders"], ";"), values["Signature"]}
}

// authenticate verifies timestamp, credentials and signature.
func (a *API) authenticate(r *http.Request, request *Request, body []byte) *refusal {
	if code, message := Verify(r, body, service, a.config.Accounts, request.At); code != "" {
		return &refusal{code, message}
	}
	return nil
}

// Verify verifies timestamp, credentials and signature of a request to any of the cloud's services, at the instant now. It
// returns code and message of the refusal; an empty code says that there is nothing to refuse.
func Verify(r *http.Request, body []byte, service string, accounts []apiclient.Credentials, now time.Time) (code, message string) {
	auth := parseAuthorization(r.Header.Get("Authorization"))
	if auth.secretID == "" || !slices.Contains(auth.signedHeaders, "host") || !slices.Contains(auth.signedHeaders, "content-type") {
		return "AuthFailure.InvalidAuthorization", "The `Authorization` in the header is not in the required format."
	}
	seconds, err := strconv.ParseInt(r.Header.Get("X-TC-Timestamp"), 10, 64)
	if err != nil {
		return "InvalidParameter", "The value type of parameter `Timestamp` is not valid."
	}
	timestamp := time.Unix(seconds, 0).UTC()
	if now.Sub(timestamp).Abs() > maxSkew {
		return "AuthFailure.SignatureExpire", "The provided credentials could not be validated because of exceeding request timestamp limit."
	}
	at := slices.IndexFunc(accounts, func(c apiclient.Credentials) bool { return c.SecretID.Reveal() == auth.secretID })
	if at < 0 {
		return "AuthFailure.SecretIdNotFound", "The SecretId is not found, please ensure that your SecretId is correct."
	}
	canonical := canonicalRequest(r, auth.signedHeaders, body)
	want := sign(accounts[at].SecretKey.Reveal(), r.Header.Get("X-TC-Timestamp"), timestamp.Format(time.DateOnly), service, canonical)
	if auth.service != service || auth.date != timestamp.Format(time.DateOnly) || !hmac.Equal([]byte(want), []byte(auth.signature)) {
		return "AuthFailure.SignatureFailure", "The provided credentials could not be validated. Please check your signature is correct."
	}
	if r.Header.Get("X-TC-Token") != accounts[at].Token.Reveal() {
		return "AuthFailure.TokenFailure", "The provided token is invalid."
	}
	return "", ""
}

// canonicalRequest is step 1 of the signature, for a request without a query string.
func canonicalRequest(r *http.Request, signedHeaders []string, body []byte) string {
	var headers strings.Builder
	for _, name := range signedHeaders {
		value := r.Header.Get(name)
		if name == "host" {
			value = r.Host
		}
		headers.WriteString(name + ":" + strings.ToLower(strings.TrimSpace(value)) + "\n")
	}
	return strings.Join([]string{r.Method, "/", r.URL.RawQuery, headers.String(), strings.Join(signedHeaders, ";"), hash(body)}, "\n")
}

// sign is steps 2 and 3: the string to sign, and its signature in lower-case hexadecimal.
func sign(secretKey, timestamp, date, service, canonical string) string {
	scope := date + "/" + service + "/tc3_request"
	text := strings.Join([]string{algorithm, timestamp, scope, hash([]byte(canonical))}, "\n")
	return hex.EncodeToString(mac(signingKey(secretKey, date, service), text))
}

func signingKey(secretKey, date, service string) []byte {
	return mac(mac(mac([]byte("TC3"+secretKey), date), service), "tc3_request")
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
