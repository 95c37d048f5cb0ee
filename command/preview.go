package command

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"
	"time"

	"tokenreport/command/preview"
	"tokenreport/config"
)

const (
	previewAddress = "127.0.0.1:8080"
	// previewTick is how often the files are looked at: so often that whoever saves one does not wait.
	previewTick = 300 * time.Millisecond
)

func runPreview(ctx context.Context, sys System, args []string) error {
	flags := newFlags(sys, "preview", "The page shows the mail, the page and the PDF, by the configuration of this moment, and anew whenever the\n"+
		"configuration or a file that it names changes. With credentials in the environment the figures are the account's;\n"+
		"without, and with --demo, those of an embedded API, in the names of the configuration. With no configuration it\n"+
		"shows the demo's. Nothing is sent, and nothing is stored. Ctrl-C ends it.\n\n")
	address := flags.String("addr", previewAddress, "serve at this `HOST:PORT`; port 0 is any that is free")
	demo := flags.Bool("demo", false, "take the figures of the embedded API, also with credentials")
	if err := parse(flags, args, 0); err != nil {
		return err
	}
	listener, err := listen(ctx, *address)
	if err != nil {
		return err
	}
	if _, err := sys.ready(); err != nil {
		_, _ = fmt.Fprintf(sys.Stderr, "tokenreport preview: %v\n", err) // the page says so, too, until it is corrected
	}
	desk := newPreviewDesk(sys, *demo)
	tell := func(format string, values ...any) { _, _ = fmt.Fprintf(sys.Stdout, format, values...) }
	tell("The preview is at http://%s/ until Ctrl-C ends it.\nNothing is sent, and nothing is stored.\n", reachable(listener.Addr()))
	if tcp, ok := listener.Addr().(*net.TCPAddr); ok && !tcp.IP.IsLoopback() {
		_, _ = fmt.Fprintf(sys.Stderr, "tokenreport preview: warning: everybody who can reach port %d of this machine can see the reports; "+
			"without --addr, or with a loopback address, only this machine can\n", tcp.Port)
	}
	ticker := time.NewTicker(previewTick)
	defer ticker.Stop()
	return preview.Serve(ctx, listener, preview.Options{Source: desk, Files: desk.files, Tick: ticker.C})
}

// listen says what to do about an address that cannot be had.
func listen(ctx context.Context, address string) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, usageError{fmt.Errorf("another program, perhaps another preview, is at %s: give another address, such as --addr 127.0.0.1:0 for any port that is free", address)}
	case err != nil:
		return nil, usageError{fmt.Errorf("serve at --addr %s: %w; want HOST:PORT, such as %s", address, err, previewAddress)}
	}
	return listener, nil
}

// reachable is an address that a browser of this machine opens, also where the server listens at all that it has.
func reachable(address net.Addr) string {
	if tcp, ok := address.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		return net.JoinHostPort("localhost", strconv.Itoa(tcp.Port))
	}
	return address.String()
}

// files are all that the desk's reports are made of.
func (d *previewDesk) files() []string {
	sys, env, _ := d.sys.settled() // what is wrong with the .env the page says
	files := append(config.Places(sys.Env, sys.Folders...), env.Name)
	if source, err := config.Find(sys.Env, sys.Folders...); err == nil {
		files = append(files, config.Named(source, sys.Env)...)
	}
	return files
}
