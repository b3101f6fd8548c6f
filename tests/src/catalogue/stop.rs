//! Where the catalogue stops.

use std::fmt;

use anchor_lang::solana_program::instruction::Instruction;
use solana_keypair::Keypair;

use super::{Program, Row};
use crate::World;

/// An instruction in a certain situation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The instruction.
    pub row: &'static Row,
    /// The situation, if the catalogue stops at the instruction more than once; else empty.
    pub variant: String,
    /// Compute units that the suite has set itself as the limit.
    pub target: Option<Target>,
}

/// A limit of compute units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The limit.
    pub units: u64,
    /// Why it is higher than the one before, if it is.
    pub reason: Option<&'static str>,
}

impl Target {
    /// A limit that lets the units rise, for `reason`.
    pub fn raised(units: u64, reason: &'static str) -> Self {
        Self {
            units,
            reason: Some(reason),
        }
    }
}

impl From<u64> for Target {
    fn from(units: u64) -> Self {
        Self {
            units,
            reason: None,
        }
    }
}

impl Stop {
    /// Sends its instructions, which must succeed.
    #[track_caller]
    pub fn must(&self, world: &mut World, instructions: &[Instruction], signers: &[&Keypair]) {
        if let Err(refusal) = world.send(instructions, signers) {
            panic!("{:?} {self}: {refusal}", self.row.program);
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self.variant.as_str() {
            "" => f.write_str(self.row.name),
            variant => write!(f, "{}, {variant}", self.row.name),
        }
    }
}

/// A stop as the catalogue names it: an instruction, or an instruction and a situation, and the target if it has one.
pub(super) struct What {
    name: &'static str,
    variant: String,
    target: Option<Target>,
}

impl What {
    pub(super) fn of(self, program: Program) -> Stop {
        let row = Row::of_program(program, self.name);
        Stop {
            row: row.expect("a row of the catalogue"),
            variant: self.variant,
            target: self.target,
        }
    }
}

impl From<&'static str> for What {
    fn from(name: &'static str) -> Self {
        (name, "").into()
    }
}

impl From<(&'static str, u64)> for What {
    fn from((name, target): (&'static str, u64)) -> Self {
        (name, "", target).into()
    }
}

impl From<(&'static str, &str)> for What {
    fn from((name, variant): (&'static str, &str)) -> Self {
        Self {
            name,
            variant: variant.into(),
            target: None,
        }
    }
}

impl<T: Into<Target>> From<(&'static str, &str, T)> for What {
    fn from((name, variant, target): (&'static str, &str, T)) -> Self {
        Self {
            target: Some(target.into()),
            ..(name, variant).into()
        }
    }
}
