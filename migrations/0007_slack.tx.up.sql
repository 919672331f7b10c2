-- Where the app is installed in Slack: a workspace, or a whole enterprise. Tokens are sealed.
create table slack_installations (
  realm {{.text}} not null primary key,
  app {{.text}} not null,
  enterprise {{.text}} not null,
  team {{.text}} not null,
  name {{.text}} not null,
  domain {{.text}} not null,
  bot_user {{.text}} not null,
  scopes {{.text}} not null,
  token {{.text}} not null,
  refresh {{.text}} not null,
  token_ends_at {{.instant}},
  state {{.text}} not null,
  why {{.text}} not null,
  installed_by {{.text}} not null,
  installed_at {{.instant}} not null,
  changed_at {{.instant}} not null
)
--bun:split
-- Installations that were begun in a browser and are not finished yet.
create table slack_beginnings (
  state_hash {{.text}} not null primary key,
  browser_hash {{.text}} not null,
  expires_at {{.instant}} not null
)
--bun:split
create index slack_beginnings_expires on slack_beginnings (expires_at)
--bun:split
-- A member's further account on its way: the code that was shown in one account, and the account that has said it.
create table account_links (
  member_id {{.uuid}} not null primary key references members (id),
  code_hash {{.text}} not null unique,
  expires_at {{.instant}} not null,
  platform {{.text}} not null,
  realm {{.text}} not null,
  subject {{.text}} not null,
  name {{.text}} not null
)
