-- Words in double braces differ between the databases: see Words. Dates are YYYY-MM-DD texts, empty for none, so that
-- they compare alike everywhere. Lists and other values that are only ever read whole are JSON texts. Whatever belongs
-- to a plan has the plan first in its key.

create table plans (
  id {{.uuid}} not null primary key,
  created_at {{.instant}} not null,
  slug {{.text}} not null unique,
  revision bigint not null,
  position bigint not null,
  digest {{.text}} not null,
  recorded_at {{.instant}},
  last_number integer not null
)
--bun:split
-- The text of a plan has a table of its own because the row in plans, which is the plan's lock, is written with every entry.
create table plan_documents (
  plan_id {{.uuid}} not null primary key references plans (id),
  document {{.text}} not null
)
--bun:split
create table steps (
  plan_id {{.uuid}} not null references plans (id),
  code {{.text}} not null,
  id {{.uuid}} not null,
  theme {{.text}} not null,
  position integer not null,
  actionable boolean not null,
  added_on {{.text}} not null,
  retired_on {{.text}} not null,
  primary key (plan_id, code)
){{.clustered}}
--bun:split
create table organisations (
  id {{.uuid}} not null primary key,
  created_at {{.instant}} not null,
  handle {{.text}} not null unique,
  name {{.text}} not null,
  acronym {{.text}} not null,
  kind {{.text}} not null,
  region {{.text}} not null,
  country {{.text}} not null,
  website {{.text}} not null,
  folded {{.text}} not null
)
--bun:split
create table endorsements (
  plan_id {{.uuid}} not null references plans (id),
  id {{.uuid}} not null,
  created_at {{.instant}} not null,
  organisation {{.text}} not null references organisations (handle),
  endorsed_on {{.text}} not null,
  ended_on {{.text}} not null,
  note {{.text}} not null,
  primary key (plan_id, id)
)
--bun:split
create unique index endorsements_organisation on endorsements (plan_id, organisation, endorsed_on)
--bun:split
create table members (
  id {{.uuid}} not null primary key,
  created_at {{.instant}} not null,
  key {{.text}} not null unique,
  name {{.text}} not null,
  locale {{.text}} not null,
  time_zone {{.text}} not null,
  email {{.text}} not null,
  away_until {{.text}} not null
)
--bun:split
create table identities (
  id {{.uuid}} not null primary key,
  created_at {{.instant}} not null,
  member_id {{.uuid}} not null references members (id),
  platform {{.text}} not null,
  realm {{.text}} not null,
  subject {{.text}} not null,
  unique (platform, realm, subject)
)
--bun:split
create index identities_member on identities (member_id)
--bun:split
create table memberships (
  id {{.uuid}} not null primary key,
  created_at {{.instant}} not null,
  member_id {{.uuid}} not null references members (id),
  organisation {{.text}} not null references organisations (handle),
  role {{.text}} not null,
  unique (organisation, member_id)
)
--bun:split
create index memberships_member on memberships (member_id)
--bun:split
create table conveners (
  plan_id {{.uuid}} not null references plans (id),
  member_id {{.uuid}} not null references members (id),
  created_at {{.instant}} not null,
  primary key (plan_id, member_id)
)
--bun:split
create index conveners_member on conveners (member_id)
--bun:split
create table invitations (
  plan_id {{.uuid}} not null references plans (id),
  id {{.uuid}} not null,
  created_at {{.instant}} not null,
  organisation {{.text}} not null references organisations (handle),
  role {{.text}} not null,
  code_hash {{.text}} not null unique,
  expires_at {{.instant}} not null,
  uses_left integer not null,
  created_by {{.uuid}} not null,
  revoked_at {{.instant}},
  primary key (plan_id, id)
)
--bun:split
create table commitments (
  plan_id {{.uuid}} not null references plans (id),
  number integer not null,
  id {{.uuid}} not null unique,
  created_at {{.instant}} not null,
  version integer not null,
  undone boolean not null,
  visibility {{.text}} not null,
  status {{.text}} not null,
  percent integer,
  confidence {{.text}} not null,
  cadence {{.text}} not null,
  starts_on {{.text}} not null,
  due_on {{.text}} not null,
  registered_on {{.text}} not null,
  last_news_on {{.text}} not null,
  last_news_seq integer not null,
  lead {{.text}} not null,
  contact {{.text}} not null,
  title {{.text}} not null,
  description {{.text}} not null,
  measure {{.text}} not null,
  partners {{.text}} not null,
  steps {{.text}} not null,
  countries {{.text}} not null,
  milestones {{.text}} not null,
  primary key (plan_id, number)
)
--bun:split
-- Those without a date come last: ~ sorts after every digit.
create index commitments_due on commitments
  (plan_id, (case when due_on = '' then '~' else due_on end), number, status, visibility, undone, cadence)
--bun:split
create index commitments_news on commitments (plan_id, last_news_on, number, status, visibility, undone)
--bun:split
-- Which commitments a step holds. It repeats what decides whether somebody may see them and whether they count, so
-- that the commitments of a busy step are counted without a look at each of them.
create table commitment_steps (
  plan_id {{.uuid}} not null,
  step {{.text}} not null,
  number integer not null,
  status {{.text}} not null,
  visibility {{.text}} not null,
  undone boolean not null,
  primary key (plan_id, step, number),
  foreign key (plan_id, number) references commitments (plan_id, number),
  foreign key (plan_id, step) references steps (plan_id, code)
){{.clustered}}
--bun:split
create table commitment_organisations (
  plan_id {{.uuid}} not null,
  organisation {{.text}} not null references organisations (handle),
  number integer not null,
  primary key (plan_id, organisation, number),
  foreign key (plan_id, number) references commitments (plan_id, number)
){{.clustered}}
--bun:split
-- The journal. Its rows are never updated or deleted, but for the text of an entry that is redacted.
create table entries (
  plan_id {{.uuid}} not null,
  number integer not null,
  seq integer not null,
  position bigint not null,
  id {{.uuid}} not null unique,
  commitment_id {{.uuid}} not null,
  kind {{.text}} not null,
  status {{.text}} not null,
  percent integer,
  confidence {{.text}} not null,
  effective_on {{.text}} not null,
  recorded_at {{.instant}} not null,
  corrects integer not null,
  takes_back boolean not null,
  member {{.text}} not null,
  to_member {{.text}} not null,
  via {{.text}} not null,
  language {{.text}} not null,
  changes {{.text}} not null,
  milestone {{.text}} not null,
  source {{.text}} not null,
  cause {{.text}} not null,
  text_digest {{.text}} not null,
  salt {{.text}} not null,
  digest {{.text}} not null,
  evidence {{.text}} not null,
  note {{.text}} not null,
  primary key (plan_id, number, seq),
  unique (plan_id, position),
  foreign key (plan_id, number) references commitments (plan_id, number)
)
--bun:split
create table causes (
  key {{.text}} not null primary key,
  member_id {{.uuid}} not null,
  at {{.instant}} not null,
  outcome {{.text}} not null
)
--bun:split
create table events (
  plan_id {{.uuid}} not null references plans (id),
  id {{.uuid}} not null,
  created_at {{.instant}} not null,
  kind {{.text}} not null,
  title {{.text}} not null,
  starts_on {{.text}} not null,
  ends_on {{.text}} not null,
  country {{.text}} not null,
  organiser {{.text}} not null,
  link {{.text}} not null,
  primary key (plan_id, id)
)
--bun:split
create index events_starts on events (plan_id, starts_on)
--bun:split
-- Published reports, which are never changed.
create table reports (
  plan_id {{.uuid}} not null references plans (id),
  id {{.uuid}} not null unique,
  period {{.text}} not null,
  cutoff {{.instant}} not null,
  audience {{.text}} not null,
  figures {{.text}} not null,
  sha256 {{.text}} not null,
  position bigint not null,
  digest {{.text}} not null,
  published_by {{.text}} not null,
  published_at {{.instant}} not null,
  erratum_of {{.uuid}},
  note {{.text}} not null,
  primary key (plan_id, id)
)
