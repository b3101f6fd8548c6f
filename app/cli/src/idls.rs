//! The interfaces of the programs, from idls/.

use std::sync::LazyLock;

use anchor_lang_idl_spec::{Idl, IdlErrorCode};
use serde::Deserialize;

const PROGRAMS: [&str; 3] = [
    include_str!("../../../idls/emissions.json"),
    include_str!("../../../idls/marketplace.json"),
    include_str!("../../../idls/fee_burn.json"),
];
const SHARED: &str = include_str!("../../../idls/common.json");

/// What the programs share.
#[derive(Deserialize)]
struct Shared {
    errors: Vec<IdlErrorCode>,
}

struct Read {
    programs: Vec<Idl>,
    shared: Shared,
}

/// Read once: a history has thousands of instructions.
static READ: LazyLock<serde_json::Result<Read>> = LazyLock::new(|| {
    Ok(Read {
        programs: PROGRAMS
            .into_iter()
            .map(serde_json::from_str)
            .collect::<serde_json::Result<_>>()?,
        shared: serde_json::from_str(SHARED)?,
    })
});

fn read() -> anyhow::Result<&'static Read> {
    READ.as_ref().map_err(|error| anyhow::anyhow!("{error}"))
}

/// The interfaces of the three programs.
///
/// # Errors
/// If one cannot be read.
pub fn programs() -> anyhow::Result<&'static [Idl]> {
    Ok(&read()?.programs)
}

/// The errors that the programs share.
///
/// # Errors
/// If they cannot be read.
pub fn shared_errors() -> anyhow::Result<&'static [IdlErrorCode]> {
    Ok(&read()?.shared.errors)
}
