-- What the chat remembers of its talk with one account in one room, or, without a subject, of the room itself.
create table conversations (
  platform {{.text}} not null,
  realm {{.text}} not null,
  room {{.text}} not null,
  subject {{.text}} not null,
  version integer not null,
  at {{.instant}} not null,
  text {{.text}} not null,
  primary key (platform, realm, room, subject)
){{.clustered}}
--bun:split
create index conversations_at on conversations (at)
