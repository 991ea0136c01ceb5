-- People and groups as the company's directory sends them by itself (SCIM 2.0, RFC 7643 and RFC 7644).

CREATE TABLE scim_secrets (
    id      uuid        NOT NULL,
    sha256  bytea       NOT NULL,
    made_at timestamptz NOT NULL,
    made_by text        NOT NULL,
    used_at timestamptz,

    CONSTRAINT scim_secrets_pkey PRIMARY KEY (id),
    CONSTRAINT scim_secrets_sha256_is_whole CHECK (octet_length(sha256) = 32),
    CONSTRAINT scim_secrets_sha256_is_one UNIQUE (sha256)
);

COMMENT ON TABLE scim_secrets IS 'With what the directory proves that it sends something. Two at a time, so that one can take the place of the other.';
COMMENT ON COLUMN scim_secrets.id IS 'By this people end it.';
COMMENT ON COLUMN scim_secrets.sha256 IS 'Of the secret, which is kept nowhere.';
COMMENT ON COLUMN scim_secrets.made_at IS 'When it was made.';
COMMENT ON COLUMN scim_secrets.made_by IS 'Who made it, as "tenant|object id", or the command that did.';
COMMENT ON COLUMN scim_secrets.used_at IS 'When it was last used, within a minute; null: never.';

CREATE TABLE scim_users (
    id            uuid        NOT NULL,
    user_key      text        NOT NULL,
    user_name     text        NOT NULL,
    user_name_key text        NOT NULL,
    is_active     boolean     NOT NULL,
    resource      jsonb       NOT NULL,
    made_at       timestamptz NOT NULL,
    changed_at    timestamptz NOT NULL,
    deleted_at    timestamptz,

    CONSTRAINT scim_users_pkey PRIMARY KEY (id),
    CONSTRAINT scim_users_deleted_is_over CHECK (deleted_at IS NULL OR NOT is_active),
    CONSTRAINT scim_users_resource_is_bounded CHECK (jsonb_typeof(resource) = 'object' AND octet_length(resource::text) <= 131072)
);

COMMENT ON TABLE scim_users IS 'The people whom the directory has sent. Somebody who is not active has no access, whatever was granted to them.';
COMMENT ON COLUMN scim_users.id IS 'What the directory calls them from then on.';
COMMENT ON COLUMN scim_users.user_key IS 'The person, "tenant|object id", as they sign in.';
COMMENT ON COLUMN scim_users.user_name IS 'Their userName.';
COMMENT ON COLUMN scim_users.user_name_key IS 'The userName as it is compared: lower case.';
COMMENT ON COLUMN scim_users.is_active IS 'False: the directory has disabled or deleted them.';
COMMENT ON COLUMN scim_users.resource IS 'All that was sent, as it is given back; without id and meta.';
COMMENT ON COLUMN scim_users.made_at IS 'When the directory first sent them.';
COMMENT ON COLUMN scim_users.changed_at IS 'When it last sent something else.';
COMMENT ON COLUMN scim_users.deleted_at IS 'Since when the directory has them no more. The row stays, empty, so that their access stays away.';

CREATE UNIQUE INDEX scim_users_user_name_is_taken ON scim_users (user_name_key) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX scim_users_person_is_taken ON scim_users (user_key) WHERE deleted_at IS NULL;
CREATE INDEX scim_users_by_person ON scim_users (user_key);
CREATE INDEX scim_users_in_order ON scim_users (made_at, id) WHERE deleted_at IS NULL;

CREATE TABLE scim_groups (
    id               uuid        NOT NULL,
    external_id      text,
    display_name     text        NOT NULL,
    display_name_key text        NOT NULL,
    claim            text        NOT NULL GENERATED ALWAYS AS ('directory-group:' || coalesce(external_id, display_name)) STORED,
    made_at          timestamptz NOT NULL,
    changed_at       timestamptz NOT NULL,

    CONSTRAINT scim_groups_pkey PRIMARY KEY (id),
    CONSTRAINT scim_groups_claim_is_short CHECK (octet_length(claim) <= 600),
    CONSTRAINT scim_groups_is_taken UNIQUE (claim)
);

COMMENT ON TABLE scim_groups IS 'The groups of the directory that it has sent.';
COMMENT ON COLUMN scim_groups.id IS 'What the directory calls it from then on.';
COMMENT ON COLUMN scim_groups.external_id IS 'Its object id there.';
COMMENT ON COLUMN scim_groups.display_name IS 'What people call it there.';
COMMENT ON COLUMN scim_groups.display_name_key IS 'The displayName as it is compared: lower case.';
COMMENT ON COLUMN scim_groups.claim IS 'As group_members.member names it. A directory without object ids names groups in tokens as people call them.';
COMMENT ON COLUMN scim_groups.made_at IS 'When the directory first sent it.';
COMMENT ON COLUMN scim_groups.changed_at IS 'When it last sent something else.';

CREATE INDEX scim_groups_by_name ON scim_groups (display_name_key);

CREATE TABLE scim_members (
    group_id uuid NOT NULL,
    user_id  uuid NOT NULL,

    CONSTRAINT scim_members_pkey PRIMARY KEY (group_id, user_id),
    CONSTRAINT scim_members_of_a_group FOREIGN KEY (group_id) REFERENCES scim_groups (id) ON DELETE CASCADE,
    CONSTRAINT scim_members_of_people FOREIGN KEY (user_id) REFERENCES scim_users (id) ON DELETE CASCADE
);

COMMENT ON TABLE scim_members IS 'Who is in a group of the directory, as it has sent it.';
COMMENT ON COLUMN scim_members.group_id IS 'The group.';
COMMENT ON COLUMN scim_members.user_id IS 'Who is in it.';

CREATE INDEX scim_members_by_user ON scim_members (user_id);

CREATE FUNCTION scim_claims(person text) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(g.claim ORDER BY g.claim), '{}')
      FROM scim_users u
      JOIN scim_members m ON m.user_id = u.id
      JOIN scim_groups g ON g.id = m.group_id
     WHERE u.user_key = person AND u.deleted_at IS NULL
$$;

COMMENT ON FUNCTION scim_claims IS 'What the directory has sent of a person, as directory_people.pushed has it.';

CREATE FUNCTION is_locked_out(person text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM people WHERE user_key = person AND locked_at IS NOT NULL)
        OR EXISTS (SELECT FROM scim_users WHERE user_key = person AND NOT is_active)
$$;

COMMENT ON FUNCTION is_locked_out IS 'Whether nothing counts for a person: they were locked out here, or the directory has disabled them.';

-- However a row comes to be, it begins with what was sent before.
CREATE FUNCTION directory_people_pushed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.pushed := scim_claims(NEW.user_key);
    RETURN NEW;
END
$$;

CREATE TRIGGER directory_people_pushed BEFORE INSERT ON directory_people
    FOR EACH ROW EXECUTE FUNCTION directory_people_pushed();

-- A person who is disabled, or enabled again, is looked up anew by every copy.
CREATE TRIGGER scim_users_announce AFTER UPDATE ON scim_users
    FOR EACH ROW WHEN (OLD.is_active <> NEW.is_active OR OLD.user_key <> NEW.user_key) EXECUTE FUNCTION grants_announce();
CREATE TRIGGER scim_users_announce_first AFTER INSERT ON scim_users
    FOR EACH ROW WHEN (NOT NEW.is_active) EXECUTE FUNCTION grants_announce();
CREATE TRIGGER scim_users_announce_last AFTER DELETE ON scim_users
    FOR EACH ROW WHEN (NOT OLD.is_active) EXECUTE FUNCTION grants_announce();
