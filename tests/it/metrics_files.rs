//! Rules and dashboard are about metrics that exist, and Prometheus' own tool reads them, the metrics and the lines of the
//! documentation.

use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    docs::blocks,
    support::{
        Request, World,
        api::ROOT,
        blobs::blob_with,
        import::import,
        metrics::{SECRET, names, scrape, with_secret},
    },
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rules() -> PathBuf {
    root().join("deploy/prometheus/latchkey.rules.yml")
}

/// Runs Debian's promtool with this on its standard input.
fn promtool(arguments: &[&str], input: &str) {
    let mut child = Command::new("promtool")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("promtool is in the path; tests/run installs it");
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let ended = child.wait_with_output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert!(ended.status.success(), "promtool {arguments:?}: {said}");
}

/// A portal in which each counter has counted something.
fn busy() -> World {
    let world = World::with(with_secret);
    import(&world, &[("a.md", b"# A heading"), ("gone.bin", b"what will be gone")]);
    fs::remove_file(blob_with(&world, b"what will be gone")).unwrap();
    let mut editor = world.editor();
    let id = editor.id_of(ROOT, "a.md");
    assert_eq!(editor.click(&format!("/d/{id}")).status, 200);
    assert_eq!(editor.fetch("/files/gone.bin").status, 500);
    world
}

/// The metrics that a text names.
fn named(text: &str) -> BTreeSet<String> {
    let is_part = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    let found = text.match_indices("latchkey_").filter(|(at, _)| !text[..*at].ends_with(is_part));
    found.map(|(at, _)| text[at..].chars().take_while(|letter| is_part(*letter)).collect()).collect()
}

#[test]
fn rules_and_dashboard_name_only_metrics_that_there_are() {
    let there = names(&scrape(&busy()));
    for file in [rules(), root().join("deploy/grafana/latchkey.json")] {
        let named = named(&fs::read_to_string(&file).unwrap());
        assert!(named.len() > 10, "{named:?}");
        let missing: Vec<_> = named.difference(&there).collect();
        assert!(missing.is_empty(), "{}: {missing:?} of {there:?}", file.display());
    }
    let dashboard = fs::read(root().join("deploy/grafana/latchkey.json")).unwrap();
    let dashboard: serde_json::Value = serde_json::from_slice(&dashboard).unwrap();
    assert!(dashboard["panels"].as_array().unwrap().iter().all(|panel| panel["targets"][0]["expr"].is_string()));
}

#[test]
fn the_page_of_metrics_lists_all_of_them_and_no_others() {
    let page = fs::read_to_string(root().join("docs/metrics.md")).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| `latchkey_")).collect::<Vec<_>>().join("\n");
    // A histogram is one metric, and has three kinds of lines.
    let whole = |name: &String| {
        let ends = ["_bucket", "_count", "_sum"];
        ends.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name).to_owned()
    };
    let there: BTreeSet<String> = names(&scrape(&busy())).iter().map(whole).collect();
    assert_eq!(named(&rows), there);
}

#[test]
fn each_rule_has_a_summary_and_leads_to_what_to_do() {
    let rules = fs::read_to_string(rules()).unwrap();
    let page = fs::read_to_string(root().join("docs/metrics.md")).unwrap();
    let anchors: BTreeSet<String> = page
        .lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-"))
        .collect();
    let count = |word: &str| rules.lines().filter(|line| line.trim_start().starts_with(word)).count();
    assert!(count("- alert:") > 10);
    assert_eq!((count("summary:"), count("runbook:")), (count("- alert:"), count("- alert:")));
    for line in rules.lines().filter_map(|line| line.trim().strip_prefix("runbook: docs/metrics.md#")) {
        assert!(anchors.contains(line), "{line}");
    }
}

#[test]
fn promtool_reads_the_rules_and_the_metrics() {
    promtool(&["check", "rules", &rules().display().to_string()], "");
    let of_rules = root().join("tests/it/fixtures/latchkey.rules.test.yml");
    promtool(&["test", "rules", &of_rules.display().to_string()], "");
    let world = busy();
    let text = Request::get("/metrics").header("host", "localhost:8000").header("accept", "text/plain");
    let text = text.header("authorization", &format!("Bearer {SECRET}")).send(world.port());
    promtool(&["check", "metrics"], &text.text());
}

#[test]
fn promtool_reads_the_lines_of_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    fs::write(&secret, SECRET).unwrap();
    let lines = blocks::only("docs/metrics.md", "Prometheus", "yaml");
    for place in ["/etc/prometheus/latchkey-metrics-secret", "/etc/prometheus/latchkey.rules.yml"] {
        assert!(lines.contains(place), "{place}");
    }
    let lines = lines
        .replace("/etc/prometheus/latchkey-metrics-secret", &secret.display().to_string())
        .replace("/etc/prometheus/latchkey.rules.yml", &rules().display().to_string());
    let file = folder.path().join("prometheus.yml");
    fs::write(&file, lines).unwrap();
    promtool(&["check", "config", &file.display().to_string()], "");
}
