//! What autopay can take from a payer's wallet.

use anchor_lang::prelude::*;
use anchor_spl::associated_token::get_associated_token_address;
use io_common::{derived::is_associated, require_keys_eq, token::TokenAccount};

use super::payment::can_receive;
use crate::{error::MarketplaceError, state::Funds};

/// Funds of `mint` in the associated token account of `payer`, which must be `account`: what it holds, and what `spender`
/// may move. Nothing if it is closed, frozen or no longer the payer's.
///
/// # Errors
/// `WrongPayerTokens` for any other account. Since anyone may send the transaction, no other may make a payer look short.
pub fn funds(
    account: &AccountInfo,
    mint: &Pubkey,
    payer: &Pubkey,
    spender: &Pubkey,
) -> Result<Funds> {
    // An account that holds tokens can only be at the canonical address; at others of the same seeds nothing exists.
    if !can_receive(account, mint, payer) || !is_associated(account.key, payer, mint) {
        require_keys_eq!(
            *account.key,
            get_associated_token_address(payer, mint),
            MarketplaceError::WrongPayerTokens
        );
        return Ok(Funds::default());
    }
    let data = account.try_borrow_data()?;
    Ok(Funds {
        held: TokenAccount::read(&data)?.amount,
        allowed: TokenAccount::delegated(&data, spender),
    })
}
