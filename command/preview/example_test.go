package preview_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"

	"tokenreport/command/preview"
)

// one is a source with a single report, and nothing to choose.
type one struct{}

func (one) Desk() (preview.Desk, error) {
	return preview.Desk{Reports: []preview.Option{{Value: "daily", Label: "daily"}}}, nil
}

func (one) Make(context.Context, preview.Choice) (preview.Made, error) {
	file := preview.File{Name: "token-usage-2024-11-19.json", Type: "application/json", Content: []byte(`{"total":67199}`)}
	return preview.Made{Period: "2024-11-19", Day: "2024-11-19", Files: []preview.File{file}}, nil
}

// The page is served until the context ends.
func ExampleServe() {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	served := make(chan error, 1)
	go func() {
		served <- preview.Serve(ctx, listener, preview.Options{Source: one{}, Files: func() []string { return nil }})
	}()

	answer, err := http.Get("http://" + listener.Addr().String() + "/file/json")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer answer.Body.Close()
	figures, err := io.ReadAll(answer.Body)
	fmt.Println(answer.Status, string(figures), err)
	stop()
	fmt.Println(<-served)
	// Output:
	// 200 OK {"total":67199} <nil>
	// <nil>
}
