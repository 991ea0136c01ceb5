//! Pages of Office files by LibreOffice, where it is installed and asked for. Here a small program stands in for it, which
//! also tries what an attacker in it would try.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use crate::{
    look_documents::{in_order, preview},
    support::{
        World, eventually,
        files::{docx, pdf},
        import::import,
    },
};

/// Makes a program of these lines in a folder of its own, as LibreOffice has one.
fn program(folder: &Path, lines: &str) -> std::path::PathBuf {
    let program = folder.join("office/program/soffice.bin");
    fs::create_dir_all(program.parent().unwrap()).unwrap();
    fs::write(&program, format!("#!/bin/sh\n{lines}\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    program
}

fn world_with(lines: &str) -> (World, tempfile::TempDir) {
    let folder = tempfile::TempDir::new().unwrap();
    let office = program(folder.path(), lines);
    (World::with(|settings| settings.previews.office = Some(office)), folder)
}

#[test]
fn the_pages_of_an_office_file_are_made_once_and_shown_as_a_pdf() {
    let (world, folder) = world_with("[ -f document.docx ] || exit 3\nprintf '%%PDF-1.4 pages' > out/document.pdf");
    import(&world, &[("a.docx", &docx("Wort"))]);
    let mut reader = world.reader();
    let shown = preview(&mut reader, "a.docx");
    let id = reader.click("/at/a.docx").location().to_owned();
    in_order(&shown, &[&format!("<iframe src=\"{id}/pages\""), "made of the document by LibreOffice"]);
    let answer = reader.click(&format!("{id}/pages"));
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/pdf")));
    assert_eq!(answer.text(), "%PDF-1.4 pages");
    assert!(answer.header("content-security-policy").unwrap().starts_with("sandbox; default-src 'none'"));
    assert!(answer.header("content-disposition").unwrap().starts_with("inline"));
    // Without the program they are there all the same: they were kept.
    fs::remove_dir_all(folder.path()).unwrap();
    in_order(&preview(&mut reader, "a.docx"), &["<iframe"]);
}

#[test]
fn a_tile_shows_the_first_page_once_the_pages_are_made() {
    let (world, folder) = world_with("cp \"$(dirname \"$0\")/../page.pdf\" out/document.pdf");
    fs::write(folder.path().join("office/page.pdf"), pdf(&["BT /F1 72 Tf 100 400 Td (Page) Tj ET".to_owned()]))
        .unwrap();
    import(&world, &[("a.docx", &docx("Wort"))]);
    let mut reader = world.reader();
    let id = reader.click("/at/a.docx").location().to_owned();
    let tiles = reader.click("/files/?view=tiles").text();
    assert!(tiles.contains(&format!("<img src=\"{id}/thumbnail\"")), "{tiles}");
    // Nobody waits for it.
    eventually(|| reader.fetch(&format!("{id}/thumbnail")).status == 200);
    let small = reader.fetch(&format!("{id}/thumbnail?size=96"));
    assert!(small.status == 200 && small.header("content-type").unwrap().starts_with("image/"));
}

#[test]
fn where_it_fails_the_text_is_shown() {
    let (world, _folder) = world_with("exit 1");
    import(&world, &[("a.docx", &docx("Wort")), ("a.eml", b"From: a@example.com\nSubject: x\n\nbody")]);
    let mut reader = world.reader();
    in_order(&preview(&mut reader, "a.docx"), &["without its layout and pictures", "Wort"]);
    in_order(&preview(&mut reader, "a.eml"), &["body"]);
    let id = reader.click("/at/a.docx").location().to_owned();
    assert_eq!(reader.fetch(&format!("{id}/pages")).status, 404);
}

#[test]
fn it_is_started_again_when_it_asks_for_that() {
    let (world, _folder) =
        world_with("[ -f home/second ] || { touch home/second; exit 81; }\nprintf '%%PDF-1.4' > out/document.pdf");
    import(&world, &[("a.docx", &docx("Wort"))]);
    in_order(&preview(&mut world.reader(), "a.docx"), &["<iframe"]);
}

#[test]
fn it_sees_its_own_folder_and_nothing_of_the_site() {
    let secret = tempfile::TempDir::new().unwrap();
    let file = secret.path().join("secret");
    fs::write(&file, "secret").unwrap();
    let tries = format!(
        "{{ printf '%%PDF-1.4 '\ncat {file} && echo READ\nls / && echo LISTED\ncat /etc/passwd && echo PASSWD\n\
         cat /proc/$PPID/environ && echo ENVIRON\ntouch {folder}/new && echo WRITTEN\nkill -0 $PPID && echo KILLED\n\
         (exec 3<>/dev/tcp/127.0.0.1/5432) && echo CONNECTED\necho $LATCHKEY_TEST_DATABASE_URL; echo the end; }} > out/document.pdf 2>/dev/null",
        file = file.display(),
        folder = secret.path().display(),
    );
    // Bash knows addresses of the network as files.
    let (world, _folder) = world_with(&format!("exec /bin/bash -c '{}'", tries.replace('\'', "'\\''")));
    import(&world, &[("a.docx", &docx("Wort"))]);
    let mut reader = world.reader();
    in_order(&preview(&mut reader, "a.docx"), &["<iframe"]);
    let id = reader.click("/at/a.docx").location().to_owned();
    let pages = reader.click(&format!("{id}/pages")).text();
    assert!(pages.ends_with("\nthe end\n"), "{pages}");
    for done in ["READ", "secret", "LISTED", "PASSWD", "ENVIRON", "WRITTEN", "KILLED", "CONNECTED", "postgres"] {
        assert!(!pages.contains(done), "{done} in {pages}");
    }
}

#[test]
fn libreoffice_itself_works_in_its_sandbox() {
    let office = Path::new("/usr/lib/libreoffice/program/soffice.bin");
    assert!(office.exists(), "apt install libreoffice-writer-nogui");
    let world = World::with(|settings| settings.previews.office = Some(office.into()));
    import(&world, &[("a.rtf", b"{\\rtf1\\ansi one\\page two\\page three}")]);
    let mut reader = world.reader();
    // A page that waits says so after a while, and shows the text.
    eventually(|| preview(&mut reader, "a.rtf").contains("<iframe"));
    let id = reader.click("/at/a.rtf").location().to_owned();
    let pages = reader.click(&format!("{id}/pages")).body;
    let count = pages.windows(11).filter(|part| part == b"/Type/Page/").count();
    assert!(pages.starts_with(b"%PDF-"));
    assert_eq!(count, 3);
}
