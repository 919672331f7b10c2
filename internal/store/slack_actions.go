package store

import (
	"context"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/people"
	"github.com/uptrace/bun"
)

// SaveOffers keeps what buttons do. One whose token is known is left as it is.
func (s *Store) SaveOffers(ctx context.Context, offers []people.Offer) error {
	if len(offers) == 0 {
		return nil
	}
	for _, o := range offers {
		if err := sound(o); err != nil {
			return err
		}
	}
	rows := mapped(offers, offerRowOf)
	_, err := s.write.NewInsert().Model(&rows).On("conflict (token) do nothing").Exec(ctx)
	return said(err)
}

// Offer is commitments.ErrNotFound for a token that nobody was given, or that was forgotten.
func (s *Store) Offer(ctx context.Context, token string) (people.Offer, error) {
	if err := sound(token); err != nil {
		return people.Offer{}, err
	}
	var row offerRow
	if err := s.read.NewSelect().Model(&row).Where("token = ?", token).Scan(ctx); err != nil {
		return people.Offer{}, said(err)
	}
	return row.offer(), nil
}

// UseOffer notes the use of an offer that nobody has used, and of those beside it that may be used once too; and gives the
// offer as it then stands: of two uses at once the first one wins, and the other one sees whose it was.
func (s *Store) UseOffer(ctx context.Context, token string, use people.Use) (people.Offer, error) {
	if err := sound(token, use); err != nil {
		return people.Offer{}, err
	}
	var row offerRow
	err := s.inTx(ctx, func(ctx context.Context, db bun.IDB) error {
		if err := db.NewSelect().Model(&row).Where("token = ?", token).Scan(ctx); err != nil {
			return err
		}
		q := db.NewUpdate().Model((*offerRow)(nil)).
			Set("used_by = ?, used_name = ?, used_at = ?, used_for = ?", use.By, use.Name, micro(use.At), use.For)
		if _, err := besides(q, &row).Where("used_at is null").Exec(ctx); err != nil {
			return err
		}
		return db.NewSelect().Model(&row).Where("token = ?", token).Scan(ctx)
	})
	if err != nil {
		return people.Offer{}, said(fmt.Errorf("use offer: %w", err))
	}
	return row.offer(), nil
}

// besides are the offer and those that it settles.
func besides(q *bun.UpdateQuery, r *offerRow) *bun.UpdateQuery {
	if r.Message == "" || r.Line == 0 {
		return q.Where("token = ?", r.Token)
	}
	return q.Where("message = ? and line = ? and once", r.Message, r.Line)
}

// FreeOffer takes a use back that led to nothing, if it is still the one for this cause.
func (s *Store) FreeOffer(ctx context.Context, token, cause string) error {
	offer, err := s.Offer(ctx, token)
	if err != nil {
		return err
	}
	row := offerRowOf(offer)
	q := s.write.NewUpdate().Model((*offerRow)(nil)).Set("used_by = '', used_name = '', used_at = null, used_for = ''")
	_, err = besides(q, &row).Where("used_for = ?", cause).Exec(ctx)
	return said(err)
}

// UsedOffers are the tokens of a message's buttons that were used.
func (s *Store) UsedOffers(ctx context.Context, message string) ([]string, error) {
	if err := sound(message); err != nil {
		return nil, err
	}
	var tokens []string
	err := s.read.NewSelect().Model((*offerRow)(nil)).Column("token").
		Where("message = ? and used_at is not null", message).Order("token").Scan(ctx, &tokens)
	return tokens, said(err)
}

// SaveReplyAddress keeps where an answer may go; what is known under its ID stays as it is.
func (s *Store) SaveReplyAddress(ctx context.Context, a people.ReplyAddress) error {
	if err := sound(a); err != nil {
		return err
	}
	row := addressRowOf(a)
	_, err := s.write.NewInsert().Model(&row).On("conflict (id) do nothing").Exec(ctx)
	return said(err)
}

// UseReplyAddress counts a use, and gives the address; commitments.ErrNotFound if there is none, if it has expired, or if
// it was used as often as it may be. What was used up is gone.
func (s *Store) UseReplyAddress(ctx context.Context, id string, now time.Time, most int) (people.ReplyAddress, error) {
	if err := sound(id); err != nil {
		return people.ReplyAddress{}, err
	}
	var row addressRow
	err := s.inTx(ctx, func(ctx context.Context, db bun.IDB) error {
		_, err := db.NewUpdate().Model((*addressRow)(nil)).Set("uses = uses + 1").
			Where("id = ? and expires_at > ?", id, micro(now)).Exec(ctx)
		if err != nil {
			return err
		}
		if err := db.NewSelect().Model(&row).Where("id = ? and expires_at > ?", id, micro(now)).Scan(ctx); err != nil {
			return err
		}
		if row.Uses < most {
			return nil
		}
		_, err = db.NewDelete().Model(&row).WherePK().Exec(ctx)
		return err
	})
	if err != nil {
		return people.ReplyAddress{}, said(err)
	}
	return row.address(), nil
}

// HomePage is commitments.ErrNotFound for an account that has never opened the bot's home.
func (s *Store) HomePage(ctx context.Context, realm, subject string) (people.HomePage, error) {
	if err := sound(realm, subject); err != nil {
		return people.HomePage{}, err
	}
	var row homeRow
	if err := s.read.NewSelect().Model(&row).Where("realm = ? and subject = ?", realm, subject).Scan(ctx); err != nil {
		return people.HomePage{}, said(err)
	}
	return row.page(), nil
}

// SaveHomePage keeps what an account's home shows now.
func (s *Store) SaveHomePage(ctx context.Context, h people.HomePage) error {
	if err := sound(h); err != nil {
		return err
	}
	row := homeRowOf(h)
	_, err := s.write.NewInsert().Model(&row).On("conflict (realm, subject) do update").
		Set("digest = excluded.digest, at = excluded.at").Exec(ctx)
	return said(err)
}

// ForgetSlackActions drops offers and addresses that have expired, at most 500 of each at once. More says whether some
// are left.
func (s *Store) ForgetSlackActions(ctx context.Context, now time.Time) (more bool, err error) {
	for _, table := range []struct {
		model any
		key   string
	}{{(*offerRow)(nil), "token"}, {(*addressRow)(nil), "id"}} {
		old := s.write.NewSelect().Model(table.model).Column(table.key).Where("expires_at <= ?", micro(now)).
			Order("expires_at").Limit(forgetAtOnce)
		result, err := s.write.NewDelete().Model(table.model).Where("? in (?)", bun.Ident(table.key), old).Exec(ctx)
		if err != nil {
			return false, said(fmt.Errorf("forget what buttons did: %w", err))
		}
		if n, err := result.RowsAffected(); err == nil && n == forgetAtOnce {
			more = true
		}
	}
	return more, nil
}
