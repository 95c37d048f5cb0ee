package job_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"
)

// secrets are what must not come out, in every form in which it is sent: the canaries of key and password hold the
// same word.
func secrets() []string {
	encode := base64.StdEncoding.EncodeToString
	return []string{
		"canary", encode([]byte(mailPassword)), encode([]byte("\x00" + sender + "\x00" + mailPassword)),
		encode([]byte(credentials.SecretKey.Reveal())), encode([]byte(credentials.Token.Reveal())),
	}
}

// checkSecrets searches everything that came out of the runs.
func (p *performance) checkSecrets(t *testing.T) []string {
	t.Helper()
	return leaks(p.everything(t))
}

// leaks are the secrets in what came out.
func leaks(everything map[string]string) []string {
	var found []string
	for where, text := range everything {
		for _, secret := range secrets() {
			if strings.Contains(text, secret) {
				found = append(found, fmt.Sprintf("%s is in %s", secret, where))
			}
		}
	}
	return found
}

// TestSecretsAreFound plants each secret in each kind of thing that is searched.
func TestSecretsAreFound(t *testing.T) {
	t.Parallel()
	p := &performance{scenario: scenarios()[0]}
	perform(t, p, nil)
	everything := p.everything(t)
	if found := leaks(everything); len(found) > 0 || len(everything) < 15 {
		t.Fatalf("before anything is planted, of %d texts: %q", len(everything), found)
	}
	for where, text := range everything {
		for _, secret := range secrets() {
			if found := leaks(map[string]string{where: text + secret}); len(found) == 0 {
				t.Errorf("%s was not found in %s", secret, where)
			}
		}
	}
}

// everything is what came out, as text, by where it is.
func (p *performance) everything(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{"the log": p.log.String()}
	for i, run := range p.runs {
		answer, err := json.Marshal(run.answer)
		all[fmt.Sprintf("run %d's answer", i+1)] = fmt.Sprintf("%s %v %v", answer, err, run.err)
	}
	for name, object := range p.outside.bucket.Objects() {
		all[name], all["the headers of "+name] = string(object.Content), fmt.Sprint(object.Header)
	}
	for i, m := range append(p.outside.relay.Messages(), p.outside.notices.Messages()...) {
		all[fmt.Sprintf("mail %d", i+1)] = string(m.Data)
		for mediaType, content := range parts(t, m.Data) {
			all[fmt.Sprintf("the %s of mail %d", mediaType, i+1)] = string(content)
		}
	}
	for where, content := range maps.Clone(all) {
		if strings.HasPrefix(content, "%PDF") {
			if text, err := p.pdfText(content); err == nil { // else it is a violation of its own
				all["the text of "+where] = text
			}
		}
	}
	return all
}
