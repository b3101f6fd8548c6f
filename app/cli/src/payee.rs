//! The token account that is paid: the one where wallets look, or one that `--to` names.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{
    actions::payee::{self, Destination, Refusal},
    spl,
};

use crate::{
    context::{unreachable, Context},
    errors::CliError,
};

/// Where a payment goes.
pub struct Payee {
    /// The token account.
    pub tokens: Pubkey,
    /// Whose it is.
    pub owner: Pubkey,
    /// Creates it if it is not there; nothing for one that was named.
    pub create: Option<Instruction>,
}

/// The account of `to`, of anybody, or else the associated one of `payee`.
///
/// # Errors
/// [`CliError::Usage`] if it cannot receive.
pub fn of_anybody(
    context: &mut Context,
    payee: &Pubkey,
    mint: &Pubkey,
    to: Option<Pubkey>,
) -> anyhow::Result<Payee> {
    let payer = context.me()?;
    let found = payee::Payee::read(context.network, *payee, *mint, to).map_err(unreachable)?;
    let Destination { tokens, owner } = found.anybody().map_err(|it| in_words(it, mint))?;
    // It may be closed until then.
    let create = || spl::create_wallet(&payer, payee, mint);
    Ok(Payee {
        tokens,
        owner,
        create: to.is_none().then(create),
    })
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
