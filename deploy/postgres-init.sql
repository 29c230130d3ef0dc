-- Run by the image of PostgreSQL when its volume is empty: the app's user owns its database and is no superuser.
\getenv password POSTGRES_PASSWORD
CREATE ROLE gitlab_for_confluence LOGIN CREATEROLE PASSWORD :'password';
ALTER DATABASE gitlab_for_confluence OWNER TO gitlab_for_confluence;
-- The superuser gets in from within the container alone.
ALTER ROLE postgres PASSWORD NULL;
