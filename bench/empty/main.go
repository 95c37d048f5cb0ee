// Command empty is the function that does nothing: what any other on scf-go-lib costs at least. The benchmark is held
// against it.
package main

import (
	"context"

	"github.com/tencentyun/scf-go-lib/cloudfunction"
)

func main() {
	cloudfunction.Start(func(context.Context) (string, error) { return "done", nil })
}
