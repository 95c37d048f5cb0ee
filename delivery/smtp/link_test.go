package smtp

import (
	"errors"
	"io"
	"net"
	"net/textproto"
	"testing"
)

// TestRefusalWithinTheMessage finds the words of a server that refused while the message was still being
// written, behind the write that failed for it.
func TestRefusalWithinTheMessage(t *testing.T) {
	broken := errors.New("broken pipe")
	tests := []struct {
		name string
		link link
		err  error
		code int
	}{
		{"a refusal", link{}, &textproto.Error{Code: 550, Msg: "no"}, 550},
		{"a refusal behind a failed write", link{writeErr: broken, reply: []byte("552-too\r\n552 big\r\n")}, broken, 552},
		{"a failed write alone", link{writeErr: broken}, broken, 0},
		{"half a reply", link{writeErr: broken, reply: []byte("552-too\r\n55")}, broken, 0},
		{"an older reply that was none", link{writeErr: broken, reply: []byte("354 go ahead\r\n")}, broken, 0},
		{"a lost connection", link{reply: []byte("250 ok\r\n")}, io.EOF, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, _, ok := refusalIn(&tt.link, tt.err)
			if ok != (tt.code != 0) || ok && code != tt.code {
				t.Errorf("got %d, %v, want %d", code, ok, tt.code)
			}
		})
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
