package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"
)

// stoppedChild in the environment makes the test below the process that is stopped.
const stoppedChild = "TOKENREPORT_TEST_STOPPED_CHILD"

// The first Ctrl-C is the program's own to heed; the second ends it, whatever it is waiting for.
func TestASecondInterruptEndsTheProcess(t *testing.T) {
	if os.Getenv(stoppedChild) != "" {
		ctx, _ := untilStopped(0)
		fmt.Println("started")
		<-ctx.Done()
		fmt.Println("stopping")
		time.Sleep(time.Minute) // as what hangs
		return
	}
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be sent an interrupt there")
	}
	child := exec.Command(os.Args[0], "-test.run=^TestASecondInterruptEndsTheProcess$")
	child.Env = append(os.Environ(), stoppedChild+"=1")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	told := bufio.NewScanner(out)
	for _, want := range []string{"started", "stopping"} {
		if !told.Scan() || told.Text() != want {
			t.Errorf("told %q, want %q", told.Text(), want)
		}
		_ = child.Process.Signal(os.Interrupt)
	}
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	for {
		select {
		case err := <-ended:
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != -1 { // -1: by a signal
				t.Errorf("ended with %v", err)
			}
			return
		case <-time.After(10 * time.Millisecond): // the second may have come before the process let go of the first
			_ = child.Process.Signal(os.Interrupt)
		}
	}
}
