package suggest_test

import (
	"strings"
	"testing"

	"tokenreport/suggest"
)

func TestClosest(t *testing.T) {
	accepted := []string{"reply_to", "Total", "Title", "subject.empty", "to"}
	for word, want := range map[string]string{
		"replyTo": "reply_to", "reply-to": "reply_to", "Totl": "Total", "titles": "Title",
		"subject.emtpy": "subject.empty", "t": "to", "x": "", "elsewhere": "", strings.Repeat("t", 41): "",
	} {
		if got := suggest.Closest(word, accepted); got != want {
			t.Errorf("%s: got %q, want %q", word, got, want)
		}
	}
}
