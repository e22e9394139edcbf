package config

import (
	"encoding/json"
	"slices"

	"github.com/goccy/go-yaml/ast"
)

// vendorEvents are the triggers of the vendor's component that have no meaning here.
var vendorEvents = []string{"apigw", "cmq", "cls", "cos", "mps", "clb"}

// defaultQualifier is the alias that apply moves to a version that it has tried.
const defaultQualifier = "$DEFAULT"

// triggers reads events.
func (o *object) triggers(web bool) (all []Trigger) {
	o.read["events"] = true
	if !o.has("events") {
		return nil
	}
	list, ok := o.values["events"].(*ast.SequenceNode)
	if !ok {
		o.wrong("events", "must be a list")
		return nil
	}
	http := false
	for _, n := range list.Values {
		event := o.mapping(n, "inputs.events", n.GetToken().Position.Line)
		if event == nil {
			continue
		}
		if len(event.keys) != 1 {
			o.add(o.file, event.line(""), "inputs.events: each must be one trigger")
		}
		http = http || event.has("http")
		for _, t := range event.trigger(web) {
			if slices.ContainsFunc(all, func(other Trigger) bool { return other.Type == t.Type && (other.Name == t.Name || t.Type == "http") }) {
				o.add(o.file, t.Line, "inputs.events: there is a second %s trigger of this name", t.Type)
			}
			all = append(all, t)
		}
	}
	if !http {
		o.wrong("events", "http is required: it is the function's address")
	}
	return all
}

// trigger reads an element of the list.
func (o *object) trigger(web bool) (all []Trigger) {
	for _, kind := range []struct {
		name string
		read func(*object, *Trigger)
	}{{"http", (*object).http}, {"timer", (*object).timer}, {"ckafka", (*object).ckafka}} {
		event := o.object(kind.name)
		if event == nil {
			continue
		}
		t := Trigger{Type: kind.name, Line: o.line(kind.name), Qualifier: defaultQualifier}
		if web && kind.name != "http" {
			o.wrong(kind.name, "a Web function takes http only")
		}
		event.missing("parameters")
		if kind.name != "http" {
			t.Name = event.triggerName()
		}
		if parameters := event.object("parameters"); parameters != nil {
			kind.read(parameters, &t)
			all = append(all, t)
		}
		event.done()
	}
	o.done(vendorEvents...)
	return all
}

// triggerName reads a name. With TriggerPrefix it may have 60 characters.
func (o *object) triggerName() string {
	return o.word("name", `^[A-Za-z0-9][A-Za-z0-9_-]{0,49}$`, "must be at most 50 letters, digits, - and _")
}

// common reads the keys that all triggers have.
func (o *object) common(t *Trigger) {
	if o.has("qualifier") {
		o.word("qualifier", `^\$DEFAULT$`, "must be $DEFAULT, which is moved to a version once it is tried")
	}
	o.read["qualifier"] = true
	t.Enable = o.boolean("enable", true)
}

// httpDesc has the fields of an http trigger's TriggerDesc that can be written.
type httpDesc struct {
	AuthType         string
	NetConfig        netConfig
	APIGwCompatible  *bool `json:"ApiGwCompatible,omitempty"`
	EnableSimpleMode *bool `json:",omitempty"`
}

type netConfig struct{ EnableIntranet, EnableExtranet bool }

// HTTPDesc returns the fields of an http trigger's TriggerDesc that can be written.
func HTTPDesc(read string) string {
	var d httpDesc
	_ = json.Unmarshal([]byte(read), &d) // a field that cannot be read is not written
	return text(d)
}

func (o *object) http(t *Trigger) {
	o.missing("qualifier", "authType", "netConfig")
	o.common(t)
	t.Name = "url-trigger" // the toolkit's default
	if o.has("name") {
		t.Name = o.triggerName()
	}
	desc := httpDesc{AuthType: o.word("authType", `^(NONE|CAM)$`, "must be NONE or CAM")}
	if net := o.object("netConfig"); net != nil {
		net.missing("enableExtranet")
		desc.NetConfig = netConfig{net.boolean("enableIntranet", false), net.boolean("enableExtranet", false)}
		net.done()
	}
	desc.APIGwCompatible, desc.EnableSimpleMode = o.optional("apiGwCompatible"), o.optional("enableSimpleMode")
	if o.read["corsConfig"] = true; o.has("corsConfig") {
		o.wrong("corsConfig", "not supported here: CORS is the function's (CORS_ALLOW_ORIGINS), and both would answer")
	}
	o.done()
	t.Desc = text(desc)
}

// optional reads true or false. It returns nil if the key is missing.
func (o *object) optional(name string) *bool {
	value := o.boolean(name, false)
	if !o.has(name) {
		return nil
	}
	return &value
}

func (o *object) timer(t *Trigger) {
	o.missing("cronExpression", "argument", "enable")
	o.common(t)
	o.named(t, "")
	t.Desc = o.text("cronExpression")
	if rule := checkCron(t.Desc); t.Desc != "" && rule != "" {
		o.wrong("cronExpression", "%s", rule)
	}
	if t.Argument = o.text("argument"); len(t.Argument) > 4<<10 {
		o.wrong("argument", "must have at most 4096 bytes")
	}
	o.done()
}

func (o *object) ckafka(t *Trigger) {
	o.missing("instanceId", "topic", "enable")
	o.common(t)
	// The field names and the defaults are the toolkit's (lib/modules/triggers/ckafka.js).
	desc := struct {
		MaxMsgNum         int64  `json:"maxMsgNum"`
		Offset            string `json:"offset"`
		Retry             int64  `json:"retry"`
		TimeOut           int64  `json:"timeOut"`
		ConsumerGroupName string `json:"consumerGroupName"`
		InstanceId, Topic string
	}{
		o.integer("maxMsgNum", 100, 1, 10000), "latest", o.integer("retry", 10000, 0, 10000), o.integer("timeout", 60, 1, 60),
		o.text("consumerGroupName"), o.text("instanceId"), o.text("topic"),
	}
	if o.has("offset") {
		desc.Offset = o.word("offset", `^(latest|earliest|timestamp)$`, "must be latest, earliest or timestamp")
	}
	o.read["offset"] = true
	o.named(t, desc.InstanceId+"-"+desc.Topic)
	o.done()
	t.Desc = text(desc)
}

// named sets the name of a trigger: the one in the parameters, the one beside them, or a
// default.
func (o *object) named(t *Trigger, otherwise string) {
	if o.has("name") {
		t.Name = o.triggerName()
	}
	o.read["name"] = true
	if t.Name == "" {
		t.Name = otherwise
	}
	if t.Name == "" && !o.has("name") {
		o.missing("name")
	}
	t.Name = TriggerPrefix + t.Name
}

// text returns a value as JSON. It cannot fail for the structs here.
func text(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}
