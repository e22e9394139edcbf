// Command plainweb is the Web function that one would write in an hour: net/http in, net/http out, without checks.
package main

import (
	"encoding/json"
	"io"
	"log"
	"net/http"
	"os"

	"chatmarks/scripts/bench/plain/search"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		answer, err := search.Search(r.Context(), string(body))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(answer) // a client that is gone
	})
	log.Fatal(http.ListenAndServe(":"+os.Getenv("PORT"), nil))
}
