-- What may have to be said to somebody without their asking, and what became of it. Without foreign keys: the record of
-- what was said outlives what it was about, and is pruned by its age.
create table notices (
  member_id {{.uuid}} not null,
  kind {{.text}} not null,
  plan_id {{.uuid}} not null,
  number integer not null,
  object {{.text}} not null,
  anchor {{.text}} not null,
  day {{.text}} not null,
  actor {{.text}} not null,
  at {{.instant}},
  outcome {{.text}} not null,
  reason {{.text}} not null,
  decided_at {{.instant}},
  sent_on {{.text}} not null,
  primary key (member_id, kind, plan_id, number, object, anchor)
){{.clustered}}
--bun:split
-- What may be due: nothing else is looked at.
create index notices_waiting on notices (at, member_id) where at is not null
--bun:split
create index notices_decided on notices (decided_at) where decided_at is not null
--bun:split
-- How often somebody was told of a commitment.
create index notices_told on notices (plan_id, number, kind, sent_on) where sent_on <> ''
--bun:split
-- Messages that were not asked for: one a person and day.
create table notice_days (
  member_id {{.uuid}} not null,
  day {{.text}} not null,
  key {{.text}} not null,
  lines integer not null,
  at {{.instant}} not null,
  primary key (member_id, day)
){{.clustered}}
--bun:split
create index notice_days_at on notice_days (at)
--bun:split
-- What people, and organisations for their people, have said of being reminded.
create table reminders (
  member_id {{.uuid}} not null primary key references members (id),
  mode {{.text}} not null,
  clock {{.text}} not null,
  weekday {{.text}} not null,
  days {{.text}} not null,
  off {{.text}} not null,
  channel {{.text}} not null
)
--bun:split
create table organisation_reminders (
  organisation {{.text}} not null primary key references organisations (handle),
  mode {{.text}} not null,
  clock {{.text}} not null,
  weekday {{.text}} not null,
  days {{.text}} not null,
  off {{.text}} not null
)
--bun:split
create table organisation_holidays (
  organisation {{.text}} not null references organisations (handle),
  day {{.text}} not null,
  title {{.text}} not null,
  primary key (organisation, day)
)
--bun:split
create table plan_reminders (
  plan_id {{.uuid}} not null primary key references plans (id),
  due {{.text}} not null,
  stale integer not null,
  call_before integer not null,
  call_cutoff integer not null
)
--bun:split
create table snoozes (
  member_id {{.uuid}} not null references members (id),
  plan_id {{.uuid}} not null references plans (id),
  number integer not null,
  until {{.text}} not null,
  created_at {{.instant}} not null,
  primary key (member_id, plan_id, number)
)
--bun:split
-- How far days were planned and journals were read.
create table notice_marks (
  name {{.text}} not null primary key,
  text {{.text}} not null
)
