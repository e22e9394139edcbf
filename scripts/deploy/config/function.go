package config

import (
	"path"
	"regexp"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
)

// vendorInputs are the keys of the vendor's component that mean nothing here
// (its docs/configure.md, and npm tencent-component-toolkit 2.27.6).
var vendorInputs = []string{
	"namespace", "entryFile", "cfs", "layers", "installDependency", "deadLetter", "asyncRunEnable", "traceEnable", "msgTTL", "retryNum",
	"ignoreTriggers", "image", "imageConfig", "protocolType", "protocolParams", "provisionedNum", "qualifier", "diskSize", "l5Enable",
	"nodeType", "nodeSpec", "publish", "publishDescription", "traffic", "lastVersion", "aliasName", "aliasDescription",
	"aliasFunctionVersion", "additionalVersionWeights", "enableRoleAuth", "autoCreateApi", "code",
}

// The types of functions, as the SCF API has them.
const (
	typeEvent = "Event"
	typeHTTP  = "HTTP"
)

// function reads inputs, except its variables and triggers.
func (o *object) function(web bool) Function {
	o.missing("src", "runtime", "region", "timeout", "initTimeout", "environment", "events")
	f := Function{
		Name:         o.functionName(),
		Type:         typeEvent,
		Runtime:      o.word("runtime", `^Go1$`, "must be Go1"),
		Region:       o.word("region", `^(ap|na|eu|sa)-[a-z]+(-fsi)?$`, "must be a region of SCF, as ap-guangzhou"),
		Description:  o.text("description"),
		Role:         o.text("role"),
		MemorySize:   o.memory(),
		Timeout:      o.integer("timeout", 0, 1, 900),
		InitTimeout:  o.integer("initTimeout", 0, 3, 300),
		PublicAccess: o.boolean("publicAccess", true),
		EIP:          o.boolean("eip", false),
		Tags:         o.tags(),
	}
	// https://cloud.tencent.com/document/api/583/18586
	if utf8.RuneCountInString(f.Description) > 1000 || !descriptionForm.MatchString(f.Description) {
		o.wrong("description", "must be at most 1000 letters, digits, spaces, commas and full stops")
	}
	o.variant(&f, web)
	if vpc := o.object("vpcConfig"); vpc != nil {
		vpc.missing("vpcId", "subnetId")
		f.VPC = &VPC{vpc.text("vpcId"), vpc.text("subnetId")}
		vpc.done()
	}
	if cls := o.object("cls"); cls != nil {
		cls.missing("logsetId", "topicId")
		f.CLS = &CLS{cls.text("logsetId"), cls.text("topicId")}
		cls.done()
	}
	return f
}

var descriptionForm = regexp.MustCompile(`^[A-Za-z0-9 ,.\n\p{Han}]*$`)

// functionName reads the name. Its default is the vendor's.
func (o *object) functionName() string {
	const pattern, rule = `^[A-Za-z][A-Za-z0-9_-]{0,58}[A-Za-z0-9]$`, "must be 2 to 60 letters, digits, - and _, begin with a letter and not end with - or _"
	if o.has("name") {
		return o.word("name", pattern, rule)
	}
	name := o.expand("name", "${name}-${stage}-${app}")
	if !regexp.MustCompile(pattern).MatchString(name) {
		o.wrong("name", "%s", rule)
	}
	return name
}

// variant reads the settings that differ between an event function and a Web function.
func (o *object) variant(f *Function, web bool) {
	typ, folder := o.word("type", `^(event|web)$`, "must be event or web"), "event"
	if web {
		f.Type, folder = typeHTTP, "web"
	}
	if (typ == "web") != web {
		o.wrong("type", "must be %s in this file", folder)
	}
	o.source(folder)
	if !web {
		o.missing("handler")
		f.Handler = o.word("handler", `^main$`, "must be main, the binary's name")
		if o.read["instanceConcurrencyConfig"] = true; o.has("instanceConcurrencyConfig") {
			o.wrong("instanceConcurrencyConfig", "is for Web functions only")
		}
		return
	}
	if o.read["handler"] = true; o.has("handler") {
		o.wrong("handler", "is for event functions only")
	}
	if c := o.object("instanceConcurrencyConfig"); c != nil {
		c.missing("enable")
		f.Concurrency = &Concurrency{c.boolean("enable", false), c.boolean("dynamicEnabled", false), c.integer("maxConcurrency", 2, 2, 100)}
		c.done()
	}
}

// source checks that the code is the folder that the command package makes. Any other
// folder would be uploaded whole, including .env.
func (o *object) source(folder string) {
	if _, isObject := o.values["src"].(ast.MapNode); isObject { // a bucket, or a folder with exclude
		o.wrong("src", "not supported here; use scf deploy")
		return
	}
	if src := o.text("src"); src != "" && path.Join(path.Dir(o.file), src) != "build/"+folder {
		o.wrong("src", "must be the folder build/%s of the repository", folder)
	}
}

func (o *object) memory() int64 {
	size := o.integer("memorySize", 128, 64, 3072)
	if size != 64 && size%128 != 0 {
		o.wrong("memorySize", "must be 64 or a multiple of 128")
	}
	return size
}

func (o *object) tags() map[string]string {
	tags := o.object("tags")
	if tags == nil {
		return nil
	}
	all := map[string]string{}
	for _, key := range tags.keys {
		all[key] = tags.text(key)
	}
	return all
}

var (
	fromEnvironment = regexp.MustCompile(`^\$\{env:([A-Z][A-Z0-9_]*)\}$`)
	ofAccount       = regexp.MustCompile(`^TENCENT_`)
	ofMachine       = regexp.MustCompile(`^(HTTPS|NO)_PROXY$`)
)

// variables reads environment.variables.
func (o *object) variables() (all []Variable) {
	environment := o.object("environment")
	if environment == nil {
		return nil
	}
	defer environment.done()
	environment.missing("variables")
	list := environment.object("variables")
	if list == nil {
		return nil
	}
	for _, name := range []string{"CHAT_SDKAPPID", "CHAT_REGION"} {
		if list.missing(name); !list.has(name) {
			list.env.asked[name], list.reported[name] = true, true
		}
	}
	for _, name := range list.keys {
		if v, ok := list.variable(name); ok {
			all = append(all, v)
		}
	}
	return all
}

// variable reads a variable. The file never has its value, because it is in the
// repository.
func (o *object) variable(name string) (Variable, bool) {
	o.read[name] = true
	from := ""
	if n, ok := o.values[name].(*ast.StringNode); ok {
		if parts := fromEnvironment.FindStringSubmatch(n.Value); parts != nil {
			from = parts[1]
		}
	}
	switch {
	case !known(name):
		o.wrong(name, "unknown: the function reads no such variable")
	case from == "":
		o.wrong(name, "must be ${env:NAME}: a value here would be in the repository")
	case ofAccount.MatchString(from):
		o.wrong(name, "must not be a part of the account's key: the function does not need it")
	case ofMachine.MatchString(from):
		o.wrong(name, "must be ${env:FUNCTION_%s}: %s of the shell is this machine's", name, from)
	default:
		f := o.env.get(from)
		return Variable{Name: name, From: from, Value: NewSecret(f.value), Source: f.source, Overrides: f.overrides}, true
	}
	o.reported[name] = true
	o.env.asked[name], o.env.asked[from] = true, true
	return Variable{}, false
}
