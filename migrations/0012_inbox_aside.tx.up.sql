-- What comes in stands aside with a joins_at until somebody who works lets it take its place in its conversation: so keeping
-- it is one statement, which waits for nobody. Claimed says that somebody works on it, or died while doing so.
alter table inbox add column joins_at {{.instant}}
--bun:split
alter table inbox add column claimed boolean not null default false
--bun:split
create index inbox_aside on inbox (platform, position) where joins_at is not null
