// Package config reads what is to be deployed from serverless.yml, .env and the shell,
// and checks it. It makes no network call.
//
// [Read] reports all mistakes at once, each with its place. It never shows a value,
// because a value may be a secret.
package config

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

// Options say what to read.
type Options struct {
	Root      string   // of the clone
	Web       bool     // read scripts/web/serverless.yml, the Web function's
	Stage     string   // default dev
	Environ   []string // of the shell, as os.Environ returns it
	Loopback  bool     // accept a CHAT_ENDPOINT on this machine
	Account   bool     // the key of the account is required
	Rehearsal bool     // Environ is not the shell's; read no .env
}

// Config is what is to be deployed.
type Config struct {
	File      string // the YAML, relative to the root
	EnvFile   string // .env or .env.STAGE; empty if there is none
	Environ   string // SourceShell or SourceRehearsal
	Function  Function
	Variables []Variable // in the order of the YAML
	Triggers  []Trigger
	Account   Account
	Warnings  []string
}

// Function holds the settings of the function.
type Function struct {
	Name, Type, Runtime, Handler     string // Type is Event or HTTP; an HTTP function has no Handler
	Region, Description, Role        string
	MemorySize, Timeout, InitTimeout int64 // MB, seconds, seconds
	PublicAccess, EIP                bool
	Tags                             map[string]string
	VPC                              *VPC         // nil if the YAML has none
	CLS                              *CLS         // nil if the YAML has none
	Concurrency                      *Concurrency // nil if the YAML has none
}

// VPC is the private network that the function joins.
type VPC struct{ VpcID, SubnetID string }

// CLS is where the function's log goes.
type CLS struct{ LogsetID, TopicID string }

// Concurrency says how many requests an instance of a Web function serves at a time.
type Concurrency struct {
	Enable, DynamicEnabled bool
	MaxConcurrency         int64
}

// Variable is a variable of the function.
type Variable struct {
	Name      string // the function's
	From      string // in .env and in the shell
	Value     Secret
	Source    string // Config.Environ, the name of the file, or empty: not set
	Overrides bool   // the shell's value is used in place of another in the file
}

// The sources of [Options.Environ].
const (
	SourceShell     = "shell"
	SourceRehearsal = "rehearsal"
)

// Trigger calls the function.
type Trigger struct {
	Type      string // http, timer or ckafka
	Name      string // a timer's and a ckafka's begin with TriggerPrefix
	Qualifier string
	Enable    bool
	Desc      string // TriggerDesc of the SCF API
	Argument  string // CustomArgument of a timer
	Line      int    // in the YAML
}

// TriggerPrefix begins the name of each timer and ckafka trigger that this program
// makes. Triggers with other names belong to somebody else.
const TriggerPrefix = "chatmarks-"

// Account is the key of the Tencent Cloud account. It is empty if no key is set.
type Account struct {
	SecretID, SecretKey, Token Secret
	Source                     string // of the SecretKey
}

// stageName is the pattern of a stage. A stage is a part of the function's name and of
// a file's name.
var stageName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)

// defaultStage is the stage whose settings are in .env.
const defaultStage = "dev"

// Read reads and checks what is to be deployed. Its error is a [*UsageError] or a
// [*Mistakes].
func Read(o Options) (*Config, error) {
	if o.Stage == "" {
		o.Stage = defaultStage
	}
	if !stageName.MatchString(o.Stage) {
		return nil, &UsageError{fmt.Sprintf("stage %q: must be lower-case letters, digits and -, and not begin with -", o.Stage)}
	}
	if o.Stage == "example" {
		return nil, &UsageError{"stage example: .env.example is the template, which is in the repository"}
	}
	c := &Config{File: "serverless.yml"}
	if o.Web {
		c.File = "scripts/web/serverless.yml"
	}
	m := new(mistakes)
	env := readEnvironment(o, m)
	c.EnvFile, c.Environ = env.file, env.source
	c.readAccount(o, env, m)
	if d := c.readYAML(o, env, m); d != nil {
		c.checkVariables(o, d)
		c.Warnings = append(c.Warnings, env.unused(c.File)...)
	}
	if err := m.err(); err != nil {
		return nil, err
	}
	return c, nil
}

// readYAML reads the function, its variables and its triggers. It returns nil if the
// file cannot be read; the variables are then unknown.
func (c *Config) readYAML(o Options, env *environment, m *mistakes) *document {
	text, err := os.ReadFile(filepath.Join(o.Root, filepath.FromSlash(c.File)))
	if err != nil {
		m.add(c.File, 0, "cannot be read: %v", reason(err))
		return nil
	}
	d := &document{file: c.File, stage: o.Stage, env: env, mistakes: m, reported: map[string]bool{}}
	root := d.parse(text)
	if root == nil {
		return nil
	}
	root.word("component", `^scf$`, "must be scf")
	d.app = root.word("app", wordPattern, wordRule)
	d.name = root.word("name", wordPattern, wordRule)
	root.missing("component", "name", "inputs")
	if stage := root.word("stage", wordPattern, wordRule); stage != "" && stage != defaultStage && stage != o.Stage {
		c.Warnings = append(c.Warnings, fmt.Sprintf("%s:%d: stage: not used; the flag -stage chooses the stage, which is %s", c.File, root.line("stage"), o.Stage))
	}
	if inputs := root.object("inputs"); inputs != nil {
		c.Function = inputs.function(o.Web)
		c.Variables = inputs.variables()
		c.Triggers = inputs.triggers(o.Web)
		inputs.done(vendorInputs...)
	}
	root.done("org")
	return d
}
