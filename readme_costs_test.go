package main

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// The costs that the README reckons are those of the function as serverless.yml has it, and are reckoned right.
func TestCostsOfTheREADME(t *testing.T) {
	_, section, found := strings.Cut(readPage(t, "README.md"), "\n## What it costs\n")
	section, _, ended := strings.Cut(section, "\n## ")
	if !found || !ended {
		t.Fatal("the README has no such section")
	}
	memory := regexp.MustCompile(`(?m)^ *memorySize: (\d+)`).FindStringSubmatch(readPage(t, "serverless.yml"))
	use := numbers(t, section, `(\d+) × (\d+) s × (\d+)/1024 GB = ([\d.]+) GBs \| ([\d.]+) CNY a GBs \| ([\d.]+) CNY`)
	if memory == nil || strconv.FormatFloat(use[2], 'f', -1, 64) != memory[1] {
		t.Errorf("the README reckons with %v MB, serverless.yml has %q", use[2], memory)
	}
	same(t, "the compute", use[3], use[0]*use[1]*use[2]/1024)
	same(t, "its price", use[5], use[3]*use[4])
	calls := numbers(t, section, `\| (\d+) \| ([\d.]+) CNY for 10,000 \| ([\d.]+) CNY`)
	same(t, "the calls", calls[2], calls[0]*calls[1]/10_000)
	traffic := numbers(t, section, `(\d+) × \((\d+) × ([\d.]+) MB mailed \+ ([\d.]+) MB stored\) = (\d+) MB \| ([\d.]+) CNY a GB \| ([\d.]+) CNY`)
	same(t, "the traffic", traffic[4], traffic[0]*(traffic[1]*traffic[2]+traffic[3]))
	same(t, "its price", traffic[6], traffic[4]/1024*traffic[5])
}

// numbers are those of the pattern's groups, at the one place where it fits.
func numbers(t *testing.T, text, pattern string) (list []float64) {
	t.Helper()
	found := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("nothing fits %s", pattern)
	}
	for _, group := range found[1:] {
		number, err := strconv.ParseFloat(group, 64)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, number)
	}
	return list
}

// same allows for what was rounded away.
func same(t *testing.T, what string, told, reckoned float64) {
	t.Helper()
	if math.Abs(told-reckoned) > 0.05*reckoned {
		t.Errorf("%s: told is %v, reckoned %v", what, told, reckoned)
	}
}
