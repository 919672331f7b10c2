package api

import (
	"net/http"
	"slices"
)

// cors lets pages of the origins that were allowed read what is public, and says true if the request was answered
// (preflight). No page can write or sign in: a token does not belong in a browser.
func (x *exchange) cors() bool {
	origin := x.request.Header.Get("Origin")
	allowed := origin != "" && (slices.Contains(x.server.options.Origins, origin) || slices.Contains(x.server.options.Origins, "*"))
	if allowed && x.reads() {
		x.Header().Set("Access-Control-Allow-Origin", origin)
		x.Header().Set("Access-Control-Expose-Headers", "ETag, Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id")
	}
	asked := x.request.Header.Get("Access-Control-Request-Method")
	if !allowed || x.request.Method != http.MethodOptions || (asked != http.MethodGet && asked != http.MethodHead) {
		return false
	}
	h := x.Header()
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Allow-Methods", "GET, HEAD")
	h.Set("Access-Control-Allow-Headers", "Accept, Accept-Language, If-None-Match, X-Request-Id")
	h.Set("Access-Control-Max-Age", "600")
	x.WriteHeader(http.StatusNoContent)
	return true
}
