//! Language files of the operator: what they may leave out, and what is refused.

use crate::{
    other_language::file,
    support::{
        World,
        program::{latchkey, said},
        translation::ENGLISH,
    },
};

#[test]
fn a_file_that_is_no_translation_is_refused_at_the_start() {
    let world = World::asleep("http://localhost:8000", |_| {});
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("de.ftl");
    let misnamed = file(folder.path(), "my translation.ftl", ENGLISH);
    let broken = file(folder.path(), "fr.ftl", "documents = Documents\n\nskip to content = Aller\n");
    for (file, reason) in [(&nowhere, "cannot read"), (&misnamed, "is not named for a language"), (&broken, "line 3")] {
        for arguments in [&["check"][..], &["serve"][..]] {
            let mut command = latchkey(&world, arguments);
            command.env("LANGUAGE_FILE", file);
            let (code, words) = said(command);
            assert_eq!(code, Some(2), "{arguments:?}: {words}");
            assert!(words.contains("LANGUAGE_FILE") && words.contains(reason), "{arguments:?}: {words}");
            assert!(words.contains(&file.display().to_string()), "{arguments:?}: {words}");
        }
    }
}

#[test]
fn what_a_translation_leaves_out_stays_english_and_check_says_so() {
    let world = World::asleep("http://localhost:8000", |_| {});
    let folder = tempfile::tempdir().unwrap();
    let mut check = latchkey(&world, &["check"]);
    check
        .env("LANGUAGE_FILE", file(folder.path(), "de.ftl", &ENGLISH.replace("error-not-found =", "error-no-found =")));
    let (code, words) = said(check);
    assert_eq!(code, Some(0), "{words}");
    assert!(words.contains("LANGUAGE_FILE leaves to English: error-not-found."), "{words}");
    assert!(words.contains("LANGUAGE_FILE has what no page says: error-no-found."), "{words}");
}
