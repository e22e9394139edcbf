package main

import (
	"fmt"
	"io"
	"sync"
)

// printer writes what is done, a line each: a word for what it is about, and the
// rest.
type printer struct {
	mu  sync.Mutex
	out io.Writer
}

func (p *printer) step(word, format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	fmt.Fprintf(p.out, "%-9s %s\n", word, fmt.Sprintf(format, args...))
}

// item is a line below a step.
func (p *printer) item(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	fmt.Fprintf(p.out, "  %s\n", fmt.Sprintf(format, args...))
}
