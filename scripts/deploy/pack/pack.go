// Package pack builds the package of the function for SCF, from a clone of the
// repository. The same commit and the same Go make the same bytes on any machine,
// whatever the shell exports.
package pack

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Options say what to build.
type Options struct {
	Root string // of the clone
	Web  bool   // the Web function
	Out  string // the folder, relative to the root; default build
}

// Package is a built package.
type Package struct {
	Path      string // of the zip
	Zip       []byte
	SHA256    string // of the zip, in hexadecimal
	Version   string // of the function, by git
	GoVersion string
}

// maxSize is the largest ZipFile that the API accepts for an update. A larger package
// must be uploaded to COS first (https://cloud.tencent.com/document/product/583/11637).
const maxSize = 20 << 20

// binary is the name of the function's program, which the platform starts.
const binary = "main"

// bootstrap is the name of the script that starts a Web function.
const bootstrap = "scf_bootstrap"

// Build builds the function into the folder Out/event, or Out/web, and packs the folder
// into a zip beside it. It makes both anew: the folder has only what this build has made,
// and a build that fails leaves no zip.
func Build(ctx context.Context, o Options) (*Package, error) {
	variant, names := "event", []string{binary}
	if o.Web {
		variant, names = "web", []string{binary, bootstrap}
	}
	own := o.Out == "" // the folder of the repository that git ignores
	if own {
		o.Out = "build"
	}
	if !filepath.IsAbs(o.Out) {
		o.Out = filepath.Join(o.Root, o.Out)
	}
	folder := filepath.Join(o.Out, variant)
	p := &Package{Path: folder + ".zip", Version: version(ctx, o.Root)}
	if err := renew(folder, p.Path, own); err != nil {
		return nil, err
	}
	var err error
	if p.GoVersion, err = build(ctx, o.Root, p.Version, filepath.Join(folder, binary)); err != nil {
		return nil, err
	}
	if o.Web {
		if err := copyBootstrap(o.Root, folder); err != nil {
			return nil, fmt.Errorf("copy %s: %w", bootstrap, err)
		}
	}
	if p.Zip, err = zipFiles(folder, names); err != nil {
		return nil, fmt.Errorf("pack the function: %w", err)
	}
	if len(p.Zip) > maxSize {
		return nil, fmt.Errorf("the package has %d bytes, and the API takes %d", len(p.Zip), maxSize)
	}
	sum := sha256.Sum256(p.Zip)
	p.SHA256 = hex.EncodeToString(sum[:])
	if err := os.WriteFile(p.Path, p.Zip, 0o644); err != nil {
		return nil, fmt.Errorf("write the package: %w", err)
	}
	return p, nil
}

// renew removes what an earlier build has made, and makes the folder. It refuses a folder
// that has anything else in it, unless the folder is our own.
func renew(folder, zip string, own bool) error {
	if others, err := os.ReadDir(folder); err == nil && !own {
		for _, e := range others {
			if e.Name() != binary && e.Name() != bootstrap || e.IsDir() {
				return fmt.Errorf("%s has %s, which no package has: take another folder for -out", folder, e.Name())
			}
		}
	}
	for _, old := range []string{folder, zip} {
		if err := os.RemoveAll(old); err != nil {
			return fmt.Errorf("remove the last package: %w", err)
		}
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("make the folder for the package: %w", err)
	}
	return nil
}

// copyBootstrap copies the script without carriage returns. A clone on Windows may have
// them, and no shell on SCF understands them (583/56126).
func copyBootstrap(root, folder string) error {
	script, err := os.ReadFile(filepath.Join(root, "scripts", "web", bootstrap))
	if err != nil {
		return err
	}
	path := filepath.Join(folder, bootstrap)
	if err := os.WriteFile(path, bytes.ReplaceAll(script, []byte("\r"), nil), 0o755); err != nil {
		return err
	}
	return os.Chmod(path, 0o755) // whatever the umask
}

// version returns the name of the commit. It is "unknown" outside a clone, as in a
// downloaded archive, and in a folder of another repository's clone.
func version(ctx context.Context, root string) string {
	git := func(args ...string) (string, error) {
		c := exec.CommandContext(ctx, "git", args...)
		c.Dir = root
		c.Env = without(os.Environ(), "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX") // set if a Git hook runs this
		out, err := c.Output()
		return strings.TrimSpace(string(out)), err
	}
	if up, err := git("rev-parse", "--show-cdup"); err != nil || up != "" {
		return "unknown"
	}
	name, err := git("describe", "--tags", "--always", "--dirty", "--abbrev=7") // whatever core.abbrev says
	if err != nil || name == "" {
		return "unknown"
	}
	return name
}
