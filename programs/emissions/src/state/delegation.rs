//! The stake of one staker with one supplier.

use anchor_lang::prelude::*;
use io_common::{
    math::{q64, Checked, U128},
    types::Supplier,
};

use super::{slashing, Generation, Ticket};
use crate::{constants::TICKETS, error::EmissionsError};

/// A delegation. `[DELEGATION, supplier, staker]`.
#[account(zero_copy)]
#[derive(Debug, Default)]
pub struct Delegation {
    /// The supplier.
    pub supplier: Pubkey,
    /// The staker.
    pub staker: Pubkey,
    /// Shares of the supplier's delegated stake.
    pub shares: U128,
    /// The supplier's share index up to which `owed` counts.
    pub share_index: U128,
    /// Shares of the supplier's withheld stake.
    pub withheld: U128,
    /// Stake in its cooldown.
    pub tickets: [Ticket; TICKETS],
    /// Rewards counted and not yet claimed, in IO base units.
    pub owed: u64,
    /// Rewards claimed so far.
    pub claimed: u64,
    /// Unix seconds from which the stake may move to another supplier: later where some of it has just moved here.
    pub movable_at: i64,
    /// Generation of the shares, see [`Generation`].
    pub generation: u32,
    /// The supplier's `cooling_losses` when the tickets were made.
    pub cooling_losses: u32,
    /// The supplier's `withheld_losses` when the shares of withheld stake were made.
    pub withheld_losses: u32,
    /// Bump of the address.
    pub bump: u8,
    /// Layout version, 1.
    pub version: u8,
    /// Zero.
    pub padding: [u8; 2],
}

/// What a withdrawal did, in IO base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Withdrawal {
    /// Paid out.
    pub paid: u64,
    /// Of what was unlocked, held back by open slashes.
    pub withheld: u64,
}

impl Delegation {
    /// Bytes of the account, the discriminator included.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();

    /// Whether it holds no stake of any kind.
    pub fn is_empty(&self) -> bool {
        let idle = self.shares.get() == 0 && self.withheld.get() == 0;
        idle && self.tickets.iter().all(Ticket::is_free)
    }

    /// Counts what the shares have earned up to the supplier's last settlement, rounded down. Before every
    /// change of the shares (P-07).
    ///
    /// # Errors
    /// `CarryFirst` if the shares are of an earlier generation.
    pub fn accrue(&mut self, supplier: &Supplier) -> Result<()> {
        let (index, generation) = (supplier.rewards.share_index, supplier.slashes.generation);
        self.forget_lost(
            supplier.stake.cooling_losses,
            supplier.stake.withheld_losses,
        );
        if self.is_empty() {
            // It has no shares of any generation: it begins with the present one.
            (self.share_index, self.generation) = (index, generation);
            return Ok(());
        }
        require!(self.generation == generation, EmissionsError::CarryFirst);
        self.accrue_to(index)
    }

    fn accrue_to(&mut self, index: U128) -> Result<()> {
        if self.shares.get() > 0 {
            let gain = index.get().minus(self.share_index.get())?;
            self.owed = self.owed.plus(q64::share(self.shares.get(), gain)?)?;
        }
        self.share_index = index;
        Ok(())
    }

    /// Carries the shares over into the generation after `ended`, rounded down: they are worth what they were (P-11).
    ///
    /// # Errors
    /// `WrongGeneration` if `ended` is not that of the shares, or has not ended.
    pub fn carry(&mut self, ended: &Generation, supplier: &Supplier) -> Result<()> {
        let over = ended.number < supplier.slashes.generation;
        require!(
            over && ended.number == self.generation,
            EmissionsError::WrongGeneration
        );
        self.accrue_to(ended.share_index)?;
        self.forget_lost(ended.cooling_losses, ended.withheld_losses);
        self.shares = u128::from(ended.delegated.value(self.shares.get())?).into();
        self.withheld = u128::from(ended.withheld.value(self.withheld.get())?).into();
        for ticket in &mut self.tickets {
            ticket.shares = u128::from(ended.cooling.value(ticket.shares.get())?).into();
        }
        self.generation = self.generation.plus(1)?;
        Ok(())
    }

    /// The shares worth `amount`, or all of them if none; never more than there are.
    ///
    /// # Errors
    /// `NotEnoughStake` for more than they are worth, `ZeroAmount` for nothing.
    pub fn shares_for(&self, amount: Option<u64>, supplier: &Supplier) -> Result<u128> {
        let (held, pool) = (self.shares.get(), &supplier.stake.delegated);
        let shares = match amount {
            None => held,
            Some(amount) => {
                require_gte!(pool.value(held)?, amount, EmissionsError::NotEnoughStake);
                // Rounding up can ask for one share more than the last base unit's.
                pool.shares_worth(amount)?.min(held)
            }
        };
        require!(shares > 0, EmissionsError::ZeroAmount);
        Ok(shares)
    }

    /// Takes `shares` out of the supplier's delegated stake, after [`accrue`](Self::accrue), and returns their value.
    ///
    /// # Errors
    /// `MathOverflow` for more than there are.
    pub fn take(&mut self, shares: u128, supplier: &mut Supplier) -> Result<u64> {
        self.shares = self.shares.get().minus(shares)?.into();
        Ok(supplier.stake.delegated.redeem(shares)?)
    }

    /// Adds `amount` to the supplier's delegated stake, for shares of it, after [`accrue`](Self::accrue).
    ///
    /// # Errors
    /// `ZeroAmount` for less than a share.
    pub fn add(&mut self, amount: u64, supplier: &mut Supplier) -> Result<()> {
        let shares = supplier.stake.delegated.deposit(amount)?;
        require!(shares > 0, EmissionsError::ZeroAmount);
        self.shares = self.shares.get().plus(shares)?.into();
        Ok(())
    }

    /// Starts the cooldown of `amount`, or of all if none, after [`accrue`](Self::accrue); returns the place of its ticket
    /// and the amount, rounded down. Nothing if all was worth less than a base unit after slashes: the shares are gone then,
    /// so that the position can be closed.
    ///
    /// # Errors
    /// `NoFreeTicket`, and those of [`shares_for`](Self::shares_for).
    pub fn unstake(
        &mut self,
        amount: Option<u64>,
        supplier: &mut Supplier,
        unlocks_at: i64,
    ) -> Result<Option<(u8, u64)>> {
        let shares = self.shares_for(amount, supplier)?;
        let amount = self.take(shares, supplier)?;
        if amount == 0 {
            return Ok(None);
        }
        let cooling = supplier.stake.delegated_cooling.deposit(amount)?;
        require!(cooling > 0, EmissionsError::ZeroAmount);
        let mut places = (0_u8..).zip(&mut self.tickets);
        let free = places.find(|(_, ticket)| ticket.is_free());
        let (place, ticket) = free.ok_or(EmissionsError::NoFreeTicket)?;
        *ticket = Ticket {
            shares: cooling.into(),
            unlocks_at,
        };
        Ok(Some((place, amount)))
    }

    /// Takes a ticket back into active stake, after [`accrue`](Self::accrue), and returns its amount, rounded down.
    ///
    /// # Errors
    /// `WrongTicket` for a free place.
    pub fn cancel_ticket(&mut self, place: u8, supplier: &mut Supplier) -> Result<u64> {
        let ticket = self.tickets.get_mut(usize::from(place));
        let ticket = ticket.filter(|ticket| !ticket.is_free());
        let ticket = core::mem::take(ticket.ok_or(EmissionsError::WrongTicket)?);
        let cooling = &mut supplier.stake.delegated_cooling;
        let amount = cooling.redeem(ticket.shares.get())?;
        self.add(amount, supplier)?;
        Ok(amount)
    }

    /// Takes out what is unlocked at `now`, less what open slashes hold back; and what they have held back before, once
    /// own stake covers all that are open. All rounded down.
    ///
    /// # Errors
    /// `CarryFirst`, and `StillCooling` if there is nothing to take.
    pub fn withdraw(&mut self, supplier: &mut Supplier, now: i64) -> Result<Withdrawal> {
        self.forget_lost(
            supplier.stake.cooling_losses,
            supplier.stake.withheld_losses,
        );
        let current = self.generation == supplier.slashes.generation;
        require!(self.is_empty() || current, EmissionsError::CarryFirst);
        let unlocked = self.tickets.iter().any(|ticket| ticket.is_unlocked(now));
        let released = self.withheld.get() > 0 && slashing::beyond_own(supplier)? == 0;
        require!(released || unlocked, EmissionsError::StillCooling);

        let mut done = Withdrawal::default();
        if released {
            let shares = core::mem::take(&mut self.withheld);
            done.paid = slashing::release(supplier, shares.get())?;
        }
        for ticket in self.tickets.iter_mut() {
            if ticket.is_unlocked(now) {
                let shares = core::mem::take(ticket).shares.get();
                let amount = supplier.stake.delegated_cooling.value(shares)?;
                let held = slashing::held_back(supplier, amount)?;
                supplier.stake.delegated_cooling.redeem(shares)?;
                done.paid = done.paid.plus(amount.minus(held)?)?;
                if held > 0 {
                    let shares = slashing::withhold(supplier, amount, held)?;
                    self.withheld = self.withheld.get().plus(shares)?.into();
                    done.withheld = done.withheld.plus(held)?;
                }
            }
        }
        Ok(done)
    }

    /// Forgets shares of stake that has been lost entirely since they were made.
    pub(crate) fn forget_lost(&mut self, cooling_losses: u32, withheld_losses: u32) {
        if self.cooling_losses != cooling_losses {
            (self.tickets, self.cooling_losses) = (Default::default(), cooling_losses);
        }
        if self.withheld_losses != withheld_losses {
            (self.withheld, self.withheld_losses) = (U128::default(), withheld_losses);
        }
    }

    /// Takes out what is owed.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable below the emission's total.
    pub fn take_owed(&mut self) -> Result<u64> {
        let amount = std::mem::take(&mut self.owed);
        self.claimed = self.claimed.plus(amount)?;
        Ok(amount)
    }
}

const _: () = assert!(
    Delegation::SIZE == 8 + 344,
    "a new size is a new layout version"
);

#[cfg(test)]
mod tests {
    use super::*;
    use bytemuck::Zeroable;

    /// A position of 1,000 base units, alone with its supplier.
    fn staked() -> (Supplier, Delegation) {
        let (mut supplier, mut delegation) = (Supplier::zeroed(), Delegation::default());
        delegation.accrue(&supplier).unwrap();
        delegation.add(1_000, &mut supplier).unwrap();
        (supplier, delegation)
    }

    /// Raises what a share has earned by `halves` of a base unit.
    fn earn(supplier: &mut Supplier, halves: u128) {
        let index = &mut supplier.rewards.share_index;
        *index = (index.get() + (halves << 63)).into();
    }

    fn refused<T>(error: EmissionsError) -> Result<T> {
        Err(error.into())
    }

    #[test]
    fn p08_shares_count_what_they_earned_once_and_rounded_down() {
        let (mut supplier, mut delegation) = staked();
        earn(&mut supplier, 1);
        delegation.accrue(&supplier).unwrap();
        delegation.accrue(&supplier).unwrap();
        assert_eq!(delegation.owed, 500);
        delegation.take(999, &mut supplier).unwrap();
        earn(&mut supplier, 3);
        delegation.accrue(&supplier).unwrap();
        assert_eq!(delegation.owed, 501);
        assert_eq!(delegation.take_owed().unwrap(), 501);
        assert_eq!((delegation.owed, delegation.claimed), (0, 501));
        assert_eq!(delegation.take_owed().unwrap(), 0);
    }

    #[test]
    fn p10_who_has_left_keeps_what_is_owed_and_earns_nothing_while_away() {
        let (mut supplier, mut delegation) = staked();
        earn(&mut supplier, 2);
        delegation.accrue(&supplier).unwrap();
        delegation.unstake(None, &mut supplier, 0).unwrap();
        earn(&mut supplier, 2);
        delegation.accrue(&supplier).unwrap();
        delegation.withdraw(&mut supplier, 0).unwrap();
        supplier.slashes.generation = 3;
        earn(&mut supplier, 2);
        // Empty, it begins with the present generation and index.
        delegation.accrue(&supplier).unwrap();
        delegation.add(10, &mut supplier).unwrap();
        delegation.accrue(&supplier).unwrap();
        assert_eq!((delegation.owed, delegation.generation), (1_000, 3));
    }

    #[test]
    fn a_position_is_empty_without_stake_of_any_kind() {
        assert!(Delegation::default().is_empty());
        let one = U128::from(1);
        let mut ticket = Delegation::default();
        ticket.tickets[TICKETS - 1].shares = one;
        for held in [
            Delegation {
                shares: one,
                ..Delegation::default()
            },
            Delegation {
                withheld: one,
                ..Delegation::default()
            },
            ticket,
        ] {
            assert!(!held.is_empty());
        }
    }

    #[test]
    fn an_amount_takes_as_many_shares_as_it_is_worth() {
        let (mut supplier, delegation) = staked();
        let shares = |amount, supplier: &Supplier| delegation.shares_for(amount, supplier);
        assert_eq!(shares(Some(1_000), &supplier), Ok(1_000));
        assert_eq!(shares(None, &supplier), Ok(1_000));
        let more = shares(Some(1_001), &supplier);
        assert_eq!(more, refused(EmissionsError::NotEnoughStake));
        let nothing = shares(Some(0), &supplier);
        assert_eq!(nothing, refused(EmissionsError::ZeroAmount));
        // After a loss a base unit is more than a share, rounded up but never to more than there are.
        supplier.stake.delegated.lose(700).unwrap();
        assert_eq!(shares(Some(1), &supplier), Ok(4));
        assert_eq!(shares(Some(300), &supplier), Ok(1_000));
    }

    #[test]
    fn a_deposit_of_less_than_a_share_is_refused() {
        let (mut supplier, mut delegation) = staked();
        supplier.stake.delegated.amount = 2_000;
        let dust = delegation.add(1, &mut supplier);
        assert_eq!(dust, refused(EmissionsError::ZeroAmount));
    }

    #[test]
    fn a_ticket_goes_back_into_active_stake() {
        let (mut supplier, mut delegation) = staked();
        delegation.unstake(Some(400), &mut supplier, 70).unwrap();
        let second = delegation.unstake(Some(100), &mut supplier, 80).unwrap();
        assert_eq!(second, Some((1, 100)));
        for place in [2, TICKETS as u8] {
            let free = delegation.cancel_ticket(place, &mut supplier);
            assert_eq!(free, refused(EmissionsError::WrongTicket));
        }
        assert_eq!(delegation.cancel_ticket(0, &mut supplier).unwrap(), 400);
        assert_eq!(delegation.shares.get(), 900);
        assert_eq!(supplier.stake.delegated.amount, 900);
        assert_eq!(supplier.stake.delegated_cooling.amount, 100);
        let twice = delegation.cancel_ticket(0, &mut supplier);
        assert_eq!(twice, refused(EmissionsError::WrongTicket));
        // Its place is the next to be taken.
        let again = delegation.unstake(Some(50), &mut supplier, 90).unwrap();
        assert_eq!(again, Some((0, 50)));
    }

    #[test]
    fn no_ticket_is_made_for_less_than_a_share_of_what_cools() {
        let (mut supplier, mut delegation) = staked();
        supplier.stake.delegated_cooling.deposit(1_000).unwrap();
        supplier.stake.delegated_cooling.amount = 2_000;
        let dust = delegation.unstake(Some(1), &mut supplier, 70);
        assert_eq!(dust, refused(EmissionsError::ZeroAmount));
    }

    #[test]
    fn p11_shares_of_an_earlier_generation_are_carried_over_before_they_are_withdrawn() {
        let (mut supplier, mut delegation) = staked();
        delegation.unstake(None, &mut supplier, 0).unwrap();
        supplier.slashes.generation = 1;
        let early = delegation.withdraw(&mut supplier, 0);
        assert_eq!(early, refused(EmissionsError::CarryFirst));
    }

    #[test]
    fn there_are_eight_places_for_stake_in_its_cooldown() {
        let (mut supplier, mut delegation) = staked();
        for place in 0..8 {
            let ticket = delegation.unstake(Some(1), &mut supplier, 70).unwrap();
            assert_eq!(ticket, Some((place, 1)));
        }
        let ninth = delegation.unstake(Some(1), &mut supplier, 70);
        assert_eq!(ninth, refused(EmissionsError::NoFreeTicket));
    }

    #[test]
    fn only_what_is_unlocked_is_withdrawn() {
        let (mut supplier, mut delegation) = staked();
        delegation.unstake(Some(400), &mut supplier, 70).unwrap();
        delegation.unstake(Some(100), &mut supplier, 80).unwrap();
        let early = delegation.withdraw(&mut supplier, 69);
        assert_eq!(early, refused(EmissionsError::StillCooling));
        for (now, paid) in [(70, 400), (80, 100)] {
            let done = delegation.withdraw(&mut supplier, now).unwrap();
            assert_eq!((done.paid, done.withheld), (paid, 0));
        }
        // Without a slash nothing weighs in the next one.
        assert_eq!(supplier.stake.withheld_gross, 0);
        let nothing = delegation.withdraw(&mut supplier, i64::MAX);
        assert_eq!(nothing, refused(EmissionsError::StillCooling));
        assert_eq!(delegation.shares.get(), 500);
    }

    #[test]
    fn p11_shares_are_carried_over_from_their_own_generation_once_it_has_ended() {
        let (mut supplier, mut delegation) = staked();
        delegation.unstake(Some(400), &mut supplier, 70).unwrap();
        supplier.stake.delegated.lose(300).unwrap();
        supplier.stake.delegated_cooling.lose(100).unwrap();
        earn(&mut supplier, 2);
        let mut generation = Generation::zeroed();
        let early = delegation.carry(&generation, &supplier);
        assert_eq!(early, refused(EmissionsError::WrongGeneration));
        generation.end(&mut supplier).unwrap();
        let mut other = Generation { ..generation };
        other.number = 1;
        supplier.slashes.generation = 2;
        let foreign = delegation.carry(&other, &supplier);
        assert_eq!(foreign, refused(EmissionsError::WrongGeneration));
        supplier.slashes.generation = 1;

        delegation.carry(&generation, &supplier).unwrap();
        assert_eq!((delegation.shares.get(), delegation.generation), (300, 1));
        assert_eq!(delegation.tickets[0].shares.get(), 300);
        // What the old shares had earned is owed.
        assert_eq!(delegation.owed, 600);
    }
}
