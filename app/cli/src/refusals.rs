//! What the client refuses of an act, as the command line says it.

use anchor_lang::prelude::Pubkey;
use io_client::actions::Unread;
use marketplace::state::Currency;

use crate::{
    amounts,
    context::{unreachable, Context},
    errors::{of_program, CliError},
};

/// What the program would say, before anything is sent.
pub fn refused(error: &anchor_lang::error::Error) -> CliError {
    let named = of_program(error);
    CliError::Refused(format!(
        "{} would refuse: {} ({})",
        named.program, named.message, named.name
    ))
}

/// The accounts that an act needs, or why not.
pub fn unread(context: &mut Context, unread: Unread) -> anyhow::Error {
    match unread {
        Unread::Network(error) => unreachable(error).into(),
        Unread::Missing {
            what: "configuration",
            ..
        } => CliError::WrongNetwork(context.url.clone()).into(),
        Unread::Missing { what, address } => context.missing(what, &address).into(),
        Unread::OtherVersion { address } => CliError::OtherVersion { address }.into(),
    }
}

/// A wallet that holds less than it takes.
pub fn too_little(currency: Currency, owner: Pubkey, needed: u64, held: u64) -> CliError {
    let (token, display): (_, fn(u64) -> String) = match currency {
        Currency::Io => ("IO", amounts::io),
        Currency::Usdc => ("USDC", amounts::usdc),
    };
    CliError::Balance {
        token,
        needed: display(needed),
        held: display(held),
        owner,
    }
}
