//! The files for operators, `app/ops`: what they name exists, and their own linters accept them.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use regex::Regex;
use serde_json::Value;

/// Metrics that Prometheus makes.
const OF_PROMETHEUS: [&str; 1] = ["up"];
/// What it adds to the name of a histogram.
const OF_A_HISTOGRAM: [&str; 3] = ["_bucket", "_count", "_sum"];

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let folder = io_tests::root().join(folder);
    let mut found = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "{extension}");
    found
}

/// The names of metrics in the sources of the services.
fn counted() -> BTreeSet<String> {
    let literal = Regex::new(r#""((?:io|process)_[a-z_]+)""#).unwrap();
    let folders = ["app/cli/src", "app/indexer/src", "app/telemetry/src"];
    let sources = folders.into_iter().flat_map(|it| files(it, "rs"));
    let mut found = BTreeSet::new();
    for source in sources {
        let text = fs::read_to_string(source).unwrap();
        found.extend(literal.captures_iter(&text).map(|it| it[1].to_string()));
    }
    found
}

/// All strings at `key`, however deep.
fn strings(value: &Value, key: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if name == key => found.push(text.clone()),
                    other => strings(other, key, found),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|it| strings(it, key, found)),
        _ => {}
    }
}

fn expressions() -> Vec<String> {
    let mut found = Vec::new();
    for dashboard in files("app/ops/grafana", "json") {
        let text = fs::read_to_string(&dashboard).unwrap();
        let json: Value = serde_json::from_str(&text).unwrap();
        let before = found.len();
        strings(&json, "expr", &mut found);
        strings(&json["templating"], "query", &mut found);
        assert!(found.len() > before, "{}", dashboard.display());
    }
    for rules in files("app/ops/prometheus", "yml") {
        let text = fs::read_to_string(rules).unwrap();
        let lines = text
            .lines()
            .filter_map(|it| it.trim().strip_prefix("expr: "));
        found.extend(lines.map(String::from));
    }
    found
}

#[test]
fn every_metric_of_a_dashboard_or_an_alert_is_counted() {
    let counted = counted();
    let name = Regex::new(r"\b((?:io|process)_[a-z_]+|up)\b").unwrap();
    let label = Regex::new(r#"\{[^}]*\}"#).unwrap();
    let mut named = BTreeSet::new();
    for expression in expressions() {
        let bare = label.replace_all(&expression, "");
        named.extend(name.captures_iter(&bare).map(|it| it[1].to_string()));
    }
    assert!(named.len() > 8, "{named:?}");
    for metric in named {
        let bases = OF_A_HISTOGRAM.iter();
        let mut bases = bases.filter_map(|it| metric.strip_suffix(it));
        let is_known = counted.contains(&metric)
            || bases.any(|it| counted.contains(it))
            || OF_PROMETHEUS.contains(&metric.as_str());
        assert!(is_known, "{metric} is counted nowhere");
    }
}

#[test]
fn the_operators_page_says_what_to_do_for_each_alert() {
    let mut alerts = BTreeSet::new();
    for rules in files("app/ops/prometheus", "yml") {
        let text = fs::read_to_string(rules).unwrap();
        let names = text
            .lines()
            .filter_map(|it| it.strip_prefix("      - alert: "));
        alerts.extend(names.map(String::from));
    }
    assert!(alerts.len() > 8, "{alerts:?}");
    let page = fs::read_to_string(io_tests::root().join("docs/guides/operator.md")).unwrap();
    let name = Regex::new("`((?:Keeper|Indexer|Emission)[A-Za-z]+)`").unwrap();
    let (_, section) = page.split_once("\n### Alerts\n").unwrap();
    let (section, _) = section.split_once("\n### ").unwrap();
    let named: BTreeSet<String> = name
        .captures_iter(section)
        .map(|it| it[1].to_string())
        .collect();
    assert_eq!(named, alerts);
}

/// What a linter says of a file; none if it is not installed.
fn lint(linter: &str, arguments: &[&str], file: &Path) -> Option<(bool, String)> {
    match Command::new(linter).args(arguments).arg(file).output() {
        Err(_) => {
            eprintln!(
                "{linter} is not installed: {} is not checked",
                file.display()
            );
            None
        }
        Ok(output) => {
            let said = [output.stdout, output.stderr].concat();
            Some((output.status.success(), String::from_utf8(said).unwrap()))
        }
    }
}

#[test]
fn promtool_accepts_the_alert_rules_and_their_tests() {
    for file in files("app/ops/prometheus", "yml") {
        let name = file.file_name().unwrap().to_str().unwrap();
        let arguments = match name.split_once('.').unwrap().1 {
            "rules.yml" => ["check", "rules"],
            "tests.yml" => ["test", "rules"],
            _ => continue,
        };
        if let Some((accepted, said)) = lint("promtool", &arguments, &file) {
            assert!(accepted, "{said}");
        }
    }
}

#[test]
fn systemd_accepts_the_units() {
    let folder = tempfile::tempdir().unwrap();
    let program = Regex::new(r"/usr/local/bin/[a-z-]+").unwrap();
    for unit in files("app/ops/systemd", "service") {
        // It looks whether the program is there.
        let text = fs::read_to_string(&unit).unwrap();
        let copy = folder.path().join(unit.file_name().unwrap());
        fs::write(&copy, program.replace_all(&text, "/bin/true").as_ref()).unwrap();
        if let Some((accepted, said)) = lint("systemd-analyze", &["verify", "--man=no"], &copy) {
            let name = copy.file_name().unwrap().to_str().unwrap();
            // Other units of this machine are none of ours.
            let ours: Vec<&str> = said.lines().filter(|it| it.contains(name)).collect();
            assert!(accepted && ours.is_empty(), "{said}");
        }
    }
}
