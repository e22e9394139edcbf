package platform

import (
	"os"
	"strconv"
	"strings"
)

// The function's account, region and name. They are invented, in the platform's form.
const (
	functionName    = "chatmarks"
	functionVersion = "$LATEST"
	namespace       = "default"
	region          = "ap-singapore"
	appID           = "1250000000"
	uin             = "100000000000"
)

// processEnvironment returns what the platform sets before the process starts (vendor
// page 583/30228, and the variables that scf-go-lib reads). As on the platform, the
// caller's environment is not passed on. GOCOVERDIR is the exception: a binary built with
// -cover writes its counters there, if it exits by itself.
func processEnvironment(port int, dir string, memoryMB int32) []string {
	set := []string{
		"_LAMBDA_SERVER_PORT=" + strconv.Itoa(port),
		"_SCF_SERVER_PORT=28902",
		"TENCENTCLOUD_RUNENV=SCF",
		"TENCENTCLOUD_REGION=" + region,
		"TENCENTCLOUD_APPID=" + appID,
		"TENCENTCLOUD_UIN=" + uin,
		"TENCENTCLOUD_TZ=UTC",
		"SCF_RUNTIME=Go1",
		"SCF_NAMESPACE=" + namespace,
		"SCF_FUNCTIONNAME=" + functionName,
		"SCF_FUNCTIONVERSION=" + functionVersion,
		"FUNCTION_NAME=" + functionName,
		"FUNCTION_VERSION=" + functionVersion,
		"FUNCTION_MEMORY_SIZE=" + strconv.Itoa(int(memoryMB)),
		"USER_CODE_ROOT=" + strings.TrimSuffix(dir, "/") + "/",
		"PWD=" + dir,
		"HOME=/home/qcloud", "USER=qcloud", "LOGNAME=qcloud", "SHELL=/bin/bash",
		"LANG=en_US.UTF8", "LC_ALL=en_US.UTF8",
		"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
	}
	if coverage := os.Getenv("GOCOVERDIR"); coverage != "" {
		set = append(set, "GOCOVERDIR="+coverage)
	}
	return set
}
