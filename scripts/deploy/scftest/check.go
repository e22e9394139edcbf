package scftest

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"io"
	"regexp"
	"strings"

	scf "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/scf/v20180416"
)

// The limits are those of https://cloud.tencent.com/document/product/583/11637 and of the
// SDK's comments.
const (
	maxCreateZip   = 50 << 20
	maxUpdateZip   = 20 << 20
	maxEnvironment = 4 << 10
)

// The pattern of names: a letter first, then letters, digits, - and _, at last neither
// - nor _, 2 to 60 in all (SDK, CreateFunction.FunctionName).
var functionName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,58}[A-Za-z0-9]$`)

// described matches a valid description (SDK, CreateFunction.Description).
var described = regexp.MustCompile(`^[\p{Han}A-Za-z0-9 ,.\n]*$`)

func checkDescription(text *string) error {
	if d := value(text); len([]rune(d)) > 1000 || !described.MatchString(d) {
		return refuse("InvalidParameterValue.Description", "The description has a character that is not allowed, or over 1000")
	}
	return nil
}

func checkSizes(memory, timeout, initTimeout *int64) error {
	if m := memory; m != nil && *m != 64 && (*m < 128 || *m > 3072 || *m%128 != 0) {
		return refuse("InvalidParameterValue.Memory", "The memory must be 64, or a multiple of 128 up to 3072")
	}
	if t := timeout; t != nil && (*t < 1 || *t > 900) {
		return refuse("InvalidParameterValue.Timeout", "The timeout must be 1 to 900")
	}
	if t := initTimeout; t != nil && (*t < 3 || *t > 300) { // the limits of the vendor's component
		return refuse("InvalidParameterValue.InitTimeout", "The init timeout must be 3 to 300")
	}
	return nil
}

var variableName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]+$`)

// readEnvironment checks the variables. Nil means no change.
func readEnvironment(e *scf.Environment) (map[string]string, error) {
	if e == nil {
		return nil, nil
	}
	all, size := map[string]string{}, 0
	for _, v := range e.Variables {
		name, text := value(v.Key), value(v.Value)
		if len(e.Variables) == 1 && name == "" && text == "" {
			break // by the vendor's toolkit, this empties the environment
		}
		size += len(name) + len(text)
		_, twice := all[name]
		switch {
		case text == "":
			return nil, refuse("InvalidParameterValue.Environment", "The variable %s is empty", name)
		case !variableName.MatchString(name) || twice:
			return nil, refuse("InvalidParameterValue.Environment", "The name %q of a variable is wrong, or there twice", name)
		case strings.HasPrefix(name, "SCF_") || strings.HasPrefix(name, "QCLOUD_") || strings.HasPrefix(name, "TENCENTCLOUD_"):
			return nil, refuse("InvalidParameterValue.EnvironmentSystemProtect", "The variable %s is the system's", name)
		}
		all[name] = text
	}
	if size > maxEnvironment {
		return nil, refuse("InvalidParameterValue.EnvironmentExceededLimit", "The variables have more than 4 KB")
	}
	return all, nil
}

func enabled(status *string) (string, error) {
	switch s := value(status); s {
	case "", "DISABLE":
		return "DISABLE", nil
	case "ENABLE":
		return s, nil
	}
	return "", refuse("InvalidParameterValue.PublicNetConfig", "A status must be ENABLE or DISABLE")
}

// configure changes the settings that a request has.
func (v *Settings) configure(description, role *string, memory, timeout, initTimeout *int64, net *scf.PublicNetConfigIn,
	vpc *scf.VpcConfig, logset, topic *string, c *scf.InstanceConcurrencyConfig, functionType string) error {
	if err := checkSizes(memory, timeout, initTimeout); err != nil {
		return err
	}
	if err := checkDescription(description); err != nil {
		return err
	}
	set(&v.Description, description)
	set(&v.Role, role)
	set(&v.MemorySize, memory)
	set(&v.Timeout, timeout)
	set(&v.InitTimeout, initTimeout)
	if net != nil {
		var err error
		if v.PublicNet, err = enabled(net.PublicNetStatus); err != nil {
			return err
		}
		v.EIP = "DISABLE"
		if net.EipConfig != nil {
			if v.EIP, err = enabled(net.EipConfig.EipStatus); err != nil {
				return err
			}
		}
	}
	if vpc != nil {
		v.VPC = value(vpc.VpcId) + " " + value(vpc.SubnetId)
	}
	if logset != nil || topic != nil {
		v.CLS = value(logset) + " " + value(topic)
	}
	if c != nil {
		if functionType != "HTTP" {
			return refuse("InvalidParameterValue.InstanceConcurrencyConfig", "Only Web functions have it")
		}
		if n := value(c.MaxConcurrency); value(c.DynamicEnabled) != "" && (n < 1 || n > 100) {
			return refuse("InvalidParameterValue.InstanceConcurrencyConfig", "MaxConcurrency must be 1 to 100")
		}
		v.Dynamic, v.MaxConcurrency = value(c.DynamicEnabled), value(c.MaxConcurrency)
	}
	return nil
}

func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// readZip checks a package. The program that the platform starts must be executable and in
// the root of the zip (583/67385, 583/56126).
func readZip(encoded *string, most int, functionType string) ([]byte, error) {
	bad := func(why string) ([]byte, error) {
		return nil, refuse("InvalidParameterValue.ZipFile", "%s", why)
	}
	text, err := base64.StdEncoding.DecodeString(value(encoded))
	if err != nil || len(text) == 0 {
		return bad("The code is missing, or not base64")
	}
	if len(text) > most {
		return nil, refuse("InvalidParameter.RequestTooLarge", "The package is too large")
	}
	archive, err := zip.NewReader(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		return bad("The code is not a zip")
	}
	entry := map[string]string{"HTTP": "scf_bootstrap"}[functionType]
	if entry == "" {
		entry = "main"
	}
	for _, f := range archive.File {
		if f.Name != entry {
			continue
		}
		if f.Mode()&0o111 != 0o111 {
			return bad(entry + " cannot be executed")
		}
		if entry == "scf_bootstrap" && !isScript(f) {
			return bad("scf_bootstrap must begin with #!/bin/bash and have the line ends of Unix")
		}
		return text, nil
	}
	return bad(entry + " is not at the root of the zip")
}

func isScript(f *zip.File) bool {
	r, err := f.Open()
	if err != nil {
		return false
	}
	defer r.Close()
	text, err := io.ReadAll(io.LimitReader(r, 64<<10))
	return err == nil && bytes.HasPrefix(text, []byte("#!/bin/bash\n")) && !bytes.Contains(text, []byte("\r"))
}
