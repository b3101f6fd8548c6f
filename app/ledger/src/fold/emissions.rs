//! Events of the emissions program.

use io_client::events::Emissions;

use super::{proposals, rewards, same, slashing, stake, suppliers, Done};
use crate::{
    draft::Draft,
    events::Recorded,
    rows::{Hour, Program, Supply},
    value::Amount,
    Key,
};

/// Folds an event.
pub fn fold(draft: &mut Draft, recorded: &Recorded, event: &Emissions) -> Done {
    let time = recorded.time;
    match event {
        Emissions::Launched(it) => draft.change_or_new(Key::Supply, |supply: &mut Supply| {
            supply.genesis = Amount(it.supply);
            Ok(())
        }),
        Emissions::ClockAdvanced(it) => {
            draft.change(Key::Supply, |supply: &mut Supply| {
                supply.emitted.add(it.minted)?;
                supply.schedule_hour = it.schedule_hour;
                let emitted = supply.emitted.0;
                same(
                    "what was emitted",
                    recorded.program,
                    emitted,
                    it.emitted_total,
                )
            })?;
            let hour = Hour {
                hour: it.hour,
                at: time,
                minted: Amount(it.minted),
                schedule_hour: it.schedule_hour,
                emitted: Amount(it.emitted_total),
            };
            draft.put(Key::Hour(it.hour), hour);
            Ok(())
        }
        Emissions::SupplierRegistered(it) => {
            suppliers::register(draft, time, it);
            Ok(())
        }
        Emissions::Attested(it) => suppliers::attest(draft, it),
        Emissions::AttestationRevoked(it) => suppliers::revoke(draft, time, &it.supplier),
        Emissions::SupplierUpdated(it) => suppliers::update(draft, it),
        Emissions::CommissionSet(it) => suppliers::set_commission(draft, it),
        Emissions::OwnerChanged(it) => suppliers::change_owner(draft, it),
        Emissions::SupplierClosed(it) => suppliers::close(draft, &it.supplier),
        Emissions::SupplierSettled(it) => rewards::settle(draft, time, it),
        Emissions::Claimed(it) => rewards::claim(draft, time, it),
        Emissions::Compounded(it) => rewards::compound(draft, time, it),
        Emissions::Staked(it) => stake::add(draft, time, it),
        Emissions::Unstaked(it) => stake::unstake(draft, time, it),
        Emissions::UnstakeCancelled(it) => stake::cancel(draft, time, it),
        Emissions::Withdrawn(it) => stake::withdraw(draft, it),
        Emissions::Redelegated(it) => stake::redelegate(draft, time, it),
        Emissions::SlashProposed(it) => slashing::propose(draft, time, it),
        Emissions::SlashDropped(it) => slashing::drop(draft, time, it),
        Emissions::Slashed(it) => slashing::execute(draft, time, it),
        Emissions::SlashApplied(it) => slashing::follow(draft, time, it),
        Emissions::HeldUnstaked(it) => slashing::unstake(draft, time, it),
        Emissions::ChangeProposed(it) => {
            let terms = proposals::Terms {
                program: Program::Emissions,
                change: io_client::changes::Words::words(&it.change),
                ready_at: it.ready_at,
            };
            proposals::propose(draft, time, it.proposal, terms);
            Ok(())
        }
        Emissions::ChangeApplied(it) => proposals::apply(draft, time, it.proposal),
        Emissions::ChangeCancelled(it) => proposals::cancel(draft, time, it.proposal),
        Emissions::CouncilSet(_)
        | Emissions::ModelSet(_)
        | Emissions::OwnerProposed(_)
        | Emissions::RedelegationRequested(_)
        | Emissions::Approved(_)
        | Emissions::EmissionsGoverned(_)
        | Emissions::AttestorSuspended(_)
        | Emissions::RentReclaimed(_) => Ok(()),
    }
}
