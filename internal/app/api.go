package app

import (
	"context"

	"github.com/accord-tracker/accord/internal/config"
)

// apiCLI is the command line of bin/api.
type apiCLI struct {
	config.Common

	Migrate       migrateCommand       `cmd:"" help:"Bring the database up to date: its tables and the built-in plans."`
	Plans         planCommands         `cmd:"" name:"plan" help:"Plan documents."`
	Organisations organisationCommands `cmd:"" help:"The directory of organisations."`
	Convener      convenerCommands     `cmd:"" help:"Who convenes a plan."`
	Verify        verifyCommand        `cmd:"" help:"Verify the journal's chain of digests: of the database, or of a bundle without any database."`
	Import        importCommand        `cmd:"" help:"Bring in a bundle: everything, or nothing and all that is wrong with it."`
	Export        exportCommand        `cmd:"" help:"Write a plan as a bundle."`
	Report        reportCommands       `cmd:"" help:"Quarterly reports: figures, documents, publication."`
	Backup        backupCommand        `cmd:"" help:"Copy the whole database into a file, while it is in use."`
	Restore       restoreCommand       `cmd:"" help:"Make a database of a backup. It never overwrites one."`
	Doctor        doctorCommand        `cmd:"" help:"Look at settings, database, clock and journal, and say what to do."`
	Token         tokenCommands        `cmd:"" help:"What programs sign in to the API with."`
	Calendar      calendarCommands     `cmd:"" help:"Secret addresses at which programs read people's calendars, and the import of calendars."`
	Email         emailCommands        `cmd:"" help:"Where members are written to by e-mail."`
	Reminders     reminderCommands     `cmd:"" help:"What people are told unasked: see, preview, set, stop."`
	Serve         serveCommand         `cmd:"" help:"Serve the JSON API until it is told to stop."`
}

// API runs bin/api and returns its exit status.
func API(ctx context.Context, p Program) int { return p.run(ctx, "api", &apiCLI{}) }

// withHouse runs a command in an open house.
func withHouse(ctx context.Context, p Program, common config.Common, do func(*house) error) error {
	h, err := openHouse(ctx, p, common)
	if err != nil {
		return err
	}
	return h.run(do)
}

// run does something in the house, and closes it.
func (h *house) run(do func(*house) error) (err error) {
	defer func() {
		if closing := h.close(); err == nil {
			err = closing
		}
	}()
	return inWords(h.printer, do(h))
}
