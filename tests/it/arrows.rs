//! The rooms of src/ have ranks, and imports point only down (src/README.md). This reads the source: an arrow that
//! points up, a feature that reaches into another one, or a store used from outside its feature fails here.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// One import: from which module to which path, both below `crate`.
#[derive(Debug, PartialEq, Eq)]
struct Arrow {
    from: Vec<String>,
    to: Vec<String>,
}

/// The longest prefix decides. Two rooms of one rank do not know each other.
pub(crate) const RANKS: &[(&str, u8)] = &[
    ("main", 90),
    ("cli", 82),
    ("app", 81),
    ("routes", 80),
    ("pages", 75),
    ("api", 75),
    ("scim", 75),
    ("sign_in", 75),
    ("health", 75),
    ("downloads", 70),
    ("previews", 65),
    ("search", 65),
    ("import", 65),
    ("upkeep", 65),
    ("uploads", 64),
    ("documents::changes", 61),
    ("documents::batch", 60),
    ("documents::children", 60),
    ("documents::destination", 60),
    ("documents::former_path", 60),
    ("documents::listing", 60),
    ("documents::neighbours", 60),
    ("documents::record", 60),
    ("documents::shelf", 60),
    ("documents::sort_keys", 60),
    ("documents::tree", 60),
    ("documents::owned", 60),
    ("documents::why", 60),
    ("documents::service", 59),
    ("documents::store", 58),
    ("documents", 57),
    ("alarms", 46),
    ("scanning", 45),
    ("access", 40),
    ("mail", 35),
    ("identity", 30),
    ("storage", 25),
    ("audit", 21),
    ("confined", 20),
    ("transport", 20),
    ("database", 20),
    ("readers", 15),
    ("metrics", 12),
    ("settings", 11),
    ("error", 10),
    ("clock", 10),
    ("entropy", 10),
    ("media_type", 10),
    ("charset", 10),
    ("collation", 10),
    ("texts", 10),
];

/// Rooms that know a higher one still: from, to. The list may only shrink.
pub(crate) const EXCEPTIONS: &[(&str, &str)] = &[];

/// The room that a module lies in, and its rank.
fn room(module: &[String]) -> Option<(&'static str, u8)> {
    RANKS
        .iter()
        .filter(|(name, _)| {
            module.join("::").split("::").zip(name.split("::")).filter(|(a, b)| a == b).count()
                == name.split("::").count()
        })
        .max_by_key(|(name, _)| name.len())
        .copied()
}

/// What is wrong with this arrow.
fn objection(arrow: &Arrow) -> Option<String> {
    let (from, from_rank) = room(&arrow.from)?;
    if let Some(at) = arrow.to.iter().position(|part| part == "store" || part.ends_with("_store"))
        && !arrow.from.starts_with(&arrow.to[..at])
    {
        return Some("a store is used from outside its feature".to_owned());
    }
    let (to, to_rank) = room(&arrow.to)?;
    if to_rank > from_rank {
        return Some(format!("{from} (rank {from_rank}) imports {to} (rank {to_rank}): up"));
    }
    if to_rank == from_rank && from != to {
        return Some(format!("{from} imports {to}: they have one rank"));
    }
    None
}

/// `a::{b, c::{self, d}}` becomes `a::b`, `a::c`, `a::c::d`.
fn expand(tree: &str) -> Vec<Vec<String>> {
    let tree = tree.trim();
    let Some((head, rest)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default();
        return vec![path.split("::").map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()];
    };
    let head: Vec<String> =
        head.split("::").map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect();
    let inside = rest.rsplit_once('}').map_or(rest, |(inside, _)| inside);
    let mut depth = 0;
    inside
        .split(|letter| {
            depth += i32::from(letter == '{') - i32::from(letter == '}');
            letter == ',' && depth == 0
        })
        .filter(|branch| !branch.trim().is_empty())
        .flat_map(expand)
        .map(|branch| head.iter().cloned().chain(branch.into_iter().filter(|part| part != "self")).collect())
        .collect()
}

/// Every mention of `crate::…` and `super::…` in code, comments left out.
fn arrows(module: &[String], source: &str) -> Vec<Arrow> {
    let code: String =
        source.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    for root in ["crate::", "super::"] {
        for (at, _) in code.match_indices(root) {
            let before = &code[..at];
            if before.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$')
                || before.ends_with("super::")
            {
                continue;
            }
            let mut rest = &code[at..];
            let mut base = module.to_vec();
            if root == "crate::" {
                base.clear();
                rest = &rest[root.len()..];
            }
            while let Some(after) = rest.strip_prefix("super::") {
                base.pop();
                rest = after;
            }
            let is_use = before.trim_end().ends_with("use");
            let end = rest.find(|letter: char| match letter {
                ';' => true,
                ':' | '_' => false,
                _ if is_use => false,
                letter => !letter.is_alphanumeric(),
            });
            for path in expand(&rest[..end.unwrap_or(rest.len())]) {
                let mut to = base.clone();
                to.extend(path);
                found.push(Arrow { from: module.to_vec(), to });
            }
        }
    }
    found
}

pub fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn module_of(file: &Path, root: &Path) -> Vec<String> {
    let mut parts: Vec<String> = file
        .strip_prefix(root)
        .unwrap()
        .with_extension("")
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts
}

#[test]
fn imports_point_only_down() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let (mut objections, mut excepted) = (Vec::new(), BTreeSet::new());
    for file in &files {
        let module = module_of(file, &root);
        if module == ["lib"] {
            continue;
        }
        assert!(room(&module).is_some(), "{} lies in no known room; give it a rank here", file.display());
        for arrow in arrows(&module, &fs::read_to_string(file).unwrap()) {
            if let Some(objection) = objection(&arrow) {
                let rooms = room(&arrow.from).zip(room(&arrow.to)).map(|((from, _), (to, _))| (from, to));
                if let Some(pair) = rooms.filter(|pair| EXCEPTIONS.contains(pair)) {
                    excepted.insert(pair);
                    continue;
                }
                objections.push(format!("{} -> {}: {objection}", file.display(), arrow.to.join("::")));
            }
        }
    }
    assert!(objections.is_empty(), "{}", objections.join("\n"));
    let over: Vec<_> = EXCEPTIONS.iter().filter(|pair| !excepted.contains(*pair)).collect();
    assert!(over.is_empty(), "no exception is needed for these any more: {over:?}");
}

#[test]
fn the_reader_of_imports_sees_them_all() {
    let module = ["identity".to_owned(), "session".to_owned(), "sessions".to_owned()];
    let source = "use super::{Ended, ended_store};\nuse crate::{\n    Error,\n    documents::{self, store::Row as R},\n};\n// crate::app\nfn f() { crate::access::role(1); super::super::provider::begin() }";
    let found: Vec<String> = arrows(&module, source).iter().map(|arrow| arrow.to.join("::")).collect();
    for path in [
        "identity::session::Ended",
        "identity::session::ended_store",
        "Error",
        "documents",
        "documents::store::Row",
        "access::role",
        "identity::provider::begin",
    ] {
        assert!(found.iter().any(|known| known == path), "{path} in {found:?}");
    }
    assert_eq!(found.len(), 7, "{found:?}");
}

#[test]
fn arrows_up_across_and_into_stores_are_refused() {
    let arrow = |from: &str, to: &str| {
        let parts = |path: &str| path.split("::").map(str::to_owned).collect();
        objection(&Arrow { from: parts(from), to: parts(to) })
    };
    assert!(arrow("transport::gate", "access::role").is_some());
    assert!(arrow("identity::session", "sign_in::attempt").is_some());
    assert!(arrow("documents::open", "pages::admin::people").is_some());
    assert!(arrow("documents::open", "sign_in").is_some());
    assert!(arrow("pages::admin", "documents::store::Row").is_some());
    assert!(arrow("app", "access::roles::store").is_some());
    assert_eq!(arrow("documents::service", "documents::store::Row"), None);
    assert_eq!(arrow("sign_in::callback", "identity::session"), None);
    assert_eq!(arrow("app", "routes"), None);
    assert_eq!(arrow("access::ladder", "Error"), None);
}
