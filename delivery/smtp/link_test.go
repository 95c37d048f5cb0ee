package smtp

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strings"
	"testing"
)

// hungUp is the connection to a server that has hung up, and what it said before.
type hungUp struct {
	net.Conn
	said io.Reader
}

var errBroken = errors.New("broken pipe")

func (h hungUp) Read(p []byte) (int, error) { return h.said.Read(p) }
func (h hungUp) Write([]byte) (int, error)  { return 0, errBroken }

// TestRefusalBeforeItsTurn finds the words of a server that refused and hung up while the message, or a command, was still being
// written, behind the write that failed for it.
func TestRefusalBeforeItsTurn(t *testing.T) {
	tests := []struct {
		name, said string
		code       int
	}{
		{"a refusal", "552 too big\r\n", 552},
		{"a refusal of two lines", "552-too\r\n552 big\r\n", 552},
		{"a code", "421\r\n", 421},
		{"nothing", "", 0},
		{"half a line", "552 too", 0},
		{"half a reply", "552-too\r\n55", 0},
		{"a reply that refuses nothing", "354 go ahead\r\n", 0},
		{"no end", strings.Repeat("552-too big\r\n", maxReply/10), 0},
	}
	for _, at := range []stage{introducing, namingRecipient, sendingMessage} {
		for _, tt := range tests {
			t.Run(fmt.Sprint(tt.name, " at ", at), func(t *testing.T) {
				l := &link{Conn: hungUp{said: strings.NewReader(tt.said)}, stage: at, reply: []byte("250 of an earlier command\r\n")}
				_, err := l.Write([]byte("NOOP\r\n"))
				code, _, ok := refusalIn(l, err)
				if !errors.Is(err, errBroken) || ok != (tt.code != 0) || ok && code != tt.code {
					t.Errorf("got %d, %v, %v, want %d", code, ok, err, tt.code)
				}
			})
		}
	}
	if code, _, ok := refusalIn(&link{reply: []byte("250 ok\r\n")}, io.EOF); ok {
		t.Errorf("a lost connection is refused by %d", code)
	}
	if code, _, ok := refusalIn(&link{}, &textproto.Error{Code: 550, Msg: "no"}); !ok || code != 550 {
		t.Errorf("a refusal in its turn: %d, %v", code, ok)
	}
}

// TestUnanswered tells a final dot that went out from one that did not.
func TestUnanswered(t *testing.T) {
	near, far := net.Pipe()
	go func() { _, _ = io.Copy(io.Discard, far) }()
	l := &link{Conn: near, raw: near, stage: awaitingAnswer}
	if _, err := l.Write([]byte("message\r\n.\r\n")); err != nil || !l.unanswered() {
		t.Errorf("the dot went out, and counts as unsent: %v", err)
	}
	_ = near.Close()
	if _, err := l.Write([]byte(".\r\n")); err == nil || l.unanswered() {
		t.Errorf("the dot did not go out, and counts as unanswered: %v", err)
	}
}

// TestStagesByCommand recognises commands, and not a login or a message that looks like one.
func TestStagesByCommand(t *testing.T) {
	near, far := net.Pipe()
	go func() { _, _ = io.Copy(io.Discard, far) }()
	l := &link{Conn: near, raw: near, stage: greeting}
	for _, step := range []struct {
		line string
		want stage
	}{
		{"EHLO example.com\r\n", introducing},
		{"AUTH LOGIN\r\n", loggingIn},
		{"DATA\x00base64\r\n", loggingIn},
		{"MAIL FROM:<a@example.com>\r\n", namingSender},
		{"RCPT TO:<b@example.com>\r\n", namingRecipient},
		{"DATA\r\n", openingMessage},
		{"MAIL FROM:<in the message>\r\n", openingMessage},
	} {
		if _, err := l.Write([]byte(step.line)); err != nil || l.stage != step.want {
			t.Errorf("%q leads to stage %d, want %d", step.line, l.stage, step.want)
		}
	}
}

// TestAnnouncedLimit reads SIZE as servers write it, and as they should not.
func TestAnnouncedLimit(t *testing.T) {
	for parameter, want := range map[string]int64{
		"":                     0,
		"0":                    0,
		"35882577":             35882577,
		"00035882577":          35882577,
		"9223372036854775807":  1<<63 - 1,
		"9223372036854775808":  0, // more than any mail
		"99999999999999999999": 0,
		"-1":                   0,
		"many":                 0,
		"10 MB":                0,
		"1e3":                  0,
	} {
		if got := announcedLimit(parameter); got != want {
			t.Errorf("SIZE %s: %d, want %d", parameter, got, want)
		}
	}
}
