//! The database, and where the bytes of documents are kept.

use latchkey::settings::{ObjectStoreKind, StoragePlace};

use super::{entra, good, load, production, refused, said, warnings, with, without};

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

#[test]
fn so_few_connections_that_listings_would_starve_are_refused() {
    let connections = |value| good(&with(entra(), &[("DATABASE_CONNECTIONS", value)])).database.connections;
    assert_eq!((good(&entra()).database.connections, connections("12"), connections("80")), (16, 12, 80));
    for value in ["0", "11", "1001", "-1", "many"] {
        refused(&with(entra(), &[("DATABASE_CONNECTIONS", value)]), "DATABASE_CONNECTIONS", "number from 12 to 1000");
    }
}

#[test]
fn bytes_lie_under_data_dir_unless_a_store_is_named() {
    let place = |pairs: &[(&str, &str)]| good(&with(entra(), pairs)).storage.place;
    let StoragePlace::Directory(path) = place(&[("DATA_DIR", "/tmp/none/x")]) else { panic!("a directory") };
    assert_eq!(path.to_str(), Some("/tmp/none/x/blobs"));
    let StoragePlace::Directory(path) = place(&[("STORAGE_URL", "file:///tmp/none/y")]) else { panic!("a directory") };
    assert_eq!(path.to_str(), Some("/tmp/none/y"));
    let azure = [("STORAGE_URL", "az://documents/a/b/"), ("AZURE_STORAGE_ACCOUNT_NAME", "company")];
    let StoragePlace::Objects(objects) = place(&azure) else { panic!("objects") };
    assert_eq!((objects.kind, &*objects.bucket, &*objects.prefix), (ObjectStoreKind::Azure, "documents", "a/b"));
    assert!(!objects.plain_http);
    let s3 = [("STORAGE_URL", "s3://documents"), ("AWS_ENDPOINT_URL", "http://127.0.0.1:9000")];
    let StoragePlace::Objects(objects) = place(&s3) else { panic!("objects") };
    assert_eq!((objects.kind, &*objects.prefix, objects.plain_http), (ObjectStoreKind::S3, "", true));
}

#[test]
fn what_is_wrong_with_the_store_is_said_at_once() {
    for (url, words) in [
        ("ftp://x", "is none of file:///folder"),
        ("documents", "is none of file:///folder"),
        ("az://key:secret@documents", "is none of"),
        ("file://host/share", "three slashes"),
        ("file:///etc/passwd", "not a folder"),
        ("az://UP", "3 to 63 lower-case"),
        ("s3://documents/a b", "The prefix is made of"),
    ] {
        refused(&with(entra(), &[("STORAGE_URL", url)]), "STORAGE_URL", words);
    }
    let azure = with(
        entra(),
        &[
            ("STORAGE_URL", "az://documents"),
            ("AZURE_STORAGE_ACCOUNT_KEY", "hunter22!"),
            ("AZURE_STORAGE_SAS_TOKEN", "hunter23"),
            ("AZURE_STORAGE_ENDPOINT", "storage"),
            ("STORAGE_REDIRECT", "true"),
        ],
    );
    refused(&azure, "AZURE_STORAGE_ACCOUNT_NAME", "Not set");
    refused(&azure, "AZURE_STORAGE_ACCOUNT_KEY", "Not a key");
    refused(&azure, "AZURE_STORAGE_SAS_TOKEN", "Keep one of them");
    refused(&azure, "AZURE_STORAGE_ENDPOINT", "not an address");
    refused(&azure, "STORAGE_REDIRECT", "Only with s3://");
    assert!(!load(&azure).unwrap_err().to_string().contains("hunter2"));
    let s3 = with(entra(), &[("STORAGE_URL", "s3://documents"), ("AWS_ACCESS_KEY_ID", "AKIA")]);
    refused(&s3, "AWS_SECRET_ACCESS_KEY", "they are a pair");
}

#[test]
fn the_secrets_of_a_store_do_not_print() {
    let pairs = [
        ("STORAGE_URL", "s3://documents"),
        ("AWS_ACCESS_KEY_ID", "AKIA"),
        ("AWS_SECRET_ACCESS_KEY", "hunter22"),
        ("AWS_SESSION_TOKEN", "hunter23"),
    ];
    let settings = format!("{:?}", good(&with(entra(), &pairs)));
    assert!(settings.contains("aws_secret_access_key") && !settings.contains("hunter"), "{settings}");
}

#[test]
fn a_store_without_encryption_is_mentioned() {
    let at = |url| warnings(&with(production(), &[("STORAGE_URL", "s3://documents"), ("AWS_ENDPOINT_URL", url)]));
    assert!(at("http://minio.example.com").contains("AWS_ENDPOINT_URL is not encrypted"));
    assert_eq!(at("https://minio.example.com") + &at("http://127.0.0.1:9000"), "");
}
