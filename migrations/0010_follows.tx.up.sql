-- Who hears what is new of what. A row without a room is the member's own; with one, member_id let the room follow.
create table subscriptions (
  plan_id {{.uuid}} not null references plans (id),
  id {{.uuid}} not null,
  created_at {{.instant}} not null,
  member_id {{.uuid}} not null,
  platform {{.text}} not null,
  realm {{.text}} not null,
  room {{.text}} not null,
  scope {{.text}} not null,
  object {{.text}} not null,
  cadence {{.text}} not null,
  since bigint not null,
  position bigint not null,
  next_at {{.instant}},
  primary key (plan_id, id)
)
--bun:split
-- Whom an entry concerns: the narrow scopes are found by what they name.
create index subscriptions_object on subscriptions (plan_id, scope, object, cadence)
--bun:split
create index subscriptions_member on subscriptions (member_id, plan_id)
--bun:split
create index subscriptions_room on subscriptions (plan_id, room)
--bun:split
create index subscriptions_next on subscriptions (next_at) where next_at is not null
--bun:split
-- How far the journal of a plan was looked through for those who hear at once.
create table follow_feeds (
  plan_id {{.uuid}} not null references plans (id) primary key,
  position bigint not null
)
--bun:split
-- The first message about a commitment to a follower, under which the later ones go. thread is the key of its sending.
create table follow_threads (
  plan_id {{.uuid}} not null,
  follower {{.text}} not null,
  number integer not null,
  thread {{.text}} not null,
  at {{.instant}} not null,
  primary key (plan_id, follower, number)
)
--bun:split
-- Which event of the shared calendar an event of another calendar has become. Without a foreign key to events: what was
-- taken out by hand must not come in again.
create table imported_events (
  plan_id {{.uuid}} not null references plans (id),
  source {{.text}} not null,
  uid {{.text}} not null,
  day {{.text}} not null,
  event {{.uuid}} not null,
  primary key (plan_id, source, uid, day)
)
--bun:split
-- Addresses that members have asked to be written to, and that wait for the code that was sent there.
create table email_confirmations (
  member_id {{.uuid}} not null primary key,
  address {{.text}} not null,
  code_hash {{.text}} not null,
  expires_at {{.instant}} not null,
  first_at {{.instant}} not null,
  sent integer not null
)
