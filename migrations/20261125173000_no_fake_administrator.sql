-- Whoever runs with DEV_MODE is dev.user@example.com, and was given the role of an administrator in this table: in a
-- database that later serves people, it waited for the first with that address. The role is now kept in memory. Rows that
-- belong to somebody stay: a person has signed in with that address.
WITH removed AS (
    DELETE FROM user_roles
     WHERE email = 'dev.user@example.com' AND object_id IS NULL
 RETURNING email
)
INSERT INTO audit_events (at, kind, actor, request_id, detail)
SELECT now(), 'role_removed', 'migration', 'start', jsonb_build_object('email', email)
  FROM removed;
