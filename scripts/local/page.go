package main

import (
	"fmt"
	"time"

	handlersettings "chatmarks/handler/settings"
	"chatmarks/scripts/local/console"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"
)

// page puts the console in front of the function. The console may sign for users and hold
// a caller's token only if the app is the demo's. With a real app, it can use only the
// credentials that its user pastes.
func (n *session) page() (*console.Console, error) {
	samples, err := samplesOfPage()
	if err != nil {
		return nil, err
	}
	c := console.Config{
		Invoke:  n.invoke,
		Failure: func(err error) (int, string) { return platformFailure(err, n.options.timeout) },
		Lines:   n.lines,
		Next:    n,
		Chat:    n.fake,
		Data:    n.data,
		Apps:    list(n.settings.environment["CHAT_SDKAPPID"]),
		Ways:    n.settings.environment["CALLER_AUTH"],
		Samples: samples,
	}
	if n.settings.source != real {
		c.Sign = n.settings.signFor
		if tokens := list(n.settings.environment["CALLER_TOKENS"]); len(tokens) > 0 {
			c.Token = tokens[0]
		}
	}
	if n.options.watch {
		c.Build = n.lastBuild
	}
	return console.New(c)
}

// signFor makes a fresh UserSig of the demo app.
func (s settings) signFor(user string) (string, error) {
	id, key, ok := s.app()
	if !ok || s.source == real {
		return "", fmt.Errorf("no demo app to sign for %q", user)
	}
	return tencentyun.GenUserSig(id, key, user, int(time.Hour/time.Second))
}

// list splits a setting as the function does. It is never nil, since the page gets it as
// JSON.
func list(text string) []string { return append([]string{}, handlersettings.List(text)...) }

// samplesOfPage reads the events of scripts/events.
func samplesOfPage() ([]console.Sample, error) {
	samples := make([]console.Sample, 0, len(sampleEvents))
	for _, e := range sampleEvents {
		text, err := readEvent(e.name)
		if err != nil {
			return nil, err
		}
		samples = append(samples, console.Sample{Name: e.name, About: e.about, Event: string(text)})
	}
	return samples, nil
}
