package console

import (
	"embed"
	"net/http"
)

//go:embed index.html *.css *.js *.svg
var embedded embed.FS

// files serves the page's style sheet, scripts and icon.
var files = http.FileServerFS(embedded)

// servePage serves the page itself.
func servePage(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Vary", "Accept") // with another Accept, the function answers
	http.ServeFileFS(w, r, embedded, "index.html")
}
