//! The three programs, native or sBPF.

use std::path::PathBuf;

use anchor_lang::prelude::{AccountInfo, Pubkey};
use anchor_lang::solana_program::bpf_loader_upgradeable;
use anchor_lang::solana_program::entrypoint::ProgramResult;
use anyhow::Context as _;
use io_common::{governance::program_data_address, ids};
use solana_account::Account;
use solana_program_runtime::invoke_context::BuiltinFunctionRegisterer;
use solana_program_test::processor;

use crate::features;

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
            native: emissions_native(),
        },
        Program {
            name: "marketplace",
            id: ids::marketplace::ID,
            native: marketplace_native(),
        },
        Program {
            name: "fee_burn",
            id: ids::fee_burn::ID,
            native: fee_burn_native(),
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

/// Wraps an Anchor entry point, whose arguments must live as long as what the accounts borrow, for the
/// machines, which lend them for a call only: clones of the arguments are leaked.
macro_rules! native {
    ($name:ident, $program:ident) => {
        fn $name() -> BuiltinFunctionRegisterer {
            fn run(id: &Pubkey, accounts: &[AccountInfo], data: &[u8]) -> ProgramResult {
                $program::entry(
                    Box::leak(Box::new(*id)),
                    Box::leak(accounts.to_vec().into_boxed_slice()),
                    Box::leak(data.to_vec().into_boxed_slice()),
                )
            }
            let native: Option<BuiltinFunctionRegisterer> = processor!(run);
            #[allow(clippy::expect_used)] // the macro always gives Some
            native.expect("a native program")
        }
    };
}
native!(emissions_native, emissions);
native!(marketplace_native, marketplace);
native!(fee_burn_native, fee_burn);
