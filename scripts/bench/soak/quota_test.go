package soak

import "testing"

func TestLeastInTheQuota(t *testing.T) {
	t.Parallel()
	answered := conclusion{attempts: 1}
	saved := conclusion{attempts: 2, retries: 1}
	lost := conclusion{attempts: 3, retries: 2, last: outcome{meaning: passing}}
	repeat := func(c conclusion, n int) (all []conclusion) {
		for range n {
			all = append(all, c)
		}
		return all
	}
	tests := map[string]struct {
		before    int
		calls     []conclusion
		after     int
		mayRefuse bool
	}{
		"never asked":                       {100, []conclusion{{}}, 100, false},
		"a first attempt gives one":         {100, repeat(answered, 3), 103, false},
		"never above the size":              {500, repeat(answered, 3), 500, false},
		"a retry that succeeds is free":     {100, repeat(saved, 2), 100, false},
		"one that fails is lost":            {100, repeat(lost, 2), 44, false},
		"free ones may have met on the way": {100, repeat(saved, 7), 100, true},
		"gained while it was full":          {500, append(repeat(answered, 5), lost), 472, false},
		"never below nothing":               {20, repeat(lost, 2), 0, true},
		"less than a retry costs":           {13, nil, 13, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := &quota{least: tt.before}
			if got := q.round(tt.calls); got != tt.mayRefuse || q.least != tt.after {
				t.Errorf("may refuse: %t, then %d left; want %t, %d", got, q.least, tt.mayRefuse, tt.after)
			}
		})
	}
}
