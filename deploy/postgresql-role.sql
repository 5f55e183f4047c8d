-- The role that the service runs as: it reads and writes rows, and can neither change tables nor what has happened.
-- Run as the owner of the tables, after every `manage.py migrate`; it can be repeated:
--   psql --single-transaction --set=ON_ERROR_STOP=1 --file=deploy/postgresql-role.sql "$OWNER_URL"

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'catalogue_app') THEN
        CREATE ROLE catalogue_app LOGIN;
    END IF;
END
$$;

-- Before PostgreSQL 15 everybody may make tables here.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

GRANT USAGE ON SCHEMA public TO catalogue_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO catalogue_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO catalogue_app;

-- History is added to, and that is all: of the catalogue, of who may do what, and of what the admin notes itself.
REVOKE UPDATE, DELETE ON catalog_auditevent, catalog_accessevent, catalog_picture, django_admin_log FROM catalogue_app;
-- The one row of the revision is never given up.
REVOKE DELETE ON catalog_cataloguerevision FROM catalogue_app;
-- What `migrate` alone writes.
REVOKE INSERT, UPDATE, DELETE ON django_migrations, django_content_type, auth_permission FROM catalogue_app;
