-- What can be searched: seq 0 is the commitment itself, any other the note of that entry.
create table texts (
  plan_id uuid not null,
  number integer not null,
  seq integer not null,
  words tsvector not null,
  primary key (plan_id, number, seq),
  foreign key (plan_id, number) references commitments (plan_id, number)
)
--bun:split
create index texts_words on texts using gin (words)
