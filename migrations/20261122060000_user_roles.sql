-- Who may do what. An operator may write here by hand; a plain
--     INSERT INTO user_roles(email, role) VALUES ('ada@example.com', 'editor');
-- is enough, and bites at once: the trigger tells every running copy.

CREATE TABLE user_roles (
    email      text        NOT NULL,
    role       text        NOT NULL,
    tenant_id  text,
    object_id  text,
    pinned_at  timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT user_roles_pkey PRIMARY KEY (email),
    CONSTRAINT user_roles_email_is_lower_case CHECK (email = lower(email)),
    -- The same shape that the program asks for: one "@", something on both sides, no blanks.
    CONSTRAINT user_roles_email_is_an_address CHECK (
        email ~ '^[^@[:space:][:cntrl:]]+@[^@[:space:][:cntrl:]]+$' AND octet_length(email) <= 254
    ),
    CONSTRAINT user_roles_role_is_known CHECK (role IN ('reader', 'editor', 'admin')),
    CONSTRAINT user_roles_pin_is_whole CHECK ((tenant_id IS NULL) = (object_id IS NULL)),
    CONSTRAINT user_roles_pin_is_not_empty CHECK (tenant_id <> '' AND object_id <> ''),
    CONSTRAINT user_roles_pin_time_needs_a_pin CHECK (pinned_at IS NULL OR object_id IS NOT NULL)
);

COMMENT ON TABLE user_roles IS 'The role of each person, found by e-mail address.';
COMMENT ON COLUMN user_roles.email IS 'Lower case. Addresses are handed on between people, hence the pin beside it.';
COMMENT ON COLUMN user_roles.role IS 'reader, editor or admin; each may do what the ones before it may.';
COMMENT ON COLUMN user_roles.tenant_id IS 'Whom the row is pinned to: tenant id at Entra, issuer elsewhere. Null until the first sign-in.';
COMMENT ON COLUMN user_roles.object_id IS 'Whom the row is pinned to: object id at Entra, subject elsewhere. Null until the first sign-in.';
COMMENT ON COLUMN user_roles.pinned_at IS 'When the row was pinned to that person.';
COMMENT ON COLUMN user_roles.created_at IS 'When the row was made.';
COMMENT ON COLUMN user_roles.updated_at IS 'When the role or the pin was last changed.';

CREATE FUNCTION user_roles_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$$;

CREATE TRIGGER user_roles_touch BEFORE UPDATE ON user_roles
    FOR EACH ROW EXECUTE FUNCTION user_roles_touch();

-- Tells every listening copy of the program. The payload is "roles:<email>"; an empty address means "any".
CREATE FUNCTION user_roles_announce() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM pg_notify('latchkey', 'roles:' || OLD.email);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM pg_notify('latchkey', 'roles:' || NEW.email);
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION user_roles_announce_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('latchkey', 'roles:');
    RETURN NULL;
END
$$;

CREATE TRIGGER user_roles_announce AFTER INSERT OR DELETE ON user_roles
    FOR EACH ROW EXECUTE FUNCTION user_roles_announce();

-- The first pin of a row is not announced: it takes nothing from anybody and happens at every first sign-in,
-- and an announcement empties the role cache of every copy.
CREATE TRIGGER user_roles_announce_change AFTER UPDATE ON user_roles
    FOR EACH ROW
    WHEN (OLD.email <> NEW.email
        OR OLD.role <> NEW.role
        OR (OLD.object_id IS NOT NULL
            AND (OLD.tenant_id, OLD.object_id) IS DISTINCT FROM (NEW.tenant_id, NEW.object_id)))
    EXECUTE FUNCTION user_roles_announce();

CREATE TRIGGER user_roles_announce_truncate AFTER TRUNCATE ON user_roles
    FOR EACH STATEMENT EXECUTE FUNCTION user_roles_announce_all();
