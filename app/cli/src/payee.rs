//! The token account that is paid: the one where wallets look, or one that `--to` names.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use anchor_spl::token::spl_token::state::AccountState;
use io_client::spl;

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
    let (payer, tokens) = (
        context.me()?,
        to.unwrap_or_else(|| spl::wallet(payee, mint)),
    );
    let found = spl::token_account(context.network, &tokens).map_err(unreachable)?;
    let refused = |why: String| Err(CliError::Usage(format!("{tokens} {why}")).into());
    let Some(account) = found else {
        if to.is_some() {
            return refused(format!(
                "is no token account: `spl-token create-account {mint}` makes one, whose address --to takes"
            ));
        }
        return Ok(Payee {
            tokens,
            owner: *payee,
            create: Some(spl::create_wallet(&payer, payee, mint)),
        });
    };
    if account.mint != *mint {
        return refused(format!("holds another token, {}, not {mint}", account.mint));
    }
    if account.state == AccountState::Frozen {
        return refused("is frozen: name another token account with --to".into());
    }
    if to.is_none() && account.owner != *payee {
        return refused(format!(
            "is the associated token account of {payee}, but belongs to {}: `spl-token create-account {mint}` makes another, \
             whose address --to takes",
            account.owner
        ));
    }
    Ok(Payee {
        tokens,
        owner: account.owner,
        // It may be closed until then.
        create: to
            .is_none()
            .then(|| spl::create_wallet(&payer, payee, mint)),
    })
}

/// The same, which must be of `payee`; only `payee` itself may name it.
///
/// # Errors
/// As [`of_anybody`].
pub fn of_owner(
    context: &mut Context,
    payee: &Pubkey,
    mint: &Pubkey,
    to: Option<Pubkey>,
) -> anyhow::Result<Payee> {
    let found = of_anybody(context, payee, mint, to)?;
    if found.owner != *payee {
        let reported = format!(
            "{} belongs to {}: the program pays only accounts of {payee} here",
            found.tokens, found.owner
        );
        return Err(CliError::Usage(reported).into());
    }
    Ok(found)
}
