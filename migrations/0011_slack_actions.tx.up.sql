-- What the buttons in Slack do, until they expire.
create table slack_offers (
  token {{.text}} not null primary key,
  realm {{.text}} not null,
  room {{.text}} not null,
  subject {{.text}} not null,
  message {{.text}} not null,
  line integer not null,
  say {{.text}} not null,
  form {{.text}} not null,
  form_values {{.text}} not null,
  once boolean not null,
  created_at {{.instant}} not null,
  expires_at {{.instant}} not null,
  used_by {{.text}} not null,
  used_name {{.text}} not null,
  used_at {{.instant}},
  used_for {{.text}} not null
)
--bun:split
create index slack_offers_expires on slack_offers (expires_at)
--bun:split
create index slack_offers_message on slack_offers (message)
--bun:split
-- Where answers to commands and clicks may go: for half an hour, sealed.
create table slack_addresses (
  id {{.text}} not null primary key,
  realm {{.text}} not null,
  address {{.text}} not null,
  expires_at {{.instant}} not null,
  uses integer not null
)
--bun:split
create index slack_addresses_expires on slack_addresses (expires_at)
--bun:split
-- Who has opened the bot's home, and what it showed last.
create table slack_homes (
  realm {{.text}} not null,
  subject {{.text}} not null,
  digest {{.text}} not null,
  at {{.instant}} not null,
  primary key (realm, subject)
){{.clustered}}
