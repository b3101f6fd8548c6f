//! The chain, as the service sees it: through the command line's network and key.

use std::{collections::BTreeMap, time::Instant};

use anchor_lang::{
    prelude::{Clock, Pubkey},
    solana_program::instruction::Instruction,
};
use io_client::{
    actions::{decline, snapshot::Snapshot, start, Refusal},
    layout::place,
    Match,
};
use io_common::types::Supplier;
use io_supplier::{machine::OnChain, Chain, Look, Trouble, View};
use marketplace::state::{Reservation, Status};
use solana_sdk_ids::sysvar::clock;

use super::reach::Reach;
use crate::{
    consent::Agreed,
    context::{typed, Context},
    options::padded,
    rent::{not_done, snapshot, Side},
    sending::Prepared,
};

/// The chain, for suppliers whose reservations are served.
pub struct Node<'a, 'b> {
    /// Network and key.
    pub context: &'a mut Context<'b>,
    /// Without it nothing is sent.
    pub agreed: Agreed,
    /// The suppliers.
    pub suppliers: Vec<Pubkey>,
    /// Whether renters reach this service; none where that is not looked at.
    pub reach: Option<Reach>,
}

impl Node<'_, '_> {
    /// The clock, the suppliers and what is known come from one request, so that they are of one slot.
    fn see(&mut self, known: &[Pubkey]) -> anyhow::Result<Look> {
        let mut addresses = vec![clock::ID];
        addresses.extend(&self.suppliers);
        addresses.extend(known);
        let accounts = self.context.accounts(&addresses)?;
        let mut accounts = addresses.iter().zip(accounts);
        let clock = accounts.next().and_then(|(_, account)| account);
        let clock = clock.and_then(|it| bincode::deserialize::<Clock>(&it.data).ok());
        let clock = clock.ok_or_else(|| anyhow::anyhow!("the network has no clock"))?;
        for (address, account) in accounts.by_ref().take(self.suppliers.len()) {
            let it: Option<Supplier> = typed(address, account.as_ref())?;
            if let (Some(reach), Some(it)) = (&mut self.reach, it) {
                reach.refresh(address, &padded(&it.endpoint), Instant::now());
            }
        }
        let mut views = BTreeMap::new();
        for (address, account) in accounts {
            if let Some(it) = typed::<Reservation>(address, account.as_ref())? {
                views.insert(*address, view(&it)?);
            }
        }
        for supplier in &self.suppliers {
            let waiting = [
                Match::new(place!(Reservation, supplier), *supplier),
                Match::new(place!(Reservation, status), [Status::Reserved as u8]),
            ];
            for (address, it) in self.context.all_where::<Reservation>(&waiting)? {
                let view = view(&it)?;
                views.entry(address).or_insert(view);
            }
        }
        Ok(Look {
            now: clock.unix_timestamp,
            slot: clock.slot,
            views,
        })
    }

    fn send(
        &mut self,
        reservation: &Pubkey,
        created_at: i64,
        make: impl Fn(&Snapshot, &Pubkey) -> Result<Vec<Instruction>, Refusal>,
    ) -> anyhow::Result<()> {
        self.context.forget();
        let me = self.context.me()?;
        let snapshot = snapshot(self.context, reservation)?;
        let is_same = snapshot.reservation.created_at == created_at;
        anyhow::ensure!(is_same, "its number is used again: nothing was sent");
        let made = make(&snapshot, &me);
        let made = made.map_err(|refusal| not_done(&refusal, &snapshot, Side::Supplier))?;
        let prepared = Prepared::new(self.context, &made, &[], &[])?;
        prepared.submit(self.context, &self.agreed).map(drop)
    }
}

impl Chain for Node<'_, '_> {
    fn look(&mut self, known: &[Pubkey]) -> Result<Look, Trouble> {
        self.see(known).map_err(trouble)
    }

    fn is_reached(&self, supplier: &Pubkey) -> Result<(), Trouble> {
        let verdict = self.reach.as_ref().map(|it| it.verdict(supplier));
        verdict.unwrap_or(Ok(())).map_err(Trouble)
    }

    fn start(
        &mut self,
        reservation: &Pubkey,
        created_at: i64,
        hash: [u8; 32],
    ) -> Result<(), Trouble> {
        let sent = self.send(reservation, created_at, |snapshot, me| {
            let request = start::Request {
                authority: *me,
                connection_hash: hash,
            };
            Ok(start::prepare(snapshot, &request)?.act)
        });
        sent.map_err(trouble)
    }

    fn decline(&mut self, reservation: &Pubkey, created_at: i64) -> Result<(), Trouble> {
        let sent = self.send(reservation, created_at, |snapshot, me| {
            Ok(decline::prepare(snapshot, me)?.act)
        });
        sent.map_err(trouble)
    }
}

fn trouble(error: anyhow::Error) -> Trouble {
    Trouble(format!("{error:#}"))
}

fn view(it: &Reservation) -> anyhow::Result<View> {
    let on_chain = if it.is(Status::Reserved) {
        OnChain::Waiting {
            until: it.starts_until()?,
        }
    } else if it.is(Status::Active) {
        OnChain::Running {
            hash: it.connection_hash,
            ends_at: it.ends_at()?,
        }
    } else {
        OnChain::Ended
    };
    Ok(View {
        supplier: it.supplier,
        renter: it.renter,
        connection_key: it.connection_key,
        gpus: it.gpus,
        created_at: it.created_at,
        on_chain,
    })
}
