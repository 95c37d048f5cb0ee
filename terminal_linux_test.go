package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"unsafe"
)

// A reply is what somebody types once the terminal shows a text.
type reply struct{ after, types string }

// runAtTerminal runs a command at a terminal of its own, types each reply when its text has been shown behind what the one
// before it answered, and returns all that the terminal showed.
func runAtTerminal(t *testing.T, c *exec.Cmd, replies []reply) (string, error) {
	t.Helper()
	master, slave := openTerminal(t)
	defer func() { _ = master.Close() }()
	c.Stdin, c.Stdout, c.Stderr = slave, slave, slave
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	err := c.Start()
	_ = slave.Close()
	if err != nil {
		t.Fatal(err)
	}
	var shown strings.Builder
	seen, buffer := 0, make([]byte, 4096)
	for {
		for len(replies) > 0 && strings.Contains(shown.String()[seen:], replies[0].after) {
			seen += strings.Index(shown.String()[seen:], replies[0].after) + len(replies[0].after)
			if _, err := master.WriteString(replies[0].types + "\n"); err != nil {
				t.Fatal(err)
			}
			replies = replies[1:]
		}
		n, err := master.Read(buffer)
		shown.Write(buffer[:n])
		if err != nil { // the other end is closed
			break
		}
	}
	if len(replies) > 0 {
		t.Errorf("nothing asked for %q:\n%s", replies[0].after, &shown)
	}
	return shown.String(), c.Wait()
}

// openTerminal opens both ends of a pseudo-terminal (pty(7)).
func openTerminal(t *testing.T) (master, slave *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatalf("a terminal is needed: %v", err)
	}
	var number, unlocked int32
	for request, argument := range map[uintptr]*int32{syscall.TIOCGPTN: &number, syscall.TIOCSPTLCK: &unlocked} {
		if _, _, code := syscall.Syscall(syscall.SYS_IOCTL, master.Fd(), request, uintptr(unsafe.Pointer(argument))); code != 0 {
			t.Fatalf("a terminal is needed: %v", code)
		}
	}
	slave, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatalf("a terminal is needed: %v", err)
	}
	return master, slave
}
