//! `unsafe` is denied, and allowed in two modules of the shared crate (docs/adr/0002-unsafe-in-two-modules.md) and, never on the
//! chain, where natively compiled programs are run (docs/adr/0001-native-programs-in-program-test.md).

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The modules, with their tests.
const ALLOWED: [&str; 7] = [
    "app/realm/src/stubs.rs",
    "app/vm/src/native/mod.rs",
    "app/vm/src/native/syscalls.rs",
    "programs/common/src/cpi/stack.rs",
    "programs/common/src/cpi/stack/tests.rs",
    "programs/common/src/entrypoint.rs",
    "programs/common/src/entrypoint/tests.rs",
];
/// Lines of it, outside the tests.
const MOST_LINES: usize = 100;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            if !matches!(name, "target" | "node_modules") {
                sources(&path, found);
            }
        } else if name.ends_with(".rs") {
            found.push(path);
        }
    }
}

/// Whether a line of code, comments left out, has the word.
fn has(line: &str, word: &str) -> bool {
    let code = line.split("//").next().unwrap();
    let mut words = code.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    words.any(|found| found == word)
}

/// Lines of code in blocks of `unsafe`, and other lines with the word. In an `unsafe` function a block is needed too.
fn lines_of_unsafe(text: &str) -> usize {
    let (mut lines, mut depth) = (0, 0_i32);
    for line in text.lines() {
        let code = line.split("//").next().unwrap();
        let block = depth > 0 || code.contains("unsafe {");
        lines += usize::from((block || has(code, "unsafe")) && !code.trim().is_empty());
        if block {
            let inside = code.split("unsafe {").last().unwrap();
            depth += i32::from(inside.len() < code.len());
            for letter in inside.chars() {
                depth += i32::from(letter == '{') - i32::from(letter == '}');
                if depth == 0 {
                    break;
                }
            }
        }
    }
    lines
}

#[test]
fn it_is_where_it_is_allowed_and_nowhere_else() {
    let root = io_tests::root();
    let mut files = Vec::new();
    for folder in ["programs", "app", "migrations", "tests"] {
        sources(&root.join(folder), &mut files);
    }
    assert!(files.len() > 300, "{}", files.len());
    let own = Path::new("tests/tests/integration/memory.rs");
    let mut found = Vec::new();
    for file in files {
        let name = file.strip_prefix(&root).unwrap();
        let text = fs::read_to_string(&file).unwrap();
        let mut code = text.lines();
        if name != own && code.any(|line| has(line, "unsafe") || has(line, "unsafe_code")) {
            found.push(name.to_str().unwrap().to_owned());
        }
    }
    found.sort_unstable();
    assert_eq!(found, ALLOWED);
}

#[test]
fn it_is_denied_by_the_workspace_and_short() {
    let root = io_tests::root();
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    assert!(manifest.contains("\nunsafe_code = \"deny\"\n"));
    let mut lines = 0;
    for file in ALLOWED.iter().filter(|file| !file.ends_with("tests.rs")) {
        let text = fs::read_to_string(root.join(file)).unwrap();
        assert!(text.contains("#![deny(unsafe_op_in_unsafe_fn)]"), "{file}");
        lines += lines_of_unsafe(&text);
    }
    assert!((1..=MOST_LINES).contains(&lines), "{lines}");
}

#[test]
fn lines_are_counted_to_the_end_of_each_block() {
    let text = "// unsafe in words
        let none = safe();
        let one = unsafe { first() };
        let two = unsafe {
            if second() {
                // Of no weight.
                third()
            }
        };
        let three = match unsafe { fourth()? } {
            None => 0,
        };
        unsafe fn four(
            argument: usize,
        ) {
        }
        let none = unsafely();";
    assert_eq!(lines_of_unsafe(text), 1 + 5 + 1 + 1);
}
