//! A supplier: one GPU model in one pool.

use anchor_lang::prelude::*;

use super::Attestation;
use crate::{
    constants::{ENDPOINT_LEN, OWN_UNSTAKE_REQUESTS, SHARED_SLASHES},
    ids,
    math::{Checked, U128},
    CommonError, Result,
};

/// Emission pools. The Community pool gets the lower of a cap and its share of all units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
#[repr(u8)]
pub enum Pool {
    /// Suppliers in data centres; gets what the Community pool does not.
    Enterprise,
    /// All other suppliers.
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

/// The commission of a supplier: the part of its delegators' rewards that it keeps.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Commission {
    /// Epoch hour from which `next_bps` applies; 0 if no change is announced.
    pub next_from: u32,
    /// Commission in force, in bps.
    pub bps: u16,
    /// Announced commission, in bps.
    pub next_bps: u16,
}

/// Compute units, in 10⁻⁴ units, with which the supplier is counted in the emission ledger.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct CountedUnits {
    /// Units counted in the epoch hour `hour`.
    pub running: u64,
    /// Units counted from the next hour until the last full hour of the attestation.
    pub next: u64,
    /// Maximum counted in the epoch hour `hour`: the units at its start, less what attestations have since removed.
    /// Kept if the attestation ends within the hour, for a renewal before that end.
    pub at_start: u64,
    /// Epoch hour of the last change.
    pub hour: u32,
    /// Epoch hour from which nothing is counted: the attestation covers no full hour from here on.
    pub end_hour: u32,
}

/// An unstake request of own stake. An amount of zero marks a free place.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct OwnUnstakeRequest {
    /// Owner at the time of unstaking, who may withdraw.
    pub holder: Pubkey,
    /// Amount, in IO base units.
    pub amount: u64,
    /// The part of `amount` that open slashes hold, in IO base units.
    pub held: u64,
    /// Unix seconds from which it can be withdrawn.
    pub unlocks_at: i64,
}

impl OwnUnstakeRequest {
    /// The part that no open slash holds.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur: no more is held than there is.
    pub fn free(&self) -> Result<u64> {
        self.amount.minus(self.held)
    }
}

/// Stake behind the supplier, in IO base units. Stake that an open slash may take is held from its opening (P-11).
/// Held active stake counts and earns until the slash is executed.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Stake {
    /// Own active stake, including held stake.
    pub own: u64,
    /// The part of `own` that open slashes hold.
    pub own_held: u64,
    /// Own cooling stake: the sum of `own_unstake_requests`.
    pub own_cooling: u64,
    /// Delegators' active stake, excluding held stake.
    pub delegated: u64,
    /// Delegators' active stake that open slashes hold.
    pub delegated_held: u64,
    /// Delegators' cooling stake, excluding held stake.
    pub cooling: u64,
    /// Delegators' cooling stake that open slashes hold.
    pub cooling_held: u64,
    /// The four unstake requests of own stake.
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

    /// Delegators' stake, active and cooling, including held stake.
    ///
    /// # Errors
    /// As [`active`](Self::active).
    pub fn delegated_total(&self) -> Result<u64> {
        let cooling = self.cooling.plus(self.cooling_held)?;
        self.delegated_active()?.plus(cooling)
    }

    /// Own stake, active and cooling.
    ///
    /// # Errors
    /// As [`active`](Self::active).
    pub fn own_total(&self) -> Result<u64> {
        self.own.plus(self.own_cooling)
    }

    /// Own active stake that no open slash holds.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur: no more is held than there is.
    pub fn own_free(&self) -> Result<u64> {
        self.own.minus(self.own_held)
    }

    /// All stake that slashes can take, including held stake.
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
    /// Total held by open slashes, in IO base units.
    pub open: u64,
    /// Total taken by slashes, in IO base units.
    pub taken: u64,
    /// The part of the usage account's `breached` that has become slashes, in IO base units.
    pub breached: u64,
    /// Slashes proposed by the council so far, and the number of the next.
    pub count: u32,
    /// Slashes proposed for breaches so far, and the number of the next.
    pub breach_count: u32,
    /// Open slashes of both series.
    pub open_count: u32,
    /// Slashes of delegated stake so far. Each delegation follows them in order.
    pub shared: u32,
    /// The open ones of these, by their place from 1; 0 for none.
    pub open_shared: [u32; SHARED_SLASHES],
}

/// Rewards of the supplier and of the stake behind it.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rewards {
    /// The pool's index up to which the supplier is settled (Q64 per unit).
    pub unit_index: U128,
    /// Rewards per base unit of delegated stake since registration (Q64 per base unit).
    pub stake_index: U128,
    /// Commission and reward of own stake, settled and not yet claimed, in IO base units.
    pub owed: u64,
    /// Commission and reward of own stake claimed so far, in IO base units.
    pub claimed: u64,
    /// Total settled so far, including the delegators' part, in IO base units.
    pub earned: u64,
    /// Epoch hour up to which the supplier is settled.
    pub settled_hour: u32,
    /// Zero.
    pub padding: [u8; 4],
}

/// Account of the emissions program: a supplier with its attestation, stake and rewards. `[SUPPLIER, first owner,
/// sequence]`.
#[account(zero_copy, "account")]
#[derive(Debug, PartialEq, Eq)]
pub struct Supplier {
    /// First owner, part of the address, also after a change of owner.
    pub creator: Pubkey,
    /// May stake and unstake own stake, change and close the supplier, terminate, and do all that the operator may.
    pub owner: Pubkey,
    /// The proposed owner, who may accept; zero for none.
    pub pending_owner: Pubkey,
    /// May make offers, and start and decline reservations, nothing else.
    pub operator: Pubkey,
    /// Wallet whose token accounts receive IO and USDC.
    pub payout: Pubkey,
    /// Where renters reach the supplier: UTF-8, zero-padded.
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
    /// Sequence number among the creator's suppliers, part of the address.
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
    /// Maximum that may be delegated, in IO base units: what the owner has set, otherwise what the last attested GPUs
    /// require.
    pub max_delegated: u64,
    /// Minimum stake of a delegation, in IO base units, as of the last attestation.
    pub min_delegation: u64,
    /// Unix seconds from which own stake has votes: 14 days after the owner accepted. 0 for the first owner.
    pub own_votes_at: i64,
}

impl Supplier {
    /// Bytes of the account, including the discriminator.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();

    /// Sets the maximum that may be delegated; none follows the requirement of the attested GPUs.
    ///
    /// # Errors
    /// `MathOverflow`, ruled out by the supply cap.
    pub fn set_limit(&mut self, most: Option<u64>) -> Result<()> {
        self.limit_set = most.is_some().into();
        self.max_delegated = most.unwrap_or_default();
        self.follow_requirement()
    }

    /// Updates the limit after a change of the attestation.
    ///
    /// # Errors
    /// As [`set_limit`](Self::set_limit).
    pub fn follow_requirement(&mut self) -> Result<()> {
        if self.limit_set == 0 {
            self.max_delegated = self.attestation.required_stake(self.attestation.gpus)?;
        }
        Ok(())
    }

    /// Stake that may still be delegated, in IO base units. Cooling and held stake keep their room, since they may
    /// come back.
    ///
    /// # Errors
    /// As [`set_limit`](Self::set_limit).
    pub fn delegation_room(&self) -> Result<u64> {
        let delegated = self.stake.delegated_total()?;
        Ok(self.max_delegated.saturating_sub(delegated))
    }

    /// Whether the stake backs `gpus` reserved GPUs of the attestation: the full requirement in total, and half of it
    /// as own stake.
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
    Supplier::SIZE == 8 + 776,
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
            // Cooling stake backs nothing.
            (supplier.stake.own_cooling, supplier.stake.cooling) = (500, 500);
            supplier.backs(5).unwrap()
        };
        // 505 in total, of which 253 own stake.
        assert!(backs(253, 252) && backs(505, 0));
        assert!(!backs(253, 251) && !backs(252, 253) && !backs(0, 505));
        assert!(supplier.backs(0).unwrap());
    }
}
