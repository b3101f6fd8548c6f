//! The instructions of the running transaction, read from the instructions sysvar.
//!
//! Written here because the library's reader copies every account of every instruction to the heap, and a route over
//! exchanges has many.

/// A top-level instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TopLevel<'a> {
    /// Address of its program.
    pub program: &'a [u8],
    /// Its data.
    pub data: &'a [u8],
}

/// Number of instructions after the running one for which `counts` is true; none if the bytes are not those of the
/// sysvar. Its layout: the number of instructions (u16), a table of their offsets (u16 each), the instructions, the
/// index of the running one (u16).
///
/// The table is skipped: 16-bit offsets do not cover every transaction. The instructions are walked instead.
pub fn count_later(sysvar: &[u8], counts: impl Fn(TopLevel) -> bool) -> Option<usize> {
    let (mut rest, running) = sysvar.split_last_chunk()?;
    let running = u16::from_le_bytes(*running);
    let count = u16::from_le_bytes(*take_chunk(&mut rest)?);
    take(&mut rest, usize::from(count).checked_mul(2)?)?;
    let mut later = 0_usize;
    for number in 0..count {
        let instruction = TopLevel::take(&mut rest)?;
        if number > running && counts(instruction) {
            later = later.checked_add(1)?;
        }
    }
    rest.is_empty().then_some(later)
}

impl<'a> TopLevel<'a> {
    /// Layout: number of accounts (u16), flags (u8) and address of each, the program, length of the data (u16), the
    /// data.
    fn take(rest: &mut &'a [u8]) -> Option<Self> {
        let accounts = u16::from_le_bytes(*take_chunk(rest)?);
        take(rest, usize::from(accounts).checked_mul(33)?)?;
        let program = take(rest, 32)?;
        let length = u16::from_le_bytes(*take_chunk(rest)?);
        let data = take(rest, length.into())?;
        Some(Self { program, data })
    }
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, tail) = rest.split_at_checked(length)?;
    *rest = tail;
    Some(taken)
}

fn take_chunk<'a, const N: usize>(rest: &mut &'a [u8]) -> Option<&'a [u8; N]> {
    let (taken, tail) = rest.split_first_chunk()?;
    *rest = tail;
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use anchor_lang::{
        prelude::Pubkey,
        solana_program::sysvar::instructions::{
            construct_instructions_data, BorrowedAccountMeta, BorrowedInstruction,
        },
    };
    use proptest::prelude::*;

    /// An instruction: number of accounts, first byte of its program, its data.
    type Made = (usize, u8, Vec<u8>);

    fn made() -> impl Strategy<Value = Made> {
        (
            0..40_usize,
            0..3_u8,
            prop::collection::vec(any::<u8>(), 0..40),
        )
    }

    /// The sysvar as the runtime writes it, while instruction `running` runs.
    fn sysvar(instructions: &[Made], running: u16) -> Vec<u8> {
        let keys: Vec<Pubkey> = (0..=u8::MAX)
            .map(|byte| Pubkey::new_from_array([byte; 32]))
            .collect();
        let borrowed: Vec<BorrowedInstruction> = instructions
            .iter()
            .map(|(accounts, program, data)| BorrowedInstruction {
                program_id: &keys[usize::from(*program)],
                accounts: (0..*accounts)
                    .map(|account| BorrowedAccountMeta {
                        pubkey: &keys[account],
                        is_signer: account == 0,
                        is_writable: true,
                    })
                    .collect(),
                data,
            })
            .collect();
        let mut bytes = construct_instructions_data(&borrowed);
        let length = bytes.len();
        bytes[length - 2..].copy_from_slice(&running.to_le_bytes());
        bytes
    }

    proptest! {
        #[test]
        fn what_the_runtime_writes_is_read(
            instructions in prop::collection::vec(made(), 1..10),
            running in 0..10_u16,
            first: u8,
        ) {
            let counts = |program: u8, data: &[u8]| program == 1 && data.first() == Some(&first);
            let expected = instructions
                .iter()
                .skip(usize::from(running) + 1)
                .filter(|(_, program, data)| counts(*program, data))
                .count();
            let bytes = sysvar(&instructions, running);
            let found = count_later(&bytes, |one| counts(one.program[0], one.data));
            prop_assert_eq!(found, Some(expected));
            // A truncated sysvar is refused.
            prop_assert_eq!(count_later(&bytes[..bytes.len() - 1], |_| true), None);
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            count_later(&bytes, |_| true);
        }
    }

    #[test]
    fn neither_the_running_instruction_nor_an_earlier_one_counts() {
        let instructions = vec![(1, 1, vec![7]); 4];
        for (running, later) in [(0, 3), (1, 2), (3, 0)] {
            let bytes = sysvar(&instructions, running);
            assert_eq!(count_later(&bytes, |one| one.data == [7]), Some(later));
        }
    }

    /// With 2,000 accounts the offsets of the runtime's table wrap around.
    #[test]
    fn an_instruction_beyond_the_reach_of_the_table_is_found() {
        let many = vec![(250, 0, vec![]); 10];
        let instructions = [many, vec![(1, 1, vec![7])]].concat();
        let bytes = sysvar(&instructions, 0);
        assert!(bytes.len() > usize::from(u16::MAX));
        assert_eq!(count_later(&bytes, |one| one.data == [7]), Some(1));
    }
}
