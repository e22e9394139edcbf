package platform_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"chatmarks/scripts/local/platform"

	"github.com/tencentyun/scf-go-lib/cloudfunction/messages"
)

func TestInvokeHandsOverWhatThePlatformDoes(t *testing.T) {
	t.Parallel()
	f := start(t, platform.Config{
		Environment: map[string]string{"CHAT_REGION": "singapore"},
		Timeout:     7 * time.Second,
		MemoryMB:    256,
	})
	r, err := f.Invoke(t.Context(), []byte(`{"a":1}`))
	if err != nil {
		t.Fatal(err)
	}
	e := decode(t, r)
	if e.Payload != `{"a":1}` || e.Environment["CHAT_REGION"] != "singapore" || e.Function != "chatmarks" {
		t.Errorf("handed over %+v", e)
	}
	if e.TimeLimit != 7000 || e.Memory != 256 || e.Remaining <= 0 || e.Remaining > 7000 {
		t.Errorf("limits %d ms, %d ms left, %d MB; want 7000, a little less, 256", e.TimeLimit, e.Remaining, e.Memory)
	}
	uuid := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	if e.RequestID != r.RequestID || !uuid.MatchString(r.RequestID) {
		t.Errorf("request id %q, handed over as %q", r.RequestID, e.RequestID)
	}
	if r.Duration <= 0 {
		t.Errorf("duration %s", r.Duration)
	}
}

func TestProcessEnvironmentIsThePlatformsOwn(t *testing.T) {
	t.Setenv("CHAT_SECRET_KEY", "of the caller")
	t.Setenv("GOCOVERDIR", os.TempDir())
	f := start(t, platform.Config{
		Environment:        map[string]string{"CHAT_REGION": "singapore"},
		ProcessEnvironment: []string{"NO_PROXY=*"},
	})
	r, err := f.Invoke(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	e := decode(t, r)
	dir, err := filepath.EvalSymlinks(filepath.Dir(echoBinary))
	if err != nil {
		t.Fatal(err)
	}
	if e.Dir != filepath.Dir(echoBinary) && e.Dir != dir {
		t.Errorf("runs in %s, want the binary's folder", e.Dir)
	}
	for _, want := range []string{"TENCENTCLOUD_RUNENV=SCF", "SCF_FUNCTIONVERSION=$LATEST", "NO_PROXY=*", "GOCOVERDIR=" + os.TempDir()} {
		if !slices.Contains(e.Process, want) {
			t.Errorf("process environment misses %s", want)
		}
	}
	for _, entry := range e.Process {
		if strings.Contains(entry, "of the caller") {
			t.Errorf("process environment inherits %s", entry)
		}
	}
}

func TestSetEnvironmentCountsFromTheNextCall(t *testing.T) {
	t.Parallel()
	f := start(t, platform.Config{Environment: map[string]string{"A": "1", "B": "1"}})
	f.SetEnvironment(map[string]string{"A": "2"})
	r, err := f.Invoke(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if e := decode(t, r); len(e.Environment) != 1 || e.Environment["A"] != "2" {
		t.Errorf("environment %v, want A=2 alone", e.Environment)
	}
}

func TestInvokeOptionsChangeTheRequest(t *testing.T) {
	t.Parallel()
	f := start(t, platform.Config{})
	r, err := f.Invoke(t.Context(), nil, func(r *messages.InvokeRequest) {
		r.RequestId = "mine"
		r.Environment = ""
	})
	if err != nil {
		t.Fatal(err)
	}
	if e := decode(t, r); e.RequestID != "mine" || r.RequestID != "mine" || len(e.Environment) != 0 {
		t.Errorf("got %+v for request %s", e, r.RequestID)
	}
}

func TestInvokeInParallel(t *testing.T) {
	t.Parallel()
	lines := new(platform.Lines)
	f := start(t, platform.Config{Stdout: lines, Stderr: lines})
	ids := make([]string, 20)
	var calls sync.WaitGroup
	for i := range ids {
		calls.Go(func() {
			r, err := f.Invoke(t.Context(), nil)
			if err != nil {
				t.Error(err)
				return
			}
			ids[i] = r.RequestID
		})
	}
	calls.Wait()
	for _, id := range ids {
		if _, err := lines.Await(t.Context(), id); err != nil {
			t.Error(err)
		}
	}
	if got := len(lines.All()); got != len(ids) {
		t.Errorf("%d lines for %d calls", got, len(ids))
	}
}

func TestFailuresInsideAreResults(t *testing.T) {
	t.Parallel()
	f := start(t, platform.Config{})
	for do, exit := range map[string]bool{"fail": false, "panic": true} {
		r, err := f.Invoke(t.Context(), []byte(`{"do":"`+do+`"}`))
		if err != nil {
			t.Fatal(err)
		}
		if r.Error == nil || r.Error.Message != "asked to "+do || r.Error.ShouldExit != exit || r.Payload != nil {
			t.Errorf("%s gave %+v", do, r)
		}
	}
}
