package config

import (
	"strings"
	"unicode"

	"tokenreport/secret"
)

// The variables that the platform sets where the function has an execution role (environment variables of
// SCF's container), and that a person exports elsewhere.
const (
	secretIDVariable  = "TENCENTCLOUD_SECRETID"
	secretKeyVariable = "TENCENTCLOUD_SECRETKEY"
	tokenVariable     = "TENCENTCLOUD_SESSIONTOKEN"
	platformVariable  = "TENCENTCLOUD_RUNENV" // "SCF" on the platform
)

// HasCredentials reports whether the environment has credentials, be they sound or not.
func HasCredentials(env Lookup) bool {
	id, _ := env(secretIDVariable)
	key, _ := env(secretKeyVariable)
	return id != "" && key != ""
}

func readCredentials(env Lookup, found *problems) Credentials {
	return Credentials{
		SecretID:  readCredential(secretIDVariable, true, env, found),
		SecretKey: readCredential(secretKeyVariable, true, env, found),
		Token:     readCredential(tokenVariable, false, env, found),
	}
}

func readCredential(name string, required bool, env Lookup, found *problems) secret.Text {
	value, _ := env(name)
	switch {
	case value == "" && required:
		found.addVariable(name, "is not set", credentialRemedy(name, env))
	case strings.ContainsFunc(value, notInCredential):
		found.addVariable(name, "holds white space, a control character or a character outside ASCII",
			"set it to the key alone, without a line break after it")
	}
	return secret.New(value)
}

func credentialRemedy(name string, env Lookup) string {
	if where, _ := env(platformVariable); where == "SCF" {
		return "give the function an execution role, which sets it at every invocation"
	}
	return "export " + name + " with the value of a CAM key"
}

// notInCredential refuses what would break the header in which a credential is sent.
func notInCredential(r rune) bool {
	return r > unicode.MaxASCII || unicode.IsSpace(r) || unicode.IsControl(r)
}
