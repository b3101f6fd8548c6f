//! Events of the emissions program in words.

use anchor_lang::prelude::Pubkey;
use io_client::{events::Emissions, reasons};

use super::{
    governance::{applied, cancelled, governed, proposed, reclaimed},
    names::{at, Names},
};
use crate::{
    amounts::{grouped, several},
    options::hexadecimal,
    report::Cell,
};

fn io(amount: u64) -> String {
    Cell::Io(amount).brief()
}

fn bps(bps: u16) -> String {
    Cell::Bps(bps.into()).brief()
}

fn sum<const N: usize>(parts: [u64; N]) -> String {
    io(parts.into_iter().fold(0, u64::saturating_add))
}

/// What an event says.
pub fn words(event: &Emissions, names: &Names) -> String {
    let key = |key: &Pubkey| names.key(key);
    match event {
        Emissions::Launched(it) => format!(
            "the emission starts in hour {}, at a supply of {}",
            grouped(it.hour.into()),
            io(it.supply)
        ),
        Emissions::CouncilSet(it) => format!(
            "council of {}, of whom {} must agree",
            several(it.attestors.len() as u64, "attestor"),
            it.threshold
        ),
        Emissions::ModelSet(it) => format!(
            "model {} counts {} units a GPU",
            it.index,
            Cell::Units(it.multiplier.into()).brief()
        ),
        Emissions::ClockAdvanced(it) => format!(
            "clock at hour {}, {} minted",
            grouped(it.hour.into()),
            io(it.minted)
        ),
        Emissions::SupplierRegistered(it) => {
            format!(
                "supplier {} registered by {}",
                key(&it.supplier),
                key(&it.owner)
            )
        }
        Emissions::Attested(it) => {
            let mut attestations = it.attestations.iter();
            match attestations.find(|attestation| names.is_about(&attestation.supplier)) {
                Some(attestation) => format!(
                    "{} of supplier {} attested until {}, with {} units",
                    several(attestation.gpus, "GPU"),
                    key(&attestation.supplier),
                    at(attestation.ends_at),
                    Cell::Units(attestation.units).brief()
                ),
                None if it.passed_over.iter().any(|it| names.is_about(it)) => {
                    "passed over by an attestation: closed, or attested or ended since it was made"
                        .into()
                }
                None => format!(
                    "GPUs of {} attested",
                    several(it.attestations.len() as u64, "supplier")
                ),
            }
        }
        Emissions::SupplierSettled(it) => format!(
            "rewards of supplier {} settled: {} to its owner, {} to its stakers",
            key(&it.supplier),
            io(it.owner_part),
            io(it.delegated_part)
        ),
        Emissions::Staked(it) => match it.own {
            true => format!(
                "{} staked with supplier {} by its owner {}",
                io(it.amount),
                key(&it.supplier),
                key(&it.staker)
            ),
            false => format!(
                "{} delegated to supplier {} by {}",
                io(it.amount),
                key(&it.supplier),
                key(&it.staker)
            ),
        },
        Emissions::Unstaked(it) => format!(
            "{} unstaked from supplier {} by {}, to be withdrawn from {} on",
            io(it.amount),
            key(&it.supplier),
            key(&it.staker),
            at(it.unlocks_at)
        ),
        Emissions::Withdrawn(it) => format!(
            "{} withdrawn from supplier {} by {}",
            io(it.amount),
            key(&it.supplier),
            key(&it.staker)
        ),
        Emissions::Claimed(it) => format!(
            "{} of rewards of supplier {} claimed for {}",
            io(it.amount),
            key(&it.supplier),
            key(&it.payee)
        ),
        Emissions::UnstakeCancelled(it) => format!(
            "unstake of {} from supplier {} cancelled by {}",
            io(it.amount),
            key(&it.supplier),
            key(&it.staker)
        ),
        Emissions::Compounded(it) => format!(
            "{} of rewards delegated to supplier {} by {}",
            io(it.amount),
            key(&it.supplier),
            key(&it.staker)
        ),
        Emissions::SupplierUpdated(it) => format!(
            "supplier {} changed: operator {}, payout wallet {}, at most {} delegated",
            key(&it.supplier),
            key(&it.operator),
            key(&it.payout),
            io(it.max_delegated)
        ),
        Emissions::CommissionSet(it) => {
            let announced = match it.next_from {
                0 => String::new(),
                hour => format!(
                    ", {} announced from hour {}",
                    bps(it.next_bps),
                    grouped(hour.into())
                ),
            };
            format!(
                "commission of supplier {} is {}{announced}",
                key(&it.supplier),
                bps(it.bps)
            )
        }
        Emissions::OwnerProposed(it) => format!(
            "{} may become the owner of supplier {}",
            key(&it.owner),
            key(&it.supplier)
        ),
        Emissions::OwnerChanged(it) => {
            format!("{} owns supplier {}", key(&it.owner), key(&it.supplier))
        }
        Emissions::SupplierClosed(it) => format!("supplier {} closed", key(&it.supplier)),
        Emissions::RedelegationRequested(it) => format!(
            "{} asked to move stake from supplier {} to {}, possible from {}",
            key(&it.staker),
            key(&it.supplier),
            key(&it.target),
            at(it.ready_at)
        ),
        Emissions::Redelegated(it) => format!(
            "{} of {} moved from supplier {} to {}",
            io(it.amount),
            key(&it.staker),
            key(&it.supplier),
            key(&it.target)
        ),
        Emissions::SlashProposed(it) => format!(
            "{} of {} proposed against supplier {}, due at {}",
            slash(it.number, it.reason),
            io(it.amount),
            key(&it.supplier),
            at(it.due_at)
        ),
        Emissions::SlashDropped(it) => format!(
            "{} of supplier {} withdrawn or lapsed: {} free again",
            slash(it.number, it.reason),
            key(&it.supplier),
            sum([it.own, it.delegated, it.cooling])
        ),
        Emissions::Slashed(it) => format!(
            "{} of supplier {} executed: {} burned",
            slash(it.number, it.reason),
            key(&it.supplier),
            sum([it.own, it.delegated, it.cooling])
        ),
        Emissions::SlashApplied(it) => format!(
            "delegation of {} to supplier {} followed slash {}: {} taken, {} held, {} given back",
            key(&it.staker),
            key(&it.supplier),
            it.number,
            io(it.taken),
            sum([it.held_active, it.held_cooling]),
            sum([it.back_active, it.back_cooling])
        ),
        Emissions::HeldUnstaked(it) => format!(
            "{} that slash {} holds unstaked from supplier {} by {}, to be withdrawn from {} on if it is given back",
            io(it.amount),
            it.number,
            key(&it.supplier),
            key(&it.staker),
            at(it.unlocks_at)
        ),
        Emissions::Approved(it) => format!(
            "attestor {} approved {}",
            key(&it.attestor),
            hexadecimal(&it.hash)
        ),
        Emissions::EmissionsGoverned(it) => {
            governed("emissions", &it.signer, &it.action, it.paused_until, names)
        }
        Emissions::ChangeProposed(it) => {
            proposed("emissions", &it.proposal, &it.change, it.ready_at, names)
        }
        Emissions::ChangeApplied(it) => applied("emissions", &it.proposal, &it.change, names),
        Emissions::ChangeCancelled(it) => cancelled("emissions", &it.proposal, names),
        Emissions::AttestorSuspended(it) => format!("attestor {} suspended", key(&it.attestor)),
        Emissions::AttestationRevoked(it) => {
            format!("attestation of supplier {} ended", key(&it.supplier))
        }
        Emissions::RentReclaimed(it) => {
            reclaimed(&it.account, &it.recipient, it.lamports, names)
        }
    }
}

fn slash(number: u32, reason: u16) -> String {
    format!("slash {number} for {}", reasons::words(reason))
}
