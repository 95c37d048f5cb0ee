package deploy

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// Stamp says what sources a binary is built from, as git has it.
type Stamp struct {
	Version string // v1.2.3 where the commit has that tag, else as v0.0.0-20241120003000-0123456789ab; "dev" without git
	Commit  string // empty: not known, for the reason that Unknown gives
	Dirty   bool   // the folder has changes that the commit does not; the version then ends in "+dirty"
	Unknown error
}

// flags give the stamp to the binary.
func (s Stamp) flags() []string {
	flags := []string{"-X", "main.version=" + s.Version}
	if s.Commit != "" {
		flags = append(flags, "-X", "main.commit="+s.Commit)
	}
	return flags
}

// errNotOwn says that git would answer for others' sources, among which a copy without a repository has been unpacked.
var errNotOwn = errors.New("the repository is that of a folder above, not of these sources")

// Stamp asks git about the sources, whatever the user's settings are. Where git cannot tell, the binary is built all the same.
func (s Sources) Stamp(ctx context.Context) Stamp {
	prefix, err := s.git(ctx, "rev-parse", "--show-prefix")
	if err == nil && prefix != "" {
		err = errNotOwn
	}
	if err != nil {
		return Stamp{Version: "dev", Unknown: err}
	}
	head, err := s.git(ctx, "show", "--no-patch", "--no-show-signature", "--format=%H %ct", "HEAD")
	if err != nil {
		return Stamp{Version: "dev", Unknown: err}
	}
	commit, seconds, _ := strings.Cut(head, " ")
	committed, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || len(commit) < 12 {
		return Stamp{Version: "dev", Unknown: fmt.Errorf("git answered %q", head)}
	}
	changes, err := s.git(ctx, "status", "--porcelain", "--untracked-files=normal")
	if err != nil {
		return Stamp{Version: "dev", Unknown: err}
	}
	stamp := Stamp{Version: s.tag(ctx), Commit: commit, Dirty: changes != ""}
	if stamp.Version == "" {
		// The form that the go tool gives to a commit without a tag.
		stamp.Version = "v0.0.0-" + time.Unix(committed, 0).UTC().Format("20060102150405") + "-" + commit[:12]
	}
	if stamp.Dirty {
		stamp.Version += "+dirty"
	}
	return stamp
}

// tag is the highest tag of a version that the commit has; empty if it has none.
func (s Sources) tag(ctx context.Context) string {
	tags, err := s.git(ctx, "tag", "--points-at", "HEAD", "--list", "v[0-9]*", "--sort=-version:refname")
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(tags, "\n")
	return first
}

// git answers what git prints, without the space around it. The error has git's last words.
func (s Sources) git(ctx context.Context, arguments ...string) (string, error) {
	command := exec.CommandContext(ctx, "git", arguments...)
	command.Dir = s.Folder
	output, err := command.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		said, _, _ := strings.Cut(strings.TrimSpace(string(exit.Stderr)), "\n")
		return "", fmt.Errorf("git %s: %s", arguments[0], said)
	}
	return strings.TrimSpace(string(output)), err
}
