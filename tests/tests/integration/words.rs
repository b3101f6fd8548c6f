//! Words that docs/glossary.md says are not used are nowhere in the repository.

use std::{
    fs,
    path::{Path, PathBuf},
};

use regex::Regex;

/// Where a word may stand although it is not used.
const EXCEPT: [&str; 3] = [
    "docs/glossary.md",
    "CHANGELOG.md",
    "tests/tests/integration/words.rs",
];
/// What is not written here: packages and what is built.
const NOT_OURS: [&str; 4] = [".git", "build", "node_modules", "target"];
const EXTENSIONS: [&str; 10] = [
    "css", "html", "md", "mjs", "rs", "toml", "ts", "tsv", "tsx", "yml",
];

/// The files below `folder` that people read, of which some have no extension.
fn texts(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_symlink() || NOT_OURS.contains(&name) {
            continue;
        }
        let extension = path.extension().map(|it| it.to_str().unwrap());
        if path.is_dir() {
            texts(&path, found);
        } else if extension.map_or(name == "x" || name == "run", |it| EXTENSIONS.contains(&it)) {
            found.push(path);
        }
    }
}

/// The regular expressions of the glossary, each with what to write instead.
fn forbidden() -> Vec<(Regex, String)> {
    let glossary = fs::read_to_string(io_tests::root().join(EXCEPT[0])).unwrap();
    let (_, section) = glossary.split_once("## Words not used").unwrap();
    let lines = section.lines().filter_map(|line| line.strip_prefix("- `"));
    let words = lines.map(|line| line.split_once("` → ").unwrap());
    words
        .map(|(word, instead)| (Regex::new(word).unwrap(), instead.into()))
        .collect()
}

#[test]
fn words_that_are_not_used_are_nowhere() {
    let (root, words) = (io_tests::root(), forbidden());
    assert!(!words.is_empty());
    let mut files = Vec::new();
    texts(&root, &mut files);
    let mut found = Vec::new();
    for file in files {
        let path = file.strip_prefix(&root).unwrap().to_str().unwrap();
        if EXCEPT.contains(&path) {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        // The name of the file is its line 0.
        for (number, line) in std::iter::once(path).chain(text.lines()).enumerate() {
            let used = words.iter().find(|(word, _)| word.is_match(line));
            found.extend(used.map(|(word, instead)| {
                let word = word.find(line).unwrap().as_str();
                format!("{path}:{number}: {word:?}: write {instead}")
            }));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// A list that finds nothing would find nothing wrong.
#[test]
fn the_list_finds_what_it_names_and_leaves_what_looks_like_it() {
    let words = forbidden();
    let is_used = |line: &str| words.iter().any(|(word, _)| word.is_match(line));
    for line in [
        "a lease ends",
        "NotLeased",
        "the supplier's book",
        "to book",
        "two tickets",
        "pay_leg(leg)",
        "for ever",
    ] {
        assert!(is_used(line), "{line}");
    }
    for line in [
        "release",
        "please",
        "LONGEST_RELEASE",
        "bookmark",
        "delegation",
        "legacy",
        "for everybody",
    ] {
        assert!(!is_used(line), "{line}");
    }
}
