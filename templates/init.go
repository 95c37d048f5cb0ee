package templates

import _ "embed" // what tokenreport init writes

//go:embed tokenreport.yml.tmpl
var initConfig string

//go:embed env.tmpl
var initEnv string

// InitConfig returns the text/template of the tokenreport.yml that tokenreport init writes. It uses the functions yaml and
// number, which write a text as a YAML scalar, list, which writes a text with commas as a YAML sequence, and languages and
// formats, which name all that there are.
func InitConfig() string { return initConfig }

// InitEnv returns the text/template of the .env that goes with it.
func InitEnv() string { return initEnv }
