//! The rules of a realm as people read them.

use io_client::{
    realm::config::{
        GoverningTokenType, MintMaxVoterWeightSource, VoteThreshold, VoteTipping, NOBODY,
    },
    values::figures::decimal,
};
use io_common::constants::IO_DECIMALS;

use super::validate::span;
use crate::words::Words;

impl Words for VoteThreshold {
    fn words(&self) -> String {
        match self {
            Self::YesVotePercentage(percent) => format!("{percent} % of all"),
            Self::QuorumPercentage(percent) => format!("a quorum of {percent} %"),
            Self::Disabled => "they do not vote".into(),
        }
    }
}

impl Words for VoteTipping {
    fn words(&self) -> String {
        let words = match self {
            Self::Strict => "once nothing else can win",
            Self::Early => "once it passes as it stands",
            Self::Disabled => "never",
        };
        words.into()
    }
}

impl Words for GoverningTokenType {
    fn words(&self) -> String {
        let words = match self {
            Self::Liquid => "taken, and can be withdrawn",
            Self::Membership => "taken, and can be burned by the realm authority",
            Self::Dormant => "refused",
        };
        words.into()
    }
}

impl Words for MintMaxVoterWeightSource {
    fn words(&self) -> String {
        match self {
            Self::SupplyFraction(part) => format!("{part} 10⁻¹⁰ of the supply"),
            Self::Absolute(weight) => format!("{weight} base units"),
        }
    }
}

/// Weight in base units of IO, of which [`NOBODY`] has enough.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Weight(pub u64);

impl Words for Weight {
    fn words(&self) -> String {
        match self.0 {
            NOBODY => "more than anybody has".into(),
            weight => format!("{} IO", decimal(weight, IO_DECIMALS)),
        }
    }
}

/// Seconds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Span(pub u32);

impl Words for Span {
    fn words(&self) -> String {
        match self.0 {
            // Its two largest units may not tell two spans apart.
            seconds if seconds.rem_euclid(60) == 0 => span(seconds.into()),
            seconds => format!("{seconds} seconds"),
        }
    }
}
