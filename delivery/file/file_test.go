package file_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tokenreport/delivery"
	"tokenreport/delivery/deliverytest"
	"tokenreport/delivery/file"
)

func Example() {
	folder, _ := os.MkdirTemp("", "reports")
	defer os.RemoveAll(folder)
	channel, err := file.New(folder)
	if err != nil {
		fmt.Println(err)
		return
	}
	ref, err := channel.Deliver(context.Background(), delivery.Parcel{
		Folder: "daily/2024/11/19",
		Files:  []delivery.File{{Name: "token-usage-2024-11-19.csv", Type: "text/csv", Content: []byte("time,tokens\n")}},
	})
	fmt.Println(ref, err)
	// Output: daily/2024/11/19/token-usage-2024-11-19.csv <nil>
}

func TestConformance(t *testing.T) {
	deliverytest.Run(t, func(t *testing.T) deliverytest.Harness {
		around := t.TempDir()
		root := filepath.Join(around, "storage")
		return deliverytest.Harness{
			Channel:  open(t, root),
			Accepted: func(t *testing.T) []delivery.File { return files(t, around, root) },
			Break: map[deliverytest.Breakage]func(*testing.T){
				deliverytest.Refusing: func(t *testing.T) { write(t, root, "in the way") },
			},
			Cannot: []deliverytest.Breakage{deliverytest.Hanging, deliverytest.Failing},
			Mend: func(t *testing.T) {
				if err := os.RemoveAll(root); err != nil {
					t.Fatal(err)
				}
			},
		}
	})
}

func open(t *testing.T, root string) *file.Channel {
	t.Helper()
	c, err := file.New(root)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// files are the files under around, those outside of root named by the way that leads to them.
func files(t *testing.T, around, root string) (all []delivery.File) {
	t.Helper()
	err := filepath.WalkDir(around, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path == root {
			return err
		}
		content, err := os.ReadFile(path)
		name := filepath.Base(path)
		if !strings.HasPrefix(path, root+string(filepath.Separator)) {
			name, _ = filepath.Rel(root, path)
		}
		all = append(all, delivery.File{Name: name, Content: content})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestFilesLieWhereTheParcelSays(t *testing.T) {
	root := t.TempDir()
	ref, err := open(t, root).Deliver(t.Context(), deliverytest.Parcel("file", ""))
	if err != nil {
		t.Fatal(err)
	}
	if want := "daily/2024/11/19/token-usage-2024-11-19.pdf, daily/2024/11/19/token-usage-2024-11-19.csv"; ref != want {
		t.Errorf("got %s, want %s", ref, want)
	}
	for _, name := range strings.Split(ref, ", ") {
		info, err := os.Stat(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode(); !mode.IsRegular() || mode.Perm()&0o400 == 0 || mode.Perm()&0o133 != 0 {
			t.Errorf("%s has the mode %v", name, mode)
		}
	}
	if got := files(t, root, root); len(got) != 2 {
		t.Errorf("%d files lie there, want 2: no image and nothing unfinished", len(got))
	}
}

func TestSymbolicLinksDoNotLeadOut(t *testing.T) {
	root, outside := t.TempDir(), t.TempDir()
	if err := os.Symlink(outside, filepath.Join(root, "daily")); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, root).Deliver(t.Context(), deliverytest.Parcel("file", "")); err == nil {
		t.Error("a link led out of the root")
	}
	if got := files(t, outside, outside); len(got) != 0 {
		t.Errorf("%s was written outside", got[0].Name)
	}
}

func TestFolderInTheWay(t *testing.T) {
	root := t.TempDir()
	if err := os.MkdirAll(filepath.Join(root, "daily/2024/11/19/token-usage-2024-11-19.pdf"), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := open(t, root).Deliver(t.Context(), deliverytest.Parcel("file", ""))
	if delivery.FaultOf(err) != delivery.Permanent || !strings.Contains(err.Error(), "move it away") {
		t.Errorf("got %v", err)
	}
	if got := files(t, root, root); len(got) != 0 {
		t.Errorf("%s was left behind", got[0].Name)
	}
}

func TestNothingToStore(t *testing.T) {
	p := deliverytest.Parcel("file", "")
	p.Files = p.Files[2:] // the inline image
	if _, err := open(t, t.TempDir()).Deliver(t.Context(), p); delivery.FaultOf(err) != delivery.Permanent {
		t.Errorf("got %v", err)
	}
}

func TestNewWantsAFolder(t *testing.T) {
	if _, err := file.New(""); err == nil {
		t.Error("an empty root was taken")
	}
}
