//! The emission clock.

use anchor_lang::prelude::*;
use io_common::{
    constants::{BPS, EXPIRY_SLOTS},
    governance::Pause,
    math::{mul_div, q64, Checked, Rounding, U128},
    require_eq, require_gte,
    schedule::{self, TOTAL_HOURS},
    types::Pool,
};

use super::Config;

/// Units of one pool, in 10⁻⁴ units, and the index of its rewards.
#[zero_copy]
#[derive(Debug, PartialEq, Eq)]
pub struct PoolLedger {
    /// Rewards per unit since the launch, Q64.
    pub index: U128,
    /// Units of the current hour.
    pub live: u64,
    /// Units that are added at the start of the next hour.
    pub rising: u64,
    /// Units that expire at the start of epoch hour h, at place h mod 32. No attestation lasts longer than 24 hours,
    /// so a place never belongs to two hours.
    pub expiring: [u64; EXPIRY_SLOTS],
}

impl PoolLedger {
    /// Units that expire at the start of `hour`.
    pub fn expiring_at(&mut self, hour: u32) -> &mut u64 {
        &mut self.expiring[hour as usize & (EXPIRY_SLOTS - 1)]
    }

    fn is_empty(&self) -> bool {
        self.live == 0 && self.rising == 0
    }

    fn cross_into(&mut self, hour: u32) -> Result<()> {
        let leaving = std::mem::take(self.expiring_at(hour));
        let rising = std::mem::take(&mut self.rising);
        self.live = self.live.plus(rising)?.minus(leaving)?;
        Ok(())
    }

    /// All live and rising units expire at some hour.
    fn invariant(&self) -> Result<()> {
        let mut expiring = self.expiring.iter();
        let leaving = expiring.try_fold(0_u64, |sum, units| sum.plus(*units))?;
        require_gte!(leaving, self.rising);
        Ok(())
    }
}

/// The ledger: the state of the clock, the emissions so far, and the units of each pool. Mint authority of IO and
/// owner of the two vaults. `[LEDGER]`.
#[account(zero_copy)]
#[derive(Debug, PartialEq, Eq)]
pub struct Ledger {
    /// The pools: Enterprise, then Community.
    pub pools: [PoolLedger; Pool::COUNT],
    /// The pause, which stops new risk.
    pub pause: Pause,
    /// Supply at launch, in IO base units.
    pub launch_supply: u64,
    /// IO minted since the launch, in base units: never falls, never exceeds 300M IO (P-01).
    pub emitted_total: u64,
    /// Rewards paid out, in IO base units.
    pub claimed_total: u64,
    /// Stake burned by slashes (P-02), in IO base units; never falls.
    pub slashed_total: u64,
    /// The current epoch hour: all earlier hours are counted. 0 before the launch.
    pub hour: u32,
    /// Hours of the schedule emitted.
    pub schedule_hour: u32,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub padding: [u8; 7],
    /// All stake, active and cooling, in IO base units: the sum of the suppliers' (P-30).
    pub staked: u64,
}

/// Result of an advance of the clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Advance {
    /// IO base units to mint.
    pub minted: u64,
    /// Hours walked: at most 25, whatever the gap.
    pub walked: u32,
}

impl Ledger {
    /// Bytes of the account, including the discriminator.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();

    /// Whether the clock has started.
    pub fn is_launched(&self) -> bool {
        self.hour > 0
    }

    /// Counts every hour before `now`. Calls `record` with each hour that follows one with units, and the pools'
    /// indexes at its start.
    ///
    /// The walk ends once no pool has units: nothing can happen in the remaining hours. No attestation lasts longer
    /// than 24 hours, so it ends after at most 25 hours (P-06).
    ///
    /// # Errors
    /// Those of `record`.
    pub fn advance(
        &mut self,
        config: &Config,
        now: u32,
        mut record: impl FnMut(u32, [U128; Pool::COUNT]) -> Result<()>,
    ) -> Result<Advance> {
        let mut done = Advance::default();
        let begun = self.hour;
        while self.hour < now && !self.pools.iter().all(PoolLedger::is_empty) {
            done.minted = done.minted.plus(self.emit_hour(config)?)?;
            self.hour = self.hour.plus(1)?;
            for pool in &mut self.pools {
                pool.cross_into(self.hour)?;
            }
            let [enterprise, community] = &self.pools;
            record(self.hour, [enterprise.index, community.index])?;
        }
        done.walked = self.hour.minus(begun)?;
        self.hour = self.hour.max(now);
        self.emitted_total = self.emitted_total.plus(done.minted)?;
        Ok(done)
    }

    /// Shares the next hour of the schedule among the units of the current hour, and returns its amount.
    ///
    /// P-04: with fewer units than the minimum, the schedule stands still, and the amount is emitted later. The
    /// minimum applies to the Enterprise pool alone: it gets nearly everything, and a fraction of a unit must not
    /// take it.
    fn emit_hour(&mut self, config: &Config) -> Result<u64> {
        let [enterprise, community] = &mut self.pools;
        let units = enterprise.live.plus(community.live)?;
        let eligible = enterprise.live >= config.min_eligible_units;
        if !eligible || self.schedule_hour >= TOTAL_HOURS {
            return Ok(0);
        }
        let amount = schedule::hourly(self.schedule_hour);
        self.schedule_hour = self.schedule_hour.plus(1)?;
        let cap = mul_div(amount, config.community_cap_bps.into(), BPS, Rounding::Down)?;
        let share = mul_div(amount, community.live, units, Rounding::Down)?;
        let to_community = cap.min(share);
        if to_community > 0 {
            let gain = q64::gain(to_community, community.live.into())?;
            community.index = community.index.get().plus(gain)?.into();
        }
        let gain = q64::gain(amount.minus(to_community)?, enterprise.live.into())?;
        enterprise.index = enterprise.index.get().plus(gain)?.into();
        Ok(amount)
    }

    /// Counts stake that comes in.
    ///
    /// # Errors
    /// `MathOverflow`, ruled out by the supply cap.
    pub fn add_stake(&mut self, amount: u64) -> Result<()> {
        self.staked = self.staked.plus(amount)?;
        Ok(())
    }

    /// Counts stake that is withdrawn or burned. It saturates: no sum stands in the way out (P-14).
    pub fn remove_stake(&mut self, amount: u64) {
        self.staked = self.staked.saturating_sub(amount);
    }

    /// Holds after every change.
    ///
    /// # Errors
    /// `MathOverflow` if a pool has fewer live units than will expire, or more was emitted than the schedule allows.
    pub fn invariant(&self) -> Result<()> {
        for pool in &self.pools {
            pool.invariant()?;
        }
        // P-01, P-03: the amount emitted is that of the schedule.
        let scheduled = schedule::cumulative(self.schedule_hour);
        require_eq!(self.emitted_total, scheduled);
        self.require_claims_emitted()
    }

    /// [`Self::invariant`] after a change of the units of `pool` alone. Off-chain, all of it.
    ///
    /// # Errors
    /// As [`Self::invariant`].
    pub fn units_invariant(&self, pool: u8) -> Result<()> {
        if cfg!(not(target_os = "solana")) {
            self.invariant()?;
        }
        self.pools[Pool::stored(pool)? as usize].invariant()
    }

    /// [`Self::invariant`] after a change of [`Self::claimed_total`] alone. Off-chain, all of it.
    ///
    /// # Errors
    /// As [`Self::invariant`].
    pub fn claims_invariant(&self) -> Result<()> {
        if cfg!(not(target_os = "solana")) {
            self.invariant()?;
        }
        self.require_claims_emitted()
    }

    /// P-08: no more is claimed than was emitted.
    fn require_claims_emitted(&self) -> Result<()> {
        require_gte!(self.emitted_total, self.claimed_total);
        Ok(())
    }
}

const _: () = assert!(
    Ledger::SIZE == 8 + 648,
    "a new layout is a new account type"
);

#[cfg(test)]
mod tests {
    use super::*;
    use bytemuck::Zeroable;
    use io_common::governance::Roles;

    #[test]
    fn p01_more_than_the_schedule_or_claims_beyond_it_break_the_invariant() {
        let good = Ledger {
            emitted_total: schedule::cumulative(5),
            claimed_total: schedule::cumulative(5),
            schedule_hour: 5,
            ..Ledger::zeroed()
        };
        good.invariant().unwrap();
        // The three invariants agree off-chain.
        let broken = |change: fn(&mut Ledger)| {
            let mut ledger = good;
            change(&mut ledger);
            let checks = [
                ledger.invariant(),
                ledger.units_invariant(0),
                ledger.claims_invariant(),
            ];
            checks.iter().all(Result::is_err)
        };
        assert!(broken(|ledger| ledger.emitted_total += 1));
        assert!(broken(|ledger| ledger.schedule_hour = 4));
        assert!(broken(|ledger| ledger.claimed_total += 1));
        // Units that rise and never expire.
        assert!(broken(|ledger| ledger.pools[1].rising = 1));
    }

    #[test]
    fn what_could_have_changed_is_checked_by_itself() {
        let mut ledger = Ledger::zeroed();
        (ledger.pools[0].rising, ledger.pools[1].rising) = (2, 3);
        (ledger.pools[0].expiring[31], ledger.pools[1].expiring[0]) = (1, 1);
        (ledger.pools[1].expiring[7], ledger.claimed_total) = (2, 4);
        assert!(ledger.pools[0].invariant().is_err());
        ledger.pools[1].invariant().unwrap();
        assert!(ledger.require_claims_emitted().is_err());
        ledger.emitted_total = 4;
        ledger.require_claims_emitted().unwrap();
    }

    #[test]
    fn p30_stake_is_counted_in_and_out_and_never_stands_in_the_way_out() {
        let mut ledger = Ledger::zeroed();
        ledger.add_stake(70).unwrap();
        ledger.add_stake(5).unwrap();
        ledger.remove_stake(15);
        assert_eq!(ledger.staked, 60);
        assert!(ledger.add_stake(u64::MAX).is_err());
        assert_eq!(ledger.staked, 60);
        ledger.remove_stake(61);
        assert_eq!(ledger.staked, 0);
    }

    #[test]
    fn the_clock_runs_from_the_launch_on() {
        let mut ledger = Ledger::zeroed();
        assert!(!ledger.is_launched());
        ledger.hour = 1;
        assert!(ledger.is_launched());
    }

    #[test]
    fn the_communitys_part_is_rounded_down_and_enterprise_gets_the_rest() {
        let key = Default::default();
        let config = Config::new(Roles::new(key, key), key, 0);
        // Of 484,800,198,223 a hundredth is 4,848,001,982.23, and the cap of 5 % 24,240,009,911.15.
        for (live, community) in [(1, 4_848_001_982), (50, 24_240_009_911)] {
            let mut ledger = Ledger::zeroed();
            ledger.hour = 1_000;
            let units = [100 - live, live].map(|units| units * 10_000);
            for (pool, live) in ledger.pools.iter_mut().zip(units) {
                (pool.live, *pool.expiring_at(1_001)) = (live, live);
            }
            ledger.advance(&config, 1_001, |_, _| Ok(())).unwrap();
            let parts = [schedule::hourly(0) - community, community];
            for (place, pool) in ledger.pools.iter().enumerate() {
                let gain = q64::gain(parts[place], units[place].into()).unwrap();
                assert_eq!(pool.index.get(), gain);
            }
        }
    }

    #[test]
    fn p03_nothing_is_emitted_after_the_last_hour_of_the_schedule() {
        let key = Default::default();
        let config = Config::new(Roles::new(key, key), key, 0);
        let mut ledger = Ledger::zeroed();
        (ledger.hour, ledger.schedule_hour) = (1_000, TOTAL_HOURS - 1);
        ledger.emitted_total = schedule::cumulative(ledger.schedule_hour);
        let enterprise = &mut ledger.pools[0];
        (enterprise.live, *enterprise.expiring_at(1_010)) = (10_000, 10_000);
        let mut hours = Vec::new();
        let done = ledger
            .advance(&config, 1_100, |hour, _| {
                hours.push(hour);
                Ok(())
            })
            .unwrap();
        let last = schedule::hourly(TOTAL_HOURS - 1);
        let (minted, walked) = (last, 10);
        assert_eq!(done, Advance { minted, walked });
        assert_eq!(hours, (1_001..=1_010).collect::<Vec<u32>>());
        assert_eq!(ledger.schedule_hour, TOTAL_HOURS);
        assert_eq!(ledger.emitted_total, schedule::cumulative(TOTAL_HOURS));
        ledger.invariant().unwrap();
    }
}
