package soak

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"

	"chatmarks/scripts/local/platform"
)

var shapes = []platform.Shape{platform.URL, platform.APIGateway, platform.TSE, platform.CLB}

// drawWeb returns an HTTP event. In one of eight, the function refuses the caller or something else outside of the body.
func (w *world) drawWeb(random *rand.Rand, n uint64) (call, error) {
	a := w.newAsk(random, newMarker(n, 0))
	spoil := func(*http.Request) {}
	switch random.IntN(8) {
	case 0:
		a = w.spoiled(random, a)
	case 1:
		m := mistakes[random.IntN(len(mistakes))]
		a.flaw, spoil = m.word, func(r *http.Request) { m.make(w, r, a.app) }
	}
	r, err := http.NewRequest(http.MethodPost, "https://1250000000-soak.ap-singapore.tencentscf.com/marks", bytes.NewReader(a.body))
	if err != nil {
		return call{}, fmt.Errorf("make an event: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", w.credential(random, a))
	if a.app > 0 || random.IntN(2) == 0 { // the first app need not be named
		r.URL.RawQuery = fmt.Sprintf("sdkappid=%d", w.apps[a.app].SDKAppID)
	}
	spoil(r)
	event, err := platform.Event(shapes[random.IntN(len(shapes))], r, a.body)
	return call{form: web, event: event, asks: []ask{a}}, err
}

// credential returns a credential that may ask for the marks of a user: its own UserSig, the admin's, or the token.
func (w *world) credential(random *rand.Rand, a ask) string {
	switch random.IntN(4) {
	case 0:
		return w.userSig(a.app, admin)
	case 1:
		return "Bearer " + token
	}
	return w.userSig(a.app, a.from)
}

func (w *world) userSig(app int, userID string) string {
	sig, ok := w.sigs[account{app, userID}]
	if !ok { // of a list
		sig, _ = w.newUserSig(app, userID, life) // it was possible for the other users
	}
	return "UserSig " + userID + ":" + sig
}

// mistakes are the possible mistakes outside of the body. The body is right, so that a call that reaches Chat is found in the journal.
var mistakes = []struct {
	word string
	make func(w *world, r *http.Request, app int)
}{
	{authFailure, func(_ *world, r *http.Request, _ int) { r.Header.Del("Authorization") }},
	{authFailure, func(_ *world, r *http.Request, _ int) { r.Header.Set("Authorization", "Bearer "+token+"x") }},
	{authFailure, func(_ *world, r *http.Request, _ int) { r.Header.Set("Authorization", "UserSig "+userID(0)+":rubbish") }},
	{authFailure, func(w *world, r *http.Request, app int) {
		r.Header.Set("Authorization", "UserSig "+userID(0)+":"+w.over[app])
	}},
	{authFailure, func(w *world, r *http.Request, app int) { // for another app
		r.Header.Set("Authorization", w.userSig((app+1)%apps, userID(0)))
	}},
	{authFailure, func(w *world, r *http.Request, app int) { // of another user
		r.Header.Set("Authorization", "UserSig "+userID(1)+":"+w.sigs[account{app, userID(0)}])
	}},
	{unauthorizedOperation, func(w *world, r *http.Request, app int) { r.Header.Set("Authorization", w.userSig(app, bystander)) }},
	{methodNotAllowed, func(_ *world, r *http.Request, _ int) { r.Method = http.MethodPut }},
	{unsupportedMediaType, func(_ *world, r *http.Request, _ int) { r.Header.Set("Content-Type", "text/plain") }},
	{resourceNotFound, func(_ *world, r *http.Request, _ int) { r.URL.RawQuery = fmt.Sprintf("sdkappid=%d", noApp) }},
	{invalidParameter, func(w *world, r *http.Request, app int) {
		r.URL.RawQuery = fmt.Sprintf("sdkappid=%[1]d&sdkappid=%[1]d", w.apps[app].SDKAppID)
	}},
}
