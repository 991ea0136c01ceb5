//! The commands on the pages for developers. Running them here would build the program inside its own tests, so what is
//! looked at is that each names a step, a test, a variable and a file that exist.

use std::{fs, path::Path};

use super::{
    blocks::{self, Block},
    pages::root,
    shell::lines,
};

const CARGO: &[&str] = &["build", "check", "clippy", "deny", "fmt", "install", "run", "test", "update"];

/// Whether a block is looked at here.
pub fn covers(block: &Block) -> bool {
    block.language == "sh" && (block.page.starts_with("docs/develop/") || block.page.starts_with(".github/"))
}

fn all_tests(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all_tests(&path, text);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            *text += &format!("mod {};\n", path.file_stem().unwrap().to_string_lossy());
            *text += &fs::read_to_string(&path).unwrap();
        }
    }
}

fn is_alias(command: &str) -> bool {
    let config = fs::read_to_string(root().join(".cargo/config.toml")).unwrap();
    config.contains(&format!("\n{command} = "))
}

fn objection(line: &str, tests: &str) -> Option<String> {
    let words: Vec<&str> = line.split(" #").next()?.split_whitespace().collect();
    let variables = words.iter().take_while(|word| word.split('=').next().is_some_and(|name| is_variable(name, word)));
    for variable in variables.clone() {
        let name = variable.split('=').next()?;
        let settings = fs::read_to_string(root().join(".env.example")).unwrap();
        if !tests.contains(name) && !settings.contains(&format!("\n#{name}=")) {
            return Some(format!("nothing reads {name}"));
        }
    }
    let words = &words[variables.count()..];
    let filters = match words {
        ["tests/run", step, filters @ ..] => {
            let script = fs::read_to_string(root().join("tests/run")).unwrap();
            if !script.contains(&format!("tests/run {step} ")) {
                return Some(format!("tests/run has no step {step}"));
            }
            if *step == "it" { filters } else { &[] }
        }
        ["cargo", "test", "--test", "it", "--", filters @ ..] => filters,
        ["cargo", command, ..] if CARGO.contains(command) || is_alias(command) => &[],
        ["git" | "docker", ..] => &[],
        ["touch", file] if root().join(file).is_file() => &[],
        [file, ..] if root().join(file).is_file() => &[],
        _ => return Some("no command that is known here".to_owned()),
    };
    let lost = filters.iter().find(|filter| {
        let parts = filter.split("::").all(|part| tests.lines().any(|line| is_declared(line, part)));
        !parts
    });
    lost.map(|filter| format!("no test is called like {filter}"))
}

fn is_variable(name: &str, word: &str) -> bool {
    word.contains('=') && name.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_')
}

fn is_declared(line: &str, name: &str) -> bool {
    (line.starts_with("fn ") || line.starts_with("mod ")) && line.contains(name)
}

#[test]
fn the_commands_for_developers_name_what_exists() {
    let mut tests = String::new();
    all_tests(&root().join("tests/it"), &mut tests);
    for block in blocks::all().into_iter().filter(covers) {
        for line in lines(&block.text).iter().filter(|line| !line.starts_with('#')) {
            assert_eq!(objection(line, &tests), None, "{}: {line}", block.page);
        }
    }
}

#[test]
fn a_command_that_does_not_exist_is_noticed() {
    let tests = "mod arrows;\nfn imports_point_only_down() {}\nenv LATCHKEY_REWRITE_MATRIX";
    for good in
        ["tests/run it arrows", "LATCHKEY_REWRITE_MATRIX=1 cargo test --test it -- imports", "DEV_MODE=true cargo run"]
    {
        assert_eq!(objection(good, tests), None, "{good}");
    }
    for bad in ["tests/run everything", "tests/run it nothing", "NOBODY=1 cargo test", "tests/no-such-file", "make"] {
        assert!(objection(bad, tests).is_some(), "{bad}");
    }
}
