-- What platforms told us. Of each conversation the first that is not done has a next_at, and the others wait behind it
-- without one; so what can be claimed is found by an index, however many wait.
create table inbox (
  position {{.counted}},
  id {{.uuid}} not null unique,
  platform {{.text}} not null,
  realm {{.text}} not null,
  external {{.text}} not null,
  conversation {{.text}} not null,
  kind {{.text}} not null,
  payload {{.text}} not null,
  at {{.instant}} not null,
  attempts integer not null,
  failures integer not null,
  claim integer not null,
  next_at {{.instant}},
  trouble {{.text}} not null,
  done_at {{.instant}},
  given_up_at {{.instant}},
  unique (platform, realm, external)
)
--bun:split
create index inbox_first on inbox (platform, next_at, position) where next_at is not null
--bun:split
create unique index inbox_first_of on inbox (platform, realm, conversation) where next_at is not null and conversation <> ''
--bun:split
create index inbox_waiting on inbox (platform, realm, conversation, position) where done_at is null
--bun:split
create index inbox_done on inbox (done_at) where done_at is not null
--bun:split
create index inbox_given_up on inbox (given_up_at) where given_up_at is not null
--bun:split
-- What platforms are to be told. What is not to be sent yet stands aside with a joins_at, and joins its conversation then.
create table outbox (
  position {{.counted}},
  id {{.uuid}} not null unique,
  platform {{.text}} not null,
  realm {{.text}} not null,
  key {{.text}} not null,
  conversation {{.text}} not null,
  kind {{.text}} not null,
  payload {{.text}} not null,
  supersedes {{.text}} not null,
  created_at {{.instant}} not null,
  not_before {{.instant}},
  expires_at {{.instant}},
  attempts integer not null,
  failures integer not null,
  claim integer not null,
  claimed boolean not null,
  unknown boolean not null,
  receipt {{.text}} not null,
  joins_at {{.instant}},
  next_at {{.instant}},
  trouble {{.text}} not null,
  done_at {{.instant}},
  given_up_at {{.instant}},
  unique (platform, realm, key)
)
--bun:split
create index outbox_first on outbox (platform, next_at, position) where next_at is not null
--bun:split
create unique index outbox_first_of on outbox (platform, realm, conversation) where next_at is not null and conversation <> ''
--bun:split
create index outbox_waiting on outbox (platform, realm, conversation, position) where done_at is null
--bun:split
create index outbox_aside on outbox (platform, joins_at) where joins_at is not null
--bun:split
create index outbox_supersedes on outbox (platform, realm, conversation, supersedes) where done_at is null and supersedes <> ''
--bun:split
create index outbox_done on outbox (done_at) where done_at is not null
--bun:split
create index outbox_given_up on outbox (given_up_at) where given_up_at is not null
--bun:split
-- Who may do what only one program at a time may do.
create table leases (
  name {{.text}} primary key,
  holder {{.text}} not null,
  until {{.instant}} not null
)
--bun:split
-- How far streams were read.
create table keepsakes (
  name {{.text}} primary key,
  text {{.text}} not null
)
--bun:split
-- The ids, not the keys, of the keys that something was sealed with.
create table seal_keys (
  id {{.text}} primary key
)
