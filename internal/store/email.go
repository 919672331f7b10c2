package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

type emailConfirmationRow struct {
	bun.BaseModel `bun:"table:email_confirmations,alias:ec"`

	MemberID  uuid.UUID `bun:",pk"`
	Address   string
	CodeHash  string
	ExpiresAt time.Time
	FirstAt   time.Time
	Sent      int
}

func emailConfirmationRowOf(c people.EmailConfirmation) emailConfirmationRow {
	return emailConfirmationRow{
		MemberID: c.MemberID, Address: c.Address, CodeHash: c.CodeHash, ExpiresAt: micro(c.ExpiresAt), FirstAt: micro(c.FirstAt),
		Sent: c.Sent,
	}
}

func (r emailConfirmationRow) confirmation() people.EmailConfirmation {
	return people.EmailConfirmation{
		MemberID: r.MemberID, Address: r.Address, CodeHash: r.CodeHash, ExpiresAt: r.ExpiresAt.UTC(), FirstAt: r.FirstAt.UTC(),
		Sent: r.Sent,
	}
}

func (t *tx) EmailConfirmation(ctx context.Context, member uuid.UUID) (people.EmailConfirmation, error) {
	row, err := ofMember[emailConfirmationRow](ctx, t.db, member)
	if err != nil {
		return people.EmailConfirmation{}, err
	}
	return row.confirmation(), nil
}

func (t *tx) SaveEmailConfirmation(ctx context.Context, c people.EmailConfirmation) error {
	row := emailConfirmationRowOf(c)
	return t.save(ctx, "e-mail confirmation", &row, c)
}

func (t *tx) RemoveEmailConfirmation(ctx context.Context, member uuid.UUID) error {
	return dropOf[emailConfirmationRow](ctx, t.db, member)
}

// SendEmailCode queues the message with a code. It goes to the address that it is to confirm, and to no other.
func (t *tx) SendEmailCode(ctx context.Context, code commitments.EmailCode) error {
	if err := sound(code); err != nil {
		return err
	}
	payload, err := json.Marshal(queue.Code{
		Member: code.Member.Key, Name: code.Member.Name, Address: code.Address, Code: code.Code, Language: code.Language, Until: code.Until,
	})
	if err != nil {
		return fmt.Errorf("write code: %w", err)
	}
	return t.store.queueIn(ctx, t.db, []queue.Sending{{
		Key: "code/" + code.Member.Key + "/" + people.HashEmailCode(code.Member.ID, code.Code)[:16], Platform: string(notices.Mail),
		Conversation: "code/" + code.Member.Key, Kind: queue.KindCode, Payload: payload, CreatedAt: code.Until.Add(-people.EmailCodeLasts),
		ExpiresAt: code.Until, Supersedes: "code",
	}})
}
