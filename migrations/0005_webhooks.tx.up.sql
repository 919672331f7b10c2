-- Addresses to which entries are posted, and what is to be posted. Without foreign keys to people, because a webhook
-- outlives the member and the token it was added by, and then ends.
create table webhooks (
  plan_id {{.uuid}} not null references plans (id),
  id {{.uuid}} not null unique,
  created_at {{.instant}} not null,
  member_id {{.uuid}} not null,
  token_id {{.uuid}} not null,
  organisation {{.text}} not null,
  label {{.text}} not null,
  url {{.text}} not null,
  audience {{.text}} not null,
  kinds {{.text}} not null,
  steps {{.text}} not null,
  organisations {{.text}} not null,
  secret {{.text}} not null,
  old_secret {{.text}} not null,
  old_secret_until {{.instant}},
  position bigint not null,
  failures integer not null,
  quiet_until {{.instant}},
  delivered_at {{.instant}},
  ended_at {{.instant}},
  ending {{.text}} not null,
  primary key (plan_id, id)
)
--bun:split
-- What has not arrived yet. A row goes once it has; dead_at says that it was given up.
create table deliveries (
  plan_id {{.uuid}} not null,
  webhook_id {{.uuid}} not null,
  id {{.text}} not null,
  created_at {{.instant}} not null,
  number integer not null,
  position bigint not null,
  kind {{.text}} not null,
  attempts integer not null,
  next_at {{.instant}} not null,
  expires_at {{.instant}} not null,
  last_at {{.instant}},
  status integer not null,
  trouble {{.text}} not null,
  dead_at {{.instant}},
  primary key (plan_id, webhook_id, id),
  foreign key (plan_id, webhook_id) references webhooks (plan_id, id)
)
--bun:split
-- What is still tried, by what it has to wait for: the messages of the same commitment before it.
create index deliveries_waiting on deliveries (plan_id, webhook_id, number, position) where dead_at is null
--bun:split
create index deliveries_dead on deliveries (plan_id, webhook_id, dead_at) where dead_at is not null
--bun:split
-- Secret addresses of people's calendars: the secret itself is nowhere.
create table calendar_addresses (
  plan_id {{.uuid}} not null references plans (id),
  id {{.uuid}} not null,
  created_at {{.instant}} not null,
  member_id {{.uuid}} not null,
  hash {{.text}} not null unique,
  label {{.text}} not null,
  revoked_at {{.instant}},
  primary key (plan_id, id)
)
