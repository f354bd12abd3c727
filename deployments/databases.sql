-- Prefect's own database beside the library; pg_trgm is what its migrations want.
CREATE DATABASE prefect;
\connect prefect
CREATE EXTENSION IF NOT EXISTS pg_trgm;
