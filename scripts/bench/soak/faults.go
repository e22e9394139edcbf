package soak

import (
	"fmt"
	"math/rand/v2"

	"chatmarks/chat/chattest"
)

// mix has the faults with their weights. Faults that take a second or more are rare, because
// the callers wait for them: a hang ends only with the attempt.
var mix = []struct {
	weight int
	step   string
}{
	{48, "50004"}, {48, "50005"}, {1, "50005+retry-after=1"}, {16, "50004+retry-after=6"},
	{16, "http408"}, {1, "hang"},
	{16, "http500"}, {16, "http502"}, {24, "http503"}, {16, "http504"}, {16, "http503+retry-after=6"},
	{48, "reset"}, {32, "eof"}, {32, "truncate"}, {32, "chunkcut"}, {16, "reset+delay=5ms"},
	{56, "ok+delay=10ms"}, {32, "ok+delay=40ms"}, {32, "older"},
	{32, "garbage"}, {16, "html"}, {16, "empty"}, {16, "undocumented"}, {16, "redirect"},
	{12, "60007"}, {12, "60011"}, {8, "60011+retry-after=3"}, {12, "60018"}, {12, "60019"}, {12, "60022"}, {12, "http429+retry-after=2"},
	{8, "60008"}, {8, "70500"}, {8, "http404"},
	{20, "70001"}, {20, "70052"},
	{8, "50001"}, {8, "50002"}, {8, "50003"}, {8, "51007"}, {8, "51008"}, {8, "60003"}, {8, "60006"}, {8, "60012"},
	{8, "70009"}, {8, "70020"}, {8, "70107"}, {8, "99999"},
}

// faults chooses the fault of each request that reaches the fake Chat.
type faults struct {
	rate  float64
	seed  uint64
	steps []chattest.Step // each repeated by its weight
}

func newFaults(rate float64, seed uint64) (*faults, error) {
	f := &faults{rate: rate, seed: seed}
	for _, m := range mix {
		steps, err := chattest.ParseScript(m.step)
		if err != nil || len(steps) != 1 {
			return nil, fmt.Errorf("fault %q: %w", m.step, err)
		}
		for range m.weight {
			f.steps = append(f.steps, steps[0])
		}
	}
	return f, nil
}

// step returns the step of the n-th request, which is the same for the same seed.
func (f *faults) step(n int) chattest.Step {
	random := rand.New(rand.NewPCG(f.seed, uint64(n)))
	if random.Float64() >= f.rate {
		return chattest.Step{}
	}
	return f.steps[random.IntN(len(f.steps))]
}
