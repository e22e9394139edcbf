package compare

import (
	"fmt"
	"io"
	"math"
	"slices"
	"time"
)

// Table has the measurements.
type Table struct {
	Rows    []*Row
	Machine string
}

// Row is a measurement with the samples of each program: one for each turn, in the same order for all programs.
type Row struct {
	Name    string
	unit    unit
	samples map[string][]float64
}

// unit formats a value.
type unit func(float64) string

// row returns the row of a name. It adds the row if there is none.
func (t *Table) row(name string, u unit) *Row {
	for _, r := range t.Rows {
		if r.Name == name {
			return r
		}
	}
	r := &Row{Name: name, unit: u, samples: map[string][]float64{}}
	t.Rows = append(t.Rows, r)
	return r
}

func (r *Row) add(program string, value float64) {
	r.samples[program] = append(r.samples[program], value)
}

// value returns the median of a program's samples, or NaN if there is none.
func (r *Row) value(program string) float64 { return median(r.samples[program]) }

// Ratio returns the median ratio of a program to plain in the same turns. It is NaN if one of them was not measured.
func (r *Row) Ratio(program string) float64 {
	own, base := r.samples[program], r.samples[plain]
	if len(own) != len(base) {
		return math.NaN()
	}
	var ratios []float64
	for i := range own {
		ratios = append(ratios, own[i]/base[i])
	}
	return median(ratios)
}

func median(values []float64) float64 {
	if len(values) == 0 || slices.ContainsFunc(values, math.IsNaN) {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 0 {
		return (sorted[middle-1] + sorted[middle]) / 2
	}
	return sorted[middle]
}

// Print prints the table in Markdown.
func (t *Table) Print(w io.Writer) {
	fmt.Fprintf(w, "| | hello | plain | function | function ÷ plain |\n| --- | ---: | ---: | ---: | ---: |\n")
	for _, r := range t.Rows {
		fmt.Fprintf(w, "| %s |", r.Name)
		for _, program := range []string{hello, plain, function} {
			fmt.Fprintf(w, " %s |", cell(r.value(program), r.unit))
		}
		fmt.Fprintf(w, " %s |\n", cell(r.Ratio(function), ratio))
	}
	fmt.Fprintf(w, "\nMedians; ratios are medians over turns. Beside the Web function, plain is plainweb. %s\n", t.Machine)
}

// cell returns an empty text if nothing was measured.
func cell(value float64, u unit) string {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return "–"
	}
	return u(value)
}

func ratio(v float64) string     { return fmt.Sprintf("%.2f", v) }
func number(v float64) string    { return fmt.Sprintf("%.0f", v) }
func megabytes(v float64) string { return fmt.Sprintf("%.2f MB", v/1e6) }
func kilobytes(v float64) string { return fmt.Sprintf("%.1f kB", v/1e3) }

func duration(v float64) string {
	if v < float64(time.Millisecond) {
		return fmt.Sprintf("%.3g µs", v/float64(time.Microsecond))
	}
	return fmt.Sprintf("%.2f ms", v/float64(time.Millisecond))
}
