package secret_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"tokenreport/secret"
)

func TestNothingPrintsTheSecret(t *testing.T) {
	const canary = "canary-4f1d"
	text := secret.New(canary)
	wrapped := struct {
		Password secret.Text
		hidden   secret.Text
		in       struct{ deeper []secret.Text }
	}{Password: text, hidden: text}
	wrapped.in.deeper = append(wrapped.in.deeper, text)

	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb, text)
		fmt.Fprintf(&out, verb, wrapped)
		fmt.Fprintf(&out, verb, &wrapped)
	}
	for _, v := range []any{text, wrapped, &wrapped} {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(b)
	}
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "password", text, "in", wrapped)
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "password", text, "in", wrapped)

	if strings.Contains(out.String(), canary) || strings.Contains(out.String(), fmt.Sprintf("%x", canary)) {
		t.Errorf("the secret leaked: %s", out.String())
	}
	if !secret.New("").IsZero() || text.IsZero() || secret.New("").Reveal() != "" {
		t.Error("only the empty secret is none")
	}
	if text.Reveal() != canary {
		t.Error("Reveal must return the secret")
	}
}

func ExampleText() {
	password := secret.New("hunter2")
	fmt.Printf("%v %d\n", password, len(password.Reveal()))
	// Output: [redacted] 7
}
