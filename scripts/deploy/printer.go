package main

import (
	"fmt"
	"io"
	"sync"
)

// printer prints what is done. Each line has a word for the subject, and a text.
type printer struct {
	mu  sync.Mutex
	out io.Writer
}

func (p *printer) step(word, format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	fmt.Fprintf(p.out, "%-9s %s\n", word, fmt.Sprintf(format, args...))
}

// item prints a line below a step.
func (p *printer) item(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	fmt.Fprintf(p.out, "  %s\n", fmt.Sprintf(format, args...))
}
