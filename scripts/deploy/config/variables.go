package config

import (
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"chatmarks/chat"
	"chatmarks/handler/settings"
)

// maxVariables limits the names and values of all variables together
// (https://cloud.tencent.com/document/product/583/11637).
const maxVariables = 4 << 10

// The names of the account's key.
const (
	secretID  = "TENCENT_SECRET_ID"
	secretKey = "TENCENT_SECRET_KEY"
	token     = "TENCENT_TOKEN"
)

// perApp splits the name of a variable of one app: NAME_<sdkappid>.
var perApp = regexp.MustCompile(`^([A-Z_]+)_([0-9]+)$`)

// known reports whether the function reads a variable.
func known(name string) bool {
	return slices.ContainsFunc(settings.Variables, func(v settings.Variable) bool {
		parts := perApp.FindStringSubmatch(name)
		return v.Name == name || v.PerApp && parts != nil && parts[1] == v.Name
	})
}

// readAccount reads the account's key. No key is allowed, but half of a key is a mistake.
func (c *Config) readAccount(o Options, env *environment, m *mistakes) {
	id, key, temporary := env.get(secretID), env.get(secretKey), env.get(token)
	if temporary.source != key.source && key.source != "" {
		temporary = found{} // it belongs to another key, which the shell's key replaces
	}
	checkSecret(secretID, id, env, m)
	checkSecret(secretKey, key, env, m)
	checkSecret(token, temporary, env, m)
	switch {
	case o.Account && id.source == "" && key.source == "":
		m.add(secretID+", "+secretKey, 0, "required: the key of the Tencent Cloud account, see .env.example")
	case id.source == "" && (key.source != "" || temporary.source != ""):
		m.add(secretID, 0, "is not set, but another part of the account's key is")
	case key.source == "" && (id.source != "" || temporary.source != ""):
		m.add(secretKey, 0, "is not set, but another part of the account's key is")
	}
	c.Account = Account{NewSecret(id.value), NewSecret(key.value), NewSecret(temporary.value), key.source}
}

// checkVariables reports what is wrong with the variables.
func (c *Config) checkVariables(o Options, d *document) {
	env, m, size := d.env, d.mistakes, 0
	for _, v := range c.Variables {
		f := env.get(v.From)
		switch {
		case f.invalid:
			continue
		case f.source == "":
		case strings.TrimSpace(f.value) == "":
			m.add(v.From, 0, "is set to nothing, which the API refuses: give it a value, or take the line out (%s)", f.source)
		case isSecret(v.Name):
			checkSecret(v.From, f, env, m)
			if strings.HasPrefix(v.Name, "CHAT_SECRET_KEY") && !chatKey.MatchString(f.value) && !m.of(v.From) {
				m.add(v.From, 0, "must be 64 hexadecimal digits, the key of a Chat app")
			}
		case v.Name == "CHAT_SDKAPPID" && f.value == env.example[v.Name]:
			m.add(v.From, 0, "is still the one of .env.example")
		}
		if f.source != "" {
			size += len(v.Name) + len(f.value)
		}
	}
	if size > maxVariables {
		m.add(c.File, 0, "names and values of the variables take %d bytes, and the platform allows %d", size, maxVariables)
	}
	c.checkEndpoint(o.Loopback, m)
	c.checkRules(d)
	env.checkNames(c.File, m)
	c.warnOfDistance()
}

var chatKey = regexp.MustCompile(`^[0-9A-Fa-f]{64}$`)

// isSecret reports whether a variable of the function is a secret.
func isSecret(name string) bool {
	return strings.HasPrefix(name, "CHAT_SECRET_KEY") || name == "CALLER_TOKENS"
}

// checkSecret reports a value that cannot be a secret. It reports one mistake at most.
func checkSecret(name string, f found, env *environment, m *mistakes) {
	example := env.example[name]
	if parts := perApp.FindStringSubmatch(name); parts != nil {
		example = env.example[parts[1]]
	}
	switch {
	case f.source == "" || f.invalid:
	case strings.TrimSpace(f.value) == "":
		m.add(name, 0, "is set to nothing: give it a value, or take the line out (%s)", f.source)
	case f.value == example:
		m.add(name, 0, "is still the one of .env.example")
	case strings.ContainsFunc(f.value, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("\"'`", r) }):
		m.add(name, 0, "has a space, a quote or a character that is not ASCII in it, which no such secret has")
	}
}

// checkRules lets the function's own code check the settings, and reports its words,
// which name variables and no values.
func (c *Config) checkRules(d *document) {
	var environ []string
	from := map[string]string{}
	for _, v := range c.Variables {
		from[v.Name] = v.From
		if v.Source != "" {
			environ = append(environ, v.Name+"="+v.Value.Reveal())
		}
	}
	err := settings.NewCache(environ, nil).Get(nil).Err
	if err == nil {
		return
	}
	missing := false
	for _, fault := range faults(err) {
		name, text, _ := strings.Cut(fault, ": ")
		place, passed := from[name]
		switch {
		case !known(name): // not in the form NAME: reason
			d.add(c.File, 0, "%s", fault)
			continue
		case !passed && d.reported[name]:
			continue
		case !passed:
			place, text = name, text+"; "+c.File+" has no line for it"
		}
		if !d.of(place) && !d.env.get(place).invalid {
			d.add(place, 0, "%s", text)
			missing = missing || strings.HasPrefix(text, "required")
		}
	}
	if env := d.env; missing && env.file == "" {
		d.add(env.wanted, 0, "there is no such file, so all settings have to come from the shell: cp .env.example %s, and fill it in", env.wanted)
	}
}

// faults splits the function's words, which have the form NAME: reason; NAME: reason.
func faults(err error) []string {
	const separator = "\x00"
	return strings.Split(regexp.MustCompile(`; ([A-Z][A-Z0-9_]*: )`).ReplaceAllString(err.Error(), separator+"$1"), separator)
}

// checkEndpoint refuses a loopback address: on SCF it would be the function's own
// machine.
func (c *Config) checkEndpoint(loopback bool, m *mistakes) {
	for _, v := range c.Variables {
		if v.Name != "CHAT_ENDPOINT" || v.Source == "" || loopback {
			continue
		}
		u, err := url.Parse(strings.TrimSpace(v.Value.Reveal()))
		if err != nil {
			return // the function's own check reports it
		}
		ip, err := netip.ParseAddr(u.Hostname())
		if u.Hostname() == "localhost" || err == nil && (ip.IsLoopback() || ip.IsUnspecified()) {
			m.add(v.From, 0, "is on this machine, where the function does not find it")
		}
	}
}

// near lists the regions of SCF close to each region of Chat, the best one first.
var near = map[chat.Region][]string{
	chat.RegionChina: {"ap-guangzhou", "ap-shanghai", "ap-nanjing", "ap-beijing", "ap-chengdu", "ap-chongqing",
		"ap-shenzhen-fsi", "ap-shanghai-fsi", "ap-beijing-fsi"},
	chat.RegionSingapore:     {"ap-singapore"},
	chat.RegionSeoul:         {"ap-seoul"},
	chat.RegionTokyo:         {"ap-tokyo"},
	chat.RegionFrankfurt:     {"eu-frankfurt"},
	chat.RegionSiliconValley: {"na-siliconvalley"},
	chat.RegionJakarta:       {"ap-jakarta"},
}

// warnOfDistance warns if the function is far from Chat, because each search waits for a
// round trip between them.
func (c *Config) warnOfDistance() {
	for _, v := range c.Variables {
		if v.Name != "CHAT_REGION" && !strings.HasPrefix(v.Name, "CHAT_REGION_") {
			continue
		}
		regions := near[chat.Region(strings.TrimSpace(v.Value.Reveal()))]
		if regions != nil && c.Function.Region != "" && !slices.Contains(regions, c.Function.Region) {
			c.Warnings = append(c.Warnings, fmt.Sprintf("region %s is far from %s, and each search waits for the way between them: the near one is %s", c.Function.Region, v.From, regions[0]))
		}
	}
}
