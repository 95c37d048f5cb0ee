package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/rpc"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/tencentyun/scf-go-lib/cloudfunction/messages"
)

// cost is what one start of a function took, from its start to its first answer.
type cost struct {
	elapsed, processor time.Duration
	memory             int64 // the most that was resident, in bytes
}

// memory is what the function is said to have, in MB: of the sizes that the platform offers, the second smallest. It has all of
// this machine's time nevertheless.
const memory = 128

// call is one invocation in a fresh process.
type call struct {
	binary      string
	environment []string          // of the process
	variables   map[string]string // of the invocation
	payload     string
	limit       time.Duration
}

// start starts a function as the platform does, asks it once, and ends it. An answer that is an error is an error.
func (c call) start(ctx context.Context) (cost, error) {
	port, err := freePort()
	if err != nil {
		return cost{}, err
	}
	process := exec.CommandContext(ctx, c.binary)
	process.Env = append([]string{"_LAMBDA_SERVER_PORT=" + port}, c.environment...)
	process.Stderr = os.Stderr
	began := time.Now()
	if err := process.Start(); err != nil {
		return cost{}, err
	}
	_, err = c.invoke(ctx, "127.0.0.1:"+port)
	elapsed := time.Since(began)
	resident, peakErr := peak(process.Process.Pid)
	_ = process.Process.Kill()
	_ = process.Wait() // it was killed
	if err := errors.Join(err, peakErr); err != nil {
		return cost{}, fmt.Errorf("%s: %w", c.binary, err)
	}
	return cost{elapsed, process.ProcessState.UserTime() + process.ProcessState.SystemTime(), resident}, nil
}

func freePort() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	port := listener.Addr().(*net.TCPAddr).Port
	return strconv.Itoa(port), listener.Close()
}

func (c call) invoke(ctx context.Context, address string) ([]byte, error) {
	client, err := dial(ctx, address)
	if err != nil {
		return nil, err
	}
	defer func() { _ = client.Close() }()
	variables, err := json.Marshal(c.variables)
	if err != nil {
		return nil, err
	}
	deadline := time.Now().Add(c.limit)
	request := messages.InvokeRequest{
		Payload: []byte(c.payload), RequestId: "bench", Environment: string(variables), TimeLimitInMs: int32(c.limit.Milliseconds()),
		MemoryLimitInMb: memory,
		Deadline:        messages.InvokeRequest_Timestamp{Seconds: deadline.Unix(), Nanos: int64(deadline.Nanosecond())},
	}
	var response messages.InvokeResponse
	if err := client.Call("Function.Invoke", &request, &response); err != nil {
		return nil, err
	}
	if response.Error != nil {
		return nil, errors.New(response.Error.Message)
	}
	return response.Payload, nil
}

// dial connects as soon as the process listens. It says nothing when it does, so there is only asking again.
func dial(ctx context.Context, address string) (*rpc.Client, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for {
		client, err := rpc.Dial("tcp", address)
		if err == nil {
			return client, nil
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("the function does not listen: %w", err)
		case <-time.After(200 * time.Microsecond):
		}
	}
}

// peak is the most memory that a process had resident so far. What the kernel tells of it after its end would include the
// memory of this process, from which it was started.
func peak(pid int) (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kibibytes, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 10, 64)
			return kibibytes << 10, err
		}
	}
	return 0, errors.New("the kernel does not tell the peak of a process's memory (VmHWM)")
}
