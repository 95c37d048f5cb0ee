package command_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"tokenreport/apiclient"
	"tokenreport/command"
	"tokenreport/delivery/ledger"
)

// Main touches nothing but the System that it is given. What is wrong with a configuration is told at once, all of it,
// before anything is fetched; the exit status is 2.
func ExampleMain() {
	environment := map[string]string{"TOKENREPORT_TIMEZONE": "Asia/Jakart", "TOKENREPORT_TO": "ops.example.com"}
	sys := command.System{
		Stdout: os.Stdout, Stderr: os.Stdout, Now: time.Now, Pacer: new(apiclient.Pacer), Memory: new(ledger.Memory),
		Env: func(name string) (string, bool) { value, ok := environment[name]; return value, ok },
	}
	fmt.Println("exit status", command.Main(context.Background(), sys, []string{"run"}))
	// Output:
	// tokenreport run: (built-in default.yml):4:11: timezone: is "Asia/Jakart", which is no known time zone (did you mean Asia/Jakarta?); set TOKENREPORT_TIMEZONE to an IANA name such as Asia/Jakarta or UTC
	// (built-in default.yml):10:9: smtp.host: is empty, but reports[0].email needs it; set SMTP_HOST to the mail server's name
	// (built-in default.yml):22:11: reports[0].email.to[0]: is "ops.example.com", which is no mail address; set TOKENREPORT_TO to an address such as ops@example.com or "Name <ops@example.com>"
	// environment: TENCENTCLOUD_SECRETID: is not set; export TENCENTCLOUD_SECRETID with the value of a CAM key
	// environment: TENCENTCLOUD_SECRETKEY: is not set; export TENCENTCLOUD_SECRETKEY with the value of a CAM key
	// exit status 2
}
