package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/uptrace/bun"
)

// MatrixRoom is commitments.ErrNotFound for a room that the account has never heard of.
func (s *Store) MatrixRoom(ctx context.Context, account, id string) (people.ChatRoom, error) {
	if err := sound(account, id); err != nil {
		return people.ChatRoom{}, err
	}
	var row matrixRoomRow
	if err := s.read.NewSelect().Model(&row).Where("account = ? and id = ?", account, id).Scan(ctx); err != nil {
		return people.ChatRoom{}, said(err)
	}
	return row.room(), nil
}

// ChangeMatrixRoom keeps what change makes of a room, which may be new. Two changes at once are made one after the other,
// and a room that was ever encrypted stays so.
func (s *Store) ChangeMatrixRoom(ctx context.Context, account, id string, change func(*people.ChatRoom)) (people.ChatRoom, error) {
	if err := sound(account, id); err != nil {
		return people.ChatRoom{}, err
	}
	var changed people.ChatRoom
	err := s.inTx(ctx, func(ctx context.Context, db bun.IDB) error {
		row := matrixRoomRow{Account: account, ID: id}
		if _, err := db.NewInsert().Model(&row).On("conflict do nothing").Exec(ctx); err != nil {
			return err
		}
		q := db.NewSelect().Model(&row).WherePK()
		if s.postgres() {
			q.For("update")
		}
		if err := q.Scan(ctx); err != nil {
			return err
		}
		changed = row.room()
		was := changed
		change(&changed)
		changed.Account, changed.ID = account, id
		changed.Encrypted = changed.Encrypted || was.Encrypted
		if err := sound(changed); err != nil || changed == was {
			return err
		}
		row = matrixRoomRowOf(changed)
		_, err := db.NewUpdate().Model(&row).WherePK().Exec(ctx)
		return err
	})
	if err != nil {
		return people.ChatRoom{}, said(fmt.Errorf("change room: %w", err))
	}
	return changed, nil
}

// DirectMatrixRooms are the private conversations with a person, the one that was joined last first.
func (s *Store) DirectMatrixRooms(ctx context.Context, account, person string) ([]people.ChatRoom, error) {
	if err := sound(account, person); err != nil {
		return nil, err
	}
	var rows []matrixRoomRow
	err := s.read.NewSelect().Model(&rows).Where("account = ? and direct = ? and direct <> ''", account, person).
		OrderExpr("joined_at desc, id").Limit(20).Scan(ctx)
	if err != nil {
		return nil, said(fmt.Errorf("find private conversations: %w", err))
	}
	return mapped(rows, matrixRoomRow.room), nil
}

// MatrixInvites counts the rooms into which somebody has asked the account since an instant.
func (s *Store) MatrixInvites(ctx context.Context, account, inviter string, since time.Time) (int, error) {
	n, err := s.read.NewSelect().Model((*matrixRoomRow)(nil)).
		Where("account = ? and inviter = ? and inviter <> '' and invited_at >= ?", account, inviter, micro(since)).Count(ctx)
	return int(n), said(err)
}

// KnowsMatrixRooms says whether the account has ever been in a room.
func (s *Store) KnowsMatrixRooms(ctx context.Context, account string) (bool, error) {
	known, err := s.read.NewSelect().Model((*matrixRoomRow)(nil)).Where("account = ?", account).Limit(1).Exists(ctx)
	return known, said(err)
}

// UsesMatrix says whether any account of the bot's has ever been in a room of Matrix.
func (s *Store) UsesMatrix(ctx context.Context) (bool, error) {
	used, err := s.read.NewSelect().Model((*matrixRoomRow)(nil)).Limit(1).Exists(ctx)
	return used, said(err)
}

// MatrixUtterance is commitments.ErrNotFound for a message that the bot neither sent nor answered, or has forgotten.
func (s *Store) MatrixUtterance(ctx context.Context, account, event string) (people.Utterance, error) {
	if err := sound(account, event); err != nil {
		return people.Utterance{}, err
	}
	var row matrixUtteranceRow
	if err := s.read.NewSelect().Model(&row).Where("account = ? and event = ?", account, event).Scan(ctx); err != nil {
		return people.Utterance{}, said(err)
	}
	return row.utterance()
}

// SaveMatrixUtterance keeps it in the place of what was kept of the same message.
func (s *Store) SaveMatrixUtterance(ctx context.Context, u people.Utterance) error {
	if err := sound(u); err != nil {
		return err
	}
	row, err := matrixUtteranceRowOf(u)
	if err != nil {
		return err
	}
	_, err = s.write.NewInsert().Model(&row).On("conflict (account, event) do update").
		Set("thread = excluded.thread, prompt = excluded.prompt, outcome = excluded.outcome").
		Set("edited = excluded.edited, removed_at = excluded.removed_at, person = excluded.person, choices = excluded.choices").Exec(ctx)
	return said(err)
}

// MatrixPrompt is commitments.ErrNotFound if the person was offered nothing there.
func (s *Store) MatrixPrompt(ctx context.Context, which people.Prompt) (people.Prompt, error) {
	if err := sound(which); err != nil {
		return people.Prompt{}, err
	}
	var row matrixPromptRow
	err := s.read.NewSelect().Model(&row).Where("account = ? and room = ? and thread = ? and person = ?",
		which.Account, which.Room, which.Thread, which.Person).Scan(ctx)
	if err != nil {
		return people.Prompt{}, said(err)
	}
	return row.prompt()
}

// SaveMatrixPrompt keeps what the person is offered there, in the place of what was offered before.
func (s *Store) SaveMatrixPrompt(ctx context.Context, p people.Prompt) error {
	if err := sound(p); err != nil {
		return err
	}
	row, err := matrixPromptRowOf(p)
	if err != nil {
		return err
	}
	_, err = s.write.NewInsert().Model(&row).On("conflict (account, room, thread, person) do update").
		Set("event = excluded.event, say = excluded.say, at = excluded.at").Exec(ctx)
	return said(err)
}

// forgetAtOnce is how many rows go in one statement.
const forgetAtOnce = 500

// ForgetMatrix drops prompts and utterances from before two instants, at most 500 of each at once. More says whether some
// are left.
func (s *Store) ForgetMatrix(ctx context.Context, prompts, utterances time.Time) (more bool, err error) {
	var rows []matrixPromptRow
	if err := s.read.NewSelect().Model(&rows).Where("at < ?", micro(prompts)).Order("at").Limit(forgetAtOnce).Scan(ctx); err != nil {
		return false, said(err)
	}
	var heard []matrixUtteranceRow
	if err := s.read.NewSelect().Model(&heard).Where("at < ?", micro(utterances)).Order("at").Limit(forgetAtOnce).Scan(ctx); err != nil {
		return false, said(err)
	}
	if len(rows) > 0 {
		_, err = s.write.NewDelete().Model(&rows).WherePK().Where("at < ?", micro(prompts)).Exec(ctx)
	}
	if len(heard) > 0 {
		_, second := s.write.NewDelete().Model(&heard).WherePK().Exec(ctx)
		err = errors.Join(err, second)
	}
	return len(rows) == forgetAtOnce || len(heard) == forgetAtOnce, said(err)
}
