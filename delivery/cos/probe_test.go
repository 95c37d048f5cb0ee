package cos_test

import (
	"errors"
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"tokenreport/delivery"
	"tokenreport/delivery/cos/costest"
)

func TestRemove(t *testing.T) {
	server, shelf := startShelf(t)
	const name = ".tokenreport/check/a.json"
	if err := shelf.Create(t.Context(), name, []byte("{}")); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time there is nothing
		if err := shelf.Remove(t.Context(), name); err != nil {
			t.Error(err)
		}
	}
	if _, err := shelf.Read(t.Context(), name); !errors.Is(err, fs.ErrNotExist) || len(server.Objects()) > 0 {
		t.Errorf("after removing it: %v, %d objects", err, len(server.Objects()))
	}
}

// The hint must help with every later object, whose name is another.
func TestRemoveNamesTheRightThatItNeeds(t *testing.T) {
	server, shelf := startShelf(t)
	server.SetFaults(costest.Fault{Status: http.StatusForbidden, Code: "AccessDenied", Message: "Access Denied.", Method: http.MethodDelete})
	err := shelf.Remove(t.Context(), ".tokenreport/check/a.json")
	var e *delivery.Error
	if !errors.As(err, &e) || e.Code != "AccessDenied" || e.RequestID == "" ||
		!strings.Contains(e.Hint, "name/cos:DeleteObject on ") || !strings.HasSuffix(e.Hint, "/reports/.tokenreport/check/*") {
		t.Errorf("%v; the hint is %q", err, e.Hint)
	}
	server.SetFaults(costest.Fault{Do: costest.Reset})
	if err := shelf.Remove(t.Context(), "a"); !errors.As(err, &e) || !strings.Contains(e.Hint, "check the network's way") {
		t.Errorf("a reset: %v", err)
	}
}
