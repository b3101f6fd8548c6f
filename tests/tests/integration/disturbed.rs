//! What can have happened before an instruction, at every stop of the catalogue: each then succeeds, or is refused with a named
//! error. Which error each instruction gives is in `tests/golden/observed.tsv`.

use std::collections::{BTreeMap, BTreeSet};

use anchor_lang::{
    prelude::Pubkey, solana_program::instruction::Instruction, AccountDeserialize, Owner,
};
use bytemuck::Pod;
use emissions::{
    error::EmissionsError,
    state::{Ledger, Models, Slash},
};
use fee_burn::{error::FeeBurnError, state::Engine};
use io_common::{
    constants::HOUR,
    types::{Approval, Council, Supplier},
    CommonError,
};
use io_tests::{
    catalogue::{self, Stop, Visitor},
    World,
};
use marketplace::{error::MarketplaceError, state::Offer};
use solana_account::Account;
use solana_keypair::Keypair;

/// What has happened.
struct Disturbance {
    name: &'static str,
    apply: fn(&mut World, &[Pubkey]),
    /// An error that it must lead to somewhere.
    leads_to: u32,
}

/// Changes those of `keys` that are accounts of a type.
fn each<T>(world: &mut World, keys: &[Pubkey], change: fn(&mut T))
where
    T: AccountDeserialize + Owner + Pod,
{
    for key in keys {
        let account = world.account(key).unwrap_or_default();
        // Configurations of all three programs have one name, and so one discriminator.
        let is_owned = account.owner == T::owner();
        if is_owned && T::try_deserialize(&mut account.data.as_slice()).is_ok() {
            world.edit(key, change);
        }
    }
}

fn disturbances() -> [Disturbance; 11] {
    let of = |name, leads_to, apply| Disturbance {
        name,
        apply,
        leads_to,
    };
    [
        of(
            "an hour has passed",
            EmissionsError::AdvanceClockFirst.into(),
            |world, _| world.wait(HOUR + 1),
        ),
        of(
            "an hour has passed and the clock was advanced",
            EmissionsError::SettleSupplierFirst.into(),
            |world, keys| {
                world.wait(HOUR + 1);
                each::<Ledger>(world, keys, |it| it.hour += 1);
            },
        ),
        of(
            "the clock has not been started",
            EmissionsError::NotLaunched.into(),
            |world, keys| each::<Ledger>(world, keys, |it| it.hour = 0),
        ),
        of(
            "a slash has been opened",
            EmissionsError::ApplySlashFirst.into(),
            |world, keys| each::<Supplier>(world, keys, |it| it.slashes.shared += 1),
        ),
        of(
            "a slash has ended",
            EmissionsError::SlashEnded.into(),
            |world, keys| each::<Slash>(world, keys, |it| it.ended = it.opened.max(1)),
        ),
        of(
            "models are free places",
            EmissionsError::UnknownModel.into(),
            |world, keys| {
                each::<Models>(world, keys, |it| {
                    it.models.iter_mut().for_each(|model| model.multiplier = 0);
                });
            },
        ),
        of(
            "the council has been named again",
            CommonError::CouncilChanged.into(),
            |world, keys| each::<Council>(world, keys, |it| it.revision += 1),
        ),
        of(
            "the approvals are two hours old",
            CommonError::ApprovalExpired.into(),
            |world, keys| each::<Approval>(world, keys, |it| it.opened_at -= 2 * HOUR),
        ),
        of(
            "a newer price was used",
            FeeBurnError::PriceOlderThanLast.into(),
            |world, keys| each::<Engine>(world, keys, |it| it.last_publish_time = i64::MAX),
        ),
        of(
            "the least delegation has risen",
            EmissionsError::BelowMinDelegation.into(),
            |world, keys| each::<Supplier>(world, keys, |it| it.min_delegation = u64::MAX),
        ),
        of(
            "the offer takes no currency",
            MarketplaceError::CurrencyNotTaken.into(),
            |world, keys| each::<Offer>(world, keys, |it| it.currencies = 0),
        ),
    ]
}

/// Errors that are none: a calculation broke.
const BROKEN: [CommonError; 2] = [CommonError::MathOverflow, CommonError::DivisionByZero];

#[derive(Default)]
struct Disturbing {
    /// Errors by disturbance.
    seen: BTreeMap<&'static str, BTreeSet<u32>>,
    broken: Vec<String>,
}

impl Visitor for Disturbing {
    fn visit(
        &mut self,
        world: &mut World,
        stop: Stop,
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) {
        let metas = instructions.iter().flat_map(|one| &one.accounts);
        let keys: Vec<Pubkey> = metas.map(|meta| meta.pubkey).collect();
        let before: Vec<Option<Account>> = keys.iter().map(|key| world.account(key)).collect();
        let now = world.now();
        for disturbance in disturbances() {
            (disturbance.apply)(world, &keys);
            if let Err(refusal) = world.send(instructions, signers) {
                let broken = BROKEN.map(|error| Some(error.into()));
                match refusal.code() {
                    Some(code) if !broken.contains(&Some(code)) => {
                        self.seen.entry(disturbance.name).or_default().insert(code);
                    }
                    _ => self
                        .broken
                        .push(format!("{stop}: {}: {refusal}", disturbance.name)),
                }
            }
            world.vm.set_unix_time(now);
            for (key, account) in keys.iter().zip(&before) {
                let account = account.clone().unwrap_or_default();
                world.vm.set_account(*key, account).unwrap();
            }
        }
        world.must(instructions, signers);
    }
}

#[test]
fn whatever_has_happened_before_an_instruction_is_refused_by_name() {
    let mut visitor = Disturbing::default();
    catalogue::lead(&mut visitor);
    assert!(visitor.broken.is_empty(), "{}", visitor.broken.join("\n"));
    for Disturbance { name, leads_to, .. } in disturbances() {
        let seen = visitor.seen.get(name);
        let is_seen = seen.is_some_and(|seen| seen.contains(&leads_to));
        assert!(is_seen, "{name}: {leads_to} is not among {seen:?}");
    }
}
