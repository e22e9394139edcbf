package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"

	"chatmarks/scripts/deploy/scftest"
)

// normal returns a function with new version numbers, because a deleted version leaves a
// gap in the numbers.
func normal(f scftest.Function) string {
	order := slices.SortedFunc(maps.Keys(f.Versions), func(a, b string) int { return number(a) - number(b) })
	renamed := map[string]string{latest: latest, "": ""}
	versions := map[string]scftest.Version{}
	for i, name := range order {
		renamed[name] = strconv.Itoa(i + 1)
		versions[renamed[name]] = f.Versions[name]
	}
	aliases := map[string]scftest.Alias{}
	for name, a := range f.Aliases {
		n := parseNote(a.Version, a.Description)
		n.live, n.previous, n.before = renamed[n.live], renamed[n.previous], renamed[n.before]
		aliases[name] = scftest.Alias{Version: n.live, Description: n.String()}
	}
	f.Versions, f.Aliases = versions, aliases
	return text(f)
}

// If apply is killed before or after any of its calls, the next apply ends in the same
// state as an undisturbed one.
func TestKilledAnywhere(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts the command some sixty times")
	}
	for name, prepare := range map[string]func(w *world){
		"first": func(*world) {},
		"update": func(w *world) {
			w.done("apply")
			w.env["CHAT_RATE_LIMIT"] = "60"
			w.done("apply")
			w.env["CHAT_RATE_LIMIT"] = "50"
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			base := newWorld(t) // one SCF for all: it unpacks and starts each version once
			undisturbed := base.stage("undisturbed")
			prepare(undisturbed)
			undisturbed.scf.ResetJournal()
			undisturbed.done("apply")
			want, calls := undisturbed.state(), len(undisturbed.scf.Journal())
			for k := 1; k <= calls; k++ {
				for _, after := range []bool{false, true} {
					w := base.stage(fmt.Sprintf("at%d-%t", k, after))
					prepare(w)
					w.scf.ResetJournal()
					w.kill(k, after)
					w.done("apply")
					if got := w.state(); got != want {
						t.Errorf("killed at call %d (after it: %t):\n%s\nnot\n%s", k, after, got, want)
					}
				}
			}
		})
	}
}

// state returns the state of the function.
func (w *world) state() string {
	f := w.function()
	return normal(f)
}

// packageFile returns the package as a file, for a command in another process.
func (w *world) packageFile() string {
	w.t.Helper()
	p, err := built[false]()
	if err != nil {
		w.t.Fatal(err)
	}
	file := filepath.Join(w.t.TempDir(), "package.json")
	if err := os.WriteFile(file, []byte(text(p)), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return file
}

// kill starts apply as a process and kills it at a call: before or after the call is
// carried out, but before its answer is read.
func (w *world) kill(at int, after bool) {
	w.t.Helper()
	command := exec.Command(os.Args[0], "apply", "-stage", w.at)
	command.Env = append(w.environ(), "DEPLOY_PACKAGE="+w.packageFile(), "DEPLOY_ROOT="+w.root)
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	var n atomic.Int64
	started := make(chan struct{})
	w.scf.SetFaults(func(c scftest.Call) scftest.Fault {
		if n.Add(1) != int64(at) {
			return scftest.Fault{}
		}
		<-started
		if !after {
			_ = command.Process.Kill()
			return scftest.Fault{ResetBefore: true}
		}
		return scftest.Fault{ResetAfter: true, Then: func() { _ = command.Process.Kill() }}
	})
	if err := command.Start(); err != nil {
		w.t.Fatal(err)
	}
	close(started)
	if err := command.Wait(); err == nil {
		w.t.Fatalf("not killed: %s", &out)
	}
	w.scf.SetFaults(nil)
	w.checkSecrets(out.String())
}
