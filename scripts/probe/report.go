package main

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// report is the output of the probe.
type report struct {
	Calls     []*call     `json:"calls"`
	Exchanges []*exchange `json:"exchanges"`
	Findings  []finding   `json:"findings"`
}

// finding is what the calls show about a doubt.
type finding struct {
	Doubt string `json:"doubt"`
	Seen  string `json:"seen"`
}

func newReport(calls []*call, exchanges []*exchange) *report {
	for _, x := range exchanges {
		x.Shape = shapes(x.body)
	}
	r := &report{Calls: calls, Exchanges: exchanges}
	for _, d := range doubts {
		r.Findings = append(r.Findings, finding{Doubt: d.name, Seen: d.seen(calls)})
	}
	return r
}

// answered reports whether any reply is Chat's: a proxy has no ErrorCode.
func (r *report) answered() bool {
	for _, x := range r.Exchanges {
		if x.Status == http.StatusOK && slices.ContainsFunc(x.Shape, func(s shape) bool { return s.Place == "ErrorCode" && s.Type == "number" }) {
			return true
		}
	}
	return false
}

// print writes the report as text.
func (r *report) print(out io.Writer) {
	fmt.Fprintln(out, "What Chat said: shapes and error codes, no other value.")
	n := 0
	for _, c := range r.Calls {
		fmt.Fprintf(out, "\n%s: %s\n", c.Purpose, c.Outcome)
		for _, x := range c.exchanges {
			n++
			x.print(out, n)
		}
	}
	fmt.Fprintf(out, "\nWhat was in doubt\n")
	for _, f := range r.Findings {
		fmt.Fprintf(out, "  %-52s %s\n", f.Doubt, f.Seen)
	}
}

func (x *exchange) print(out io.Writer, n int) {
	if x.Status == 0 {
		fmt.Fprintf(out, "  %d  %s: no reply after %d ms\n", n, x.Command, x.Milliseconds)
		return
	}
	fmt.Fprintf(out, "  %d  %s: %s %d, %d ms, %d bytes, headers %s\n", n, x.Command, x.HTTPVersion, x.Status, x.Milliseconds, x.Bytes, strings.Join(x.Headers, ", "))
	for _, s := range x.Shape {
		fmt.Fprintf(out, "       %s\n", s)
	}
}
