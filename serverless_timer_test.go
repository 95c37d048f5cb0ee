package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// platformZone is the zone of every timer, whatever the function's own.
var platformZone = time.FixedZone("UTC+8", 8*60*60)

func timerInvariants() []invariant {
	const cron = "cronExpression: '0 30 8 * * * *'"
	return []invariant{
		{"there is a timer, and its name is one the platform takes", checkTimerNames, []edit{
			{fileServerless, "name: daily", "name: " + strings.Repeat("d", 61)},
			{fileServerless, "name: daily", "name: 1st"},
			{fileServerless, "name: daily", "name: ''"},
			{fileServerless, "argument: '{}'", "argument: '{}'\n    - timer: {parameters: {name: daily}}"},
		}},
		{"enable is literally true: without it the timer never fires", checkEnabled, []edit{
			{fileServerless, "enable: true", "enable: false"},
			{fileServerless, "enable: true", "enable: 'true'"},
			{fileServerless, "enable: true", "enable: on"},
			{fileServerless, "          enable: true ", "          # "},
		}},
		{"argument is a string that holds an event message for every day", checkArgument, []edit{
			{fileServerless, "          argument: '{}'\n", ""},
			{fileServerless, "argument: '{}'", "argument: {}"},
			{fileServerless, "argument: '{}'", "argument: 'daily'"},
			{fileServerless, "argument: '{}'", `argument: '{"date":"2024-11-19"}'`},
			{fileServerless, "argument: '{}'", `argument: '{"force":true}'`},
			{fileServerless, "argument: '{}'", `argument: '{"report":["daily"]}'`},
			{fileServerless, "argument: '{}'", `argument: '{"reports":["` + strings.Repeat("r", 4096) + `"]}'`},
		}},
		{"cronExpression is a quoted text of seven fields", checkCronExpression, []edit{
			{fileServerless, cron, "cronExpression: 0 30 8 * * * *"},
			{fileServerless, cron, "cronExpression: '30 8 * * *'"},
			{fileServerless, cron, "cronExpression: '0 30 8 * * ? *'"},
			{fileServerless, cron, "cronExpression: '0 30 24 * * * *'"},
		}},
		{"it fires once a day, half an hour or more after midnight in the default zone", checkFiring, []edit{
			{fileServerless, cron, "cronExpression: '0 29 0 * * * *'"},
			{fileServerless, cron, "cronExpression: '0 30 8,20 * * * *'"},
			{fileServerless, cron, "cronExpression: '* 30 8 * * * *'"},
			{fileServerless, cron, "cronExpression: '0 30 8 * * MON-SAT *'"},
			{fileServerless, cron, "cronExpression: '0 30 8 1-28 * * *'"},
			{fileServerless, cron, "cronExpression: '0 30 8 * * * 2026'"},
			{fileDefaults, "${TOKENREPORT_TIMEZONE:-}", "${TOKENREPORT_TIMEZONE:-Asia/Shangai}"},
		}},
	}
}

// eachTimer runs a check on every timer.
func eachTimer(d deployment, check func(timerParameters) error) error {
	var errs []error
	for _, event := range d.yml.Inputs.Events {
		if err := check(event.Timer.Parameters); err != nil {
			errs = append(errs, fmt.Errorf("timer %q: %w", event.Timer.Parameters.Name, err))
		}
	}
	return errors.Join(errs...)
}

func checkTimerNames(d deployment) error {
	if len(d.yml.Inputs.Events) == 0 {
		return errors.New("no event starts the function")
	}
	var seen []string
	return eachTimer(d, func(p timerParameters) error {
		if slices.Contains(seen, p.Name) {
			return errors.New("the name is taken")
		}
		seen = append(seen, p.Name)
		if !regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,59}$`).MatchString(p.Name) {
			return errors.New("the name is not 1 to 60 letters, digits, _ and -, a letter first")
		}
		return nil
	})
}

func checkEnabled(d deployment) error {
	return eachTimer(d, func(p timerParameters) error {
		if p.Enable.ShortTag() != "!!bool" || p.Enable.Value != "true" {
			return fmt.Errorf("enable is %q; it must be the bare word true", p.Enable.Value)
		}
		return nil
	})
}

func checkArgument(d deployment) error {
	return eachTimer(d, func(p timerParameters) error {
		if !isQuoted(p.Argument) || len(p.Argument.Value) > 4096 {
			return errors.New("argument must be a quoted string of at most 4096 bytes")
		}
		// Of the keys of an event's message, this one makes sense every day: date would pin the report to one
		// day, force would mail twice at a retry, dry_run would mail nothing.
		var message struct {
			Reports []string `json:"reports"`
		}
		decoder := json.NewDecoder(strings.NewReader(p.Argument.Value))
		decoder.DisallowUnknownFields()
		return decoder.Decode(&message)
	})
}

func checkCronExpression(d deployment) error {
	return eachTimer(d, func(p timerParameters) error {
		if !isQuoted(p.CronExpression) {
			return errors.New("cronExpression must be in quotes: YAML has a meaning of its own for *")
		}
		_, err := parseCron(p.CronExpression.Value)
		return err
	})
}

func isQuoted(n yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0
}

// checkFiring looks at a few years of firings: a report of a day can only be made after that day has ended, and
// a weekly or monthly report goes out with the run of its day, so no day may be left out.
func checkFiring(d deployment) error {
	defaults, err := d.load(func(line exampleLine) bool { return !line.commented })
	if err != nil {
		return err
	}
	return eachTimer(d, func(p timerParameters) error {
		cron, err := parseCron(p.CronExpression.Value)
		if err != nil {
			return err
		}
		from := time.Date(2026, 1, 1, 0, 0, 0, 0, platformZone)
		until := time.Date(2029, 1, 1, 0, 0, 0, 0, platformZone)
		for day := from; day.Before(until); day = day.AddDate(0, 0, 1) {
			firings := cron.firings(day)
			if len(firings) != 1 {
				return fmt.Errorf("fires %d times on %s", len(firings), day.Format(time.DateOnly))
			}
			at := firings[0].In(defaults.Timezone)
			if at.Hour() == 0 && at.Minute() < 30 {
				return fmt.Errorf("fires at %s, less than half an hour after midnight", at)
			}
		}
		return nil
	})
}

func roleInvariants() []invariant {
	return []invariant{
		{"the function, and nobody else, may take the role", checkTrust, []edit{
			{fileTrust, "scf.qcloud.com", "cvm.qcloud.com"},
			{fileTrust, `["scf.qcloud.com"]`, `["scf.qcloud.com", "cvm.qcloud.com"]`},
			{fileTrust, "name/sts:AssumeRole", "*"},
			{fileTrust, `"principal"`, `"resource": ["*"], "principal"`},
		}},
		{"the role may do what the function does, and no more", checkPolicy, []edit{
			{filePolicy, `"lke:DescribeTokenUsageGraph"`, `"lke:*"`},
			{filePolicy, `, "lke:ListModel"`, ""},
			{filePolicy, `["name/cos:PutObject", "name/cos:GetObject"]`, `["name/cos:PutObject", "name/cos:GetObject", "name/cos:DeleteObject"]`},
			{filePolicy, "BUCKET-APPID/PREFIX/*", "*"},
			{filePolicy, "PREFIX/.tokenreport/check/*", "PREFIX/.tokenreport/*"},
			{filePolicy, `["*"]`, `["qcs::lke:::*"]`}, // an operation-level API refuses a named resource
			{filePolicy, `"resource": ["*"]`, `"principal": {"service": ["scf.qcloud.com"]}, "resource": ["*"]`},
			{filePolicy, `"2.0"`, `"1.0"`},
		}},
		{"each placeholder of the policy is explained", checkPlaceholders, []edit{
			{fileCAMReadme, "`APPID`", "APPID"},
			{filePolicy, "PREFIX/*", "FOLDER/*"},
		}},
	}
}

func checkTrust(d deployment) error {
	return samePolicy(fileTrust, d.trust, camPolicy{Version: "2.0", Statement: []camStatement{{
		Effect:    "allow",
		Action:    oneOrMany{"name/sts:AssumeRole"},
		Principal: map[string][]string{"service": {"scf.qcloud.com"}},
	}}})
}

func checkPolicy(d deployment) error {
	return samePolicy(filePolicy, d.policy, camPolicy{Version: "2.0", Statement: []camStatement{
		{Effect: "allow", Action: oneOrMany{
			"lke:DescribeTokenUsageGraph", "lke:DescribeTokenUsage", "lke:DescribeCallStatsGraph", "lke:ListApp", "lke:ListModel",
		}, Resource: oneOrMany{"*"}},
		{Effect: "allow", Action: oneOrMany{"name/cos:PutObject", "name/cos:GetObject"}, Resource: oneOrMany{"qcs::cos:REGION:uid/APPID:BUCKET-APPID/PREFIX/*"}},
		{Effect: "allow", Action: oneOrMany{"name/cos:DeleteObject"}, Resource: oneOrMany{"qcs::cos:REGION:uid/APPID:BUCKET-APPID/PREFIX/.tokenreport/check/*"}},
		{Effect: "allow", Action: oneOrMany{"name/cos:GetBucketVersioning"}, Resource: oneOrMany{"qcs::cos:REGION:uid/APPID:BUCKET-APPID/*"}},
	}})
}

func samePolicy(file string, got, want camPolicy) error {
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		return fmt.Errorf("%s grants\n%s\nand should grant\n%s", file, g, w)
	}
	return nil
}

func checkPlaceholders(d deployment) error {
	for _, word := range regexp.MustCompile(`\b[A-Z]{5,}\b`).FindAllString(d.sources[filePolicy], -1) {
		if !strings.Contains(d.sources[fileCAMReadme], "`"+word+"`") {
			return fmt.Errorf("%s does not explain `%s`", fileCAMReadme, word)
		}
	}
	return nil
}
