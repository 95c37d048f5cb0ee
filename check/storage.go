package check

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"strings"
)

// Store is where small files can be kept. The shelves of the storage channels are such.
type Store interface {
	// Create keeps content under a name that must not be taken; if it is, the error is [fs.ErrExist].
	Create(ctx context.Context, name string, content []byte) error
	// Read returns what is kept under a name.
	Read(ctx context.Context, name string) ([]byte, error)
	// Remove deletes what is kept under a name.
	Remove(ctx context.Context, name string) error
}

// versioned is a store that can tell whether Create always keeps its promise: a bucket.
type versioned interface {
	Excludes(ctx context.Context) (bool, error)
}

// probeFolder is where the check keeps its object for a moment.
const probeFolder = ".tokenreport/check/"

const noStorage = "no storage is configured"

// forgetful is what that means for the mails.
const forgetful = noStorage + ": what is delivered is remembered by the process alone, so that another run delivers it again; set storage.url"

// exclusion is whether the store was seen to refuse the second creation of a name.
type exclusion int

const (
	notSeen exclusion = iota
	seen
	broken
)

// storage keeps something, and then looks at whether the store excludes a second run.
func (p Plan) storage(ctx context.Context) []Row {
	var second exclusion
	return []Row{
		Try(ctx, p.Now, Storage, func(ctx context.Context) (o Outcome) {
			if p.Store == nil {
				return Outcome{Skip: forgetful}
			}
			o.Findings, second = roundTrip(ctx, p.Store)
			if len(o.Findings) == 0 {
				o.Detail = "written, read, compared and deleted"
			}
			return o
		}),
		Try(ctx, p.Now, Versions, func(ctx context.Context) Outcome {
			if p.Store == nil {
				return Outcome{Skip: noStorage}
			}
			return exclusive(ctx, p.Store, second)
		}),
	}
}

// storageHint is what to do where an error does not say so itself.
const storageHint = "check storage.url, and that this process may read and write there"

// roundTrip creates an object of its own, reads it, tries to create it again, and deletes it.
func roundTrip(ctx context.Context, store Store) (findings []Finding, second exclusion) {
	name, content := probeName(), []byte(`{"written by":"tokenreport check"}`)
	if err := store.Create(ctx, name, content); err != nil {
		return []Finding{Complain(Failed, err, storageHint)}, notSeen
	}
	if finding := readBack(ctx, store, name, content); finding != nil {
		findings = append(findings, *finding)
	}
	switch err := store.Create(ctx, name, content); {
	case err == nil:
		second = broken
	case errors.Is(err, fs.ErrExist):
		second = seen
	default:
		findings = append(findings, Complain(Failed, err, storageHint))
	}
	if err := store.Remove(ctx, name); err != nil {
		findings = append(findings, Complain(Warning, err, "delete what is left in "+probeFolder+", and let this process do so; reports are stored without"))
	}
	return findings, second
}

func probeName() string { return probeFolder + rand.Text() + ".json" }

// readBack compares what is kept with what was written, and sees that a name that is free can be told: a run looks for
// its records by that.
func readBack(ctx context.Context, store Store, name string, content []byte) *Finding {
	found, err := store.Read(ctx, name)
	if err != nil {
		finding := Complain(Failed, err, storageHint)
		return &finding
	}
	if !bytes.Equal(found, content) {
		return &Finding{Failed, "what was read is not what was written", "check what storage.url leads to: it alters what it keeps"}
	}
	switch _, err := store.Read(ctx, probeName()); {
	case err == nil:
		return &Finding{Failed, "something was read that was never written", "check what storage.url leads to: it makes up what it does not keep"}
	case !errors.Is(err, fs.ErrNotExist):
		finding := Complain(Failed, err, storageHint)
		return &finding
	}
	return nil
}

// The weaker promise, and what to do about it.
const (
	twice     = "two runs at the same moment may deliver twice"
	neverKept = "use a bucket that never kept versions: suspending them does not bring the promise back"
)

// exclusive tells by what the store says of itself, and by what was seen, whether it excludes a second run.
func exclusive(ctx context.Context, store Store, second exclusion) Outcome {
	var reasons []string
	bucket, isBucket := store.(versioned)
	if isBucket {
		excludes, err := bucket.Excludes(ctx)
		switch {
		case err != nil && second != broken:
			return Outcome{Findings: []Finding{Complain(Warning, err, "if the bucket keeps versions, "+twice)}}
		case err == nil && !excludes:
			reasons = append(reasons, "the bucket keeps versions, or did once")
		}
	}
	if second == broken {
		reasons = append(reasons, "a second object of the same name was not refused")
	}
	switch {
	case len(reasons) > 0:
		return Outcome{Findings: []Finding{{Warning, strings.Join(reasons, ", and ") + ": " + twice, neverKept}}}
	case !isBucket:
		return Outcome{Skip: "a folder keeps no versions"}
	}
	return Outcome{Detail: "none are kept, so that of two runs at the same moment one delivers"}
}
