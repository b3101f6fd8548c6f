//! The three programs, native or sBPF.

use std::path::PathBuf;

use anchor_lang::{prelude::Pubkey, solana_program::bpf_loader_upgradeable};
use anyhow::Context as _;
use io_common::{governance::program_data_address, ids};
use solana_account::Account;

use crate::{features, native, native::BuiltinFunctionRegisterer};

/// A program of the suite.
pub struct Program {
    /// Name of its crate and its sBPF file, without the extension.
    pub name: &'static str,
    /// Address.
    pub id: Pubkey,
    /// The natively compiled program.
    pub native: BuiltinFunctionRegisterer,
}

/// The suite.
pub fn suite() -> [Program; 3] {
    [
        Program {
            name: "emissions",
            id: ids::emissions::ID,
            native: native!(emissions::entry),
        },
        Program {
            name: "marketplace",
            id: ids::marketplace::ID,
            native: native!(marketplace::entry),
        },
        Program {
            name: "fee_burn",
            id: ids::fee_burn::ID,
            native: native!(fee_burn::entry),
        },
    ]
}

/// The folder of sBPF files to run instead of the native programs, if there is one.
pub fn sbf_folder() -> Option<PathBuf> {
    std::env::var_os("SBF_OUT_DIR")
        .filter(|folder| !folder.is_empty())
        .map(PathBuf::from)
}

/// The bytes of a program's sBPF file, if such files are to be run.
///
/// # Errors
/// If `SBF_OUT_DIR` lacks it.
pub fn sbf_file(program: &Program) -> anyhow::Result<Option<Vec<u8>>> {
    let Some(folder) = sbf_folder() else {
        return Ok(None);
    };
    let file = folder.join(program.name).with_extension("so");
    let bytes = std::fs::read(&file).with_context(|| {
        format!(
            "SBF_OUT_DIR: {} cannot be read: build the programs, or unset it",
            file.display()
        )
    })?;
    Ok(Some(bytes))
}

/// The ProgramData account by which a program knows its upgrade authority (P-19). The loader would have
/// made it; the machines load programs without it.
pub fn program_data(program: &Pubkey, upgrade_authority: &Pubkey) -> (Pubkey, Account) {
    // UpgradeableLoaderState::ProgramData { slot: 0, upgrade_authority_address: Some(..) }
    let data = [&[3, 0, 0, 0][..], &[0; 8], &[1], upgrade_authority.as_ref()].concat();
    let account = Account {
        lamports: features::rent().minimum_balance(data.len()),
        data,
        owner: bpf_loader_upgradeable::ID,
        ..Account::default()
    };
    (program_data_address(program), account)
}
