//! The stake of one staker with one supplier.

use anchor_lang::prelude::*;
use io_common::{
    constants::SHARED_SLASHES,
    math::{q64, Checked, U128},
    require, require_gte,
    types::Supplier,
    CommonError,
};

use super::{Slash, UnstakeRequest};
use crate::{constants::UNSTAKE_REQUESTS, error::EmissionsError};

/// Places for cooling stake: one for each unstake request, and a last one for stake that slashes gave back.
pub const UNSTAKE_REQUEST_PLACES: usize = UNSTAKE_REQUESTS + 1;

/// Stake of a delegation that an open slash holds. A `slash` of 0 marks a free place.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Held active stake, in IO base units.
    pub active: u64,
    /// Held cooling stake, in IO base units.
    pub cooling: u64,
    /// Unix seconds from which the cooling stake can be withdrawn, if the slash is dropped.
    pub unlocks_at: i64,
    /// The [`opened`](Slash::opened) of the slash.
    pub slash: u32,
    /// Zero.
    pub padding: [u8; 4],
}

/// A delegation. `[DELEGATION, supplier, staker]`.
#[account(zero_copy)]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Delegation {
    /// The supplier.
    pub supplier: Pubkey,
    /// The staker.
    pub staker: Pubkey,
    /// Stake index of the supplier up to which `owed` is counted.
    pub stake_index: U128,
    /// Active stake that no slash holds, in IO base units.
    pub active: u64,
    /// Cooling stake: eight unstake requests, and a last place for stake that slashes gave back.
    pub unstake_requests: [UnstakeRequest; UNSTAKE_REQUEST_PLACES],
    /// Stake that open slashes hold, one place for each.
    pub held: [Held; SHARED_SLASHES],
    /// Rewards counted and not yet claimed, in IO base units.
    pub owed: u64,
    /// Rewards claimed so far, including compounded ones, in IO base units.
    pub claimed: u64,
    /// Unix seconds from which the stake may be redelegated: 14 days after the last redelegation into this
    /// delegation. 0 if there was none.
    pub movable_at: i64,
    /// `opened` of the last slash of delegated stake whose opening the delegation has followed, or which opened
    /// before it had stake.
    pub followed: u32,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub padding: [u8; 3],
}

/// Effect of following a slash on a delegation, in IO base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Active stake now held.
    pub held_active: u64,
    /// Cooling stake now held.
    pub held_cooling: u64,
    /// Held stake lost to the slash.
    pub taken: u64,
    /// Stake given back as active stake.
    pub back_active: u64,
    /// Stake given back in the last unstake request.
    pub back_cooling: u64,
}

impl Delegation {
    /// Bytes of the account, including the discriminator.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();

    /// Whether it has no stake of any kind.
    pub fn is_empty(&self) -> bool {
        self.active == 0
            && self.unstake_requests.iter().all(UnstakeRequest::is_free)
            && self.held.iter().all(|held| held.slash == 0)
    }

    /// Stake that earns: active stake, including what open slashes hold of it.
    ///
    /// # Errors
    /// `MathOverflow`, ruled out by the supply cap.
    pub fn earning(&self) -> io_common::Result<u64> {
        let mut held = self.held.iter();
        held.try_fold(self.active, |sum, held| sum.plus(held.active))
    }

    /// Counts the rewards up to the supplier's last settlement, rounded down. Called before every change of the stake
    /// (P-07).
    ///
    /// # Errors
    /// `ApplySlashFirst` if a slash has not been followed.
    pub fn accrue(&mut self, supplier: &Supplier) -> Result<()> {
        self.follow(supplier)?;
        let (earning, index) = (self.earning()?, supplier.rewards.stake_index);
        if earning > 0 {
            let gain = index.get().minus(self.stake_index.get())?;
            self.owed = self.owed.plus(q64::share(earning.into(), gain)?)?;
        }
        self.stake_index = index;
        Ok(())
    }

    /// Refuses unless all slashes have been followed. An empty delegation needs to follow none.
    ///
    /// # Errors
    /// `ApplySlashFirst`.
    pub fn follow(&mut self, supplier: &Supplier) -> Result<()> {
        let slashes = &supplier.slashes;
        if self.is_empty() {
            self.followed = slashes.shared;
        }
        let follows = self.followed == slashes.shared && self.holds_only(&slashes.open_shared);
        require!(follows, EmissionsError::ApplySlashFirst);
        Ok(())
    }

    /// Whether all slashes that hold stake of it are among `slashes`.
    fn holds_only(&self, slashes: &[u32]) -> bool {
        let mut held = self.held.iter();
        held.all(|held| held.slash == 0 || slashes.contains(&held.slash))
    }

    /// Whether it has nothing to follow of `slash` in its current state.
    pub fn has_followed(&self, slash: &Slash) -> bool {
        let held = self.held.iter().any(|held| held.slash == slash.opened);
        let ended = slash.ended > 0 && held;
        self.is_empty() || (slash.opened <= self.followed && !ended)
    }

    /// Follows `slash`: its opening, its end, or both.
    ///
    /// # Errors
    /// `WrongSlash` unless `slash` is next. Openings and ends are followed in the order in which they happened. Also
    /// `WrongSlash` for an empty delegation, which follows none.
    pub fn apply(&mut self, slash: &mut Slash) -> Result<Applied> {
        let mut applied = Applied::default();
        let (opens, mut follows) = (self.opens(slash), false);
        if opens {
            self.hold(slash, &mut applied)?;
            follows = true;
        }
        if self.ends(slash) {
            self.release(slash, &mut applied)?;
            follows = true;
        }
        require!(follows, EmissionsError::WrongSlash);
        Ok(applied)
    }

    fn opens(&self, slash: &Slash) -> bool {
        let next = self.followed.checked_add(1) == Some(slash.opened);
        next && self.holds_only(&slash.beside) && !self.is_empty()
    }

    fn ends(&self, slash: &Slash) -> bool {
        let held = self.held.iter().any(|held| held.slash == slash.opened);
        slash.ended > 0 && self.followed == slash.ended && held
    }

    /// Holds the slash's part of active and cooling stake. If that is zero, the slash needs no further following.
    fn hold(&mut self, slash: &mut Slash, applied: &mut Applied) -> Result<()> {
        for held in &self.held {
            let before = slash.held_before.minus(held.active)?;
            slash.held_before = before.minus(held.cooling)?;
        }
        let mut held = Held {
            slash: slash.opened,
            active: slash.delegated.of(self.active)?,
            ..Held::default()
        };
        self.active = self.active.minus(held.active)?;
        held.cooling = slash.cooling.of(self.cooling()?)?;
        held.unlocks_at = self.take_cooling(held.cooling)?;
        if held.active > 0 || held.cooling > 0 {
            let mut places = self.held.iter_mut();
            let place = places.find(|place| place.slash == 0);
            *place.ok_or(EmissionsError::TooManySlashes)? = held;
            slash.followers = slash.followers.plus(1)?;
        }
        self.followed = slash.opened;
        (applied.held_active, applied.held_cooling) = (held.active, held.cooling);
        Ok(())
    }

    /// Cooling stake that no slash holds.
    fn cooling(&self) -> io_common::Result<u64> {
        let mut unstake_requests = self.unstake_requests.iter();
        unstake_requests.try_fold(0_u64, |sum, unstake_request| {
            sum.plus(unstake_request.amount)
        })
    }

    /// Takes `amount` from the unstake requests that unlock first. Returns when the last of it unlocks, so that stake
    /// given back waits no longer than necessary.
    fn take_cooling(&mut self, amount: u64) -> io_common::Result<i64> {
        let (mut left, mut unlocks_at) = (amount, 0);
        while left > 0 {
            let unstake_requests = self
                .unstake_requests
                .iter_mut()
                .filter(|unstake_request| !unstake_request.is_free());
            let first = unstake_requests.min_by_key(|unstake_request| unstake_request.unlocks_at);
            let unstake_request = first.ok_or(CommonError::MathOverflow)?;
            let part = left.min(unstake_request.amount);
            unstake_request.amount = unstake_request.amount.minus(part)?;
            left = left.minus(part)?;
            unlocks_at = unstake_request.unlocks_at;
        }
        Ok(unlocks_at)
    }

    /// Ends what the slash held: lost if executed; otherwise active stake becomes free, and cooling stake goes to the
    /// last unstake request.
    fn release(&mut self, slash: &mut Slash, applied: &mut Applied) -> Result<()> {
        let held = core::mem::take(self.held_by(slash)?);
        slash.followers = slash.followers.minus(1)?;
        if slash.executed != 0 {
            // The held stake earned until the execution. No reward has been counted since: that needs all slashes
            // followed.
            let gain = slash.stake_index.get().minus(self.stake_index.get())?;
            self.owed = self.owed.plus(q64::share(held.active.into(), gain)?)?;
            applied.taken = held.active.plus(held.cooling)?;
            return Ok(());
        }
        self.active = self.active.plus(held.active)?;
        let [.., back] = &mut self.unstake_requests;
        if held.cooling > 0 {
            back.amount = back.amount.plus(held.cooling)?;
            back.unlocks_at = back.unlocks_at.max(held.unlocks_at);
        }
        (applied.back_active, applied.back_cooling) = (held.active, held.cooling);
        Ok(())
    }

    fn held_by(&mut self, slash: &Slash) -> Result<&mut Held> {
        let mut places = self.held.iter_mut();
        let place = places.find(|place| slash.is_shared() && place.slash == slash.opened);
        Ok(place.ok_or(EmissionsError::WrongSlash)?)
    }

    /// Starts the cooldown of the active stake that an open `slash` holds, after [`accrue`](Self::accrue), and
    /// returns the amount. It no longer counts or earns, and can be withdrawn if the slash is dropped.
    ///
    /// # Errors
    /// `WrongSlash` if it holds nothing of this delegation, or has ended; `ZeroAmount` if all of it is already
    /// cooling.
    pub fn unstake_held(
        &mut self,
        slash: &mut Slash,
        supplier: &mut Supplier,
        unlocks_at: i64,
    ) -> Result<u64> {
        require!(slash.is_open(), EmissionsError::WrongSlash);
        let held = self.held_by(slash)?;
        let amount = core::mem::take(&mut held.active);
        require!(amount > 0, EmissionsError::ZeroAmount);
        held.cooling = held.cooling.plus(amount)?;
        held.unlocks_at = held.unlocks_at.max(unlocks_at);
        slash.delegated_held = slash.delegated_held.minus(amount)?;
        slash.cooling_held = slash.cooling_held.plus(amount)?;
        let stake = &mut supplier.stake;
        stake.delegated_held = stake.delegated_held.minus(amount)?;
        stake.cooling_held = stake.cooling_held.plus(amount)?;
        Ok(amount)
    }

    /// The `amount` of active stake, or all of it for none.
    ///
    /// # Errors
    /// `NotEnoughStake` for more than there is, `ZeroAmount` for zero.
    pub fn meant(&self, amount: Option<u64>) -> Result<u64> {
        let amount = amount.unwrap_or(self.active);
        require_gte!(self.active, amount, EmissionsError::NotEnoughStake);
        require!(amount > 0, EmissionsError::ZeroAmount);
        Ok(amount)
    }

    /// Takes `amount` from active stake, after [`accrue`](Self::accrue).
    ///
    /// # Errors
    /// `MathOverflow` for more than there is.
    pub fn take(&mut self, amount: u64, supplier: &mut Supplier) -> Result<()> {
        self.active = self.active.minus(amount)?;
        supplier.stake.delegated = supplier.stake.delegated.minus(amount)?;
        Ok(())
    }

    /// Adds `amount` to active stake, after [`accrue`](Self::accrue).
    ///
    /// # Errors
    /// `MathOverflow`, ruled out by the supply cap.
    pub fn add(&mut self, amount: u64, supplier: &mut Supplier) -> Result<()> {
        self.active = self.active.plus(amount)?;
        supplier.stake.delegated = supplier.stake.delegated.plus(amount)?;
        Ok(())
    }

    /// Starts the cooldown of `amount`, or of all for none, after [`accrue`](Self::accrue). Returns the place of the
    /// unstake request and the amount.
    ///
    /// # Errors
    /// `UnstakeRequestsFull`, and those of [`meant`](Self::meant).
    pub fn unstake(
        &mut self,
        amount: Option<u64>,
        supplier: &mut Supplier,
        unlocks_at: i64,
    ) -> Result<(u8, u64)> {
        let amount = self.meant(amount)?;
        self.take(amount, supplier)?;
        supplier.stake.cooling = supplier.stake.cooling.plus(amount)?;
        let mut places = (0_u8..).zip(self.unstake_requests.iter_mut().take(UNSTAKE_REQUESTS));
        let free = places.find(|(_, unstake_request)| unstake_request.is_free());
        let (place, unstake_request) = free.ok_or(EmissionsError::UnstakeRequestsFull)?;
        *unstake_request = UnstakeRequest { amount, unlocks_at };
        Ok((place, amount))
    }

    /// Cancels an unstake request, after [`accrue`](Self::accrue): its amount becomes active stake again. Returns the
    /// amount.
    ///
    /// # Errors
    /// `WrongUnstakeRequest` for a free place.
    pub fn cancel_unstake(&mut self, place: u8, supplier: &mut Supplier) -> Result<u64> {
        let unstake_request = self.unstake_requests.get_mut(usize::from(place));
        let unstake_request = unstake_request.filter(|unstake_request| !unstake_request.is_free());
        let UnstakeRequest { amount, .. } =
            core::mem::take(unstake_request.ok_or(EmissionsError::WrongUnstakeRequest)?);
        supplier.stake.cooling = supplier.stake.cooling.minus(amount)?;
        self.add(amount, supplier)?;
        Ok(amount)
    }

    /// Takes the stake that is unlocked at `now`.
    ///
    /// # Errors
    /// `ApplySlashFirst`, and `StillCooling` if there is none.
    pub fn withdraw(&mut self, supplier: &mut Supplier, now: i64) -> Result<u64> {
        self.follow(supplier)?;
        let mut paid = 0_u64;
        for unstake_request in self.unstake_requests.iter_mut() {
            if unstake_request.is_unlocked(now) {
                paid = paid.plus(core::mem::take(unstake_request).amount)?;
            }
        }
        require!(paid > 0, EmissionsError::StillCooling);
        supplier.stake.cooling = supplier.stake.cooling.minus(paid)?;
        Ok(paid)
    }

    /// Counts the rewards and takes all that are owed. If that is nothing, the delegation stays as it is: a fraction
    /// of a base unit is counted later, and no event is needed to know the index.
    ///
    /// # Errors
    /// Those of [`accrue`](Self::accrue).
    pub fn take_rewards(&mut self, supplier: &Supplier) -> Result<u64> {
        let counted = self.stake_index;
        self.accrue(supplier)?;
        let amount = self.take_owed()?;
        if amount == 0 {
            self.stake_index = counted;
        }
        Ok(amount)
    }

    /// Takes all rewards that are owed.
    ///
    /// # Errors
    /// `MathOverflow`, ruled out by the emission cap.
    pub fn take_owed(&mut self) -> Result<u64> {
        let amount = std::mem::take(&mut self.owed);
        self.claimed = self.claimed.plus(amount)?;
        Ok(amount)
    }
}

const _: () = assert!(
    Delegation::SIZE == 8 + 392,
    "a new layout is a new account type"
);

#[cfg(test)]
mod tests;
