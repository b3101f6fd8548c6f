//! The numbers that a program's refusal leaves out: limits, what there is, and from when on, by its error and the accounts of
//! what it refused. Nothing, where they cannot be read.

use std::collections::BTreeSet;

use anchor_lang::{
    prelude::Pubkey, solana_program::instruction::Instruction, Discriminator, Owner,
};
use emissions::state::{Delegation, Redelegation, Slash};
use io_client::{
    layout::{self, place, Stored},
    marketplace::supplier_usage_address,
    Match, SendError,
};
use io_common::{
    addresses::{COUNCIL, ENGINE},
    types::{Council, Supplier, SupplierUsage},
};
use marketplace::state::{Offer, Reservation};

use crate::{
    amounts::{grouped, several},
    context::Context,
    errors::named_by,
    free::not_free,
    options::Currencies,
    report::Cell,
};

/// Those of a refusal of `part`, as the end of its message.
pub fn of(context: &mut Context, error: &SendError, part: &[Instruction]) -> Option<String> {
    let error = named_by(error.code()?, error.logs())?;
    let mut refused = Refused { context, part };
    refused.reported(&error.program, &error.name).ok().flatten()
}

/// What was refused.
struct Refused<'a, 'c> {
    context: &'a mut Context<'c>,
    part: &'a [Instruction],
}

impl Refused<'_, '_> {
    fn reported(&mut self, program: &str, name: &str) -> anyhow::Result<Option<String>> {
        match program {
            "common" => self.of_all(name),
            "emissions" => self.of_emissions(name),
            "marketplace" => self.of_marketplace(name),
            "fee-burn" => self.of_burn(name),
            _ => Ok(None),
        }
    }

    /// The accounts of a type, in the order of the instructions.
    fn all<T: Stored + Discriminator + Owner>(&mut self) -> anyhow::Result<Vec<(Pubkey, T)>> {
        let named = self.part.iter().flat_map(|it| &it.accounts);
        let mut seen = BTreeSet::new();
        let keys: Vec<Pubkey> = named
            .map(|it| it.pubkey)
            .filter(|it| seen.insert(*it))
            .collect();
        let accounts = self.context.accounts(&keys)?;
        let found = keys.into_iter().zip(accounts).filter_map(|(key, account)| {
            let account = account.filter(|it| it.owner == T::owner())?;
            Some((key, layout::decode::<T>(&account.data)?))
        });
        Ok(found.collect())
    }

    /// The first of them.
    fn first<T: Stored + Discriminator + Owner>(&mut self) -> anyhow::Result<Option<(Pubkey, T)>> {
        Ok(self.all::<T>()?.into_iter().next())
    }

    fn at(&mut self, time: i64) -> anyhow::Result<String> {
        Ok(Cell::Time(time, self.context.now()?).display())
    }

    fn of_all(&mut self, name: &str) -> anyhow::Result<Option<String>> {
        if !["NotAgreed", "NotAnAttestor"].contains(&name) {
            return Ok(None);
        }
        let council: Council = self.context.read("council", &COUNCIL.address)?;
        let keys = self.part.iter().flat_map(|it| &it.accounts);
        let signing: BTreeSet<Pubkey> =
            keys.filter(|it| it.is_signer).map(|it| it.pubkey).collect();
        let (known, others): (Vec<Pubkey>, Vec<Pubkey>) = signing
            .into_iter()
            .partition(|it| council.place(it).is_some());
        if name == "NotAgreed" {
            return Ok(Some(format!(
                "{} of {} needed attestors: name the others with --attestor, or let each approve with --approve and send it with \
                 --approved",
                known.len(),
                council.threshold
            )));
        }
        let others: Vec<String> = others.iter().map(ToString::to_string).collect();
        Ok((!others.is_empty()).then(|| {
            format!(
                "no attestor of the council: {} (`io gov show emissions` lists them)",
                others.join(", ")
            )
        }))
    }

    fn of_emissions(&mut self, name: &str) -> anyhow::Result<Option<String>> {
        let config = self.context.emissions()?;
        Ok(match name {
            "CommissionTooHigh" => {
                let most = Cell::Bps(config.max_commission_bps.into()).brief();
                Some(format!("at most {most}"))
            }
            "CommissionAnnounced" => self.first::<Supplier>()?.map(|(_, it)| {
                let [present, next] = [it.commission.bps, it.commission.next_bps]
                    .map(|bps| Cell::Bps(bps.into()).brief());
                let taken_back = present.replace(' ', "");
                format!("it is {present}, and {next} is announced: `io supplier commission {taken_back}` takes that back")
            }),
            "BelowMinDelegation" => {
                // As of the supplier's last attestation, whatever the configuration says by now.
                let supplier = self.first::<Supplier>()?;
                let least = supplier.map_or(config.min_delegation, |(_, it)| it.min_delegation);
                Some(format!("at least {}", Cell::Io(least).brief()))
            }
            "NotEnoughStake" => match self.first::<Delegation>()? {
                Some((_, it)) => Some(format!(
                    "{} are active and free",
                    Cell::Io(it.active).brief()
                )),
                None => self.own_stake()?,
            },
            "AboveMaxDelegated" => match self.first::<Supplier>()? {
                Some((_, it)) => {
                    let room = Cell::Io(it.delegation_room()?).brief();
                    Some(format!("its room is {room}"))
                }
                None => None,
            },
            "BacksReservations" => self.backing()?,
            "TimelockNotOver" => match self.first::<Redelegation>()? {
                Some((_, it)) => Some(format!("from {} on", self.at(it.ready_at)?)),
                None => None,
            },
            "RedelegationCooldown" => match self.first::<Delegation>()? {
                Some((_, it)) => Some(format!("it may move from {} on", self.at(it.movable_at)?)),
                None => None,
            },
            "SlashNotDue" => match self.first::<Slash>()? {
                Some((_, it)) => Some(format!("due from {} on", self.at(it.due_at)?)),
                None => None,
            },
            "SlashLapsed" | "SlashNotLapsed" => match self.first::<Slash>()? {
                Some((_, it)) => Some(format!("it lapses at {}", self.at(it.lapses_at)?)),
                None => None,
            },
            _ => None,
        })
    }

    fn own_stake(&mut self) -> anyhow::Result<Option<String>> {
        let Some((_, it)) = self.first::<Supplier>()? else {
            return Ok(None);
        };
        let free = Cell::Io(it.stake.own_free()?).brief();
        Ok(Some(format!("{free} of your own are active and free")))
    }

    /// How much own stake backs no reservation, and when the last of them ends.
    fn backing(&mut self) -> anyhow::Result<Option<String>> {
        let Some((address, it)) = self.first::<Supplier>()? else {
            return Ok(None);
        };
        let usage: Option<SupplierUsage> = self.context.find(&supplier_usage_address(&address))?;
        let reserved = usage.map_or(0, |usage| usage.reserved_gpus);
        let required = it.attestation.required_stake(reserved)?;
        let delegated = it.stake.active()?.saturating_sub(it.stake.own);
        let needed = required.div_ceil(2).max(required.saturating_sub(delegated));
        let free = it
            .stake
            .own_free()?
            .min(it.stake.own.saturating_sub(needed));
        let theirs = Match::new(place!(Reservation, supplier), address);
        let mut until = 0;
        for (_, it) in self.context.all_where::<Reservation>(&[theirs])? {
            let ends = match it.started_at {
                0 => it.starts_until()?.saturating_add(it.reserved()?.into()),
                _ => it.ends_at()?,
            };
            if it.ended_at == 0 {
                until = ends.max(until);
            }
        }
        let free = Cell::Io(free).brief();
        let gpus = several(reserved, "reserved GPU");
        let until = match until {
            0 => String::new(),
            until => format!(", the last of them until {}", self.at(until)?),
        };
        Ok(Some(format!("{free} back none of the {gpus}{until}")))
    }

    fn of_marketplace(&mut self, name: &str) -> anyhow::Result<Option<String>> {
        if let Some((_, it)) = self.first::<Reservation>()? {
            return self.of_reservation(name, &it);
        }
        let config = self.context.market()?;
        if name == "OfferHours" {
            return Ok(Some(longest(config.max_hours)));
        }
        let Some((_, offer)) = self.first::<Offer>()? else {
            return Ok(None);
        };
        if name == "OfferInUse" {
            return Ok(Some(in_use(offer.reserved)));
        }
        if !["OfferFull", "NotAttested", "NotBacked"].contains(&name) {
            return Ok(of_offer(&offer, name));
        }
        let supplier: Supplier = self.context.read("supplier", &offer.supplier)?;
        let usage: SupplierUsage = self
            .context
            .read("usage account", &supplier_usage_address(&offer.supplier))?;
        not_free(&offer, &supplier, &usage, self.context.now()?)
    }

    fn of_reservation(&mut self, name: &str, it: &Reservation) -> anyhow::Result<Option<String>> {
        let until = match name {
            "TooLateToStart" => ("the last second was", it.starts_until()?),
            "TooEarlyToCancel" => ("it may start until", it.starts_until()?),
            "TimeIsOver" | "TimeIsNotOver" => ("it ends at", it.ends_at()?),
            "HeldBack" => ("until", it.releases_at()?),
            "TooLateToDecide" | "TooEarlyToExpire" => ("it was due by", it.decides_until()?),
            "StaleDecision" if it.dispute.opened_at > 0 => {
                let reported = "the dispute was opened, or decided last, at";
                (reported, it.dispute.opened_at)
            }
            "StaleDecision" if it.acted_at > 0 => (
                "the last report was of",
                it.started_at.saturating_add(it.acted_at.into()),
            ),
            "StaleDecision" => ("it has to be after the start, at", it.started_at),
            "InvalidOutageTime" => ("it ends at", it.ends_at()?),
            "MinimumIsNotOver" => {
                let now = self.context.now()?;
                let until = it.least_until(now)?;
                ("its minimum time is over at", until.unwrap_or(now))
            }
            "EndAlreadyAnnounced" | "EndsAfterNotice" => {
                let now = self.context.now()?;
                (
                    "its notice is over at",
                    it.announced_end(now)?.unwrap_or(now),
                )
            }
            "DowntimeAllowed" => {
                let now = self.context.now()?;
                let allowed = Cell::Seconds(it.allowed_downtime(now)?).display();
                let down = Cell::Seconds(it.downtime(now)?.into()).display();
                return Ok(Some(format!("{down} of {allowed} that are allowed")));
            }
            _ => return Ok(None),
        };
        Ok(Some(format!("{} {}", until.0, self.at(until.1)?)))
    }

    fn of_burn(&mut self, name: &str) -> anyhow::Result<Option<String>> {
        let config = self.context.fee_burn()?;
        let it: fee_burn::state::Engine = self.context.read("auction engine", &ENGINE.address)?;
        let (reported, at) = match name {
            "TooEarlyToOpen" => ("from", it.auction.next_opens_at(&config)),
            "TooEarlyToUpdateAnchor" => ("from", it.anchor.next_update_at(&config)),
            "AuctionRunning" => ("until", it.auction.ends_at(&config)),
            _ => return Ok(None),
        };
        Ok(Some(format!("{reported} {}", self.at(at)?)))
    }
}

/// The market's limit, for a refusal of an offer's hours.
pub fn longest(hours: u32) -> String {
    format!("the market's limit is {} hours", grouped(hours.into()))
}

/// What is reserved, for a refusal to close an offer.
pub fn in_use(reserved: u32) -> String {
    format!("{} are reserved", several(reserved, "GPU"))
}

/// What an offer takes, for a refusal of something else.
pub fn of_offer(offer: &Offer, name: &str) -> Option<String> {
    match name {
        "CurrencyNotTaken" => {
            let takes = Currencies::cell(offer.currencies).display();
            Some(format!("it takes {}", takes.replace('\n', ", ")))
        }
        _ => None,
    }
}
