//! A network with SPL Governance: natively compiled or, if `IO_REALM_PROGRAM` names its file, the real program.
//!
//! ```sh
//! solana program dump -u mainnet-beta GovER5Lthms3bLBqWub97yVrMmEogzX7xNjdXpPPCVZw governance.so
//! IO_REALM_PROGRAM=$PWD/governance.so ./x test --workspace --test integration realm::
//! ```

use std::{env, ffi::OsStr, fs, path::Path};

use anyhow::{ensure, Context};
use io_client::realm::SHARED;

use crate::World;

const VARIABLE: &str = "IO_REALM_PROGRAM";
/// How an sBPF file begins.
const ELF: [u8; 4] = *b"\x7fELF";

/// A network in solana-program-test.
pub fn bank() -> World {
    match real() {
        None => World::with_others(&[io_realm::program()]),
        Some(bytes) => World::with_program(SHARED, &bytes),
    }
}

/// A network in LiteSVM.
pub fn lite() -> World {
    match real() {
        None => World::lite_with_others(&[io_realm::program()]),
        Some(bytes) => World::lite_with_program(SHARED, &bytes),
    }
}

fn real() -> Option<Vec<u8>> {
    let file = env::var_os(VARIABLE);
    read(file.as_deref()).unwrap_or_else(|error| panic!("{error:#}"))
}

/// The bytes of a program's file; none if no file is named.
fn read(file: Option<&OsStr>) -> anyhow::Result<Option<Vec<u8>>> {
    let Some(file) = file.filter(|file| !file.is_empty()) else {
        return Ok(None);
    };
    let path = Path::new(file).display();
    let bytes = fs::read(file);
    let bytes = bytes.with_context(|| {
        format!(
            "{VARIABLE}: {path} cannot be read: dump the program into it, or unset the variable"
        )
    })?;
    ensure!(
        bytes.starts_with(&ELF),
        "{VARIABLE}: {path} is no sBPF program: dump the program into it, or unset the variable"
    );
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_there_or_no_program_is_an_error_that_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("governance.so");
        let refusal = |text: &str| {
            let error = read(Some(file.as_os_str())).unwrap_err();
            let expected = format!("IO_REALM_PROGRAM: {} {text}: dump", file.display());
            assert!(format!("{error:#}").starts_with(&expected), "{error:#}");
        };
        refusal("cannot be read");
        for wrong in ["", "Error: Unable to find the account"] {
            fs::write(&file, wrong).unwrap();
            refusal("is no sBPF program");
        }
        fs::write(&file, b"\x7fELF and more").unwrap();
        let bytes = read(Some(file.as_os_str())).unwrap();
        assert_eq!(bytes.as_deref(), Some(&b"\x7fELF and more"[..]));
    }

    #[test]
    fn without_a_file_spl_governance_is_natively_compiled() {
        assert!(read(None).unwrap().is_none());
        assert!(read(Some(OsStr::new(""))).unwrap().is_none());
    }
}
