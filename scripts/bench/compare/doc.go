// Package compare measures the built function beside two baselines of this module: hello, which answers a constant, and plain, what
// one would write in an hour. All three are called over RPC as the platform does, with the same events, and the latter two call the
// same upstream, in turns: A B A B, so that the other load of the machine falls on all alike. What counts is the ratio to plain of
// each turn; the table has the medians.
package compare
