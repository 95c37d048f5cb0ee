package deliverytest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"testing"

	"tokenreport/delivery"
)

// Breakage is a way in which a destination can be broken.
type Breakage string

const (
	Hanging  Breakage = "hanging"  // takes the connection and never answers
	Failing  Breakage = "failing"  // answers that it cannot just now
	Refusing Breakage = "refusing" // answers that it never will
)

// breakages are all of them.
var breakages = []Breakage{Hanging, Failing, Refusing}

// Harness is a channel with a destination of its own, empty and sound, for one test.
type Harness struct {
	Channel delivery.Channel
	// Recipient is whom parcels are for; empty where the channel itself is the destination.
	Recipient string
	// Accepted is every file that has arrived at the destination, under the name a user would find it by,
	// a file that has arrived twice listed once or twice. Inline images may be left out.
	Accepted func(t *testing.T) []delivery.File
	// Cards says that the channel carries the parcel's card and no files: what arrives is [CardFile] of its title.
	Cards bool
	// Break breaks the destination, and Mend makes it sound again. A breakage that cannot happen to this
	// kind of destination is listed in Cannot instead.
	Break  map[Breakage]func(t *testing.T)
	Cannot []Breakage
	Mend   func(t *testing.T)
	// Secrets must show in no error.
	Secrets []string
}

func (h Harness) parcel() delivery.Parcel { return Parcel(h.Channel.Name(), h.Recipient) }

// deliver delivers p and wants it accepted.
func (h Harness) deliver(t *testing.T, p delivery.Parcel) {
	t.Helper()
	ref, err := h.Channel.Deliver(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if ref == "" || ref != delivery.CleanLine(ref) {
		t.Errorf("the reference is %q, not a line of text", ref)
	}
}

// deliverBroken delivers to the destination while it is broken by b.
func (h Harness) deliverBroken(t *testing.T, b Breakage) error {
	t.Helper()
	h.Break[b](t)
	defer h.Mend(t)
	limit := far
	if b == Hanging {
		limit = patience
	}
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	_, err := h.Channel.Deliver(ctx, h.parcel())
	return err
}

// wantHarmless delivers p, which may be refused but must leave nothing under an unsafe name.
func (h Harness) wantHarmless(t *testing.T, p delivery.Parcel) {
	t.Helper()
	_, err := h.Channel.Deliver(t.Context(), p)
	if err != nil {
		wantFault(t, err, delivery.Permanent)
	}
	for _, f := range h.Accepted(t) {
		if !delivery.SafeName(f.Name) {
			t.Errorf("a file arrived under the name %q", f.Name)
		}
	}
}

// carried is what the channel carries of a parcel.
func (h Harness) carried(p delivery.Parcel) []delivery.File {
	if h.Cards {
		return []delivery.File{CardFile(p.Card.Title)}
	}
	return p.Files
}

// CardFile stands for a card that has arrived, for [Harness.Accepted].
func CardFile(title string) delivery.File {
	return delivery.File{Name: fmt.Sprintf("card-%x.txt", sha256.Sum256([]byte(title))), Content: []byte(title)}
}

// wantFiles wants exactly what is carried of the parcels to have arrived, whole.
func (h Harness) wantFiles(t *testing.T, parcels ...delivery.Parcel) {
	t.Helper()
	sent, arrived := map[string]delivery.File{}, map[string]bool{}
	for _, p := range parcels {
		for _, f := range h.carried(p) {
			sent[f.Name] = f
		}
	}
	for _, f := range h.Accepted(t) {
		arrived[f.Name] = true
		if want, ok := sent[f.Name]; !ok {
			t.Errorf("%s arrived, which was not sent", f.Name)
		} else if !bytes.Equal(f.Content, want.Content) {
			t.Errorf("%s arrived changed: %d bytes instead of %d", f.Name, len(f.Content), len(want.Content))
		}
	}
	for name, f := range sent {
		if f.ContentID == "" && !arrived[name] {
			t.Errorf("%s did not arrive", name)
		}
	}
}

func (h Harness) wantNothing(t *testing.T) {
	t.Helper()
	if got := h.Accepted(t); len(got) != 0 {
		t.Errorf("%d files arrived, %s the first", len(got), got[0].Name)
	}
}

// wantFault wants err to be a [*delivery.Error] of the given fault that says what was being done.
func wantFault(t *testing.T, err error, want delivery.Fault) {
	t.Helper()
	var e *delivery.Error
	if !errors.As(err, &e) {
		t.Fatalf("the error is %v, not a *delivery.Error", err)
	}
	if e.Fault != want || e.Doing == "" || e.Err == nil {
		t.Errorf("%v is %v, want a %v error with a cause", err, e.Fault, want)
	}
}
