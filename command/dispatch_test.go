package command_test

import (
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/apiclient/scftest"
	"tokenreport/check"
	"tokenreport/command"
	"tokenreport/job"
	"tokenreport/secret"
)

// roleKeys are what the environment of the surroundings has.
var roleKeys = apiclient.Credentials{SecretID: secret.New("AKIDcanary"), SecretKey: secret.New("key-canary"), Token: secret.New("token-canary")}

// deployed is surroundings on a platform that takes invocations, where two reports are dispatched.
func deployed(t *testing.T, f apiclient.Function) (*surroundings, *scftest.Server) {
	t.Helper()
	s := surround(t)
	s.append(t, "dispatch: scf\n")
	platform := scftest.Start(scftest.Config{
		Accounts: []apiclient.Credentials{roleKeys}, Function: f, Now: s.System.Now, TLS: true,
	})
	t.Cleanup(platform.Close)
	s.api.Roots.AddCert(platform.Certificate())
	s.environment["TOKENREPORT_SCF_ENDPOINT"] = platform.URL
	s.Function = &f
	s.SetRate(0)
	return s, platform
}

func TestTheFunctionDispatches(t *testing.T) {
	f := apiclient.Function{Region: "ap-singapore", Namespace: "default", Name: "tokenreport-prod", Version: "3"}
	for name, told := range map[string]struct {
		function    apiclient.Function
		environment map[string]string
	}{
		"by the invocation's words": {f, nil},
		"by the environment's": {apiclient.Function{}, map[string]string{
			"TENCENTCLOUD_REGION": f.Region, "SCF_NAMESPACE": f.Namespace, "SCF_FUNCTIONNAME": f.Name, "SCF_FUNCTIONVERSION": f.Version,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s, platform := deployed(t, f)
			s.Function = &told.function
			for variable, value := range told.environment {
				s.environment[variable] = value
			}
			answer, err := s.invoke(t, `{"Type":"Timer","TriggerName":"daily","Time":"2024-11-20T00:30:00Z","Message":"{}"}`)
			if err != nil {
				t.Fatal(err)
			}
			var statuses []string
			for _, result := range answer.Reports {
				statuses = append(statuses, result.Report+" "+string(result.Deliveries[0].Status))
			}
			if want := []string{"daily dispatched", "kept dispatched"}; !slices.Equal(statuses, want) {
				t.Errorf("got %q, want %q", statuses, want)
			}
			var events []string
			for _, invocation := range platform.Started() {
				events = append(events, invocation.Event)
			}
			slices.Sort(events)
			if want := []string{
				`{"Message":"{\"reports\":[\"daily\"],\"rate\":10}","Time":"2024-11-20T00:30:00Z","Type":"Timer"}`,
				`{"Message":"{\"reports\":[\"kept\"],\"rate\":10}","Time":"2024-11-20T00:30:00Z","Type":"Timer"}`,
			}; !slices.Equal(events, want) {
				t.Errorf("got %q, want %q", events, want)
			}
			if len(s.api.Requests()) > 0 {
				t.Error("the API was asked")
			}
		})
	}
}

// invoke runs an event as the function.
func (s *surroundings) invoke(t *testing.T, event string) (answer job.Answer, err error) {
	t.Helper()
	text, err := command.InvokeTrusting(t.Context(), s.System, slog.New(slog.DiscardHandler), []byte(event),
		s.api.Roots, s.smtp.CertPool(), s.cos.CertPool())
	if err == nil {
		err = json.Unmarshal(text, &answer)
	}
	return answer, err
}

// A command line is no function, whatever its environment; nor does a function dispatch that does not know itself.
func TestNothingIsDispatched(t *testing.T) {
	for name, function := range map[string]*apiclient.Function{"a command line": nil, "a function without a name": {Region: "ap-singapore"}} {
		t.Run(name, func(t *testing.T) {
			s, platform := deployed(t, apiclient.Function{Region: "ap-singapore", Name: "tokenreport-prod"})
			s.Function = function
			s.api.Inject(lketest.Always(lketest.APIError("InvalidParameter", "that is as far as it goes")))
			_, err := s.invoke(t, `{"Message":"{\"date\":\"2024-11-19\",\"reports\":[\"daily\",\"kept\"]}"}`)
			if platform.Requests() > 0 || len(s.api.Requests()) != 2 || err == nil {
				t.Errorf("%d requests to the platform, %d to the API, error %v", platform.Requests(), len(s.api.Requests()), err)
			}
		})
	}
}

// The check tells of the right by its name, and of nothing on a command line, which does not know the region.
func TestCheckOfTheRightToDispatch(t *testing.T) {
	s, platform := deployed(t, apiclient.Function{Region: "ap-singapore", Name: "tokenreport-prod"})
	row := func() check.Row {
		if status := s.check(t, false, true); status != 0 {
			t.Fatalf("status %d: %s", status, &s.err)
		}
		rows := s.table(t).Checks
		return rows[len(rows)-1]
	}
	if got := row(); got.Check != check.Dispatch || got.Result != check.OK {
		t.Errorf("permitted: %+v", got)
	}
	platform.Deny(true)
	if got := row(); got.Result != check.Warning || got.Findings[0].Hint != "allow scf:InvokeFunction on resource * to the function's role in CAM" {
		t.Errorf("denied: %+v", got)
	}
	s.Function = nil
	if got := row(); got.Result != check.Skipped || !strings.Contains(got.Detail, "scf:InvokeFunction") {
		t.Errorf("on a command line: %+v", got)
	}
	if len(platform.Started()) > 0 {
		t.Error("a function was invoked")
	}
}

// The policy for it is the permission that the platform asks for, and no other.
func TestTheDispatchPolicy(t *testing.T) {
	allowed := policyOf(t, "dispatch.json")
	if want := (permission{scftest.Permission, "*"}); len(allowed) != 1 || !allowed[want] {
		t.Errorf("got %v, want %v", allowed, want)
	}
	if policyOf(t, "policy.json")[permission{scftest.Permission, "*"}] {
		t.Error("who dispatches nothing may invoke every function")
	}
}
