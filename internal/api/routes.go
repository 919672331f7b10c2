package api

// routes lists every resource of the API.
func (s *Server) routes() {
	s.planRoutes()
	s.organisationRoutes()
	s.peopleRoutes()
	s.commitmentRoutes()
	s.commitmentWriteRoutes()
	s.bulkRoutes()
	s.journalRoutes()
	s.searchRoutes()
	s.eventRoutes()
	s.reportRoutes()
	s.dataRoutes()
	s.tokenRoutes()
	s.reminderRoutes()
	s.webhookRoutes()
	s.feedRoutes()
	s.healthRoutes()
}
