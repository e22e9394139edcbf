package soak

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
)

// form is the form of an answer.
type form int

const (
	web    form = iota // an HTTP answer
	single             // the answer itself, or an error
	batch              // an answer for each record, or an error
)

// call is an event for the function, with its asks.
type call struct {
	form  form
	event []byte
	asks  []ask
}

// draw returns the n-th call, which is the same for the same seed.
func (w *world) draw(seed, n uint64) (call, error) {
	random := rand.New(rand.NewPCG(seed, n))
	switch random.IntN(10) {
	case 0, 1:
		return w.drawSingle(random, n), nil
	case 2:
		return w.drawBatch(random, n), nil
	}
	return w.drawWeb(random, n)
}

// drawAsk returns an ask that names its app. One in eight is spoiled, one in fifty is for an app that is not configured.
func (w *world) drawAsk(random *rand.Rand, n uint64, record int) ask {
	a := w.newAsk(random, newMarker(n, record))
	id := w.apps[a.app].SDKAppID
	if random.IntN(50) == 0 {
		a.flaw, id = resourceNotFound, noApp
	} else if random.IntN(8) == 0 {
		return w.spoiled(random, a)
	}
	switch {
	case a.app == 0 && a.flaw == "" && random.IntN(2) == 0: // the first app need not be named
	case random.IntN(2) == 0:
		a.insert(fmt.Sprintf(`"sdkappid":%d`, id))
	default:
		a.insert(fmt.Sprintf(`"sdkappid":"%d"`, id))
	}
	return a
}

// drawSingle returns a direct call, or a call of a timer or EventBridge.
func (w *world) drawSingle(random *rand.Rand, n uint64) call {
	a := w.drawAsk(random, n, 0)
	c := call{form: single}
	switch random.IntN(3) {
	case 0:
		c.event = a.body
	case 1:
		c.event = plainJSON(map[string]any{"Type": "Timer", "TriggerName": "soak", "Time": "2026-11-02T00:00:00Z", "Message": string(a.body)})
	case 2:
		c.event = plainJSON(bridged(a))
	}
	c.asks = []ask{a}
	return c
}

// bridged returns an event of EventBridge. A flawed body is put into a string, which keeps its bytes.
func bridged(a ask) map[string]any {
	var data any = json.RawMessage(a.body)
	if a.refusal != "" {
		data = string(a.body)
	}
	return map[string]any{"specversion": "1.0.2", "id": "1", "type": "soak", "source": "soak", "data": data}
}

// drawBatch returns a batch of up to five records of a queue or of EventBridge.
func (w *world) drawBatch(random *rand.Rand, n uint64) call {
	c := call{form: batch}
	list, wrap := "Records", func(a ask) map[string]any {
		return map[string]any{"Ckafka": map[string]any{"topic": "t", "partition": 1, "offset": 1, "msgKey": "None", "msgBody": string(a.body)}}
	}
	switch random.IntN(3) {
	case 0:
		wrap = func(a ask) map[string]any {
			return map[string]any{"CMQ": map[string]any{"type": "topic", "topicName": "t", "msgBody": string(a.body)}}
		}
	case 1:
		list, wrap = "EventList", bridged
	}
	records := []any{}
	for record := range 1 + random.IntN(5) {
		a := w.drawAsk(random, n, record+1)
		c.asks = append(c.asks, a)
		records = append(records, wrap(a))
	}
	c.event = plainJSON(map[string]any{list: records})
	return c
}
