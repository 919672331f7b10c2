package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/seal"
	"github.com/uptrace/bun"
)

type installationRow struct {
	bun.BaseModel `bun:"table:slack_installations,alias:si"`

	Realm       string `bun:",pk"`
	App         string
	Enterprise  string
	Team        string
	Name        string
	Domain      string
	BotUser     string
	Scopes      string // with commas between them, as Slack writes them
	Token       string // sealed
	Refresh     string // sealed
	TokenEndsAt *time.Time
	State       people.InstallationState
	Why         string
	InstalledBy string
	InstalledAt time.Time
	ChangedAt   time.Time
}

func installationRowOf(i people.Installation, box *seal.Box) (installationRow, error) {
	row := installationRow{
		Realm: i.Realm, App: i.App, Enterprise: i.Enterprise, Team: i.Team, Name: i.Name, Domain: i.Domain, BotUser: i.BotUser,
		Scopes: strings.Join(i.Scopes, ","), TokenEndsAt: instantOrNull(i.TokenEndsAt), State: i.State, Why: i.Why,
		InstalledBy: i.InstalledBy, InstalledAt: micro(i.InstalledAt), ChangedAt: micro(i.ChangedAt),
	}
	for _, secret := range row.secrets() {
		text := map[string]people.Hidden{"token": i.Token, "refresh": i.Refresh}[secret.column]
		if text == "" {
			continue
		}
		var err error
		if *secret.sealed, err = box.Seal([]byte(text.Reveal()), aboutInstallation(secret.column, i.Realm)); err != nil {
			return row, err
		}
	}
	return row, nil
}

type secretColumn struct {
	column string
	sealed *string
}

func (r *installationRow) secrets() []secretColumn {
	return []secretColumn{{"token", &r.Token}, {"refresh", &r.Refresh}}
}

func aboutInstallation(column, realm string) string {
	return "slack_installations/" + column + "/" + realm
}

func (r *installationRow) installation(box *seal.Box) (people.Installation, error) {
	i := people.Installation{
		Realm: r.Realm, App: r.App, Enterprise: r.Enterprise, Team: r.Team, Name: r.Name, Domain: r.Domain, BotUser: r.BotUser,
		TokenEndsAt: instant(r.TokenEndsAt), State: r.State, Why: r.Why, InstalledBy: r.InstalledBy,
		InstalledAt: r.InstalledAt.UTC(), ChangedAt: r.ChangedAt.UTC(),
	}
	if r.Scopes != "" {
		i.Scopes = strings.Split(r.Scopes, ",")
	}
	for _, secret := range r.secrets() {
		if *secret.sealed == "" {
			continue
		}
		plain, err := box.Open(*secret.sealed, aboutInstallation(secret.column, r.Realm))
		if err != nil {
			return i, fmt.Errorf("open the tokens of %s: %w", r.Realm, err)
		}
		if secret.column == "token" {
			i.Token = people.Hidden(plain)
		} else {
			i.Refresh = people.Hidden(plain)
		}
	}
	return i, nil
}

// SaveInstallation keeps an installation, in the place of an earlier one of its realm.
func (s *Store) SaveInstallation(ctx context.Context, i people.Installation) error {
	if err := sound(i); err != nil {
		return err
	}
	box, err := s.Box(ctx)
	if err != nil {
		return err
	}
	row, err := installationRowOf(i, box)
	if err != nil {
		return err
	}
	q := s.write.NewInsert().Model(&row).On("conflict (realm) do update")
	for _, column := range []string{
		"app", "enterprise", "team", "name", "domain", "bot_user", "scopes", "token", "refresh", "token_ends_at", "state", "why",
		"installed_by", "installed_at", "changed_at",
	} {
		q.Set("? = excluded.?", bun.Ident(column), bun.Ident(column))
	}
	if _, err := q.Exec(ctx); err != nil {
		return said(fmt.Errorf("save installation: %w", err))
	}
	return nil
}

// Installation is commitments.ErrNotFound if the app was never installed there.
func (s *Store) Installation(ctx context.Context, realm string) (people.Installation, error) {
	if err := sound(realm); err != nil {
		return people.Installation{}, err
	}
	var row installationRow
	if err := s.read.NewSelect().Model(&row).Where("realm = ?", realm).Scan(ctx); err != nil {
		return people.Installation{}, said(err)
	}
	box, err := s.Box(ctx)
	if err != nil {
		return people.Installation{}, err
	}
	return row.installation(box)
}

// Installations lists all of them, by realm, with their tokens hidden: empty.
func (s *Store) Installations(ctx context.Context) ([]people.Installation, error) {
	var rows []installationRow
	if err := s.read.NewSelect().Model(&rows).ExcludeColumn("token", "refresh").Order("realm").Scan(ctx); err != nil {
		return nil, said(fmt.Errorf("list installations: %w", err))
	}
	list := make([]people.Installation, len(rows))
	for n := range rows {
		var err error
		if list[n], err = rows[n].installation(nil); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// EndInstallation takes its tokens from an installation that is no good any more, unless it was installed after since.
// It is no error if there is none, or if it has ended before.
func (s *Store) EndInstallation(ctx context.Context, end people.Installation, since time.Time) (ended bool, err error) {
	if err := sound(end); err != nil {
		return false, err
	}
	result, err := s.write.NewUpdate().Model((*installationRow)(nil)).
		Set("token = ''").Set("refresh = ''").Set("token_ends_at = null").Set("state = ?", end.State).Set("why = ?", end.Why).
		Set("changed_at = ?", micro(end.ChangedAt)).
		Where("realm = ?", end.Realm).Where("state = ?", people.InstallationOn).Where("installed_at <= ?", micro(since)).Exec(ctx)
	if err != nil {
		return false, said(fmt.Errorf("end installation: %w", err))
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// MoveRealm makes the accounts of a realm those of another one, which knows the same user ids: a workspace whose
// enterprise has installed the app as a whole. Accounts that are known in both stay as they are.
func (s *Store) MoveRealm(ctx context.Context, from, to string) error {
	if err := sound(from, to); err != nil {
		return err
	}
	known := s.write.NewSelect().Model((*identityRow)(nil)).Column("subject").Where("platform = ? and realm = ?", people.Slack, to)
	_, err := s.write.NewUpdate().Model((*identityRow)(nil)).Set("realm = ?", to).
		Where("platform = ? and realm = ?", people.Slack, from).Where("subject not in (?)", known).Exec(ctx)
	return said(err)
}

type beginningRow struct {
	bun.BaseModel `bun:"table:slack_beginnings,alias:sb"`

	StateHash   string `bun:",pk"`
	BrowserHash string
	ExpiresAt   time.Time
}

// SaveBeginning keeps an installation that was begun, and forgets some that nobody has finished.
func (s *Store) SaveBeginning(ctx context.Context, b people.Beginning, now time.Time) error {
	row := beginningRow{StateHash: b.StateHash, BrowserHash: b.BrowserHash, ExpiresAt: micro(b.ExpiresAt)}
	if _, err := s.write.NewInsert().Model(&row).Exec(ctx); err != nil {
		return said(fmt.Errorf("keep what was begun: %w", err))
	}
	old := s.write.NewSelect().Model((*beginningRow)(nil)).Column("state_hash").Where("expires_at <= ?", micro(now)).
		Order("expires_at").Limit(forgetAtOnce)
	_, err := s.write.NewDelete().Model((*beginningRow)(nil)).Where("state_hash in (?)", old).Exec(ctx)
	return said(err)
}

// UseBeginning takes one away, and says whether it was there, of this browser, and not too old: the first time only.
func (s *Store) UseBeginning(ctx context.Context, b people.Beginning, now time.Time) (bool, error) {
	if err := sound(b); err != nil {
		return false, err
	}
	result, err := s.write.NewDelete().Model((*beginningRow)(nil)).Where("state_hash = ?", b.StateHash).
		Where("browser_hash = ?", b.BrowserHash).Where("expires_at > ?", micro(now)).Exec(ctx)
	if err != nil {
		return false, said(fmt.Errorf("finish what was begun: %w", err))
	}
	n, err := result.RowsAffected()
	return n == 1, err
}
