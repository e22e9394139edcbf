module chatmarks/scripts/bench

go 1.26.0

require (
	chatmarks v0.0.0-00010101000000-000000000000
	github.com/tencentyun/scf-go-lib v0.0.0-20230904103145-13c9a7eeca80
	github.com/tencentyun/tls-sig-api-v2-golang v1.4.0
)

require (
	github.com/go-json-experiment/json v1.27.2 // indirect
	golang.org/x/tools v0.52.0 // indirect
)

replace chatmarks => ../..
