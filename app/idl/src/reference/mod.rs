//! The generated pages of docs/reference/: one for each program, and one for all errors.

mod errors;
mod interface;
mod layout;
mod observed;
mod parameters;
mod program;
mod text;

use std::{fs, path::Path};

use anchor_lang_idl::types::{Idl, IdlErrorCode};
use anyhow::Context;
use serde::{de::DeserializeOwned, Deserialize};

use interface::Interface;
use observed::Observed;

/// Errors and events that the tests have observed.
const OBSERVED: &str = "tests/golden/observed.tsv";
/// Name of each program, of its folder and of its page.
const PROGRAMS: [&str; 3] = ["emissions", "marketplace", "fee-burn"];

#[derive(Deserialize)]
struct Shared {
    errors: Vec<IdlErrorCode>,
}

/// The pages, by their path in the repository.
pub fn pages(root: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let observed = fs::read_to_string(root.join(OBSERVED)).context(OBSERVED)?;
    let observed = Observed::read(&observed)?;
    let shared: Shared = read(root, "common")?;
    let idls = PROGRAMS.map(|name| Ok((name, read::<Idl>(root, name)?)));
    let idls: Vec<_> = idls.into_iter().collect::<anyhow::Result<_>>()?;
    let mut pages = vec![(
        page("errors"),
        errors::page(&shared.errors, &idls, &observed),
    )];
    for (name, idl) in &idls {
        let interface = Interface::new(idl);
        pages.push((page(name), program::page(name, &interface, &observed)?));
    }
    Ok(pages)
}

fn page(name: &str) -> String {
    format!("docs/reference/{name}.md")
}

fn read<T: DeserializeOwned>(root: &Path, name: &str) -> anyhow::Result<T> {
    let file = format!("idls/{}.json", name.replace('-', "_"));
    let text = fs::read_to_string(root.join(&file)).with_context(|| file.clone())?;
    serde_json::from_str(&text).context(file)
}
