package compare

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// machine returns where and when the numbers were measured.
func machine() string {
	parts := []string{
		fmt.Sprintf("%s/%s", runtime.GOOS, runtime.GOARCH), processor(), fmt.Sprintf("%d cores", runtime.NumCPU()), runtime.Version(),
		time.Now().UTC().Format("2006-01-02 15:04 UTC"),
	}
	return "Machine: " + strings.Join(parts, ", ") + "."
}

// processor returns Linux's name of the processor.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo") // the file exists only on Linux
	for line := range bytes.Lines(text) {
		if name, value, found := strings.Cut(string(line), ":"); found && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "processor unknown"
}
