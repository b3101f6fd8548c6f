//! Which instructions of a file are executed together. SPL Governance executes a transaction of a realm proposal as a whole and in
//! its order, but the transactions in any order; and a program takes changes with rising numbers only.

use std::collections::BTreeMap;

use anchor_lang::solana_program::instruction::Instruction;

use crate::contents::change_number;

/// Most instructions of a transaction. With SPL Governance's own, and with four CPIs each, they stay below the runtime's limit of 64.
pub const TOGETHER: usize = 12;

/// Why instructions cannot be divided, with their places in the file.
#[derive(Debug, PartialEq, Eq)]
pub enum Misfit {
    /// This one fits into no transaction.
    TooLarge(usize),
    /// Changes of a program are apart unless only this many of the first instructions are submitted.
    Apart(usize),
}

/// The shortest runs of instructions, one after the other, with all changes of a program in one run.
fn runs(instructions: &[Instruction]) -> Vec<&[Instruction]> {
    let program = |it: &Instruction| Some(change_number(&it.program_id, &it.data)?.0.name());
    let mut last = BTreeMap::new();
    for (place, it) in instructions.iter().enumerate() {
        last.extend(program(it).map(|name| (name, place)));
    }
    let (mut runs, mut rest) = (Vec::new(), instructions);
    let (mut count, mut until) = (0_usize, 0);
    for (place, it) in instructions.iter().enumerate() {
        count = count.saturating_add(1);
        let of_program = program(it).and_then(|name| last.get(name));
        until = until.max(of_program.copied().unwrap_or(place));
        if until == place {
            let (run, others) = rest.split_at(count);
            runs.push(run);
            (rest, count) = (others, 0);
        }
    }
    runs
}

/// As few groups as fit, in the order of the instructions, with all changes of a program in one group.
///
/// # Errors
/// [`Misfit`], within what `fits` answers.
pub fn groups<E>(
    instructions: &[Instruction],
    mut fits: impl FnMut(&[Instruction]) -> Result<bool, E>,
) -> Result<Result<Vec<Vec<Instruction>>, Misfit>, E> {
    let mut fits = |group: &[Instruction]| Ok(group.len() <= TOGETHER && fits(group)?);
    let mut groups: Vec<Vec<Instruction>> = Vec::new();
    let mut before = 0_usize;
    for run in runs(instructions) {
        if let Some(last) = groups.last_mut() {
            let joined = [last.as_slice(), run].concat();
            if fits(&joined)? {
                *last = joined;
                before = before.saturating_add(run.len());
                continue;
            }
        }
        if !fits(run)? {
            return Ok(Err(misfit(run, before, fits)?));
        }
        groups.push(run.to_vec());
        before = before.saturating_add(run.len());
    }
    Ok(Ok(groups))
}

/// What of a run that does not fit is in the way, after the first `before` instructions.
fn misfit<E>(
    run: &[Instruction],
    before: usize,
    mut fits: impl FnMut(&[Instruction]) -> Result<bool, E>,
) -> Result<Misfit, E> {
    for (place, it) in run.iter().enumerate() {
        if !fits(std::slice::from_ref(it))? {
            return Ok(Misfit::TooLarge(before.saturating_add(place)));
        }
    }
    let mut most = 1_usize;
    while let Some(next) = run.get(..most.saturating_add(1)) {
        if !fits(next)? {
            break;
        }
        most = next.len();
    }
    Ok(Misfit::Apart(before.saturating_add(most)))
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use anchor_lang::prelude::Pubkey;
    use io_client::{emissions, fee_burn, marketplace};
    use io_common::governance::GovernanceAction;

    use super::*;

    /// `e`, `m`, `f`: a change of a program; `g`: none.
    fn instructions(text: &str) -> Vec<Instruction> {
        let by = Pubkey::new_from_array([1; 32]);
        let one = |it| match it {
            'e' => {
                let change = ::emissions::state::Change::UnstakeCooldown(1_814_400);
                emissions::propose_change(&by, &by, 0, change)
            }
            'm' => {
                let change = ::marketplace::state::Change::Hours(100);
                marketplace::propose_change(&by, &by, 0, change)
            }
            'f' => {
                let change = ::fee_burn::state::Change::CouncilShare(500);
                fee_burn::propose_change(&by, &by, 0, change)
            }
            _ => emissions::govern(&by, GovernanceAction::Pause),
        };
        text.chars().map(one).collect()
    }

    /// How many instructions each group has, if `most` fit.
    fn sizes(text: &str, most: usize) -> Result<Vec<usize>, Misfit> {
        let all = instructions(text);
        let found = groups(&all, |group| Ok::<_, Infallible>(group.len() <= most));
        let groups = found.unwrap()?;
        assert_eq!(groups.concat(), all, "{text}");
        Ok(groups.iter().map(Vec::len).collect())
    }

    #[test]
    fn changes_of_a_program_are_executed_together() {
        for (text, most, groups) in [
            ("eee", 3, vec![3]),
            ("eemm", 3, vec![2, 2]),
            ("eemmf", 3, vec![2, 3]),
            ("eem", 3, vec![3]),
            ("emf", 1, vec![1, 1, 1]),
            ("gege", 3, vec![1, 3]),
            ("gggg", 3, vec![3, 1]),
            ("", 3, vec![]),
        ] {
            assert_eq!(sizes(text, most), Ok(groups), "{text}");
        }
        let long = "g".repeat(TOGETHER + 1);
        assert_eq!(sizes(&long, 64), Ok(vec![TOGETHER, 1]));
    }

    #[test]
    fn what_does_not_fit_together_says_how_much_does() {
        for (text, most, misfit) in [
            ("eeee", 3, Misfit::Apart(3)),
            ("geeee", 3, Misfit::Apart(4)),
            ("emem", 3, Misfit::Apart(3)),
            ("e", 0, Misfit::TooLarge(0)),
        ] {
            assert_eq!(sizes(text, most), Err(misfit), "{text}");
        }
        let all = instructions("gee");
        let large = groups(&all, |group| {
            let has_change = group.iter().any(|it| it.data.len() > 10);
            Ok::<_, Infallible>(!has_change)
        });
        assert_eq!(large, Ok(Err(Misfit::TooLarge(1))));
    }
}
