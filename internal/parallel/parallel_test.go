package parallel_test

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"tokenreport/internal/parallel"
)

func Example() {
	squares := make([]int, 4)
	parallel.Do(2, len(squares), func(i int) { squares[i] = i * i })
	fmt.Println(squares)
	// Output: [0 1 4 9]
}

func explode() { panic("boom") }

// A panic is raised where somebody can recover from it, with the stack of where it happened.
func TestPanicOfAGoroutineComesBack(t *testing.T) {
	var begun atomic.Int64
	defer func() {
		p := parallel.Recovered(recover())
		if p.Value != "boom" || !strings.Contains(p.Stack, "explode") || !strings.Contains(p.Error(), "a defect of tokenreport: boom") {
			t.Errorf("%v\n%s", p, p.Stack)
		}
		if n := begun.Load(); n > 12 {
			t.Errorf("%d were begun after a defect", n)
		}
	}()
	parallel.Do(3, 1000, func(i int) {
		begun.Add(1)
		if i < 3 {
			explode()
		}
	})
	t.Error("no panic")
}

func TestGo(t *testing.T) {
	var p *parallel.Panic
	if err := <-parallel.Go(func() error { explode(); return nil }); !errors.As(err, &p) || p.Value != "boom" {
		t.Errorf("%v", err)
	}
	if err := <-parallel.Go(func() error { return errors.ErrUnsupported }); err != errors.ErrUnsupported {
		t.Errorf("%v", err)
	}
	if err := parallel.Call(func() error { panic(fmt.Errorf("an error")) }); !errors.As(err, &p) {
		t.Errorf("%v", err)
	}
}

func TestNothingToDo(t *testing.T) {
	parallel.Do(4, 0, func(int) { t.Error("called") })
}
