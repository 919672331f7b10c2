package api

import (
	"net/http"

	"github.com/accord-tracker/accord/internal/access"
)

func (s *Server) healthRoutes() {
	read := []access.Action{access.ReadPublic}
	add(s, operation{
		method: "GET", path: "/healthz", id: "show-health", tag: "operation", actions: read, summary: "Say that the process lives",
	}, func(*exchange, *plansInput) (*answerOf[Health], error) { return &answerOf[Health]{Health{"ok"}}, nil })
	add(s, operation{
		method: "GET", path: "/readyz", id: "show-readiness", tag: "operation", actions: read, summary: "Say whether the server can do its work",
		description: "503 while the database does not answer, and once the server was told to stop.",
	}, showReadiness)
}

// Health of the server.
type Health struct {
	Status string `json:"status" enum:"ok" example:"ok"`
}

func showReadiness(x *exchange, _ *plansInput) (*answerOf[Health], error) {
	if err := x.server.Ready(x.context()); err != nil {
		x.server.Log.Warn("not ready", "error", err)
		return nil, x.trouble(http.StatusServiceUnavailable, "unavailable", "api.unavailable")
	}
	return &answerOf[Health]{Health{"ok"}}, nil
}
