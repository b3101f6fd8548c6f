//! Liveness: each way out that is promised is open, and none that is not, while everything that can stand in the way does.

use io_client::SendError;

use crate::{
    action::{Action, How, Verb},
    chain::Chain,
    plan::Stage,
    promise::ALL,
};

/// Of a reservation.
const RENTAL: [Verb; 15] = [
    Verb::Start,
    Verb::Decline,
    Verb::Cancel,
    Verb::SettleReservation,
    Verb::SweepFees,
    Verb::Terminate,
    Verb::TerminateBySupplier,
    Verb::TerminateForDowntime,
    Verb::Complete,
    Verb::OpenDispute,
    Verb::ExpireDispute,
    Verb::CloseReservation,
    Verb::WithdrawRefund,
    Verb::WithdrawEarnings,
    Verb::Extend,
];
/// Of a delegation.
const DELEGATION: [Verb; 9] = [
    Verb::ApplySlash,
    Verb::Unstake,
    Verb::UnstakeHeld,
    Verb::Withdraw,
    Verb::Claim,
    Verb::CloseDelegation,
    Verb::Delegate,
    Verb::Compound,
    Verb::CancelUnstake,
];
/// Of a supplier. It is settled in front of them, like the clock, and that must succeed.
const SUPPLIER: [Verb; 6] = [
    Verb::UnstakeOwn,
    Verb::WithdrawOwn,
    Verb::ClaimSupplier,
    Verb::CloseSupplier,
    Verb::StakeOwn,
    Verb::CancelOwnUnstake,
];
/// Of a slash.
const SLASH: [Verb; 3] = [Verb::WithdrawSlash, Verb::ExecuteSlash, Verb::LapseSlash];
/// Of an offer.
const OFFER: [Verb; 2] = [Verb::CloseOffer, Verb::Reserve];
/// Of everything else.
const REST: [Verb; 7] = [
    Verb::BurnFees,
    Verb::ExpireAuction,
    Verb::CancelRedelegation,
    Verb::CloseApproval,
    Verb::OpenAuction,
    Verb::UpdateAnchor,
    Verb::FillAuction,
];

/// Of everything, and none of the sizes that choose something else ([`plan`](crate::plan)).
const SIZE: u32 = 2 * ALL + 2;

/// What brings new risk: refused while everything is paused.
const RISKS: [Verb; 10] = [
    Verb::Extend,
    Verb::Delegate,
    Verb::Compound,
    Verb::CancelUnstake,
    Verb::StakeOwn,
    Verb::CancelOwnUnstake,
    Verb::Reserve,
    Verb::OpenAuction,
    Verb::UpdateAnchor,
    Verb::FillAuction,
];

/// A thing whose ways out are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    Rental(u32),
    Delegation(u32),
    Supplier(u32),
    Slash(u32),
    Offer(u32),
    Rest(u32),
}

impl Thing {
    fn ways(self) -> (&'static [Verb], u32) {
        match self {
            Self::Rental(at) => (&RENTAL, at),
            Self::Delegation(at) => (&DELEGATION, at),
            Self::Supplier(at) => (&SUPPLIER, at),
            Self::Slash(at) => (&SLASH, at),
            Self::Offer(at) => (&OFFER, at),
            Self::Rest(at) => (&REST, at),
        }
    }
}

/// Tries the ways out of `things` on a copy of the chain, and counts them: all that must be open, and of those that must
/// not the one that `number` chooses.
pub fn try_out(chain: &Chain, stage: Stage, things: &[Thing], number: u32) -> Result<u64, String> {
    let mut dark = chain.clone();
    dark.darken();
    let mut tried = 0;
    for thing in things {
        let (verbs, at) = thing.ways();
        let chosen = number as usize % verbs.len();
        for (place, verb) in verbs.iter().enumerate() {
            let action = Action {
                verb: *verb,
                who: at,
                at,
                size: SIZE,
                how: How::Rightly,
            };
            let expected = match RISKS.contains(verb) {
                true => Some(false),
                false => stage.way_out(&action),
            };
            let Some(expected) = expected.filter(|open| *open || place == chosen) else {
                continue;
            };
            let Some(plan) = stage.plan(&action) else {
                continue;
            };
            if let Some(suppliers) = &plan.clock {
                dark.catch_up(suppliers)?;
            }
            tried += 1;
            let outcome = plan.simulate(&mut dark);
            if outcome.is_ok() != expected {
                return Err(format!(
                    "{}: {action}: {}",
                    rule(*verb),
                    reported(expected, outcome.err())
                ));
            }
        }
    }
    Ok(tried)
}

/// The rule that is broken if a way out is not as promised.
fn rule(verb: Verb) -> &'static str {
    if RISKS.contains(&verb) {
        "P-18"
    } else {
        "P-14"
    }
}

/// What is wrong.
pub fn reported(expected: bool, refusal: Option<SendError>) -> String {
    match (expected, refusal) {
        (true, Some(error)) => format!("must be accepted, but {error}"),
        _ => "accepted, but must be refused".into(),
    }
}
