-- Run by the image of PostgreSQL when its volume is empty: the app's user owns its database, is no superuser, and may make no roles.
\getenv password POSTGRES_PASSWORD
CREATE ROLE gitlab_for_confluence LOGIN PASSWORD :'password';
ALTER DATABASE gitlab_for_confluence OWNER TO gitlab_for_confluence;
-- Work for one site runs under this role, which sees the rows of that site alone.
CREATE ROLE gitlab_for_confluence_tenant NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT;
GRANT gitlab_for_confluence_tenant TO gitlab_for_confluence;
-- The superuser gets in from within the container alone.
ALTER ROLE postgres PASSWORD NULL;
