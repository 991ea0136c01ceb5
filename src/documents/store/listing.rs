//! Parts of a folder in order, each read from the index of that order, so a late part costs no more than the first.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Result,
    access::level::Level,
    database::Database,
    documents::{
        document::Entry,
        item::Trace,
        item::Who,
        line::{Line, Part},
        sort::Column,
        store::list::kind,
    },
};

/// A folder, and entries of it in the requested order.
#[allow(clippy::struct_field_names)] // the lines are what it is called after
pub struct Lines {
    pub folder: Uuid,
    /// What may be done with the folder; `None`: it may only be passed through.
    pub level: Option<Level>,
    pub lines: Vec<(Entry, Line)>,
}

/// The folder's row, or none; joined with its entries, or with one empty entry. The details of an entry are looked up
/// one by one, because a plan for an unknown number of entries prefers to read whole tables.
macro_rules! lines {
    ($database:ident, $way:tt, $lines:tt $(+ $more:tt)*; $($argument:expr),*) => {
        $database
            .look_up(|| {
                sqlx::query_as!(
                    Row,
                    r#"
                    SELECT f.id           AS folder,
                           f.level        AS "level!",
                           n.id           AS "id?",
                           n.name         AS "name?",
                           n.revision     AS "revision?",
                           CASE WHEN line.has_own_access THEN level_of(line.node_id, $5) >= 1 ELSE f.around END AS "is_seen?",
                           line.edited_at AS "edited_at?",
                           line.is_folder AS "is_folder?",
                           line.bytes     AS "bytes?",
                           line.type      AS "type?",
                           line.sort_name AS "sort_name?",
                           n.edited_by    AS "edited_by?",
                           coalesce(nullif(p.name, ''), p.email, '') AS "editor?",
                           n.sha256       AS "sha256?",
                           n.size         AS "size?",
                           n.content_type AS "content_type?"
                      FROM (
                          SELECT f.id, level, level >= 1 AS around, ways_beside(f.id, level >= 1, $5) AS ways
                            FROM nodes f
                           CROSS JOIN LATERAL (SELECT level_of(f.id, $5) AS level OFFSET 0) AS granted
                           WHERE f.id = node_at($1, $2) AND f.kind = 'folder'
                          OFFSET 0
                      ) f
                      LEFT JOIN LATERAL (
                    "# + $lines $(+ $more)* + r#"
                      ) line ON true
                      LEFT JOIN LATERAL (
                          SELECT n.id, n.name, n.revision, v.sha256, v.size, v.content_type,
                                 coalesce(v.created_by, n.updated_by, n.created_by) AS edited_by
                            FROM nodes n
                            LEFT JOIN versions v ON v.id = n.current_version_id
                           WHERE n.id = line.node_id
                          OFFSET 0
                      ) n ON true
                      LEFT JOIN people p ON p.user_key = n.edited_by
                     WHERE f.around OR cardinality(f.ways) > 0
                     ORDER BY line.stretch, line.step, line.sort_name "# + $way,
                    $($argument),*
                )
                .fetch_all($database.pool())
            })
            .await?
    };
}

/// By name: folders, then documents.
macro_rules! by_name {
    ($database:ident, $way:tt, $behind:tt; $($argument:expr),*) => {
        lines!($database, $way, r#"
            SELECT s.stretch, 0 AS step, e.*
              FROM unnest($6::boolean[], $7::text[]) WITH ORDINALITY AS s (is_folder, name, stretch)
             CROSS JOIN LATERAL (
                 SELECT * FROM search_entries
                  WHERE parent_id = f.id AND is_folder = s.is_folder AND sort_name "# + $behind + r#" s.name
                    AND shows(search_entries, f.around, f.ways, $5)
                  ORDER BY sort_name "# + $way + r#"
                  LIMIT $3::bigint + $4::bigint
             ) e
             LIMIT $3 OFFSET $4
        "#; $($argument),*)
    };
}

/// By type, which are few: type by type in the order given.
macro_rules! by_type {
    ($database:ident, $way:tt, $behind:tt; $($argument:expr),*) => {
        lines!($database, $way, r#"
            SELECT s.stretch, 0 AS step, e.*
              FROM unnest($6::text[], $7::text[]) WITH ORDINALITY AS s (type, name, stretch)
             CROSS JOIN LATERAL (
                 SELECT * FROM search_entries
                  WHERE parent_id = f.id AND type = s.type AND sort_name "# + $behind + r#" s.name
                    AND shows(search_entries, f.around, f.ways, $5)
                  ORDER BY sort_name "# + $way + r#"
                  LIMIT $3::bigint + $4::bigint
             ) e
             LIMIT $3 OFFSET $4
        "#; $($argument),*)
    };
}

/// Sorted by a key and then by name, possibly in opposite directions, which no index serves: so it goes from each key
/// to the next, and reads the names of each. PostgreSQL evaluates the recursion only as far as the limit needs it.
macro_rules! by_key {
    ($database:ident, $key:tt, $keys:tt, $way:tt, $behind:tt; $($argument:expr),*) => {
        lines!($database, $way, r#"
            SELECT s.stretch, e.*
              FROM unnest($6::boolean[], $7::text[], $8::"# + $keys + r#") WITH ORDINALITY AS s (is_folder, name, key, stretch)
             CROSS JOIN LATERAL (
                 WITH RECURSIVE keys (key, step) AS (
                     SELECT s.key, 1
                     UNION ALL
                     SELECT CASE WHEN $9::boolean
                                 THEN (SELECT min("# + $key + r#") FROM search_entries
                                        WHERE parent_id = f.id AND is_folder = s.is_folder AND "# + $key + r#" > k.key)
                                 ELSE (SELECT max("# + $key + r#") FROM search_entries
                                        WHERE parent_id = f.id AND is_folder = s.is_folder AND "# + $key + r#" < k.key)
                            END,
                            k.step + 1
                       FROM keys k
                      WHERE k.key IS NOT NULL
                 )
                 SELECT k.step, e.*
                   FROM keys k
                  CROSS JOIN LATERAL (
                      SELECT * FROM search_entries
                       -- A range and an order that only the index of the key can give: with "=", the planner may read
                       -- the index of the names instead, all of it for each key.
                       WHERE parent_id = f.id AND is_folder = s.is_folder
                         AND "# + $key + r#" >= k.key AND "# + $key + r#" <= k.key
                         AND sort_name "# + $behind + r#" CASE WHEN k.step = 1 THEN s.name ELSE $10::text END
                         AND shows(search_entries, f.around, f.ways, $5)
                       ORDER BY "# + $key + r#" "# + $way + r#", sort_name "# + $way + r#"
                       LIMIT $3::bigint + $4::bigint
                  ) e
             ) e
             LIMIT $3 OFFSET $4
        "#; $($argument),*)
    };
}

struct Row {
    folder: Uuid,
    level: i16,
    id: Option<Uuid>,
    name: Option<String>,
    revision: Option<i64>,
    is_seen: Option<bool>,
    edited_at: Option<OffsetDateTime>,
    is_folder: Option<bool>,
    bytes: Option<i64>,
    r#type: Option<String>,
    sort_name: Option<String>,
    edited_by: Option<String>,
    editor: Option<String>,
    sha256: Option<Vec<u8>>,
    size: Option<i64>,
    content_type: Option<String>,
}

/// A page of the folder at the path `names` below the folder `from`, in one round trip. `None`: there is no such
/// folder.
pub async fn part(
    database: &Database,
    from: Uuid,
    names: &[String],
    part: &Part<'_>,
    subjects: &[String],
) -> Result<Option<Lines>> {
    let (limit, skipped) = (part.limit, part.skipped);
    let rows = match part.sort.by {
        Column::Name => {
            let (groups, names_behind) = part.groups();
            let behind = &names_behind[..];
            if part.names_fall() {
                by_name!(database, "DESC", "<"; from, names, limit, skipped, subjects, &groups, behind)
            } else {
                by_name!(database, "ASC", ">"; from, names, limit, skipped, subjects, &groups, behind)
            }
        }
        Column::Type => {
            let (types, names_behind) = part.types();
            let behind = &names_behind[..];
            if part.names_fall() {
                by_type!(database, "DESC", "<"; from, names, limit, skipped, subjects, &types, behind)
            } else {
                by_type!(database, "ASC", ">"; from, names, limit, skipped, subjects, &types, behind)
            }
        }
        Column::Size => {
            let (groups, names_behind) = part.groups();
            let (behind, keys, rise, end) = (&names_behind[..], &part.sizes()[..], part.keys_rise(), part.name_end());
            if part.names_fall() {
                by_key!(database, "bytes", "bigint[]", "DESC", "<"; from, names, limit, skipped, subjects, &groups, behind, keys, rise, end)
            } else {
                by_key!(database, "bytes", "bigint[]", "ASC", ">"; from, names, limit, skipped, subjects, &groups, behind, keys, rise, end)
            }
        }
        Column::Changed => {
            let (groups, names_behind) = part.groups();
            let (behind, keys, rise, end) = (&names_behind[..], &part.times()[..], part.keys_rise(), part.name_end());
            if part.names_fall() {
                by_key!(database, "edited_at", "timestamptz[]", "DESC", "<"; from, names, limit, skipped, subjects, &groups, behind, keys, rise, end)
            } else {
                by_key!(database, "edited_at", "timestamptz[]", "ASC", ">"; from, names, limit, skipped, subjects, &groups, behind, keys, rise, end)
            }
        }
    };
    let Some((folder, level)) = rows.first().map(|row| (row.folder, row.level)) else { return Ok(None) };
    let level = Level::of(level)?;
    // An empty folder is one row without a line.
    let lines = rows.into_iter().filter_map(Row::read).collect::<Result<_>>()?;
    Ok(Some(Lines { folder, level, lines }))
}

impl Row {
    fn read(self) -> Option<Result<(Entry, Line)>> {
        let at = self.edited_at?;
        let line = Line {
            is_folder: self.is_folder?,
            bytes: self.bytes?,
            r#type: self.r#type?,
            edited_at: at,
            name: self.sort_name?,
        };
        let changed = Trace { at, by: Who::of(self.edited_by?, self.editor?) };
        let (changed, revision) = if self.is_seen? { (Some(changed), self.revision?) } else { (None, 0) };
        let (id, name) = (self.id?, self.name?);
        let kind = kind(self.sha256, self.size, self.content_type);
        Some(kind.map(|kind| (Entry { id, name, revision, changed, kind }, line)))
    }
}
