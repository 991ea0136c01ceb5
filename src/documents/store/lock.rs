//! The one lock of the tree. Whoever changes its shape (names, places, the trash) holds it alone; those who only
//! add hold it together. It is taken before anything is read, and ends with the transaction: under READ COMMITTED
//! each later statement sees all that was committed before it.

use sqlx::PgConnection;

/// The lock's number; nothing else in this database uses advisory locks of a transaction.
const TREE: i64 = 0x6c61_7463_6874_7265;

/// For changing the tree's shape: nobody else changes or adds meanwhile.
pub async fn lock_shape(connection: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query_scalar!("SELECT pg_advisory_xact_lock($1)::text", TREE).fetch_one(connection).await.map(|_| ())
}

/// For adding to folders and documents that are there: they stay where they are meanwhile.
pub async fn lock_adding(connection: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query_scalar!("SELECT pg_advisory_xact_lock_shared($1)::text", TREE).fetch_one(connection).await.map(|_| ())
}
