//! The chain, as the service sees it: through the command line's network and key.

use std::collections::BTreeMap;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{
    actions::{decline, snapshot::Snapshot, start, Refusal},
    layout::place,
    Match,
};
use io_common::types::Supplier;
use io_supplier::{machine::OnChain, Chain, Trouble, View};
use marketplace::state::{Reservation, Status};

use crate::{
    access::{Answer, Endpoint},
    consent::Agreed,
    context::Context,
    options::padded,
    rent::{not_done, snapshot, Side},
    sending,
};

/// The chain, for suppliers whose reservations are served.
pub struct Node<'a, 'b> {
    /// Network and key.
    pub context: &'a mut Context<'b>,
    /// Without it nothing is sent.
    pub agreed: Agreed,
    /// The suppliers.
    pub suppliers: Vec<Pubkey>,
    /// Whether the details must come back from the endpoint before `start` is sent.
    pub checks_endpoint: bool,
}

impl Node<'_, '_> {
    fn views(&mut self, known: &[Pubkey]) -> anyhow::Result<BTreeMap<Pubkey, View>> {
        let mut views = BTreeMap::new();
        for supplier in &self.suppliers {
            let theirs = Match::new(place!(Reservation, supplier), *supplier);
            for (address, it) in self.context.all_where::<Reservation>(&[theirs])? {
                views.insert(address, view(&it)?);
            }
        }
        // A listing may leave out what is there: what is stored is asked for by its address.
        let missing = known.iter().filter(|it| !views.contains_key(it));
        let missing: Vec<Pubkey> = missing.copied().collect();
        for (address, it) in self.context.find_all::<Reservation>(missing)? {
            views.insert(address, view(&it)?);
        }
        Ok(views)
    }

    fn send(
        &mut self,
        reservation: &Pubkey,
        make: impl Fn(&Snapshot, &Pubkey) -> Result<Vec<Instruction>, Refusal>,
    ) -> anyhow::Result<()> {
        let me = self.context.me()?;
        let snapshot = snapshot(self.context, reservation)?;
        let made = make(&snapshot, &me);
        let made = made.map_err(|refusal| not_done(&refusal, &snapshot, Side::Supplier))?;
        sending::send_or_try(self.context, Some(&self.agreed), &made).map(drop)
    }

    /// Whether the renter can fetch the details at the endpoint that the chain has.
    fn check_endpoint(&mut self, reservation: &Pubkey, hash: &[u8; 32]) -> anyhow::Result<()> {
        let it: Reservation = self.context.read("reservation", reservation)?;
        let supplier: Supplier = self.context.read("supplier", &it.supplier)?;
        let endpoint = padded(&supplier.endpoint);
        let why = match Endpoint::new(&endpoint)?.details(reservation)? {
            Answer::Given(sealed) if io_access::hash(&sealed) == *hash => return Ok(()),
            Answer::Given(_) => "it serves something else".into(),
            other => other.words(),
        };
        anyhow::bail!(
            "the details do not come back from the supplier's endpoint, {endpoint}: {why}. Change it with `io supplier update \
             --endpoint`, mend the proxy, or give --no-endpoint-check if this machine cannot reach it"
        )
    }
}

impl Chain for Node<'_, '_> {
    fn now(&mut self) -> Result<i64, Trouble> {
        self.context.forget();
        self.context.now().map_err(trouble)
    }

    fn look(&mut self, known: &[Pubkey]) -> Result<BTreeMap<Pubkey, View>, Trouble> {
        self.views(known).map_err(trouble)
    }

    fn start(&mut self, reservation: &Pubkey, hash: [u8; 32]) -> Result<(), Trouble> {
        if self.checks_endpoint {
            self.check_endpoint(reservation, &hash).map_err(trouble)?;
        }
        let sent = self.send(reservation, |snapshot, me| {
            let request = start::Request {
                authority: *me,
                connection_hash: hash,
            };
            Ok(start::prepare(snapshot, &request)?.act)
        });
        sent.map_err(trouble)
    }

    fn decline(&mut self, reservation: &Pubkey) -> Result<(), Trouble> {
        let sent = self.send(reservation, |snapshot, me| {
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
