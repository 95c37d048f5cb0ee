package command

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"tokenreport/templates"
)

// harmless is what every reader of a .env takes as it is, without quotes: a shell, the deploy tool and docker --env-file.
var harmless = regexp.MustCompile(`^[A-Za-z0-9@%+=:,./_-]*$`)

// envValue writes a value for a .env so that a shell and dotenv, of which the deploy tool makes use, read the same. Its errors
// complete "the password …", and hold nothing of the value.
//
// What needs quotes stands in single ones, in which both take everything as it is, but for the single quote itself; a value
// with that stands in double ones, unless it also has what a shell takes for something else there.
func envValue(value string) (string, error) {
	switch {
	case harmless.MatchString(value):
		return value, nil
	case strings.ContainsFunc(value, unicode.IsControl):
		return "", errors.New("holds a control character; give it without")
	case strings.HasSuffix(value, `\`): // dotenv would take the quote behind it for a part of the value
		return "", errors.New(`ends in a "\", which a .env cannot carry; give another`)
	case !strings.Contains(value, "'"):
		return "'" + value + "'", nil
	case strings.ContainsAny(value, "\"$`\\"):
		return "", errors.New("holds a ' beside one of \" $ ` \\, which a .env cannot carry; give another")
	}
	return `"` + value + `"`, nil
}

// envFile is the text of the .env.
func envFile(a answers) ([]byte, error) {
	password, err := envValue(a[passwordQuestion])
	if err != nil {
		return nil, fmt.Errorf("the password %w", err)
	}
	return execute(".env", templates.InitEnv(), struct {
		Login    bool
		Password string
	}{a.logsIn(), password}), nil
}
