package main

import (
	"bytes"
	"maps"
	"strings"
	"testing"
)

// TestTheFolder checks the description itself, and that the check notices what it is there for: each mistake, made alone.
func TestTheFolder(t *testing.T) {
	files, err := read("../../deploy/terraform")
	if err != nil {
		t.Fatal(err)
	}
	if problems := check(files); len(problems) > 0 {
		t.Fatalf("as it stands:\n%s", strings.Join(problems, "\n"))
	}
	for _, mistake := range []struct{ file, before, after, want string }{
		{"function.tf", "  mem_size          = var.memory", "  memory_size       = var.memory", "tencentcloud_scf_function has no argument memory_size"},
		{"function.tf", "    msg_ttl = 21600\n", "", "async_trigger_config lacks its argument msg_ttl"},
		{"function.tf", "    retry_config {", "    retries {", "async_trigger_config has no block retries"},
		{"function.tf", "= var.cron", "= var.cronn", "var.cronn is not declared"},
		{"function.tf", "= var.cron", `= "0 30 8 * * * *"`, "var.cron is declared, and nobody uses it"},
		{"function.tf", "= local.storage", "= local.store", "local.store is not declared"},
		{"function.tf", "tencentcloud_cam_role.function.name", "tencentcloud_cam_role.report.name", "tencentcloud_cam_role.report is not declared"},
		{"function.tf", "  enable          = \"OPEN\"", "  enable = \"OPEN\"", "function.tf: is not formatted"},
		{"function.tf", `resource "tencentcloud_scf_trigger"`, `resource "tencentcloud_scf_timer"`, "tencentcloud_scf_timer has no shape"},
		{"function.tf", "  qualifier ", "  qualifier  {", "function.tf:"},
		{"log.tf", "  monitor_time {\n    type = \"Fixed\"", "  monitoring {\n    type = \"Fixed\"", "tencentcloud_cls_alarm lacks a block monitor_time"},
		{"log.tf", "          key = key_values.value", "          key = key_value.value", "key_value.value is not declared"},
		{"variables.tf", `variable "memory" {`, `variable "timeout" {`, "var.timeout is declared twice"},
		{"variables.tf", "  description = \"In seconds.\"\n", "", "variable timeout has no description"},
		{"terraform.tfvars.example", `bucket = "reports"`, `buckets = "reports"`, "there is no variable buckets"},
		{"terraform.tfvars.example", `bucket = "reports"`, "", "lacks bucket, which has no default"},
	} {
		if n := bytes.Count(files[mistake.file], []byte(mistake.before)); n != 1 {
			t.Errorf("%s has %q %d times; a mistake needs one place", mistake.file, mistake.before, n)
			continue
		}
		edited := maps.Clone(files)
		edited[mistake.file] = bytes.Replace(files[mistake.file], []byte(mistake.before), []byte(mistake.after), 1)
		if problems := strings.Join(check(edited), "\n"); !strings.Contains(problems, mistake.want) {
			t.Errorf("%q for %q: got\n%s\nwant %q", mistake.after, mistake.before, problems, mistake.want)
		}
	}
}
