module chatmarks/scripts/browser

go 1.26.0

replace chatmarks => ../..

require (
	chatmarks v0.0.0
	github.com/chromedp/cdproto v0.159.0
	github.com/chromedp/chromedp v0.23.0
	github.com/tencentyun/tls-sig-api-v2-golang v1.4.0
)

require (
	github.com/go-json-experiment/json v1.27.2 // indirect
	github.com/tencentyun/scf-go-lib v0.0.0-20230904103145-13c9a7eeca80 // indirect
)
