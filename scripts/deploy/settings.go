package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	scf "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/scf/v20180416"

	"chatmarks/scripts/deploy/config"
)

// setting is a setting of the function: its key in serverless.yml, and its value as text.
type setting struct{ key, value string }

// wanted returns the settings of serverless.yml. A setting that it does not have stays as
// it is, because the platform sets some of them itself, such as a log topic.
func wanted(f config.Function) []setting {
	all := []setting{
		{"memorySize", strconv.FormatInt(f.MemorySize, 10)},
		{"timeout", strconv.FormatInt(f.Timeout, 10)},
		{"initTimeout", strconv.FormatInt(f.InitTimeout, 10)},
		{"publicAccess", strconv.FormatBool(f.PublicAccess)},
		{"eip", strconv.FormatBool(f.EIP)},
	}
	add := func(key, value string, given bool) {
		if given {
			all = append(all, setting{key, value})
		}
	}
	add("description", f.Description, f.Description != "")
	add("role", f.Role, f.Role != "")
	if f.VPC != nil {
		add("vpcConfig", f.VPC.VpcID+" "+f.VPC.SubnetID, true)
	}
	if f.CLS != nil {
		add("cls", f.CLS.LogsetID+" "+f.CLS.TopicID, true)
	}
	if f.Concurrency != nil {
		add("instanceConcurrencyConfig", concurrencyText(concurrency(f.Concurrency)), true)
	}
	return all
}

// existing returns the settings of a version.
func existing(f *scf.GetFunctionResponseParams) map[string]string {
	all := map[string]string{
		"memorySize":                strconv.FormatInt(value(f.MemorySize), 10),
		"timeout":                   strconv.FormatInt(value(f.Timeout), 10),
		"initTimeout":               strconv.FormatInt(value(f.InitTimeout), 10),
		"publicAccess":              "false",
		"eip":                       "false",
		"description":               value(f.Description),
		"role":                      value(f.Role),
		"cls":                       value(f.ClsLogsetId) + " " + value(f.ClsTopicId),
		"instanceConcurrencyConfig": concurrencyText(f.InstanceConcurrencyConfig),
	}
	if f.VpcConfig != nil {
		all["vpcConfig"] = value(f.VpcConfig.VpcId) + " " + value(f.VpcConfig.SubnetId)
	}
	if net := f.PublicNetConfig; net != nil {
		all["publicAccess"] = strconv.FormatBool(value(net.PublicNetStatus) == "ENABLE")
		if net.EipConfig != nil {
			all["eip"] = strconv.FormatBool(value(net.EipConfig.EipStatus) == "ENABLE")
		}
	}
	return all
}

// variables returns the environment variables of a version.
func variables(f *scf.GetFunctionResponseParams) map[string]string {
	all := map[string]string{}
	if f.Environment != nil {
		for _, v := range f.Environment.Variables {
			all[value(v.Key)] = value(v.Value)
		}
	}
	return all
}

// environment returns the environment of a request: the variables that are set.
func environment(c *config.Config) *scf.Environment {
	e := new(scf.Environment)
	for _, v := range c.Variables {
		if v.Source != "" {
			e.Variables = append(e.Variables, &scf.Variable{Key: ptr(v.Name), Value: ptr(v.Value.Reveal())})
		}
	}
	return e
}

func publicNet(f config.Function) *scf.PublicNetConfigIn {
	enable := map[bool]string{true: "ENABLE", false: "DISABLE"}
	return &scf.PublicNetConfigIn{PublicNetStatus: ptr(enable[f.PublicAccess]), EipConfig: &scf.EipConfigIn{EipStatus: ptr(enable[f.EIP])}}
}

func vpc(f config.Function) *scf.VpcConfig {
	if f.VPC == nil {
		return nil
	}
	return &scf.VpcConfig{VpcId: &f.VPC.VpcID, SubnetId: &f.VPC.SubnetID}
}

func logs(f config.Function) (logset, topic *string) {
	if f.CLS == nil {
		return nil, nil
	}
	return &f.CLS.LogsetID, &f.CLS.TopicID
}

// concurrency returns the setting of a request. By the SDK's comment, an empty
// DynamicEnabled switches it off.
func concurrency(c *config.Concurrency) *scf.InstanceConcurrencyConfig {
	switch {
	case c == nil:
		return nil
	case !c.Enable:
		return &scf.InstanceConcurrencyConfig{DynamicEnabled: ptr("")}
	}
	return &scf.InstanceConcurrencyConfig{
		DynamicEnabled: ptr(strings.ToUpper(strconv.FormatBool(c.DynamicEnabled))),
		MaxConcurrency: ptr(uint64(c.MaxConcurrency)),
	}
}

func concurrencyText(c *scf.InstanceConcurrencyConfig) string {
	if c == nil || value(c.DynamicEnabled) == "" {
		return "off"
	}
	return fmt.Sprintf("dynamic %s, at most %d", strings.ToLower(value(c.DynamicEnabled)), value(c.MaxConcurrency))
}

// createRequest returns the request that creates the function.
func createRequest(c *config.Config, zip string) *scf.CreateFunctionRequest {
	f := c.Function
	q := scf.NewCreateFunctionRequest()
	q.FunctionName, q.Type, q.Runtime, q.Handler = &f.Name, &f.Type, &f.Runtime, optional(f.Handler)
	q.Code = &scf.Code{ZipFile: &zip}
	q.MemorySize, q.Timeout, q.InitTimeout = &f.MemorySize, &f.Timeout, &f.InitTimeout
	q.Description, q.Role = optional(f.Description), optional(f.Role)
	q.Environment, q.PublicNetConfig, q.VpcConfig = environment(c), publicNet(f), vpc(f)
	q.ClsLogsetId, q.ClsTopicId = logs(f)
	q.InstanceConcurrencyConfig = concurrency(f.Concurrency)
	for _, key := range slices.Sorted(maps.Keys(f.Tags)) {
		q.Tags = append(q.Tags, &scf.Tag{Key: ptr(key), Value: ptr(f.Tags[key])})
	}
	return q
}

// updateRequest returns the request that changes the settings and the variables. It must
// not have Type, Runtime and Handler, which cannot be changed.
func updateRequest(c *config.Config) *scf.UpdateFunctionConfigurationRequest {
	f := c.Function
	q := scf.NewUpdateFunctionConfigurationRequest()
	q.FunctionName = &f.Name
	q.MemorySize, q.Timeout, q.InitTimeout = &f.MemorySize, &f.Timeout, &f.InitTimeout
	q.Description, q.Role = optional(f.Description), optional(f.Role)
	q.Environment, q.PublicNetConfig, q.VpcConfig = environment(c), publicNet(f), vpc(f)
	q.ClsLogsetId, q.ClsTopicId = logs(f)
	q.InstanceConcurrencyConfig = concurrency(f.Concurrency)
	return q
}
