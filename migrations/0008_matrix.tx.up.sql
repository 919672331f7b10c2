-- Rooms of Matrix that the bot is in, was in, or was asked to join. Ids are opaque: those of newer rooms name no server.
create table matrix_rooms (
  account {{.text}} not null,
  id {{.text}} not null,
  name {{.text}} not null,
  inviter {{.text}} not null,
  invited_at {{.instant}},
  joined_at {{.instant}},
  left_at {{.instant}},
  arrived_in {{.text}} not null,
  encrypted boolean not null,
  open boolean not null,
  space boolean not null,
  direct {{.text}} not null,
  members integer not null,
  follows {{.text}} not null,
  moved boolean not null,
  followed_by {{.text}} not null,
  primary key (account, id)
){{.clustered}}
--bun:split
-- The private conversation with somebody.
create index matrix_rooms_direct on matrix_rooms (account, direct) where direct <> ''
--bun:split
-- How often somebody has asked the bot in lately.
create index matrix_rooms_inviter on matrix_rooms (account, inviter, invited_at) where inviter <> ''
--bun:split
-- Messages that the bot sent or answered, without their texts, for as long as people may refer to them.
create table matrix_utterances (
  account {{.text}} not null,
  event {{.text}} not null,
  room {{.text}} not null,
  thread {{.text}} not null,
  sender {{.text}} not null,
  prompt {{.text}} not null,
  outcome {{.text}} not null,
  edited boolean not null,
  removed_at {{.instant}},
  at {{.instant}} not null,
  primary key (account, event)
){{.clustered}}
--bun:split
create index matrix_utterances_at on matrix_utterances (at)
--bun:split
-- What each person was last offered to choose from, by number.
create table matrix_prompts (
  account {{.text}} not null,
  room {{.text}} not null,
  thread {{.text}} not null,
  person {{.text}} not null,
  event {{.text}} not null,
  say {{.text}} not null,
  at {{.instant}} not null,
  primary key (account, room, thread, person)
){{.clustered}}
--bun:split
create index matrix_prompts_at on matrix_prompts (at)
