//! Claiming commission and the reward of own stake to the payout wallet. Anyone may sign.

use anchor_lang::prelude::Pubkey;

use super::{Refusal, Supplying};
use crate::{
    actions::{payee::Destination, Prepared},
    emissions::{self as client, ClaimSupplierAccounts},
};

/// What claiming comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What is paid, in base units.
    pub amount: u64,
    /// Where it goes.
    pub to: Destination,
    /// The payout wallet.
    pub payout: Pubkey,
}

/// To claim all rewards of the owner. `supplying` was read with [`super::Wallet::Payout`].
///
/// # Errors
/// [`Refusal`].
pub fn prepare(supplying: &Supplying) -> Result<Prepared<Terms>, Refusal> {
    let (it, signer) = (&supplying.supplier, &supplying.signer);
    let amount = supplying.clock.claimable(it, None)?.by_supplier;
    if amount == 0 {
        return Err(Refusal::Nothing);
    }
    if supplying.payee.named.is_some() && *signer != it.payout {
        return Err(Refusal::NotPayout(it.payout));
    }
    let to = supplying.payee.owner()?;
    let mut setup = supplying.catch_up();
    supplying.payee.create(&supplying.payer, &mut setup);
    Ok(Prepared {
        terms: Terms {
            amount,
            to,
            payout: it.payout,
        },
        gives: Vec::new(),
        creates: setup.creates,
        setup: setup.instructions,
        act: vec![client::claim_supplier(&ClaimSupplierAccounts {
            signer: *signer,
            supplier: supplying.address,
            destination: to.tokens,
        })],
    })
}
