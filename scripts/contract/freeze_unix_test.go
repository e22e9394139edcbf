//go:build unix

package contract

import (
	"syscall"
	"testing"
)

// An instance that was frozen wakes up with connections that Chat has closed in the
// meantime. The next call still succeeds.
func TestFrozenInstance(t *testing.T) {
	t.Parallel()
	f, _ := alone(t)
	w := newWorld(t, "CHAT_MAX_ATTEMPTS=1")
	for range 5 {
		if r := w.invokeOn(f, sampleBody); r.Error != nil {
			t.Fatalf("%s", r.text)
		}
		if err := f.Process().Signal(syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
		w.chat.CloseConnections()
		if err := f.Process().Signal(syscall.SIGCONT); err != nil {
			t.Fatal(err)
		}
	}
	if n := w.chat.Connections(); n != 5 {
		t.Errorf("%d connections, not one after each freeze", n)
	}
}
