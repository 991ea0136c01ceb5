//! The program at the terminal: exit codes, `check`, `.env`.

use std::{fs, path::Path, process::Command};

use super::{SECRET, TENANT, dev, production, with};

/// The program itself, in an empty folder, with nothing in its environment but this.
fn run(folder: &Path, arguments: &[&str], pairs: &[(&str, &str)]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_latchkey"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .envs(pairs.iter().copied())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_program_leaves_with_code_2_and_the_list_on_standard_error() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&[][..], &["check"], &["role", "list"]] {
        let (code, out, err) = run(folder.path(), arguments, &[("BIND", "8000")]);
        assert_eq!((code, out.as_str()), (Some(2), ""));
        assert!(err.contains("BIND=127.0.0.1:8000") && err.contains("two ways on"), "{err}");
    }
    let (code, _, err) = run(folder.path(), &["role", "set", "ada@example.com", "king"], &[]);
    assert!(code == Some(2) && err.contains("the roles are reader, editor and admin"), "{err}");
}

#[test]
fn check_shows_what_is_set_without_secrets_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let pairs = with(production(), &[("DATABASE_URL", "postgres://latchkey:hunter22@localhost/latchkey")]);
    let (code, out, err) = run(folder.path(), &["check"], &pairs);
    assert!(code == Some(0) && out.ends_with("ok\n") && out.contains(TENANT), "{out}{err}");
    assert!(out.contains("\nFor the search, words in scans and pictures are "), "{out}");
    for secret in [SECRET, "Q~a1b2c3d4e5f6g7h8", "hunter22"] {
        assert!(!out.contains(secret) && !err.contains(secret));
    }
    run(folder.path(), &["check"], &dev());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_key_that_is_not_the_certificates_is_a_problem_of_the_settings() {
    let folder = tempfile::tempdir().unwrap();
    let pem = folder.path().join("client.pem");
    let make = |arguments: &str| {
        let done = Command::new("openssl").args(arguments.split(' ')).current_dir(folder.path()).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    for key in ["right", "wrong"] {
        make(&format!("req -x509 -newkey rsa:2048 -nodes -subj /CN=latchkey -keyout {key}.key -out {key}.crt"));
    }
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let certificate = pem.to_str().unwrap();
    let pairs = with(production(), &[("APP_REG_CLIENT_SECRET", ""), ("APP_REG_CLIENT_CERT", certificate)]);

    fs::write(&pem, read("right.key") + &read("right.crt")).unwrap();
    let (code, out, err) = run(folder.path(), &["check"], &pairs);
    assert!(code == Some(0) && out.ends_with("ok\n"), "{out}{err}");

    fs::write(&pem, read("wrong.key") + &read("right.crt")).unwrap();
    for command in ["check", "serve"] {
        let (code, _, err) = run(folder.path(), &[command], &pairs);
        assert!(code == Some(2) && err.contains("do not belong together"), "{err}");
    }
}

#[test]
fn the_file_dot_env_is_read_and_the_environment_goes_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(".env");
    fs::write(&file, "DEV_MODE=true\nDATABASE_URL=postgres://localhost/latchkey\nBIND=127.0.0.1:9001\n").unwrap();
    let (code, out, err) = run(folder.path(), &["check"], &[("BIND", "127.0.0.1:9002")]);
    assert!(code == Some(0) && out.contains("127.0.0.1:9002") && !out.contains("9001"), "{out}{err}");

    fs::create_dir(folder.path().join("below")).unwrap();
    let (code, ..) = run(&folder.path().join("below"), &["check"], &[]);
    assert_eq!(code, Some(2), "a file further up is somebody else's");

    fs::write(&file, "DEV_MODE=true\nAPI_COOKIE_SECRET=very secret words\n").unwrap();
    let (code, _, err) = run(folder.path(), &["check"], &[]);
    assert!(code == Some(2) && err.contains("after the one that sets DEV_MODE"), "{err}");
    assert!(!err.contains("very secret"), "{err}");
}
