//! The token account that is paid: the one where wallets look, or one that `--to` names.

use anchor_lang::prelude::Pubkey;
use io_client::actions::payee::{self, Refusal};

use crate::{
    context::{unreachable, Context},
    errors::CliError,
};

/// Whose token account `to` is, of anybody, or else the associated one of `payee`.
///
/// # Errors
/// [`CliError::Usage`] if it cannot receive.
pub fn owner(
    context: &mut Context,
    payee: &Pubkey,
    mint: &Pubkey,
    to: Option<Pubkey>,
) -> anyhow::Result<Pubkey> {
    let found = payee::Payee::read(context.network, *payee, *mint, to).map_err(unreachable)?;
    let found = found.anybody().map_err(|it| in_words(it, mint))?;
    Ok(found.owner)
}

/// Why an account cannot receive `mint`.
pub fn in_words(refusal: Refusal, mint: &Pubkey) -> CliError {
    CliError::Usage(match refusal {
        Refusal::NoTokens { tokens, .. } => format!(
            "{tokens} is no token account: `spl-token create-account {mint}` makes one, whose address --to takes"
        ),
        Refusal::OtherMint { tokens, holds } => {
            format!("{tokens} holds another token, {holds}, not {mint}")
        }
        Refusal::Frozen { tokens } => {
            format!("{tokens} is frozen: name another token account with --to")
        }
        Refusal::GivenAway {
            tokens,
            wallet,
            owner,
        } => format!(
            "{tokens} is the associated token account of {wallet}, but belongs to {owner}: `spl-token create-account {mint}` makes \
             another, whose address --to takes"
        ),
        Refusal::OtherOwner {
            tokens,
            wallet,
            owner,
        } => format!("{tokens} belongs to {owner}: the program pays only accounts of {wallet} here"),
    })
}
