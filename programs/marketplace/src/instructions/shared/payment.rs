//! Payments out of a reservation's escrow.

use anchor_lang::prelude::*;
use anchor_spl::{associated_token::get_associated_token_address, token};
use io_common::{
    addresses,
    derived::{is_associated, is_derived},
    ids,
    rent::typed,
    require_keys_eq, seeds,
    token::{close, transfer, TokenAccount},
    types::{Supplier, SupplierUsage},
};

use crate::{
    error::MarketplaceError,
    state::{usage::record_fees, Payee, Payees, Reservation},
};

/// Whether tokens of `mint` can be sent to `payee` at this account: it exists, belongs to the payee, and is not
/// frozen.
pub fn can_receive(account: &AccountInfo, mint: &Pubkey, payee: &Pubkey) -> bool {
    *account.owner == token::ID
        && account.try_borrow_data().is_ok_and(|data| {
            TokenAccount::read(&data).is_ok_and(|tokens| {
                tokens.mint == *mint && tokens.owner == *payee && !tokens.is_frozen()
            })
        })
}

/// Whether a payee can be paid at this account. Since anyone may send the transaction, it must be the payee's
/// associated token account (P-09). If it cannot receive, the payee stays owed.
fn can_pay(account: &AccountInfo, mint: &Pubkey, payee: &Pubkey) -> Result<bool> {
    if can_receive(account, mint, payee) && is_associated(account.key, payee, mint) {
        return Ok(true);
    }
    require_keys_eq!(
        *account.key,
        get_associated_token_address(payee, mint),
        MarketplaceError::WrongDestination
    );
    Ok(false)
}

/// Whether `address` is the reservation's escrow.
pub fn is_escrow(address: &Pubkey, reservation: &AccountLoader<Reservation>) -> Result<bool> {
    let bump = reservation.load()?.escrow_bump;
    let reservation = reservation.key();
    Ok(is_derived(
        address,
        seeds::ESCROW,
        &reservation,
        bump,
        &crate::ID,
    ))
}

/// The supplier's payout wallet; none if the supplier is closed, which leaves an empty account. Nothing is owed to a
/// closed supplier, so no other payment waits for it.
///
/// # Errors
/// `WrongSupplier` for an account of another program or type.
pub fn payout(supplier: &AccountInfo) -> Result<Option<Pubkey>> {
    require_keys_eq!(
        *supplier.owner,
        ids::emissions::ID,
        MarketplaceError::WrongSupplier
    );
    let data = supplier.try_borrow_data()?;
    if data.is_empty() {
        return Ok(None);
    }
    let supplier = typed::<Supplier>(&data).ok_or(MarketplaceError::WrongSupplier)?;
    Ok(Some(supplier.payout))
}

/// The escrow of a reservation, whose seeds sign its payments.
///
/// A payment has two steps: it is recorded in the reservation, then made once the reservation is no longer borrowed.
pub struct Escrow<'a, 'info> {
    reservation: &'a AccountLoader<'info, Reservation>,
    tokens: &'a Account<'info, TokenAccount>,
    renter: Pubkey,
    payer: Pubkey,
    number: [u8; 8],
    bump: [u8; 1],
    /// What the payees are owed and that is not recorded as paid.
    pub owed: Payees,
}

impl<'a, 'info> Escrow<'a, 'info> {
    /// The escrow of `reservation`, read as `state`. The address is already checked.
    ///
    /// # Errors
    /// A violated invariant of the reservation.
    pub fn new(
        reservation: &'a AccountLoader<'info, Reservation>,
        state: &Reservation,
        tokens: &'a Account<'info, TokenAccount>,
    ) -> Result<Self> {
        Ok(Self {
            reservation,
            tokens,
            renter: state.renter,
            payer: state.payer,
            number: state.number.to_le_bytes(),
            bump: [state.bump],
            owed: state.invariant()?,
        })
    }

    /// Records what the supplier is owed as paid, if the payout wallet's associated account can receive it (P-14).
    /// Returns the amount.
    ///
    /// # Errors
    /// `WrongSupplier`, `WrongDestination`.
    pub fn record_supplier(
        &mut self,
        state: &mut Reservation,
        supplier: &AccountInfo<'info>,
        destination: &AccountInfo<'info>,
    ) -> Result<u64> {
        match payout(supplier)? {
            Some(payout) => self.record_payee(state, Payee::Supplier, &payout, destination),
            None => Ok(0),
        }
    }

    /// Records what the payer is owed as paid, if its associated account can receive it (P-14). Returns the amount.
    ///
    /// # Errors
    /// `WrongDestination`.
    pub fn record_payer(
        &mut self,
        state: &mut Reservation,
        destination: &AccountInfo<'info>,
    ) -> Result<u64> {
        let payer = self.payer;
        self.record_payee(state, Payee::Payer, &payer, destination)
    }

    /// Records the fees owed as paid, if `vault`, that of the currency, can receive them (P-14). Returns the amount.
    ///
    /// # Errors
    /// `WrongVault`.
    pub fn record_fees(
        &mut self,
        state: &mut Reservation,
        usage: &mut SupplierUsage,
        vault: &AccountInfo<'info>,
    ) -> Result<u64> {
        let currency = state.currency()?;
        require_keys_eq!(
            *vault.key,
            currency.fee_vault(),
            MarketplaceError::WrongVault
        );
        let engine = &addresses::ENGINE.address;
        if !self.is_payable(Payee::Fees) || !can_receive(vault, &self.tokens.mint, engine) {
            return Ok(0);
        }
        let amount = self.record(state, Payee::Fees)?;
        record_fees(usage, currency, amount)?;
        Ok(amount)
    }

    fn record_payee(
        &mut self,
        state: &mut Reservation,
        payee: Payee,
        wallet: &Pubkey,
        destination: &AccountInfo<'info>,
    ) -> Result<u64> {
        if !self.is_payable(payee) || !can_pay(destination, &self.tokens.mint, wallet)? {
            return Ok(0);
        }
        Ok(self.record(state, payee)?)
    }

    /// Whether a payee is owed anything that can leave. A frozen escrow pays no one, but must not keep GPUs reserved.
    fn is_payable(&self, payee: Payee) -> bool {
        !self.tokens.is_frozen() && self.owed.to(payee) > 0
    }

    /// Records what a payee is owed as paid.
    fn record(&mut self, state: &mut Reservation, payee: Payee) -> io_common::Result<u64> {
        let amount = core::mem::take(self.owed.to_mut(payee));
        state.record_paid(payee, amount)?;
        Ok(amount)
    }

    /// Moves `amount` out of the escrow. Succeeds if it is 0.
    ///
    /// # Errors
    /// Those of the token program.
    pub fn pay_out(&self, destination: &AccountInfo<'info>, amount: u64) -> Result<()> {
        if amount == 0 {
            return Ok(());
        }
        let (from, authority) = (self.tokens, self.reservation);
        transfer(from, destination, authority, amount, &[&self.signer()])
    }

    /// Closes the empty escrow; its rent goes to `payer`.
    ///
    /// # Errors
    /// Those of the token program.
    pub fn close(&self, payer: &UncheckedAccount<'info>) -> Result<()> {
        close(self.tokens, payer, self.reservation, &[&self.signer()])
    }

    /// Seeds of the reservation.
    fn signer(&self) -> [&[u8]; 4] {
        let renter = self.renter.as_ref();
        [seeds::RESERVATION, renter, &self.number, &self.bump]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anchor_lang::{solana_program::program_pack::Pack, Discriminator};
    use anchor_spl::token::spl_token::state::{Account as TokenState, AccountState};
    use bytemuck::{bytes_of, Zeroable};

    fn key(byte: u8) -> Pubkey {
        Pubkey::new_from_array([byte; 32])
    }

    const MINT: u8 = 1;
    const PAYEE: u8 = 2;

    fn token_account(change: impl FnOnce(&mut TokenState)) -> Vec<u8> {
        let mut state = TokenState {
            mint: key(MINT),
            owner: key(PAYEE),
            state: AccountState::Initialized,
            ..TokenState::default()
        };
        change(&mut state);
        let mut data = vec![0; TokenState::LEN];
        TokenState::pack(state, &mut data).unwrap();
        data
    }

    fn receives(address: Pubkey, owner: Pubkey, mut data: Vec<u8>) -> (bool, Result<bool>) {
        let mut lamports = 1;
        let account = AccountInfo::new(
            &address,
            false,
            true,
            &mut lamports,
            &mut data,
            &owner,
            false,
        );
        let (mint, payee) = (key(MINT), key(PAYEE));
        (
            can_receive(&account, &mint, &payee),
            can_pay(&account, &mint, &payee),
        )
    }

    /// Every kind of account to which a payee cannot be paid.
    fn unpayable() -> Vec<(Pubkey, Vec<u8>)> {
        vec![
            // Closed, or never created.
            (Pubkey::default(), vec![]),
            (token::ID, token_account(|state| state.mint = key(9))),
            (token::ID, token_account(|state| state.owner = key(9))),
            (
                token::ID,
                token_account(|state| state.state = AccountState::Frozen),
            ),
            (token::ID, vec![0; TokenState::LEN]),
            (token::ID, token_account(|_| ())[1..].to_vec()),
            // Token-2022, or a program that imitates it.
            (key(8), token_account(|_| ())),
        ]
    }

    #[test]
    fn p14_a_closed_supplier_has_no_payout_wallet_and_nothing_stands_in_for_one() {
        let mut supplier = Supplier::zeroed();
        supplier.payout = key(PAYEE);
        let data = [Supplier::DISCRIMINATOR, bytes_of(&supplier)].concat();
        let read = |owner: Pubkey, mut data: Vec<u8>| {
            let (address, mut lamports) = (key(7), 1);
            let account = AccountInfo::new(
                &address,
                false,
                false,
                &mut lamports,
                &mut data,
                &owner,
                false,
            );
            payout(&account)
        };
        let emissions = ids::emissions::ID;
        assert_eq!(read(emissions, data.clone()), Ok(Some(key(PAYEE))));
        assert_eq!(read(emissions, vec![]), Ok(None));
        let wrong = Err(MarketplaceError::WrongSupplier.into());
        for (owner, data) in [
            (Pubkey::default(), vec![]),
            (crate::ID, data.clone()),
            (emissions, data[1..].to_vec()),
            (emissions, vec![0; data.len()]),
        ] {
            assert_eq!(read(owner, data), wrong);
        }
    }

    #[test]
    fn p14_a_payee_is_paid_to_the_payees_associated_account() {
        let associated = get_associated_token_address(&key(PAYEE), &key(MINT));
        let (receives, pays) = receives(associated, token::ID, token_account(|_| ()));
        assert!(receives && pays.unwrap());
    }

    #[test]
    fn p09_nobody_sends_a_payment_where_the_payee_does_not_look() {
        // The payee's, but created by someone else.
        let (receives, pays) = receives(key(7), token::ID, token_account(|_| ()));
        assert!(receives);
        assert_eq!(pays.unwrap_err(), MarketplaceError::WrongDestination.into());
    }

    #[test]
    fn p14_a_payee_that_cannot_be_paid_stays_owed() {
        let associated = get_associated_token_address(&key(PAYEE), &key(MINT));
        for (owner, data) in unpayable() {
            let (receives, pays) = receives(associated, owner, data);
            assert!(!receives && !pays.unwrap());
        }
    }

    #[test]
    fn p09_nobody_holds_up_a_payment_by_naming_a_bad_account() {
        for (owner, data) in unpayable() {
            let (receives, pays) = receives(key(7), owner, data);
            assert!(!receives);
            assert_eq!(pays.unwrap_err(), MarketplaceError::WrongDestination.into());
        }
    }
}
