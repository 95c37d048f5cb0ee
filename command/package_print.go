package command

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"tokenreport/deploy"
)

// String tells what is in the package, what it was made of, and what to do next.
func (p *pack) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "tokenreport %s, %s\n%s\n%s\n\n", p.stamp.Version, p.toolchain, p.commit(), p.source())
	p.list(&b)
	if !p.folder {
		fmt.Fprintf(&b, "\n%s: %s, sha256 %x\n", p.out, size(p.size), p.sum)
	} else {
		fmt.Fprintf(&b, "\nwritten into %s\n", p.out)
	}
	p.variables(&b)
	b.WriteString(p.next())
	return b.String()
}

func (p *pack) commit() string {
	switch {
	case p.stamp.Unknown != nil:
		return fmt.Sprintf("commit not known (%v)", p.stamp.Unknown)
	case p.stamp.Dirty:
		return "commit " + p.stamp.Commit + ", and changes that are not committed: from the commit alone it comes out otherwise"
	}
	return "commit " + p.stamp.Commit
}

func (p *pack) source() string {
	if p.configuration == "" {
		return "no tokenreport.yml: the built-in configuration, whose values are environment variables"
	}
	return "configuration: " + p.configuration + ", which is sound as far as can be told without its variables"
}

func (p *pack) list(b *strings.Builder) {
	table := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	files := slices.SortedFunc(slices.Values(p.bundle), func(a, b deploy.File) int { return strings.Compare(a.Name, b.Name) })
	for _, file := range files {
		_, _ = fmt.Fprintf(table, "%04o\t%s\t %s\n", file.Mode, size(len(file.Content)), file.Name)
	}
	_ = table.Flush() // into memory
}

// variables names those that the function's environment must have. The built-in configuration's are in .env.example.
func (p *pack) variables(b *strings.Builder) {
	if p.configuration == "" {
		return
	}
	names := func(required bool) string {
		var names []string
		for _, v := range p.outline.Variables {
			if v.Required == required {
				names = append(names, v.Name)
			}
		}
		return strings.Join(names, ", ")
	}
	if must := names(true); must != "" {
		fmt.Fprintf(b, "\nvariables that the function must have: %s\n", must)
	}
	if len(p.notPassed) > 0 {
		fmt.Fprintf(b, "serverless.yml does not pass on %s: add what is missing to environment.variables there, and to .env\n", strings.Join(p.notPassed, ", "))
	}
	if may := names(false); may != "" {
		fmt.Fprintf(b, "\nvariables that it may have: %s\n", may)
	}
}

// next is what to do with the package; docs/deploy.md says more.
func (p *pack) next() string {
	if p.folder && onWindows {
		return "\nNext: this system has no executable bits, without which the function may not start. Deploy the zip instead:\n" +
			"  tokenreport package\n"
	}
	if p.folder {
		return "\nNext: scf deploy\n"
	}
	return fmt.Sprintf(`
Next, one of these (docs/deploy.md):
  Terraform       terraform -chdir=deploy/terraform apply
  serverless tool tokenreport package --out dist/, then scf deploy
  tccli           put the zip into a bucket, then
                  tccli scf UpdateFunctionCode --FunctionName tokenreport-prod --Handler %s
                  --CosBucketName BUCKET --CosBucketRegion REGION --CosObjectName /tokenreport.zip
  console         Function code, submission method "Local ZIP file", then Deploy
`, deploy.Handler)
}

// size is a number of bytes as a person reads it.
func size(bytes int) string {
	const step = 1000
	switch {
	case bytes >= step*step:
		return fmt.Sprintf("%.1f MB", float64(bytes)/(step*step))
	case bytes >= step:
		return fmt.Sprintf("%.1f kB", float64(bytes)/step)
	}
	return fmt.Sprintf("%d B", bytes)
}
