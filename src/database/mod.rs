//! Interim shape of the contract; the real one comes from branch `database`.
pub mod notices;

use std::sync::Arc;

use sqlx::PgPool;

#[derive(Clone)]
pub struct Database {
    pool: PgPool,
    notices: Arc<notices::Notices>,
}

impl Database {
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    pub fn notices(&self) -> &Arc<notices::Notices> {
        &self.notices
    }
}
