package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"chatmarks/scripts/local/console"
)

// watchInterval is how often the sources are checked.
const watchInterval = 500 * time.Millisecond

// sources are what the function is built from, below the module's root.
var sources = []string{"main.go", "go.mod", "go.sum", "handler", "chat"}

// fingerprint changes when a source of the function changes. Tests are not sources.
func fingerprint(root string) string {
	var b strings.Builder
	for _, source := range sources {
		// A file that an editor is replacing may be unreadable now; it is read the next
		// time.
		_ = filepath.WalkDir(filepath.Join(root, source), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") {
				return nil
			}
			if info, err := d.Info(); err == nil {
				fmt.Fprintln(&b, path, info.Size(), info.ModTime().UnixNano())
			}
			return nil
		})
	}
	return b.String()
}

// startWatching restarts the function each time its sources change. stop ends that and
// waits for its end.
func (n *session) startWatching(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var watching sync.WaitGroup
	watching.Go(func() { n.watch(ctx) })
	return func() {
		cancel()
		watching.Wait()
	}
}

func (n *session) watch(ctx context.Context) {
	seen := fingerprint(n.root)
	ticker := time.NewTicker(watchInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if now := fingerprint(n.root); now != seen {
			seen = now
			n.restart(ctx)
		}
	}
}

// restart builds and starts the function again. The old process answers until then, and
// continues if the sources do not compile.
func (n *session) restart(ctx context.Context) {
	n.out.note("watch", "the sources have changed")
	next, folder, err := n.start(ctx)
	if err != nil {
		if ctx.Err() == nil {
			n.out.note("watch", "not restarted: "+err.Error())
			n.mu.Lock()
			n.built.Error = err.Error()
			n.mu.Unlock()
		}
		return
	}
	n.mu.Lock() // waits for calls in progress
	before, old := n.function, n.folder
	n.function, n.folder, n.built = next, folder, started()
	n.mu.Unlock()
	_ = before.Stop()     // it fails if the function ended by itself, which the new one repairs
	_ = os.RemoveAll(old) // what cannot be removed now is removed with n.dir
	n.out.note("watch", "restarted")
}

func started() console.Build { return console.Build{At: time.Now().Format(time.TimeOnly)} }

// lastBuild reports the last build to the page.
func (n *session) lastBuild() console.Build {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.built
}
