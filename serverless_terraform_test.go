package main

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Terraform's description of the same deployment. .ci/terraform parses it, which the standard library cannot.
const (
	fileVariables = "deploy/terraform/variables.tf"
	fileFunction  = "deploy/terraform/function.tf"
	fileLog       = "deploy/terraform/log.tf"
	fileDeliver   = "job/deliver.go"
)

func terraformInvariants() []invariant {
	return []invariant{
		{"Terraform deploys the same function as the serverless tool", checkTerraform, []edit{
			{fileServerless, "memorySize: 256", "memorySize: 512"},
			{fileServerless, "  timeout: 120", "  timeout: 90"},
			{fileServerless, "cronExpression: '0 30 8 * * * *'", "cronExpression: '0 0 9 * * * *'"},
			{fileServerless, "region: ap-singapore", "region: ap-jakarta"},
			{fileServerless, "role: tokenreport", "role: report"},
			{fileFunction, `"OPEN"`, `"CLOSE"`},
			{fileFunction, `"Go1"`, `"CustomRuntime"`},
			{fileFunction, `handler           = "main"`, `handler           = "bootstrap"`},
			{fileFunction, `custom_argument = "{}"`, `custom_argument = ""`},
			{fileFunction, `async_run_enable = "FALSE"`, `async_run_enable = "TRUE"`},
			{fileFunction, "enable_public_net = true", "enable_public_net = false"},
		}},
		{"the alarms ask for what the log has, by Terraform and by hand alike", checkAlarms, []edit{
			{fileLog, "msg:delivery AND status:delivered", "msg:delivered"},
			{fileLog, "$1.failures > 0", "$1.failures > 1"},
			{fileGuide, "level:ERROR OR", "level:FATAL OR"},
			{fileDeliver, `log.Info("delivery"`, `log.Info("delivered"`},
			{fileDeliver, `"status", d.Status`, `"state", d.Status`},
		}},
	}
}

// checkTerraform compares the defaults of its variables, and what it writes out, with serverless.yml.
func checkTerraform(d deployment) error {
	inputs := d.yml.Inputs
	if len(inputs.Events) != 1 {
		return errors.New("there must be one timer")
	}
	timer := inputs.Events[0].Timer.Parameters
	var errs []error
	for name, want := range map[string]string{
		"region": strconv.Quote(inputs.Region), "name": strconv.Quote(inputs.Role), "memory": strconv.Itoa(inputs.MemorySize),
		"timeout": strconv.Itoa(inputs.Timeout), "cron": strconv.Quote(timer.CronExpression.Value),
	} {
		pattern := regexp.MustCompile(`variable "` + name + `" \{\n(?:  .*\n)*?  default += (.+)\n`)
		if got := pattern.FindStringSubmatch(d.sources[fileVariables]); got == nil || got[1] != want {
			errs = append(errs, fmt.Errorf("%s: the default of %s is %q; want %s", fileVariables, name, got, want))
		}
	}
	for argument, want := range map[string]string{
		"handler": strconv.Quote(inputs.Handler), "runtime": strconv.Quote(inputs.Runtime), "enable": `"OPEN"`,
		"trigger_name": strconv.Quote(timer.Name), "custom_argument": strconv.Quote(timer.Argument.Value),
		"async_run_enable": `"FALSE"`, "enable_public_net": "true",
	} {
		if !regexp.MustCompile(`(?m)^  ` + argument + ` += ` + regexp.QuoteMeta(want) + `$`).MatchString(d.sources[fileFunction]) {
			errs = append(errs, fmt.Errorf("%s: %s is not %s", fileFunction, argument, want))
		}
	}
	return errors.Join(errs...)
}

// checkAlarms: each query and condition of log.tf is in the guide, and the line that one counts is what the log has of a
// delivery.
func checkAlarms(d deployment) error {
	asked := regexp.MustCompile(`(?m)^ +(?:query|condition) += "(.*)"$`).FindAllStringSubmatch(d.sources[fileLog], -1)
	if len(asked) != 4 {
		return fmt.Errorf("%s has %d queries and conditions, want two of each", fileLog, len(asked))
	}
	var errs []error
	for _, text := range asked {
		if !strings.Contains(d.sources[fileGuide], text[1]) {
			errs = append(errs, fmt.Errorf("%s does not have %q of %s", fileGuide, text[1], fileLog))
		}
	}
	if !strings.Contains(d.sources[fileLog], `"msg:delivery AND status:delivered AND NOT via:owner |`) {
		errs = append(errs, fmt.Errorf("%s does not count deliveries", fileLog))
	}
	if !regexp.MustCompile(`log\.Info\("delivery", "via", .*"status", d\.Status`).MatchString(d.sources[fileDeliver]) {
		errs = append(errs, fmt.Errorf("%s does not log a delivery with via and status, which the alarm counts", fileDeliver))
	}
	return errors.Join(errs...)
}
