package compare

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"chatmarks/scripts/local/platform"
)

// The programs.
const (
	hello    = "hello"
	plain    = "plain"
	function = "function"
)

// program is one of the compared programs.
type program struct {
	name   string
	binary string
}

// build compiles all programs alike, as for a package: without cgo, symbols and paths.
func build(ctx context.Context, folder string) (programs []program, plainweb string, err error) {
	root, err := platform.ModuleRoot()
	if err != nil {
		return nil, "", err
	}
	here := filepath.Join(root, "scripts", "bench")
	sources := []struct{ name, dir, pkg string }{
		{hello, here, "./hello"},
		{plain, here, "./plain"},
		{function, root, "."},
		{"plainweb", here, "./plainweb"},
	}
	for _, s := range sources {
		p := program{name: s.name, binary: filepath.Join(folder, s.name, "main")}
		c := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", p.binary, s.pkg)
		c.Dir = s.dir
		c.Env = append(os.Environ(), "CGO_ENABLED=0")
		if text, err := c.CombinedOutput(); err != nil {
			return nil, "", fmt.Errorf("build %s: %w\n%s", s.name, err, bytes.TrimSpace(text))
		}
		programs = append(programs, p)
	}
	last := len(programs) - 1
	return programs[:last], programs[last].binary, nil
}

// sizes measures the size of each upload.
func (b *bench) sizes(context.Context) error {
	binary := b.table.row("stripped binary", megabytes)
	zipped := b.table.row("zipped", megabytes)
	for _, p := range b.programs {
		content, err := os.ReadFile(p.binary)
		if err != nil {
			return fmt.Errorf("measure %s: %w", p.name, err)
		}
		size, err := zippedSize(content)
		if err != nil {
			return fmt.Errorf("zip %s: %w", p.name, err)
		}
		binary.add(p.name, float64(len(content)))
		zipped.add(p.name, float64(size))
	}
	return nil
}

// zippedSize returns the size of an archive that has only the binary.
func zippedSize(content []byte) (int, error) {
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	w, err := z.Create("main")
	if err != nil {
		return 0, err
	}
	if _, err := w.Write(content); err != nil {
		return 0, err
	}
	err = z.Close()
	return archive.Len(), err
}
