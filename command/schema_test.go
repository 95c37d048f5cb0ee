package command_test

import (
	"testing"

	"tokenreport/golden"
)

// What the command prints is what docs shows, to which a configuration in this repository refers.
func TestSchemaIsThatOfTheDocs(t *testing.T) {
	c := newConsole(nil)
	if status := c.run(t, "schema"); status != 0 || c.err.Len() > 0 {
		t.Fatalf("status %d: %s", status, &c.err)
	}
	golden.Check(t, "../docs/tokenreport.schema.json", c.out.Bytes())
}
