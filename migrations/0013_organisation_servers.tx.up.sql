-- The Matrix servers whose accounts may act for an organisation. One that lists none takes the accounts of all.
create table organisation_servers (
  organisation {{.text}} not null references organisations (handle),
  server {{.text}} not null,
  primary key (organisation, server)
){{.clustered}}
