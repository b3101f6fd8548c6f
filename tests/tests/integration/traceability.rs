//! docs/spec/traceability.md names the tests of each rule of docs/spec/protocol.md; `UPDATE_DOCS=1` writes it again. A test cites
//! a rule in its name (`p14_p25_…`) or in the comment above it (`P-14`, `P-02 to P-08`).

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use regex::Regex;

const HEAD: &str = "# Rules and their tests

The tests that cite each [numbered rule](protocol.md#the-numbered-rules-and-their-tests), in their name or in the comment above them.
A test writes this page and fails if a rule has no test: `UPDATE_DOCS=1 ./x test --workspace --test integration traceability`.

| rule | tests |
|---|---|
";

/// Folders that have tests in Rust.
const FOLDERS: [&str; 4] = ["app", "migrations", "programs", "tests"];
/// Folders of packages and of what is built.
const FOREIGN: [&str; 2] = ["node_modules", "target"];

/// The tests of each rule, as the file and the name of each.
type Tests = BTreeMap<String, BTreeSet<(String, String)>>;

/// The rules that a comment cites. A range cites each rule in it.
fn cited(comment: &str) -> BTreeSet<u8> {
    let rules = Regex::new(r"\bP-(\d\d)(?:\s+to\s+P-(\d\d))?\b").unwrap();
    let mut found = BTreeSet::new();
    for rule in rules.captures_iter(comment) {
        let first: u8 = rule[1].parse().unwrap();
        let last = rule.get(2).map_or(first, |it| it.as_str().parse().unwrap());
        found.extend(first..=last);
    }
    found
}

/// The tests of `text`, each with the rules that it cites.
fn tests(text: &str) -> Vec<(String, BTreeSet<u8>)> {
    let function = Regex::new(r"^\s*(?:async )?fn (\w+)").unwrap();
    let attribute = Regex::new(r"^\s*#\[(?:tokio::)?test\b").unwrap();
    let mut found = Vec::new();
    let (mut comment, mut is_test) = (String::new(), false);
    for line in text.lines() {
        if let Some(text) = line.trim_start().strip_prefix("///") {
            comment.push_str(text);
        } else if attribute.is_match(line) {
            is_test = true;
        } else if !line.trim_start().starts_with(['#', '/']) {
            if let (true, Some(name)) = (is_test, function.captures(line)) {
                let mut rules = cited(&comment);
                let numbers = name[1].split('_').map_while(|it| {
                    let digits = it.strip_prefix('p').filter(|it| it.len() == 2)?;
                    digits.parse::<u8>().ok()
                });
                rules.extend(numbers);
                found.push((name[1].to_string(), rules));
            }
            comment.clear();
            is_test = false;
        }
    }
    found
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_symlink() || FOREIGN.contains(&name) {
            continue;
        }
        if path.is_dir() {
            sources(&path, found);
        } else if name.ends_with(".rs") {
            found.push(path);
        }
    }
}

/// All tests of the repository that cite a rule.
fn citations() -> Tests {
    let root = io_tests::root();
    let mut files = Vec::new();
    for folder in FOLDERS {
        sources(&root.join(folder), &mut files);
    }
    let mut citations = Tests::new();
    for file in files {
        let path = file.strip_prefix(&root).unwrap().to_str().unwrap();
        for (name, rules) in tests(&fs::read_to_string(&file).unwrap()) {
            for rule in rules {
                let tests = citations.entry(format!("P-{rule:02}")).or_default();
                tests.insert((path.to_string(), name.clone()));
            }
        }
    }
    citations
}

/// The rules of a page's table.
fn rules(page: &str) -> Vec<String> {
    let row = Regex::new(r"(?m)^\| (P-\d\d) \|").unwrap();
    row.captures_iter(page)
        .map(|it| it[1].to_string())
        .collect()
}

/// The page; an error if a rule has no test, or a test cites a rule that does not exist.
fn page(rules: &[String], citations: &Tests) -> Result<String, String> {
    if let Some((rule, tests)) = citations.iter().find(|(rule, _)| !rules.contains(rule)) {
        return Err(format!(
            "{rule} is no rule, but these tests cite it: {tests:?}"
        ));
    }
    let mut text = HEAD.to_string();
    for rule in rules {
        let tests = citations
            .get(rule)
            .ok_or(format!("no test cites {rule}: name one p{}_…", &rule[2..]))?;
        let mut files = BTreeMap::<&str, Vec<String>>::new();
        for (file, name) in tests {
            files.entry(file).or_default().push(format!("`{name}`"));
        }
        let files = files
            .iter()
            .map(|(file, names)| format!("[{file}](../../{file}): {}", names.join(", ")));
        let files: Vec<_> = files.collect();
        text.push_str(&format!("| {rule} | {} |\n", files.join("<br>")));
    }
    Ok(text)
}

#[test]
fn every_rule_has_a_test_and_the_page_names_them() {
    let docs = io_tests::root().join("docs/spec");
    let rules = rules(&fs::read_to_string(docs.join("protocol.md")).unwrap());
    assert!(!rules.is_empty());
    let text = page(&rules, &citations()).unwrap();
    let file = docs.join("traceability.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&file, &text).unwrap();
    }
    let written = fs::read_to_string(file).unwrap_or_default();
    let mut lines = text.lines().zip(written.lines());
    let differs = lines.find(|(now, written)| now != written);
    assert!(
        text == written,
        "docs/spec/traceability.md: write it again with UPDATE_DOCS=1; first difference (now, written): {differs:?}"
    );
}

#[test]
fn a_test_cites_rules_in_its_name_and_in_its_comment() {
    // Not written as a test, or the page would list it.
    let text = "
        /// P-02 to P-04 and P-07: of the test below, and
        /// P-09 of the next line.
        #[TEST]
        #[ignore]
        fn p01_p13_it_holds() {
            // P-20: not above a test.
        }

        /// P-21: no test.
        fn p22_helper() {}

        #[tokio::TEST]
        async fn pay_p23_waits() {}
    "
    .replace("TEST", "test");
    let found = tests(&text);
    let names: Vec<_> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["p01_p13_it_holds", "pay_p23_waits"]);
    assert_eq!(found[0].1, BTreeSet::from([1, 2, 3, 4, 7, 9, 13]));
    assert!(found[1].1.is_empty());
}

#[test]
fn a_rule_without_a_test_and_a_test_without_a_rule_fail() {
    let rules = rules("| P-01 | text |\n| P-02 | text |\nP-03\n");
    assert_eq!(rules, ["P-01", "P-02"]);
    let test = |rule: &str| {
        let test = ("a.rs".to_string(), "holds".to_string());
        (rule.to_string(), BTreeSet::from([test]))
    };
    let both = Tests::from([test("P-01"), test("P-02")]);
    let text = page(&rules, &both).unwrap();
    assert!(text.ends_with("| P-02 | [a.rs](../../a.rs): `holds` |\n"));
    let one = page(&rules, &Tests::from([test("P-01")])).unwrap_err();
    assert!(one.starts_with("no test cites P-02"), "{one}");
    let more = Tests::from([test("P-01"), test("P-02"), test("P-03")]);
    let more = page(&rules, &more).unwrap_err();
    assert!(more.starts_with("P-03 is no rule"), "{more}");
}
