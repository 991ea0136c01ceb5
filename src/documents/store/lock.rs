//! The locks of the tree: one for each top-level folder with everything in it, and one for the root with its direct
//! entries. They are taken before anything is read, and end with the transaction: under READ COMMITTED each later
//! statement sees everything that was committed before it.

use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

/// Locks the parts of the tree that a change touches. Additions to folders and documents share them; changes of
/// names, places or the trash wait for each other and for additions.
pub async fn lock_tree(connection: &mut PgConnection, adding: &[Uuid], changing: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!("SELECT tree_lock($1, $2)::text", adding, changing).fetch_one(connection).await.map(|_| ())
}

/// The program's own changes in this transaction are not announced, because nobody sees them.
pub async fn tell_nobody(connection: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("SELECT set_config('latchkey.tells', 'itself', true)").fetch_one(connection).await.map(|_| ())
}

/// The item of a deletion; nothing if there is no such deletion.
pub async fn deleted_node(executor: impl PgExecutor<'_>, deletion: Uuid) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!("SELECT node_id FROM deletions WHERE id = $1", deletion).fetch_optional(executor).await
}
