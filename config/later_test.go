package config

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// Every line of the table must be seen at work: refused in the golden file of bad/later.yml.
func TestEveryLaterKeyIsRefused(t *testing.T) {
	text, err := os.ReadFile("testdata/bad/later.txt")
	if err != nil || len(later) == 0 {
		t.Fatalf("nothing to compare: %v", err)
	}
	golden := listIndex.ReplaceAllString(string(text), "[]")
	for _, u := range later {
		want := []string{u.path + ": is not in this version yet"}
		if len(u.values) > 0 {
			want = nil
		}
		for _, value := range u.values {
			want = append(want, fmt.Sprintf("%s: is %q, which is not in this version yet", u.path, value))
		}
		for _, refusal := range want {
			if !strings.Contains(golden, ": "+refusal+"; ") {
				t.Errorf("no refusal %q", refusal)
			}
		}
	}
}
