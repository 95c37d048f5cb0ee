package smtp

import "testing"

// TestAllowListAlone asks about what checkAddress would have refused before.
func TestAllowListAlone(t *testing.T) {
	list, err := newAllowList([]string{"example.com", "kim@work.example"})
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]bool{
		"kim@work.example":             true,
		"KIM@WORK.EXAMPLE":             true,
		"\u212Aim@work.example":        false, // the Kelvin sign
		"kim@wor\u212A.example":        false,
		"":                             false,
		"@":                            false,
		"@example.com":                 false,
		"example.com":                  false,
		"eve@evil.example@example.com": false,
		`"eve"@example.com`:            false,
	} {
		if got := list.allows(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}
