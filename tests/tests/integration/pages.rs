//! Every relative link and anchor of every page leads somewhere, and the book has every page of docs/.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Component, Path, PathBuf},
};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Folders that hold nothing of the repository's own.
const FOREIGN: [&str; 3] = [".git", "node_modules", "target"];

/// Where a page leads, and where others may lead in it.
#[derive(Default)]
struct Page {
    links: Vec<String>,
    anchors: BTreeSet<String>,
}

/// The anchor of a heading, as GitHub and mdBook make it.
fn anchor(heading: &str) -> String {
    let kept = heading
        .trim()
        .chars()
        .filter(|it| it.is_alphanumeric() || matches!(it, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase)
        .map(|it| if it == ' ' { '-' } else { it })
        .collect()
}

impl Page {
    fn new(text: &str) -> Self {
        let mut page = Self::default();
        let mut seen = BTreeMap::<String, u32>::new();
        let mut heading = None;
        for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => {
                    let name = anchor(&heading.take().unwrap());
                    let before = seen.entry(name.clone()).or_default();
                    page.anchors.insert(match *before {
                        0 => name,
                        count => format!("{name}-{count}"),
                    });
                    *before += 1;
                }
                Event::Text(text) | Event::Code(text) => {
                    heading.iter_mut().for_each(|it| it.push_str(&text));
                }
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    page.links.push(dest_url.into_string());
                }
                _ => {}
            }
        }
        page
    }
}

/// All pages of a folder, by their paths below `root`.
fn read(root: &Path, folder: &Path, pages: &mut BTreeMap<PathBuf, Page>) {
    for entry in fs::read_dir(root.join(folder)).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let path = folder.join(&name);
        if entry.file_type().unwrap().is_dir() {
            if !FOREIGN.contains(&name.as_str()) {
                read(root, &path, pages);
            }
        } else if name.ends_with(".md") {
            let text = fs::read_to_string(entry.path()).unwrap();
            pages.insert(path, Page::new(&text));
        }
    }
}

fn pages() -> BTreeMap<PathBuf, Page> {
    let mut pages = BTreeMap::new();
    read(&io_tests::root(), Path::new(""), &mut pages);
    pages
}

/// `path` of a link of the page `from`, below the root; none if it leaves the repository.
fn resolve(from: &Path, path: &str) -> Option<PathBuf> {
    let mut resolved = from.parent().unwrap().to_path_buf();
    for component in Path::new(path).components() {
        match component {
            Component::Normal(name) => resolved.push(name),
            Component::CurDir => {}
            Component::ParentDir => resolved.pop().then_some(())?,
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(resolved)
}

/// Whether a link of the page `from` leads to something that `exists`.
fn leads_somewhere(
    pages: &BTreeMap<PathBuf, Page>,
    from: &Path,
    link: &str,
    exists: impl Fn(&Path) -> bool,
) -> bool {
    if link.contains("://") || link.starts_with("mailto:") {
        return true;
    }
    let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
    let target = match path {
        "" => Some(from.to_path_buf()),
        path => resolve(from, path),
    };
    target.is_some_and(|target| {
        let page = pages.get(&target);
        let there = page.is_some() || exists(&target);
        there && (fragment.is_empty() || page.is_some_and(|it| it.anchors.contains(fragment)))
    })
}

#[test]
fn every_link_and_anchor_leads_somewhere() {
    let (root, pages) = (io_tests::root(), pages());
    let mut broken = Vec::new();
    for (from, page) in &pages {
        for link in &page.links {
            if !leads_somewhere(&pages, from, link, |path| root.join(path).exists()) {
                broken.push(format!("{}: {link}", from.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn a_link_that_leads_nowhere_is_found() {
    let text =
        "# One `two`\n\n## Fee-burn: what, and why?\n\n## One two\n\n[a](#one-two-1) | [b](c.md)\n";
    let pages = BTreeMap::from([(PathBuf::from("docs/a.md"), Page::new(text))]);
    let leads = |link| {
        let from = Path::new("docs/a.md");
        leads_somewhere(&pages, from, link, |path| path == Path::new("src/lib.rs"))
    };
    let page = &pages[Path::new("docs/a.md")];
    assert_eq!(page.links, ["#one-two-1", "c.md"]);
    for link in [
        "#one-two",
        "#one-two-1",
        "a.md#fee-burn-what-and-why",
        "../src/lib.rs",
        "https://example.org/#x",
    ] {
        assert!(leads(link), "{link}");
    }
    for link in [
        "#three",
        "#one-two-2",
        "c.md",
        "../src/main.rs",
        "../src/lib.rs#L1",
        "../../a.md",
        "/docs/a.md",
    ] {
        assert!(!leads(link), "{link}");
    }
}

#[test]
fn the_book_has_every_page() {
    let mut pages = pages();
    let summary = Path::new("docs/SUMMARY.md");
    let links = pages.remove(summary).unwrap().links;
    let listed: BTreeSet<PathBuf> = links
        .iter()
        .map(|link| resolve(summary, link).unwrap())
        .collect();
    assert_eq!(listed.len(), links.len(), "a page is listed twice");
    let written: BTreeSet<PathBuf> = pages
        .into_keys()
        .filter(|path| path.starts_with("docs"))
        .collect();
    let differing: Vec<_> = listed.symmetric_difference(&written).collect();
    assert!(differing.is_empty(), "{differing:?}");
}
