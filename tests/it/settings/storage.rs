//! The database.

use super::{entra, load, production, refused, said, warnings, with, without};

#[test]
fn outside_development_there_is_no_database_by_itself() {
    for environment in ["test", "staging", "production"] {
        refused(&with(without(production(), "DATABASE_URL"), &[("APP_ENV", environment)]), "DATABASE_URL", "Not set");
    }
    let development = said(&without(entra(), "DATABASE_URL"), "DATABASE_URL");
    assert_eq!(development.is_empty(), cfg!(feature = "embedded-postgres"), "{development}");
}

#[test]
fn a_database_that_is_not_postgres_is_refused_without_showing_its_password() {
    for url in ["mysql://me:hunter22@db/x", "db.example.com", "postgres://me:hunter22#7@db:x/y"] {
        let pairs = with(entra(), &[("DATABASE_URL", url)]);
        refused(&pairs, "DATABASE_URL", "Not the address of a PostgreSQL database");
        assert!(!load(&pairs).unwrap_err().to_string().contains("hunter22"));
    }
}

#[test]
fn a_production_database_without_encryption_is_mentioned() {
    let at = |url| warnings(&with(production(), &[("DATABASE_URL", url)]));
    assert!(at("postgres://latchkey@db.example.com/latchkey").contains("sslmode=verify-full"));
    assert_eq!(at("postgres://latchkey@db.example.com/latchkey?sslmode=require"), "");
    assert_eq!(at("postgres://latchkey@localhost/latchkey"), "");
}
