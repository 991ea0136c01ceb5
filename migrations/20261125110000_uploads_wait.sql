-- An upload whose bytes are all there waits for the end of a disturbance, or for its person's word.

ALTER TABLE uploads ADD COLUMN needs_decision boolean NOT NULL DEFAULT false;

COMMENT ON COLUMN uploads.needs_decision IS 'All bytes are there, and the person has to say what to do: the name is taken, the folder gone, or there is no room. Kept until they do.';

CREATE INDEX uploads_to_decide ON uploads (owner) WHERE needs_decision AND outcome IS NULL;
CREATE INDEX uploads_left ON uploads (created_at) WHERE sha256 IS NOT NULL AND outcome IS NULL AND NOT needs_decision;
