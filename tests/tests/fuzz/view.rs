//! How everything stands, read from the accounts.

use std::collections::BTreeMap;

use anchor_lang::{prelude::Pubkey, AccountDeserialize, Discriminator, Owner};
use anchor_spl::token::spl_token::state::Account as Tokens;
use emissions::state::{Delegation, MaxVoterWeightRecord, Redelegation, Slash, VoterWeightRecord};
use io_client::{
    audit::{Rental, Snapshot},
    spl, Network as _,
};
use io_common::{
    addresses::{COUNCIL, EMISSIONS_CONFIG, FEE_BURN_CONFIG, MARKETPLACE_CONFIG, USDC_VAULT},
    constants::{epoch_hour, DAY, HOUR},
    governance::Timelock,
    types::{Approval, Council, Supplier},
};
use io_tests::{Cast, Chain, PEOPLE};
use marketplace::state::{Autopay, Currency, Offer, Status};
use solana_keypair::Keypair;
use solana_signer::Signer;

/// How everything stands.
pub struct View {
    /// Unix seconds.
    pub now: i64,
    /// What the programs hold.
    pub all: Snapshot,
    /// The supplier of each delegation that there has been, by its address.
    delegations: BTreeMap<Pubkey, Pubkey>,
    /// When each proposal can be applied, by its address.
    pub proposals: BTreeMap<Pubkey, Timelock>,
    /// Requests to move stake.
    pub requests: Vec<Redelegation>,
    /// The delegations in their order, each once it has followed the slashes of its supplier, and which it has to follow.
    pub followed: Vec<(Delegation, Vec<Slash>)>,
    /// Approvals.
    pub approvals: Vec<Approval>,
    /// Records of voters.
    pub voters: Vec<VoterWeightRecord>,
    /// The record of all votes, if there is one.
    pub all_votes: Option<MaxVoterWeightRecord>,
    /// The wallets of the people, by currency, as far as they are there.
    pub wallets: Vec<[Option<Tokens>; 2]>,
    /// Lamports of each reservation, in their order, and its bytes.
    pub deposits: Vec<(u64, usize)>,
    /// Autopays, by reservation.
    pub autopays: BTreeMap<Pubkey, Autopay>,
    /// The USDC vault.
    pub vault: Tokens,
    pub council: Council,
    pub config: emissions::state::Config,
    pub market: marketplace::state::Config,
    pub burn: fee_burn::state::Config,
}

fn addressed<T: AccountDeserialize + Discriminator + Owner>(
    chain: &mut Chain,
) -> impl Iterator<Item = (Pubkey, T)> {
    let found = chain
        .vm
        .program_accounts(&T::owner(), T::DISCRIMINATOR)
        .unwrap()
        .into_iter();
    found.map(|(at, account)| {
        (
            at,
            T::try_deserialize(&mut account.data.as_slice()).unwrap(),
        )
    })
}

fn all<T: AccountDeserialize + Discriminator + Owner>(chain: &mut Chain) -> Vec<T> {
    addressed(chain).map(|(_, it)| it).collect()
}

fn proposals(chain: &mut Chain) -> BTreeMap<Pubkey, Timelock> {
    let mut all = BTreeMap::new();
    all.extend(addressed::<emissions::state::Proposal>(chain).map(|(at, it)| (at, it.timelock)));
    all.extend(addressed::<marketplace::state::Proposal>(chain).map(|(at, it)| (at, it.timelock)));
    all.extend(addressed::<fee_burn::state::Proposal>(chain).map(|(at, it)| (at, it.timelock)));
    all
}

/// Copies of the delegations, each of which follows copies of the slashes as the next to do so. No supplier is asked: it may
/// be closed.
fn followed(all: &Snapshot) -> Vec<(Delegation, Vec<Slash>)> {
    let follow = |it: &Delegation| {
        let theirs = all.slashes.iter().filter(|at| at.supplier == it.supplier);
        let mut slashes: Vec<Slash> = theirs.copied().collect();
        let (mut copy, mut list) = (*it, Vec::new());
        let mut next = || {
            let mut all = slashes.iter_mut();
            all.find_map(|slash| copy.apply(slash).is_ok().then_some(*slash))
        };
        while let Some(slash) = next() {
            list.push(slash);
        }
        (copy, list)
    };
    all.delegations.iter().map(follow).collect()
}

/// The thing at a place, counted around.
pub fn around<T>(mut things: impl ExactSizeIterator<Item = T>, at: u32) -> Option<T> {
    let count = things.len();
    (count > 0)
        .then(|| at as usize % count)
        .and_then(|place| things.nth(place))
}

impl View {
    /// Reads everything.
    pub fn read(chain: &mut Chain) -> Self {
        let cast = chain.cast.clone();
        let mut wallet = |person, currency| {
            spl::token_account(&mut chain.vm, &cast.wallet(person, currency)).unwrap()
        };
        let wallets = (0..PEOPLE)
            .map(|person| [Currency::Io, Currency::Usdc].map(|it| wallet(person, it)))
            .collect();
        let snapshot = Snapshot::read(&mut chain.vm).unwrap().unwrap();
        let mut deposit = |rental: &Rental| {
            let account = chain.vm.account(&rental.address).unwrap().unwrap();
            (account.lamports, account.data.len())
        };
        let deposits = snapshot.reservations.iter().map(&mut deposit).collect();
        Self {
            now: chain.vm.now(),
            deposits,
            delegations: addressed::<Delegation>(chain)
                .map(|(at, it)| (at, it.supplier))
                .collect(),
            proposals: proposals(chain),
            requests: all(chain),
            followed: followed(&snapshot),
            all: snapshot,
            approvals: all(chain),
            voters: all(chain),
            all_votes: all(chain).pop(),
            autopays: all::<Autopay>(chain)
                .into_iter()
                .map(|it| (it.reservation, it))
                .collect(),
            wallets,
            vault: spl::token_account(&mut chain.vm, &USDC_VAULT.address)
                .unwrap()
                .unwrap(),
            council: chain.read(&COUNCIL.address).unwrap(),
            config: chain.read(&EMISSIONS_CONFIG.address).unwrap(),
            market: chain.read(&MARKETPLACE_CONFIG.address).unwrap(),
            burn: chain.read(&FEE_BURN_CONFIG.address).unwrap(),
        }
    }

    /// Keeps in mind which delegations there have been: a request outlives its delegation.
    pub fn remember(mut self, before: &Self) -> Self {
        self.delegations.extend(&before.delegations);
        self
    }

    pub fn supplier(&self, at: u32) -> Option<(&Pubkey, &Supplier)> {
        around(self.all.suppliers.iter(), at)
    }

    pub fn delegation(&self, at: u32) -> Option<&Delegation> {
        around(self.all.delegations.iter(), at)
    }

    /// The same, once it has followed the slashes of its supplier.
    pub fn followed(&self, at: u32) -> Option<&(Delegation, Vec<Slash>)> {
        around(self.followed.iter(), at)
    }

    pub fn rental(&self, at: u32) -> Option<&Rental> {
        around(self.all.reservations.iter(), at)
    }

    pub fn slash(&self, at: u32) -> Option<&Slash> {
        around(self.all.slashes.iter(), at)
    }

    pub fn offer(&self, at: u32) -> Option<(&Pubkey, &Offer)> {
        around(self.all.offers.iter(), at)
    }

    /// A request, with the supplier that the stake leaves.
    pub fn request(&self, at: u32) -> Option<(&Redelegation, Pubkey)> {
        let request = around(self.requests.iter(), at)?;
        self.delegations
            .get(&request.delegation)
            .map(|supplier| (request, *supplier))
    }

    /// Base units in a wallet: none if it is not there.
    pub fn purse(&self, person: usize, currency: Currency) -> u64 {
        self.wallets[person][currency as usize]
            .as_ref()
            .map_or(0, |wallet| wallet.amount)
    }

    /// Whether tokens reach a wallet.
    pub fn receives(&self, person: usize, currency: Currency) -> bool {
        let wallet = &self.wallets[person][currency as usize];
        wallet.as_ref().is_some_and(|wallet| !wallet.is_frozen())
    }

    /// The moments to come at which something begins or ceases to be possible, in order.
    pub fn deadlines(&self) -> Vec<i64> {
        let mut all = vec![(self.now.div_euclid(HOUR) + 1) * HOUR];
        for Rental {
            address,
            reservation: it,
            ..
        } in &self.all.reservations
        {
            all.extend([it.created_at + i64::from(it.terms.start_window) + 1]);
            if !it.is(Status::Reserved) {
                all.extend([it.ends_at().unwrap(), it.releases_at().unwrap()]);
                let autopay = self.autopays.get(address);
                all.extend(autopay.map(|autopay| autopay.extends_from(it).unwrap()));
                all.push(it.started_at + i64::from(it.terms.hold_back) + HOUR);
                // Downtime beyond what is allowed.
                if let Some(since) = it.outage.since() {
                    let since = it.started_at + i64::from(since);
                    all.push(since + it.allowed_downtime(self.now).unwrap() as i64 + 2);
                }
            }
            if it.dispute.is_open() {
                all.push(it.decides_until().unwrap() + 1);
            }
        }
        for (it, _) in &self.followed {
            all.extend(
                it.unstake_requests
                    .iter()
                    .map(|unstake_request| unstake_request.unlocks_at),
            );
            all.push(it.movable_at);
        }
        for it in self.all.suppliers.values() {
            all.extend(
                it.stake
                    .own_unstake_requests
                    .iter()
                    .map(|unstake_request| unstake_request.unlocks_at),
            );
            all.extend([
                it.attestation.ends_at,
                i64::from(it.commission.next_from) * HOUR,
                it.own_votes_at,
            ]);
        }
        for it in self.all.slashes.iter().filter(|it| it.is_open()) {
            all.extend([it.due_at, it.lapses_at + 1]);
        }
        for it in &self.requests {
            all.extend([it.ready_at, it.ready_at + 7 * DAY + 1]);
        }
        let auction = &self.all.engine.auction;
        all.extend([
            auction.ends_at(&self.burn),
            auction.next_opens_at(&self.burn),
        ]);
        all.retain(|at| *at > self.now);
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The present hour.
    pub fn hour(&self) -> u32 {
        epoch_hour(self.now)
    }

    /// Whether the clock, or one of some suppliers, is behind.
    pub fn is_behind(&self, suppliers: &[Pubkey]) -> bool {
        let behind = |it: &Pubkey| {
            let supplier = self.all.suppliers.get(it);
            supplier.is_some_and(|it| it.rewards.settled_hour < self.hour())
        };
        self.all.ledger.hour < self.hour() || suppliers.iter().any(behind)
    }
}

/// The attestors that are not suspended.
pub fn unsuspended<'a>(cast: &'a Cast, council: &Council) -> Vec<&'a Keypair> {
    let counts = |it: &&Keypair| council.place(&it.pubkey()).is_some();
    cast.attestors.iter().filter(counts).collect()
}
