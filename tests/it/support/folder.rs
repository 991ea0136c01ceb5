//! Folders of any length, written into the database at once. Their documents have facts, but no bytes.

use latchkey::collation;

use super::World;

/// A folder at the top with these documents: name, size, media type. All were added at the same moment.
pub fn fill(world: &World, folder: &str, documents: &[(String, i64, &str)]) {
    fill_without_keys(world, folder, documents);
    give_keys(world);
}

/// Gives what was written into the database its place in lists, as the program would do in the background.
pub fn give_keys(world: &World) {
    let waiting = world.database.text(
        "SELECT coalesce(string_agg(e.node_id || ' ' || n.name, E'\\x1f'), '')
           FROM search_entries e JOIN nodes n ON n.id = e.node_id WHERE e.sort_name >= E'\\x02'",
    );
    let rows: Vec<String> = waiting
        .split('\u{1f}')
        .filter_map(|row| row.split_once(' '))
        .map(|(id, name)| format!("('{id}'::uuid, {})", quoted(&collation::key(name))))
        .collect();
    if !rows.is_empty() {
        world.database.execute(&format!(
            "UPDATE search_entries SET sort_name = new.key FROM (VALUES {}) AS new (id, key) WHERE node_id = new.id",
            rows.join(", ")
        ));
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// As [`fill`], with names from before the program made keys of them.
pub fn fill_without_keys(world: &World, folder: &str, documents: &[(String, i64, &str)]) {
    let rows: Vec<String> = documents
        .iter()
        .map(|(name, size, media_type)| format!("({}, {size}, {})", quoted(name), quoted(media_type)))
        .collect();
    let rows = if rows.is_empty() { "('', 0, '')".to_owned() } else { rows.join(", ") };
    world.database.execute(&format!(
        "WITH top AS (
             INSERT INTO nodes (id, parent_id, name, kind, created_by)
             VALUES (gen_random_uuid(), '00000000-0000-7000-8000-000000000001', {}, 'folder', 'import') RETURNING id
         ), rows AS (
             SELECT gen_random_uuid() AS id, gen_random_uuid() AS version, name, size::bigint, type
               FROM (VALUES {rows}) AS listed (name, size, type) WHERE name <> ''
         ), documents AS (
             INSERT INTO nodes (id, parent_id, name, kind, created_by, current_version_id)
             SELECT rows.id, top.id, name, 'document', 'import', version FROM rows, top RETURNING id
         )
         INSERT INTO versions (id, document_id, number, sha256, size, content_type, created_by)
         SELECT version, rows.id, 1, sha256(name::bytea), size, type, 'import' FROM rows JOIN documents USING (id)",
        quoted(folder)
    ));
}
