package soak

// quota has the smallest possible content of the function's retry quota. The order in which parallel calls took and returned tokens
// is unknown. So the worst order of a round counts: all retries took tokens before any were returned, and all were returned while the
// quota was full.
type quota struct{ least int }

func newQuota() *quota { return &quota{least: quotaSize} }

// round adds the calls of a round. It reports whether the quota may have been too low for a retry at some moment.
func (q *quota) round(calls []conclusion) (mayRefuse bool) {
	var atWorst, gains, losses int
	for _, c := range calls {
		worst, gain, loss := c.cost()
		atWorst, gains, losses = atWorst+worst, gains+gain, losses+loss
	}
	mayRefuse = q.least-atWorst < retryCost
	q.least = max(0, min(q.least+gains, quotaSize)-losses)
	return mayRefuse
}
