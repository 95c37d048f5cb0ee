package zone_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"tokenreport/internal/zone"
)

// A machine whose database knows another Almaty changes nothing. ZONEINFO is where time.LoadLocation looks first; it is read once
// in a process, so the zone is loaded in another.
func TestTheMachinesDatabaseIsNotAsked(t *testing.T) {
	const child = "TOKENREPORT_TEST_STALE_ZONES"
	at := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
	if os.Getenv(child) != "" {
		stale, err := time.LoadLocation("Asia/Almaty")
		if err != nil {
			t.Fatal(err)
		}
		if _, offset := at.In(stale).Zone(); offset != 0 {
			t.Fatalf("the stale database gives %d s: this test proves nothing", offset)
		}
		almaty, err := zone.Load("Asia/Almaty")
		if err != nil {
			t.Fatal(err)
		}
		if _, offset := at.In(almaty).Zone(); offset != 5*60*60 { // since 2024-03-01
			t.Errorf("Asia/Almaty is %d s ahead of UTC, want 5 h", offset)
		}
		return
	}
	stale := t.TempDir()
	if err := os.Mkdir(filepath.Join(stale, "Asia"), 0o755); err != nil {
		t.Fatal(err)
	}
	utc := append([]byte("TZif"), make([]byte, 40)...) // RFC 9636, section 3: no transitions, one type, UTC
	utc[39], utc[43] = 1, 4
	utc = append(utc, 0, 0, 0, 0, 0, 0, 'U', 'T', 'C', 0)
	if err := os.WriteFile(filepath.Join(stale, "Asia", "Almaty"), utc, 0o644); err != nil {
		t.Fatal(err)
	}
	test := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	test.Env = append(os.Environ(), child+"=1", "ZONEINFO="+stale)
	if output, err := test.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestLoad(t *testing.T) {
	for name, known := range map[string]bool{
		"UTC": true, "Asia/Shanghai": true, "America/Argentina/Buenos_Aires": true, "Etc/GMT+8": true,
		"": false, "Local": false, "localtime": false, "asia/shanghai": false, "Asia": false, "Asia/": false, "right/UTC": false,
		"posix/Asia/Jakarta": false, "../zone.go": false, "/etc/localtime": false, "Mars/Olympus": false,
	} {
		got, err := zone.Load(name)
		if known && (err != nil || got.String() != name) || !known && !errors.Is(err, zone.ErrUnknown) {
			t.Errorf("Load(%q) = %v, %v; want it known: %v", name, got, err, known)
		}
	}
	for _, name := range zone.Names() {
		if _, err := zone.Load(name); err != nil {
			t.Error(err)
		}
	}
	if count := len(zone.Names()); count < 400 {
		t.Errorf("%d zones", count)
	}
}

func Example() {
	almaty, err := zone.Load("Asia/Almaty")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(time.Date(2026, 11, 30, 0, 0, 0, 0, almaty))
	// Output: 2026-11-30 00:00:00 +0500 +05
}
