package command_test

import (
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"tokenreport/command"
	"tokenreport/delivery/cos/costest"
)

// permission is an action of CAM on a resource.
type permission struct{ action, resource string }

// TestThePolicyIsWhatIsAskedFor holds the role's policy against the requests of a check, of two mornings' runs and of a
// run again: all are allowed, and nothing is allowed that none of them needs.
func TestThePolicyIsWhatIsAskedFor(t *testing.T) {
	s := surround(t)
	s.Now, s.apiClock = time.Now, time.Now // deadlines are real, and so is the API's limit
	if status := s.check(t, false, false); status != 0 {
		t.Fatalf("check: %s", &s.out)
	}
	for _, morning := range []string{"2024-11-20", "2024-11-20", "2024-11-21"} {
		event := `{"Type":"Timer","TriggerName":"daily","Time":"` + morning + `T00:30:00Z","Message":""}`
		if _, err := command.InvokeTrusting(t.Context(), s.System, slog.New(slog.DiscardHandler), []byte(event),
			s.api.Roots, s.smtp.CertPool(), s.cos.CertPool()); err != nil {
			t.Fatal(err)
		}
	}
	allowed := policyOf(t, "policy.json")
	unused := maps.Clone(allowed)
	for needed := range s.permissions() {
		granted := false
		for rule := range allowed {
			if rule.action == needed.action && covers(rule.resource, needed.resource) {
				granted = true
				delete(unused, rule)
			}
		}
		if !granted {
			t.Errorf("%s on %s is not allowed", needed.action, needed.resource)
		}
	}
	for rule := range unused {
		t.Errorf("%s on %s is allowed, and nobody asks for it", rule.action, rule.resource)
	}
}

// permissions are those that the requests so far needed.
func (s *surroundings) permissions() map[permission]bool {
	needed := map[permission]bool{}
	for _, r := range s.api.Requests() {
		needed[permission{"lke:" + r.Action, "*"}] = true
	}
	for _, r := range s.cos.Requests() {
		needed[permission{cosAction(r), "qcs::cos:REGION:uid/APPID:BUCKET-APPID/" + strings.Replace(r.Key, "usage/", "PREFIX/", 1)}] = true
	}
	return needed
}

// cosAction is what CAM calls a request (COS, "Working with COS API Authorization Policies").
func cosAction(r costest.Request) string {
	switch {
	case r.Key == "":
		return "name/cos:GetBucketVersioning"
	case r.Method == http.MethodGet:
		return "name/cos:GetObject"
	case r.Method == http.MethodPut:
		return "name/cos:PutObject"
	case r.Method == http.MethodDelete:
		return "name/cos:DeleteObject"
	default:
		return r.Method
	}
}

// covers reports whether a rule's resource, which may end in "*", is or includes another.
func covers(rule, resource string) bool {
	if prefix, open := strings.CutSuffix(rule, "*"); open {
		return strings.HasPrefix(resource, prefix)
	}
	return rule == resource
}

// policyOf are the permissions that a file of deploy/cam grants.
func policyOf(t *testing.T, file string) map[permission]bool {
	t.Helper()
	text, err := os.ReadFile("../deploy/cam/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Statement []struct {
			Effect           string
			Action, Resource []string
		}
	}
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	allowed := map[permission]bool{}
	for _, statement := range read.Statement {
		for _, action := range statement.Action {
			for _, resource := range statement.Resource {
				allowed[permission{action, resource}] = statement.Effect == "allow"
			}
		}
	}
	return allowed
}
