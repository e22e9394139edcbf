package process_test

import (
	"os"
	"runtime"
	"testing"

	"chatmarks/scripts/bench/process"
)

func TestReadingOfThisProcess(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("there is no /proc")
	}
	r, err := process.Read(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if r.RSS < 1<<20 || r.Peak < r.RSS || r.Threads < 2 {
		t.Errorf("this process seems to hold %d bytes and %d threads", r.RSS, r.Threads)
	}
	before, err := process.CPU(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	for sum := 0; sum < 1<<24; {
		sum++
	}
	if after, err := process.CPU(os.Getpid()); err != nil || after < before {
		t.Errorf("processor time went from %v to %v, %v", before, after, err)
	}
}

func TestReadingOfNoProcess(t *testing.T) {
	const none = 1 << 30
	if _, err := process.Read(none); err == nil {
		t.Error("memory of a process that does not exist")
	}
	if _, err := process.CPU(none); err == nil {
		t.Error("processor time of a process that does not exist")
	}
}
