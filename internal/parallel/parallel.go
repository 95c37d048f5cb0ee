// Package parallel starts every goroutine of the product. A panic in a goroutine would end the process, whatever its caller
// recovers from: here it comes back to whoever waits.
package parallel

import (
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// Panic is a panic that was recovered from, with the stack that it came from.
type Panic struct {
	Value any
	Stack string
}

// Error asks the reader to report the defect. The stack is not part of it.
func (p *Panic) Error() string {
	return fmt.Sprintf("a defect of tokenreport: %v; please report it with the stack in the log", p.Value)
}

// Recovered makes a Panic of what recover returned: the same one where it was one before.
func Recovered(value any) *Panic {
	if p, ok := value.(*Panic); ok {
		return p
	}
	return &Panic{value, string(debug.Stack())}
}

// Call calls work. A panic in it is an error, a [*Panic].
func Call(work func() error) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = Recovered(value)
		}
	}()
	return work()
}

// Go calls work in a goroutine. The channel brings its error, also where nobody is waiting for it any more; a panic is an
// error, a [*Panic].
func Go(work func() error) <-chan error {
	ended := make(chan error, 1)
	go func() { ended <- Call(work) }()
	return ended
}

// Do calls work with each number from 0 to n-1, in this order and so many at a time, and returns when all have returned. A
// panic keeps the numbers that follow from being begun, and is raised again here, as a [*Panic].
func Do(lanes, n int, work func(int)) {
	var next atomic.Int64
	var all sync.WaitGroup
	var first atomic.Pointer[Panic]
	for range min(lanes, n) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && first.Load() == nil; i = int(next.Add(1)) - 1 {
				if p, _ := Call(func() error { work(i); return nil }).(*Panic); p != nil {
					first.CompareAndSwap(nil, p)
				}
			}
		})
	}
	all.Wait()
	if p := first.Load(); p != nil {
		panic(p)
	}
}
