package commitments

// Commands is the closed list of commands, one of each. A test walks it and demands that each refuses a stranger.
func Commands() []Command {
	return []Command{
		Register{}, Log{}, AttestNoChange{}, Pause{}, Withdraw{}, Reopen{}, Edit{}, HandOver{},
		AddMilestone{}, ReachMilestone{}, Correct{}, Undo{}, Redact{},
		ListOrganisations{}, Endorse{}, EndEndorsement{},
		Invite{}, RevokeInvitation{}, Join{}, Introduce{}, Leave{}, RemoveMember{}, SetRole{}, SetProfile{},
		AppointConvener{}, DismissConvener{}, ImportPlan{}, PublishReport{},
		LogAll{}, AddEvent{}, ChangeEvent{}, RemoveEvent{}, IssueToken{}, RevokeToken{},
	}
}
