package templates

import _ "embed"

//go:embed default.yml
var defaultConfig string

// DefaultConfig returns the configuration that serves where there is no tokenreport.yml: the same format, in
// which every choice comes from an environment variable.
func DefaultConfig() string { return defaultConfig }
