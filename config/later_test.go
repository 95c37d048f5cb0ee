package config

import (
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
	for _, path := range later {
		if !strings.Contains(golden, ": "+path+": is not in this version yet; ") {
			t.Errorf("%s is not refused", path)
		}
	}
}
