//! No modules of the command line need each other, directly or by way of others.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// The modules that each needs.
type Needs = BTreeMap<String, BTreeSet<String>>;

/// Code without comments, texts and the tests at its end.
fn code(source: &str) -> String {
    let code = source.split("#[cfg(test)]\nmod tests").next().unwrap();
    let lines = code.lines().map(|line| line.split("//").next().unwrap());
    let code = lines.collect::<Vec<_>>().join("\n");
    // Every other part is inside of quotes.
    code.split('"').step_by(2).collect()
}

/// The first names behind each `crate::`, one by one or in braces.
fn named(code: &str) -> BTreeSet<String> {
    let word = |text: &str| {
        let end = text.find(|it: char| !it.is_alphanumeric() && it != '_');
        text[..end.unwrap_or(text.len())].to_string()
    };
    let mut found = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        let Some(list) = after.strip_prefix('{') else {
            found.insert(word(after));
            continue;
        };
        let (mut depth, mut begins) = (1, true);
        for (place, it) in list.char_indices() {
            match it {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' => begins = true,
                it if !it.is_whitespace() && begins && depth == 1 => {
                    found.insert(word(&list[place..]));
                    begins = false;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    found
}

fn read(folder: &Path, module: Option<&str>, needs: &mut Needs) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let module = module.unwrap_or(stem);
        if stem == "tests" || module == "main" {
            continue;
        }
        if path.is_dir() {
            read(&path, Some(module), needs);
            continue;
        }
        let mut named = named(&code(&std::fs::read_to_string(&path).unwrap()));
        named.remove(module);
        needs.entry(module.into()).or_default().extend(named);
    }
}

/// Modules that are needed by what they need: what is left once each that needs none of the rest is taken away.
fn circles(mut needs: Needs) -> Needs {
    loop {
        let left: BTreeSet<String> = needs.keys().cloned().collect();
        let before = left.len();
        needs
            .values_mut()
            .for_each(|it| it.retain(|one| left.contains(one)));
        needs.retain(|_, it| !it.is_empty());
        if needs.len() == before {
            return needs;
        }
    }
}

#[test]
fn no_modules_need_each_other() {
    let mut needs = Needs::new();
    read(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        None,
        &mut needs,
    );
    assert!(needs["commands"].contains("keeper") && needs["plan"].contains("sending"));
    assert_eq!(circles(needs), Needs::new());
}

#[test]
fn a_circle_is_found() {
    let needs = |module: &str, source: &str| (module.to_string(), named(&code(source)));
    let round = [
        needs("a", "use crate::{\n    x::{y, z},\n    b,\n};"),
        needs("b", "// crate::a\nfn f() { crate::c::g(\"crate::x\") }"),
        needs(
            "c",
            "use crate::a;\n#[cfg(test)]\nmod tests { use crate::x; }",
        ),
        needs("d", "use crate::a::b;"),
        needs("x", "use super::y;"),
    ];
    let left = circles(round.into());
    assert_eq!(left.keys().collect::<Vec<_>>(), ["a", "b", "c", "d"]);
    assert_eq!(left["a"], BTreeSet::from(["b".to_string()]));
}
