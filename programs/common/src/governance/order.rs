//! The order of decisions on the same parameter: a newer one overtakes older ones. Proposals are ordered by their
//! numbers, which rise with time and may have gaps.

use anchor_lang::prelude::*;

use crate::{math::Checked, require, require_gte, CommonError};

/// Maximum number of kinds of change in a program.
pub const KINDS: usize = 16;

/// Numbers that a proposal may skip. A vote fixes the number of its proposal days before it is executed; another
/// proposal may come first, or not at all.
pub const NUMBERS_AHEAD: u32 = 256;

/// For each kind of change, the number below which proposals are overtaken.
///
/// The kind is the variant of the program's `Change`. Anyone can apply a proposal, long after it was made. Without an
/// order, anyone could undo a decision by applying an older one after it.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Overtaken {
    /// By variant of `Change`: proposals with a lower number are overtaken.
    pub below: [u32; KINDS],
}

impl Overtaken {
    /// Whether the proposal of `change` with this number is overtaken.
    ///
    /// # Errors
    /// `OutOfRange` for an unknown kind, which cannot occur.
    pub fn includes(&self, change: &impl AnchorSerialize, number: u32) -> Result<bool> {
        let below = self.below.get(kind(change)?);
        Ok(number < *below.ok_or(CommonError::OutOfRange)?)
    }

    /// Applies the proposal of `change` with this number, which overtakes all older ones of its kind.
    ///
    /// # Errors
    /// `ProposalOvertaken`; `OutOfRange` for an unknown kind, which cannot occur.
    pub fn apply(&mut self, change: &impl AnchorSerialize, number: u32) -> Result<()> {
        let below = self.below.get_mut(kind(change)?);
        overtake(below.ok_or(CommonError::OutOfRange)?, number)
    }
}

/// Applies the proposal with this number, if it is not below `below`.
///
/// # Errors
/// `ProposalOvertaken`.
pub fn overtake(below: &mut u32, number: u32) -> Result<()> {
    require_gte!(number, *below, CommonError::ProposalOvertaken);
    *below = number.plus(1)?;
    Ok(())
}

/// The number that follows a proposal's `number`, if that is `next` or at most [`NUMBERS_AHEAD`] above it.
///
/// # Errors
/// `ProposalNumber`; `MathOverflow` for the last number of 32 bits.
pub fn next_number(next: u32, number: u32) -> Result<u32> {
    let ahead = number.checked_sub(next);
    let fits = ahead.is_some_and(|ahead| ahead <= NUMBERS_AHEAD);
    require!(fits, CommonError::ProposalNumber);
    Ok(number.plus(1)?)
}

/// The variant of a change: the first byte of its Borsh encoding.
fn kind(change: &impl AnchorSerialize) -> Result<usize> {
    let mut bytes = Vec::new();
    change.serialize(&mut bytes)?;
    let variant = bytes.first().ok_or(CommonError::OutOfRange)?;
    Ok((*variant).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(AnchorSerialize)]
    enum Change {
        Fee(u64),
        Names(Vec<u64>),
    }

    #[test]
    fn a_newer_proposal_overtakes_the_older_ones_of_its_kind() {
        let mut overtaken = Overtaken::default();
        let refused = Err(CommonError::ProposalOvertaken.into());
        // In the order of their numbers all can be applied, also with gaps.
        for number in [0, 1, 4] {
            assert_eq!(overtaken.includes(&Change::Fee(9), number), Ok(false));
            overtaken.apply(&Change::Fee(9), number).unwrap();
        }
        for number in 0..=4 {
            assert_eq!(overtaken.includes(&Change::Fee(7), number), Ok(true));
            assert_eq!(overtaken.apply(&Change::Fee(7), number), refused);
        }
        // Kinds are ordered independently.
        overtaken.apply(&Change::Names(vec![0]), 2).unwrap();
        assert_eq!(overtaken.apply(&Change::Names(vec![]), 0), refused);
        overtaken.apply(&Change::Fee(0), 5).unwrap();
        assert_eq!(overtaken.below[..3], [6, 3, 0]);
    }

    #[test]
    fn a_number_is_the_next_one_or_at_most_256_above_it() {
        let refused = Err(CommonError::ProposalNumber.into());
        for next in [0, 7, u32::MAX - 1_000] {
            for number in [next, next + 1, next + NUMBERS_AHEAD] {
                assert_eq!(next_number(next, number), Ok(number + 1));
            }
            assert_eq!(next_number(next, next + NUMBERS_AHEAD + 1), refused);
            assert_eq!(next_number(next, u32::MAX), refused);
        }
        for number in [0, 6] {
            assert_eq!(next_number(7, number), refused);
        }
    }

    #[test]
    fn the_last_number_of_32_bits_is_refused() {
        let last = u32::MAX;
        assert_eq!(next_number(last - 1, last - 1), Ok(last));
        let refused = Err(CommonError::MathOverflow.into());
        for next in [last - 1, last] {
            assert_eq!(next_number(next, last), refused);
        }
    }
}
