package cos_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"tokenreport/delivery"
	"tokenreport/delivery/cos"
	"tokenreport/delivery/cos/costest"
	"tokenreport/delivery/deliverytest"
	"tokenreport/delivery/ledger"
	"tokenreport/secret"
)

func startShelf(t *testing.T) (*costest.Server, *cos.Shelf) {
	t.Helper()
	server := costest.Start(costest.Options{SecretID: "id", SecretKey: "key", Now: time.Now})
	t.Cleanup(server.Close)
	c, err := cos.New(cos.Options{
		BucketURL: server.URL(), Prefix: "reports", SecretID: "id", SecretKey: secret.New("key"), RootCAs: server.CertPool(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return server, c.Shelf()
}

func TestShelfConforms(t *testing.T) {
	deliverytest.RunShelf(t, func(t *testing.T) ledger.Shelf {
		_, shelf := startShelf(t)
		return shelf
	})
}

func TestArchiveConforms(t *testing.T) {
	deliverytest.RunArchive(t, func(t *testing.T) deliverytest.Archive {
		_, shelf := startShelf(t)
		return shelf
	})
}

// An age is the bucket's own affair: this machine's clock may be minutes off.
func TestAnAgeIsByTheBucketsClock(t *testing.T) {
	for _, off := range []time.Duration{-3 * time.Minute, 0, 3 * time.Minute} {
		clock := time.Now().Add(off)
		server := costest.Start(costest.Options{SecretID: "id", SecretKey: "key", Now: func() time.Time { return clock }})
		t.Cleanup(server.Close)
		c, err := cos.New(cos.Options{BucketURL: server.URL(), SecretID: "id", SecretKey: secret.New("key"), RootCAs: server.CertPool()})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Shelf().Create(t.Context(), "a.json", []byte("{}")); err != nil {
			t.Fatal(err)
		}
		clock = clock.Add(time.Minute)
		if age, err := c.Shelf().Age(t.Context(), "a.json"); err != nil || age != time.Minute {
			t.Errorf("%v off: the age is %v, %v; want a minute", off, age, err)
		}
	}
}

// What COS says of a refused replacement reaches the caller.
func TestReplaceIsRefused(t *testing.T) {
	server, shelf := startShelf(t)
	server.Inject(func(costest.Request) (costest.Fault, bool) {
		return costest.Fault{Status: http.StatusForbidden, Code: "AccessDenied", Message: "Access Denied."}, true
	})
	err := shelf.Replace(t.Context(), "a.jsonl", []byte("x"))
	if delivery.FaultOf(err) != delivery.Permanent || !strings.Contains(fmt.Sprint(err), "AccessDenied") {
		t.Errorf("got %v", err)
	}
}

// In a bucket that was versioned once the header that forbids overwriting has no effect; it can be told.
func TestExcludes(t *testing.T) {
	server, shelf := startShelf(t)
	if excludes, err := shelf.Excludes(t.Context()); err != nil || !excludes {
		t.Errorf("an ordinary bucket: %v, %v", excludes, err)
	}
	server.EnableVersioning()
	if excludes, err := shelf.Excludes(t.Context()); err != nil || excludes {
		t.Errorf("a versioned bucket: %v, %v", excludes, err)
	}
	server.SuspendVersioning()
	if excludes, err := shelf.Excludes(t.Context()); err != nil || excludes {
		t.Errorf("a bucket whose versions are suspended: %v, %v", excludes, err)
	}
}

// An object of which the end was not read is not taken for a whole one.
func TestReadSaysThatAnObjectIsTooLong(t *testing.T) {
	_, shelf := startShelf(t)
	if err := shelf.Replace(t.Context(), "long.json", make([]byte, 1<<20+1)); err != nil {
		t.Fatal(err)
	}
	if _, err := shelf.Read(t.Context(), "long.json"); err == nil || !strings.Contains(err.Error(), "larger than 1 MiB") {
		t.Errorf("got %v", err)
	}
	if err := shelf.Replace(t.Context(), "fits.json", make([]byte, 1<<20)); err != nil {
		t.Fatal(err)
	}
	if content, err := shelf.Read(t.Context(), "fits.json"); err != nil || len(content) != 1<<20 {
		t.Errorf("%d bytes, %v", len(content), err)
	}
}
