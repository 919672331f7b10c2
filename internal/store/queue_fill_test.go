package store

import (
	"context"
	"fmt"
	"time"
)

// FillQueue fills inbox and outbox of the platform "full": n rows wait in one conversation, n in conversations of their
// own, none of them to be tried before an instant, and ten times n are done.
func (s *Store) FillQueue(ctx context.Context, n int, next time.Time) error {
	numbers := "with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ?) "
	id := "substr(u, 1, 8) || '-' || substr(u, 9, 4) || '-4' || substr(u, 14, 3) || '-8' || substr(u, 18, 3) || '-' || substr(u, 21, 12)"
	random := "(select n, lower(hex(randomblob(16))) as u from numbers) as numbers"
	if s.postgres() {
		numbers, id, random = "", "gen_random_uuid()", "generate_series(1, ?) as numbers (n)"
	}
	for _, each := range []struct {
		rows               int
		name, conversation string
		next, done         *time.Time
	}{
		{1, "h", "'one'", &next, nil},
		{n - 1, "b", "'one'", nil, nil},
		{n, "c", "'c' || n", &next, nil},
		{10 * n, "d", "'c' || n % 1000", nil, &next},
	} {
		_, err := s.write.NewRaw(numbers+"insert into inbox (id, platform, realm, external, conversation, kind, payload, at, attempts,"+
			" failures, claim, next_at, trouble, done_at, given_up_at) select "+id+", 'full', 'R', ? || n, "+each.conversation+
			", 'event', '', ?, 0, 0, 0, ?, '', ?, null from "+random, args(s, each.rows, each.name, next, each.next, each.done)...).Exec(ctx)
		if err != nil {
			return fmt.Errorf("fill the inbox: %w", err)
		}
		_, err = s.write.NewRaw(numbers+"insert into outbox (id, platform, realm, key, conversation, kind, payload, supersedes, created_at,"+
			" attempts, failures, claim, claimed, unknown, receipt, next_at, trouble, done_at, given_up_at) select "+id+", 'full', 'R', ? || n, "+
			each.conversation+", 'letter', '', '', ?, 0, 0, 0, false, false, '', ?, '', ?, null from "+random,
			args(s, each.rows, each.name, next, each.next, each.done)...).Exec(ctx)
		if err != nil {
			return fmt.Errorf("fill the outbox: %w", err)
		}
	}
	return nil
}

// args are in the order in which the database's own words have their places.
func args(s *Store, rows int, values ...any) []any {
	if s.postgres() {
		return append(values, rows)
	}
	return append([]any{rows}, values...)
}

// Payloads are what stands in the inbox or outbox, in order.
func (s *Store) Payloads(ctx context.Context, table string) (payloads []string, err error) {
	err = s.read.NewSelect().Table(table).Column("payload").Order("position").Scan(ctx, &payloads)
	return payloads, err
}

// SwapPayloads gives the first two rows of the inbox each other's payload, as somebody could who writes to the database.
func (s *Store) SwapPayloads(ctx context.Context) error {
	payloads, err := s.Payloads(ctx, "inbox")
	if err != nil {
		return err
	}
	for i, position := range []int{1, 2} {
		if _, err := s.write.NewUpdate().Table("inbox").Set("payload = ?", payloads[1-i]).Where("position = ?", position).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}
