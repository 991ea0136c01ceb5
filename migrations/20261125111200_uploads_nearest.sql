-- An upload may bring a path of folders along, of which some are there already: what is announced counts for the deepest
-- of those, too.

ALTER TABLE uploads ADD COLUMN nearest_id uuid;

COMMENT ON COLUMN uploads.nearest_id IS 'The deepest folder on its way that was there when it was announced; null: folder_id. Quotas count it there.';
