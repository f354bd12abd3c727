-- Least privilege on PostgreSQL. Run once in the library's database as its owner (who alone migrates the schema).
-- guiyi_run: workers, portal and command line. guiyi_read: reports and other systems.
CREATE ROLE guiyi_run NOLOGIN;
CREATE ROLE guiyi_read NOLOGIN;
GRANT USAGE ON SCHEMA public TO guiyi_run, guiyi_read;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO guiyi_run;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO guiyi_run;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO guiyi_read;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO guiyi_run;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO guiyi_run;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO guiyi_read;
