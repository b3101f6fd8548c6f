//! A supplier: one GPU model in one pool.

use anchor_lang::prelude::*;

use super::Attestation;
use crate::{
    constants::{ENDPOINT_LEN, OWN_UNSTAKE_REQUESTS, SHARED_SLASHES},
    ids,
    math::{Checked, U128},
    CommonError, Result,
};

/// Emission pools. The community pool gets the smaller of a cap and its share of all units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
#[repr(u8)]
pub enum Pool {
    /// Suppliers in data centres; takes what the community pool does not.
    Enterprise,
    /// Everybody else.
    Community,
}

impl Pool {
    /// Number of pools.
    pub const COUNT: usize = 2;

    /// The pool that an account stores as `number`.
    ///
    /// # Errors
    /// `UnknownNumber`.
    pub fn stored(number: u8) -> Result<Self> {
        let mut all = [Self::Enterprise, Self::Community].into_iter();
        let found = all.find(|pool| *pool as u8 == number);
        found.ok_or(CommonError::UnknownNumber)
    }
}

/// What the supplier keeps of the rewards before they are shared by stake.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Commission {
    /// Epoch hour from which `next_bps` holds; 0 if no change is announced.
    pub next_from: u32,
    /// Commission in force, in bps.
    pub bps: u16,
    /// Announced commission, in bps.
    pub next_bps: u16,
}

/// Compute units, in fixed point, with which the supplier is counted in the emission ledger.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct CountedUnits {
    /// Units counted in the epoch hour `hour`.
    pub running: u64,
    /// Units counted from the hour after it until the attestation's last whole hour.
    pub next: u64,
    /// Most that counts in the epoch hour `hour`: the units with which it began, less what attestations have taken away
    /// since. Kept where the attestation ends within the hour, for a renewal before that end.
    pub at_start: u64,
    /// Epoch hour of the last change.
    pub hour: u32,
    /// Epoch hour from which nothing is counted: the attestation covers no whole hour from here on.
    pub end_hour: u32,
}

/// A part of the owner's own stake in its cooldown. No amount: a free place.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct OwnUnstakeRequest {
    /// Who unstaked, and may withdraw: the owner at the time.
    pub holder: Pubkey,
    /// IO base units.
    pub amount: u64,
    /// Of these, held by open slashes.
    pub held: u64,
    /// Unix seconds from which it can be withdrawn.
    pub unlocks_at: i64,
}

impl OwnUnstakeRequest {
    /// What no open slash holds.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable: no more is held than there is.
    pub fn free(&self) -> Result<u64> {
        self.amount.minus(self.held)
    }
}

/// Stake behind the supplier, in IO base units. What an open slash may take is held apart from the day it is opened
/// (P-11). Held active stake counts and earns until the slash is executed.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Stake {
    /// The owner's own active stake, with what is held of it.
    pub own: u64,
    /// Of `own`, held by open slashes.
    pub own_held: u64,
    /// The owner's own stake in its cooldown: the sum of `own_unstake_requests`.
    pub own_cooling: u64,
    /// Delegators' active stake that no slash holds.
    pub delegated: u64,
    /// Delegators' active stake that open slashes hold.
    pub delegated_held: u64,
    /// Delegators' stake in its cooldown that no slash holds.
    pub cooling: u64,
    /// Delegators' stake in its cooldown that open slashes hold.
    pub cooling_held: u64,
    /// Own stake in its cooldown: four places.
    pub own_unstake_requests: [OwnUnstakeRequest; OWN_UNSTAKE_REQUESTS],
}

impl Stake {
    /// Stake that earns and counts for eligibility.
    ///
    /// # Errors
    /// `MathOverflow`, ruled out by the supply cap.
    pub fn active(&self) -> Result<u64> {
        self.own.plus(self.delegated_active()?)
    }

    /// Delegators' stake that earns and counts for eligibility.
    ///
    /// # Errors
    /// As [`active`](Self::active).
    pub fn delegated_active(&self) -> Result<u64> {
        self.delegated.plus(self.delegated_held)
    }

    /// Delegators' stake, active and cooling, with what open slashes hold of it.
    ///
    /// # Errors
    /// As [`active`](Self::active).
    pub fn delegated_total(&self) -> Result<u64> {
        let cooling = self.cooling.plus(self.cooling_held)?;
        self.delegated_active()?.plus(cooling)
    }

    /// The owner's stake, active and cooling.
    ///
    /// # Errors
    /// As [`active`](Self::active).
    pub fn own_total(&self) -> Result<u64> {
        self.own.plus(self.own_cooling)
    }

    /// The owner's active stake that no open slash holds.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable: no more is held than there is.
    pub fn own_free(&self) -> Result<u64> {
        self.own.minus(self.own_held)
    }

    /// All stake that slashes can take: what is there, with what they hold.
    ///
    /// # Errors
    /// As [`active`](Self::active).
    pub fn total(&self) -> Result<u64> {
        self.own_total()?.plus(self.delegated_total()?)
    }
}

/// Slashes of the stake behind the supplier.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Slashes {
    /// What all open ones hold, in IO base units.
    pub open: u64,
    /// Taken so far, in IO base units.
    pub taken: u64,
    /// What of the usage account's `breached` has become a slash, in IO base units.
    pub breached: u64,
    /// Proposed by the council so far: the number of the next.
    pub count: u32,
    /// Proposed for breaches so far: the number of the next.
    pub breach_count: u32,
    /// Slashes that are open, of either series.
    pub open_count: u32,
    /// Slashes of delegators' stake so far: each delegation follows them in order.
    pub shared: u32,
    /// Those of them that are open, by their place among them (from 1); 0 for none.
    pub open_shared: [u32; SHARED_SLASHES],
}

/// Rewards of the supplier and of the stake behind it.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rewards {
    /// The pool's index (Q64 a unit) up to which the supplier has been settled.
    pub unit_index: U128,
    /// What a base unit of delegated stake has earned since the beginning (Q64 a base unit).
    pub stake_index: U128,
    /// Commission and reward of own stake, settled and not yet claimed, in IO base units.
    pub owed: u64,
    /// The same, claimed so far.
    pub claimed: u64,
    /// Everything settled so far, the delegators' part included.
    pub earned: u64,
    /// Epoch hour up to which the supplier has been settled.
    pub settled_hour: u32,
    /// Zero.
    pub padding: [u8; 4],
}

/// Account of the emissions program: who supplies, what is attested, what is staked behind it and
/// what it has earned. `[SUPPLIER, first owner, sequence]`.
#[account(zero_copy, "account")]
#[derive(Debug, PartialEq, Eq)]
pub struct Supplier {
    /// Who registered it: part of the address, also when another owns it later.
    pub creator: Pubkey,
    /// May stake and unstake own stake, change and close the supplier, terminate, and all that the operator may.
    pub owner: Pubkey,
    /// Who may become the owner by accepting; nobody if zero.
    pub pending_owner: Pubkey,
    /// May make offers, start and decline reservations, nothing else.
    pub operator: Pubkey,
    /// Wallet whose token accounts receive IO and USDC.
    pub payout: Pubkey,
    /// Where renters reach it: UTF-8, zero-padded.
    pub endpoint: [u8; ENDPOINT_LEN],
    /// The last attestation.
    pub attestation: Attestation,
    /// Units counted in the emission ledger.
    pub units: CountedUnits,
    /// Stake.
    pub stake: Stake,
    /// Slashes of it.
    pub slashes: Slashes,
    /// Rewards.
    pub rewards: Rewards,
    /// Commission.
    pub commission: Commission,
    /// Sequence number among the creator's suppliers: part of the address.
    pub sequence: u32,
    /// GPU model: index in the table of models.
    pub model: u16,
    /// [`Pool`] as a number, set by the attestation.
    pub pool: u8,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub gap: u8,
    /// Whether the owner has set `max_delegated`: 0 or 1.
    pub limit_set: u8,
    /// Zero.
    pub padding: [u8; 6],
    /// Most that may be delegated, in IO base units: what the owner has set, else what the last attested GPUs require.
    pub max_delegated: u64,
    /// Least stake of a delegation, in IO base units, as of the last attestation.
    pub min_delegation: u64,
}

impl Supplier {
    /// Bytes of the account, including the discriminator.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();

    /// Sets the most that may be delegated; if none, it follows the requirement of the attested GPUs.
    ///
    /// # Errors
    /// `MathOverflow`, ruled out by the supply cap.
    pub fn set_limit(&mut self, most: Option<u64>) -> Result<()> {
        self.limit_set = most.is_some().into();
        self.max_delegated = most.unwrap_or_default();
        self.follow_requirement()
    }

    /// After the attestation has changed.
    ///
    /// # Errors
    /// As [`set_limit`](Self::set_limit).
    pub fn follow_requirement(&mut self) -> Result<()> {
        if self.limit_set == 0 {
            self.max_delegated = self.attestation.required_stake(self.attestation.gpus)?;
        }
        Ok(())
    }

    /// What may still be delegated, in IO base units. Stake in its cooldown, and what open slashes hold, keeps its room, since
    /// it may come back.
    ///
    /// # Errors
    /// As [`set_limit`](Self::set_limit).
    pub fn delegation_room(&self) -> Result<u64> {
        let delegated = self.stake.delegated_total()?;
        Ok(self.max_delegated.saturating_sub(delegated))
    }

    /// Whether the stake, own and total, stands behind `gpus` reserved GPUs of the attestation: all of the
    /// requirement in total, half of it from the owner.
    ///
    /// # Errors
    /// `MathOverflow`, ruled out by the supply cap.
    pub fn backs(&self, gpus: u32) -> Result<bool> {
        let required = self.attestation.required_stake(gpus)?;
        Ok(self.stake.active()? >= required && self.stake.own >= required.div_ceil(2))
    }
}

impl Owner for Supplier {
    fn owner() -> Pubkey {
        ids::emissions::ID
    }
}

const _: () = assert!(
    Supplier::SIZE == 8 + 768,
    "a new layout is a new account type"
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constants::ONE_UNIT;
    use bytemuck::Zeroable;

    #[test]
    fn a_stored_number_is_a_pool() {
        for pool in [Pool::Enterprise, Pool::Community] {
            assert_eq!(Pool::stored(pool as u8), Ok(pool));
        }
        for number in 2..=u8::MAX {
            assert_eq!(Pool::stored(number), Err(CommonError::UnknownNumber));
        }
    }

    #[test]
    fn the_sums_of_stake_hold_each_bucket_once() {
        let mut stake = Stake {
            own: 1,
            own_held: 1,
            own_cooling: 10,
            delegated: 100,
            delegated_held: 1_000,
            cooling: 10_000,
            cooling_held: 100_000,
            ..Stake::default()
        };
        assert_eq!(stake.active(), Ok(1_101));
        assert_eq!(stake.delegated_active(), Ok(1_100));
        assert_eq!(stake.delegated_total(), Ok(111_100));
        assert_eq!(stake.own_total(), Ok(11));
        assert_eq!(stake.own_free(), Ok(0));
        assert_eq!(stake.total(), Ok(111_111));
        stake.own_held = 0;
        assert_eq!(stake.own_free(), Ok(1));
        let (amount, held) = (7, 3);
        let unstake_request = OwnUnstakeRequest {
            amount,
            held,
            ..OwnUnstakeRequest::default()
        };
        assert_eq!(unstake_request.free(), Ok(4));
    }

    #[test]
    fn what_may_be_delegated_follows_the_requirement_unless_the_owner_sets_it() {
        let mut supplier = Supplier::zeroed();
        supplier.attestation.multiplier = ONE_UNIT as u32;
        (
            supplier.attestation.stake_per_unit,
            supplier.attestation.gpus,
        ) = (100, 5);
        (supplier.stake.delegated, supplier.stake.cooling) = (300, 80);
        let room = |supplier: &Supplier| (supplier.max_delegated, supplier.delegation_room());
        assert_eq!(room(&supplier), (0, Ok(0)), "not attested yet");
        supplier.follow_requirement().unwrap();
        assert_eq!(room(&supplier), (500, Ok(120)));
        supplier.set_limit(Some(1_000)).unwrap();
        supplier.attestation.gpus = 3;
        supplier.follow_requirement().unwrap();
        assert_eq!(room(&supplier), (1_000, Ok(620)));
        supplier.set_limit(Some(0)).unwrap();
        assert_eq!(room(&supplier), (0, Ok(0)));
        supplier.set_limit(None).unwrap();
        assert_eq!(room(&supplier), (300, Ok(0)));
    }

    #[test]
    fn stake_backs_what_is_reserved_half_of_it_the_owners() {
        let mut supplier = Supplier::zeroed();
        supplier.attestation.multiplier = ONE_UNIT as u32;
        supplier.attestation.stake_per_unit = 101;
        let backs = |own: u64, delegated: u64| {
            let mut supplier = supplier;
            (supplier.stake.own, supplier.stake.delegated) = (own, delegated);
            // Cooling stake stands behind nothing.
            (supplier.stake.own_cooling, supplier.stake.cooling) = (500, 500);
            supplier.backs(5).unwrap()
        };
        // 505 in all, of them 253 of the owner.
        assert!(backs(253, 252) && backs(505, 0));
        assert!(!backs(253, 251) && !backs(252, 253) && !backs(0, 505));
        assert!(supplier.backs(0).unwrap());
    }
}
