//! The account of an escrow.

use anchor_lang::prelude::Pubkey;
use bytemuck::{Pod, Zeroable};
use solana_account::Account;

use super::{Schedule, PROGRAM};

/// An escrow, after its discriminator. Times are unix seconds, amounts base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct VestingEscrow {
    /// Who claims.
    pub recipient: Pubkey,
    /// The mint.
    pub token_mint: Pubkey,
    /// Who created and funded it.
    pub creator: Pubkey,
    /// The key that its address is derived from.
    pub base: Pubkey,
    /// Bump of its address.
    pub escrow_bump: u8,
    /// Who may name another recipient: a sum of 1 for the creator and 2 for the recipient.
    pub update_recipient_mode: u8,
    /// Who may cancel it: the same.
    pub cancel_mode: u8,
    /// 0 for the classic token program.
    pub token_program_flag: u8,
    /// Zero.
    pub padding_0: [u8; 4],
    /// Time of the first release.
    pub cliff_time: u64,
    /// Seconds between two releases.
    pub frequency: u64,
    /// Amount of the first release.
    pub cliff_unlock_amount: u64,
    /// Amount of each later release.
    pub amount_per_period: u64,
    /// Number of later releases.
    pub number_of_period: u64,
    /// Paid to the recipient.
    pub total_claimed_amount: u64,
    /// From when the lock counts.
    pub vesting_start_time: u64,
    /// When it was cancelled; 0 if never.
    pub cancelled_at: u64,
    /// Zero.
    pub padding_1: u64,
    /// Zero: five `u128` of the program.
    pub buffer: [u64; 10],
}

impl VestingEscrow {
    /// The first bytes of the account.
    pub const DISCRIMINATOR: [u8; 8] = [244, 119, 183, 4, 73, 116, 135, 195];
    /// Bytes of the account, including the discriminator.
    pub const SIZE: usize = 8 + size_of::<Self>();

    /// The escrow that was read; none if it is something else.
    pub fn read(account: &Account) -> Option<Self> {
        let data = account.data.strip_prefix(&Self::DISCRIMINATOR)?;
        let is_program = account.owner == PROGRAM;
        let is_whole = data.len() == size_of::<Self>();
        (is_program && is_whole).then(|| bytemuck::pod_read_unaligned(data))
    }

    /// When it releases how much.
    pub fn schedule(&self) -> Schedule {
        Schedule {
            start: self.vesting_start_time,
            cliff: self.cliff_time,
            period: self.frequency,
            at_cliff: self.cliff_unlock_amount,
            each: self.amount_per_period,
            periods: self.number_of_period,
        }
    }

    /// What the recipient can claim at `now`.
    pub fn claimable(&self, now: u64) -> u64 {
        let unlocked = self.schedule().unlocked(now);
        unlocked.saturating_sub(self.total_claimed_amount)
    }
}

const _: () = assert!(VestingEscrow::SIZE == 296);

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_an_escrow_is_read_as_one() {
        let escrow = VestingEscrow {
            recipient: Pubkey::new_from_array([1; 32]),
            cliff_time: 10,
            cliff_unlock_amount: 5,
            total_claimed_amount: 2,
            ..VestingEscrow::default()
        };
        let account = Account {
            data: [
                &VestingEscrow::DISCRIMINATOR[..],
                bytemuck::bytes_of(&escrow),
            ]
            .concat(),
            owner: PROGRAM,
            ..Account::default()
        };
        assert_eq!(VestingEscrow::read(&account), Some(escrow));
        assert_eq!([9, 10].map(|now| escrow.claimable(now)), [0, 3]);

        let mut foreign = account.clone();
        foreign.owner = Pubkey::default();
        let mut other = account.clone();
        other.data[7] ^= 1;
        let mut short = account.clone();
        short.data.pop();
        let mut long = account;
        long.data.push(0);
        for wrong in [foreign, other, short, long] {
            assert_eq!(VestingEscrow::read(&wrong), None);
        }
    }
}
