package handler

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// configError lists every variable of the environment that is missing or
// wrong, by name and never with a value.
type configError struct{ faults []configFault }

// configFault is what is wrong with one variable.
type configFault struct{ name, reason string }

func (e *configError) Error() string {
	texts := make([]string, 0, len(e.faults))
	for _, f := range e.faults {
		texts = append(texts, f.name+": "+f.reason)
	}
	return strings.Join(texts, "; ")
}

// configReader reads variables and gathers what is wrong with them.
type configReader struct {
	env    lookup
	faults []configFault
}

// fault notes a fault, once: several apps can share a variable.
func (r *configReader) fault(name, reason string) {
	if f := (configFault{name, reason}); !slices.Contains(r.faults, f) {
		r.faults = append(r.faults, f)
	}
}

// either reads the variable of an app, or else the plain one.
func (r *configReader) either(name, suffix string) (string, string) {
	if value := r.env(name + suffix); value != "" {
		return name + suffix, value
	}
	return name, r.env(name)
}

// list reads values separated by commas; nil where there is none.
func (r *configReader) list(name string) (values []string) {
	for value := range strings.SplitSeq(r.env(name), ",") {
		if value = strings.TrimSpace(value); value != "" {
			values = append(values, value)
		}
	}
	return values
}

func (r *configReader) integer(name string, otherwise, low, high int) int {
	value := r.env(name)
	if value == "" {
		return otherwise
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < low || n > high {
		r.fault(name, fmt.Sprintf("must be a whole number from %d to %d", low, high))
	}
	return n
}

func (r *configReader) duration(name string, otherwise, low, high time.Duration) time.Duration {
	value := r.env(name)
	if value == "" {
		return otherwise
	}
	d, err := time.ParseDuration(value)
	if err != nil || d < low || d > high {
		r.fault(name, fmt.Sprintf("must be a duration from %v to %v, as 4s or 24h", low, high))
	}
	return d
}

// parseSDKAppID reads a decimal number other than 0, in digits only.
func parseSDKAppID(text string) (uint64, error) {
	id, err := strconv.ParseUint(text, 10, 63)
	if err == nil && id == 0 {
		err = strconv.ErrRange
	}
	return id, err
}
