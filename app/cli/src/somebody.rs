//! Who is to be given power or money, by an address.

use std::fmt;

use anchor_lang::prelude::Pubkey;
use anchor_spl::{associated_token, token, token_2022};
use io_client::changes::KEYLESS;
use io_common::addresses::{
    COUNCIL, EMISSIONS_CONFIG, ENGINE, FEE_BURN_CONFIG, IO_VAULT, LEDGER, MARKETPLACE_CONFIG,
    MODELS, REWARD_VAULT, STAKE_VAULT, USDC_VAULT,
};
use solana_account::Account;
use solana_sdk_ids::{
    address_lookup_table, bpf_loader, bpf_loader_upgradeable, compute_budget, config,
    ed25519_program, incinerator, native_loader, secp256k1_program, stake, system_program, sysvar,
    vote,
};

use crate::{
    context::Context,
    errors::CliError,
    plan::short,
    report::{Cell, Record},
};

/// Programs that everybody knows, and what nobody signs for.
const KNOWN: [Pubkey; 21] = [
    system_program::ID,
    token::ID,
    token_2022::ID,
    associated_token::ID,
    address_lookup_table::ID,
    bpf_loader::ID,
    bpf_loader_upgradeable::ID,
    compute_budget::ID,
    config::ID,
    ed25519_program::ID,
    incinerator::ID,
    native_loader::ID,
    secp256k1_program::ID,
    stake::ID,
    sysvar::ID,
    sysvar::clock::ID,
    sysvar::rent::ID,
    vote::ID,
    emissions::ID,
    marketplace::ID,
    fee_burn::ID,
];

/// Accounts of the suite that there is one of.
const OURS: [Pubkey; 11] = [
    EMISSIONS_CONFIG.address,
    LEDGER.address,
    MODELS.address,
    COUNCIL.address,
    REWARD_VAULT.address,
    STAKE_VAULT.address,
    MARKETPLACE_CONFIG.address,
    FEE_BURN_CONFIG.address,
    ENGINE.address,
    IO_VAULT.address,
    USDC_VAULT.address,
];

/// Who is to be given power or money, and may be able to use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Somebody {
    /// By which address.
    pub address: Pubkey,
    /// Whether no key signs for it, only a program, as for the vault of a multisig.
    is_of_program: bool,
}

impl Somebody {
    /// Refuses an address that can never use it: of a program, a mint, a token account, an account of the suite, or one that no
    /// key signs for and where no program holds an account. What is signed on a machine without a network is judged by its
    /// address alone.
    ///
    /// # Errors
    /// [`CliError::Usage`], which begins with `named`, the option or value; if the network does not answer.
    pub fn at(context: &mut Context, named: &str, address: Pubkey) -> anyhow::Result<Self> {
        let refused = |why: &str| {
            let reported = format!("{named} {address} {why}");
            Err(CliError::Usage(reported).into())
        };
        if KNOWN.contains(&address) {
            return refused("is a program, which never signs: name a wallet");
        }
        if OURS.contains(&address) {
            return refused("is an account of the suite, which never signs: name a wallet");
        }
        let it = Self {
            address,
            is_of_program: !address.is_on_curve(),
        };
        if context.send_options.sign_only {
            return Ok(it);
        }
        match context.account(&address)? {
            Some(account) => match cannot(&account) {
                Some(why) => refused(why),
                None => Ok(it),
            },
            None if it.is_of_program => refused(
                "has no key, and no program has an account there: look at the address. The vault of a multisig is there once it \
                 holds SOL",
            ),
            None => Ok(it),
        }
    }

    /// The attestors whom an action names that no key signs for, as a report adds them.
    pub fn keyless(attestors: &[Pubkey]) -> Record {
        let each = attestors.iter().map(|address| Self {
            address: *address,
            is_of_program: !address.is_on_curve(),
        });
        Self::warning(&each.collect::<Vec<_>>())
    }

    /// What a report adds to the address.
    pub fn warning(all: &[Self]) -> Record {
        let of_programs = all.iter().filter(|it| it.is_of_program);
        let of_programs: Vec<Cell> = of_programs.map(|it| it.address.into()).collect();
        match of_programs.is_empty() {
            true => Record::new(),
            false => vec![("Only a program signs for", Cell::List(of_programs))],
        }
    }
}

/// As a question names it.
impl fmt::Display for Somebody {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let short = short(&self.address);
        match self.is_of_program {
            true => write!(out, "{short} ({KEYLESS})"),
            false => out.write_str(&short),
        }
    }
}

/// Why what is at an address cannot use what it is given.
fn cannot(account: &Account) -> Option<&'static str> {
    let owner = account.owner;
    if account.executable {
        return Some("is a program, which never signs: name a wallet");
    }
    if owner == token::ID || owner == token_2022::ID {
        return Some(
            "is a token account or a mint, which never signs: name the wallet that owns it",
        );
    }
    let is_ours = [emissions::ID, marketplace::ID, fee_burn::ID].contains(&owner);
    if is_ours {
        return Some("is an account of the suite, which never signs: name a wallet");
    }
    let is_of_cluster = owner == sysvar::ID
        || owner == bpf_loader_upgradeable::ID
        || owner == address_lookup_table::ID
        || owner == native_loader::ID;
    is_of_cluster.then_some("belongs to the cluster, and never signs: name a wallet")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_at_an_address_says_whether_anybody_can_sign() {
        let of = |owner: Pubkey, executable: bool| {
            let account = Account {
                owner,
                executable,
                ..Account::default()
            };
            cannot(&account)
        };
        // A wallet, a nonce, the account of a multisig: perhaps somebody can.
        assert_eq!(of(system_program::ID, false), None);
        assert_eq!(of(Pubkey::new_from_array([9; 32]), false), None);
        assert!(of(bpf_loader_upgradeable::ID, true).is_some());
        for owner in [
            token::ID,
            token_2022::ID,
            emissions::ID,
            marketplace::ID,
            fee_burn::ID,
            sysvar::ID,
            address_lookup_table::ID,
            bpf_loader_upgradeable::ID,
        ] {
            assert!(of(owner, false).is_some(), "{owner}");
        }
    }
}
