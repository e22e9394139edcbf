// Package compare measures the built function and two baselines of this module: hello, which answers a constant, and plain, which
// one would write in an hour. It calls all three over RPC as the platform does, with the same events. plain and the function call
// the same upstream. They take turns, A B A B, so that other load of the machine affects all alike. The result is the ratio to
// plain in each turn. The table has the medians.
package compare
