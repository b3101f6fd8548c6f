//! Packs actions into transactions, as many in each as fit.

use anchor_lang::solana_program::instruction::Instruction;

use super::Work;
use crate::{context::Context, sending};

/// Packs work into transactions, in order, by bytes and accounts. A transaction that needs too many compute units is refused, and
/// then sent in halves.
///
/// # Errors
/// Those of signers; if the network does not answer.
pub fn pack(context: &mut Context, all: Vec<Work>) -> anyhow::Result<Vec<Vec<Work>>> {
    let fits = |together: &[Instruction]| sending::fits(context, together);
    pack_by(all, sending::BATCH, fits)
}

fn pack_by<E>(
    all: Vec<Work>,
    most: usize,
    mut fits: impl FnMut(&[Instruction]) -> Result<bool, E>,
) -> Result<Vec<Vec<Work>>, E> {
    let (mut packed, mut part) = (Vec::new(), Vec::<Work>::new());
    let mut together: Vec<Instruction> = Vec::new();
    for work in all {
        let before = together.len();
        together.extend(work.instructions.iter().cloned());
        let has_room = part.is_empty() || (together.len() <= most && fits(&together)?);
        if !has_room {
            together.drain(..before);
            packed.push(std::mem::take(&mut part));
        }
        part.push(work);
    }
    packed.extend((!part.is_empty()).then_some(part));
    Ok(packed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keeper::Action;
    use anchor_lang::prelude::Pubkey;
    use std::convert::Infallible;

    /// Work of so many bytes an instruction.
    fn work(sizes: &[usize]) -> Work {
        let of = |size: &usize| Instruction {
            program_id: Pubkey::default(),
            accounts: Vec::new(),
            data: vec![0; *size],
        };
        Work::new(Action::new("test", ""), sizes.iter().map(of).collect())
    }

    /// The sizes of each part, where 100 bytes and four instructions fit.
    fn packed(all: &[&[usize]]) -> Vec<Vec<usize>> {
        let all = all.iter().map(|sizes| work(sizes)).collect();
        let fits = |together: &[Instruction]| {
            let bytes: usize = together.iter().map(|it| it.data.len()).sum();
            Ok::<bool, Infallible>(bytes <= 100)
        };
        let parts = pack_by(all, 4, fits).unwrap().into_iter();
        let sizes = |work: Work| work.instructions.into_iter().map(|it| it.data.len());
        parts
            .map(|part| part.into_iter().flat_map(sizes).collect())
            .collect()
    }

    #[test]
    fn a_transaction_takes_as_much_as_fits_and_no_action_is_divided() {
        assert_eq!(packed(&[]), [[0; 0]; 0]);
        assert_eq!(packed(&[&[60], &[40], &[1]]), [vec![60, 40], vec![1]]);
        assert_eq!(
            packed(&[&[60], &[20, 30], &[10]]),
            [vec![60], vec![20, 30, 10]]
        );
        assert_eq!(
            packed(&[&[1], &[2, 3], &[4], &[5]]),
            [vec![1, 2, 3, 4], vec![5]]
        );
        // An action that fits nowhere stands alone; sending reports why.
        assert_eq!(packed(&[&[1], &[150], &[2]]), [vec![1], vec![150], vec![2]]);
    }
}
