module chatmarks/scripts/deploy

go 1.26.0

replace chatmarks => ../..

require (
	chatmarks v0.0.0
	github.com/goccy/go-yaml v1.19.2
	github.com/hashicorp/go-envparse v0.1.0
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3
	github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/scf v1.3.101
)

require (
	github.com/aws/smithy-go v1.28.9 // indirect
	github.com/go-json-experiment/json v1.27.2 // indirect
	github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common v1.3.211 // indirect
	github.com/tencentyun/scf-go-lib v0.0.0-20230904103145-13c9a7eeca80 // indirect
	github.com/tencentyun/tls-sig-api-v2-golang v1.4.0 // indirect
	golang.org/x/text v0.14.0 // indirect
	golang.org/x/time v0.16.0 // indirect
)
