package config

import (
	"slices"
	"strings"
	"unicode"

	"tokenreport/secret"
)

// The variables that the platform sets where the function has an execution role (environment variables of
// SCF's container), and that a person exports elsewhere; and how Tencent Cloud's SDKs and Terraform spell them.
const (
	secretIDVariable  = "TENCENTCLOUD_SECRETID"
	secretKeyVariable = "TENCENTCLOUD_SECRETKEY"
	tokenVariable     = "TENCENTCLOUD_SESSIONTOKEN"
	platformVariable  = "TENCENTCLOUD_RUNENV" // "SCF" on the platform

	sdkSecretIDVariable  = "TENCENTCLOUD_SECRET_ID"
	sdkSecretKeyVariable = "TENCENTCLOUD_SECRET_KEY"
	sdkTokenVariable     = "TENCENTCLOUD_TOKEN"
)

// credentialNames are all variables that credentials are read from.
func credentialNames() []string {
	return []string{secretIDVariable, secretKeyVariable, tokenVariable, sdkSecretIDVariable, sdkSecretKeyVariable, sdkTokenVariable}
}

func isCredential(name string) bool { return slices.Contains(credentialNames(), name) }

// HasCredentials reports whether the environment has credentials, be they sound or not.
func HasCredentials(env Lookup) bool {
	env = withSDKNames(env)
	id, _ := env(secretIDVariable)
	key, _ := env(secretKeyVariable)
	return id != "" && key != ""
}

// withSDKNames gives the platform's variables that are not set the values of the SDK's. Where both name a secret ID, and not the
// same, those of the SDK are another key's.
func withSDKNames(env Lookup) Lookup {
	id, _ := env(secretIDVariable)
	sdkID, _ := env(sdkSecretIDVariable)
	if id != "" && sdkID != "" && id != sdkID {
		return env
	}
	return func(name string) (string, bool) { return env(spelled(name, env)) }
}

// spelled is the name under which the environment has a variable: the platform's or, where that is not set, the SDK's.
func spelled(name string, env Lookup) string {
	sdkName := map[string]string{
		secretIDVariable: sdkSecretIDVariable, secretKeyVariable: sdkSecretKeyVariable, tokenVariable: sdkTokenVariable,
	}[name]
	own, _ := env(name)
	if sdk, _ := env(sdkName); own == "" && sdk != "" {
		return sdkName
	}
	return name
}

func readCredentials(env Lookup, found *problems) Credentials {
	return Credentials{
		SecretID:  readCredential(secretIDVariable, true, env, found),
		SecretKey: readCredential(secretKeyVariable, true, env, found),
		Token:     readCredential(tokenVariable, false, env, found),
	}
}

func readCredential(name string, required bool, env Lookup, found *problems) secret.Text {
	value, _ := withSDKNames(env)(name)
	switch {
	case value == "" && required:
		found.addVariable(name, "is not set", credentialRemedy(name, env))
	case strings.ContainsFunc(value, notInCredential):
		found.addVariable(spelled(name, env), "holds white space, a control character or a character outside ASCII",
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
