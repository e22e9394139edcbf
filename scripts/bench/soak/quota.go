package soak

// quota keeps the least that can be in the function's retry quota. The order in which parallel calls took and gave is not known, so
// a round is judged as a whole: every retry may have been taken before anything was given, and everything may have been given while
// the quota was full.
type quota struct{ least int }

func newQuota() *quota { return &quota{least: quotaSize} }

// round counts the calls of a round and reports whether the quota can have been too low for a retry at some moment of it.
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
