// Package process reads memory, threads and processor time of another process from Linux's /proc. On other systems every function
// returns an error.
package process

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Reading has the memory and threads of a process at one moment.
type Reading struct {
	RSS     int64 // resident memory in bytes
	Peak    int64 // the largest resident memory so far
	Threads int
}

// Read reads memory and threads of a process.
func Read(pid int) (Reading, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return Reading{}, fmt.Errorf("read the memory of process %d: %w", pid, err)
	}
	kilobytes, err := field(text, "VmRSS:")
	if err != nil {
		return Reading{}, err
	}
	peak, err := field(text, "VmHWM:")
	if err != nil {
		return Reading{}, err
	}
	threads, err := field(text, "Threads:")
	return Reading{RSS: kilobytes << 10, Peak: peak << 10, Threads: int(threads)}, err
}

// field returns the number after a name.
func field(status []byte, name string) (int64, error) {
	_, rest, found := bytes.Cut(status, []byte("\n"+name))
	words := bytes.Fields(rest)
	if !found || len(words) == 0 {
		return 0, fmt.Errorf("read the memory of a process: no %s", name)
	}
	return strconv.ParseInt(string(words[0]), 10, 64)
}

// CPU returns the processor time of the threads of a process. It does not include threads that have ended, but Go's threads do not
// end while there is work. It reads the scheduler's nanoseconds, because the better known stat has hundredths of a second.
func CPU(pid int) (time.Duration, error) {
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if err != nil || len(files) == 0 {
		return 0, fmt.Errorf("read the processor time of process %d: there is none", pid)
	}
	var total time.Duration
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // a thread that has just ended
		}
		onCPU, _, _ := strings.Cut(string(text), " ")
		nanoseconds, err := strconv.ParseInt(onCPU, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("read the processor time of process %d: %w", pid, err)
		}
		total += time.Duration(nanoseconds)
	}
	return total, nil
}
