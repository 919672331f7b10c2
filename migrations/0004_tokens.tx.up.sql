-- What programs sign in with: the secret itself is nowhere. Without foreign keys, because a token outlives the member
-- and the plan it was for, and then opens nothing.
create table tokens (
  id {{.uuid}} not null primary key,
  created_at {{.instant}} not null,
  hash {{.text}} not null unique,
  label {{.text}} not null,
  member_id {{.uuid}} not null,
  plan_id {{.uuid}} not null,
  organisation {{.text}} not null,
  scope {{.text}} not null,
  expires_at {{.instant}} not null,
  last_used_at {{.instant}},
  revoked_at {{.instant}},
  created_by {{.uuid}} not null
)
--bun:split
create index tokens_plan on tokens (plan_id, created_at)
