//! P-24: who sends first. Two actions of different people that are both possible are played in either order, on two copies
//! of the network, each transaction as it was built before the other came. Then everybody leaves both copies, and nobody may
//! have got more by the order than the [`table`](crate::table) gives.

use std::collections::{BTreeMap, BTreeSet};

use anchor_lang::prelude::Pubkey;
use anchor_spl::token;
use io_client::{spl, Network as _};
use io_common::{
    constants::{DAY, HOUR},
    ids,
};
use io_tests::{Cast, Chain, PEOPLE};
use io_vm::Vm as _;
use marketplace::state::Currency;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use solana_account::Account;
use solana_signer::Signer;

use crate::{
    action::How,
    draw::draw,
    outside::set_frozen,
    plan::{Plan, Stage},
    rules::Change,
    sequence::{sound, Sequence},
    table::{check, Effect, Met, KINDS},
    view::View,
};

/// Actions that are looked at for one that meets another.
const LOOKS: u32 = 40;

/// Base units of IO that roundings of rewards and of parts of slashes may move.
const DUST: u64 = 1_000;

/// Balances of a person, in base units of IO and of USDC, and in lamports.
type Purse = [u64; KINDS];

impl Sequence {
    /// Draws two actions that meet, by `seed`, and plays them in both orders. What came of it, if there are two.
    pub fn try_orders(&self, seed: u64) -> Result<Option<Met>, String> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let base = self.fork()?;
        let cast = base.chain.cast.clone();
        let stage = base.stage(&cast);
        let mut chain = base.chain.clone();
        let mut drawn = |with: Option<&Plan>| {
            let mut action = draw(&mut rng, stage);
            action.how = How::Rightly;
            let plan = stage.plan(&action).filter(|_| !action.verb.is_autopay())?;
            let met = with.is_none_or(|with| meets(&cast, &base.view, with, &plan));
            let accepted = met && plan.simulate(&mut chain).is_ok();
            accepted.then_some((action, plan))
        };
        let Some((first, one)) = drawn(None) else {
            return Ok(None);
        };
        let meeting = (0..LOOKS).find_map(|_| drawn(Some(&one)));
        let Some((second, other)) = meeting else {
            return Ok(None);
        };
        let broken = |what: String| format!("P-24: {first} and {second}: {what}");
        let (forth, refused) = base.both(&one, &other).map_err(broken)?;
        let (back, refuses) = base.both(&other, &one).map_err(broken)?;
        let same = state(&forth.chain) == state(&back.chain);
        let effect = if same {
            Effect::default()
        } else {
            let forth = forth.purses().map_err(broken)?;
            let back = back.purses().map_err(broken)?;
            let sides = [&one, &other].map(|plan| side(&base.view, plan));
            effect(&cast, &sides, &forth, &back)
        };
        let met = Met {
            verbs: [first.verb, second.verb],
            refused: [refused, refuses],
            effect,
        };
        check(&met).map_err(broken)?;
        Ok(Some(met))
    }

    /// A copy of the network with the clock and all suppliers at the present hour.
    fn fork(&self) -> Result<Self, String> {
        let mut fork = Self::new(&self.chain);
        fork.copy_from(self);
        let suppliers: Vec<Pubkey> = self.view.all.suppliers.keys().copied().collect();
        fork.chain.catch_up(&suppliers)?;
        fork.look();
        Ok(fork)
    }

    /// Plays two transactions on a copy, and returns whether the second was refused. A refused sender sends again,
    /// without what someone else has done for it meanwhile.
    fn both(&self, first: &Plan, second: &Plan) -> Result<(Self, bool), String> {
        let mut fork = self.fork()?;
        fork.play_one(first, |_, chain| {
            let sent = first.send(chain);
            sent.map(|()| true)
                .map_err(|error| format!("refused though it was possible: {error}"))
        })?;
        let accepted = fork.play_one(second, |stage, chain| {
            if second.send(chain).is_ok() {
                return Ok(true);
            }
            match second.send_again(stage, chain) {
                Ok(()) => Ok(true),
                Err(error) => sound(&error).map(|()| false),
            }
        })?;
        Ok((fork, !accepted))
    }

    /// Plays a transaction, after which all rules hold.
    fn play_one(
        &mut self,
        plan: &Plan,
        send: impl FnOnce(&Stage, &mut Chain) -> Result<bool, String>,
    ) -> Result<bool, String> {
        let cast = self.chain.cast.clone();
        let mut chain = self.chain.clone();
        let accepted = send(&self.stage(&cast), &mut chain)?;
        self.chain = chain;
        self.sent += 2 + plan.follow.len() as u64;
        let after = View::read(&mut self.chain).remember(&self.view);
        let before = std::mem::replace(&mut self.view, after);
        let change = Change {
            before: &before,
            after: &self.view,
            cast: &cast,
            signers: &signers(plan),
            given: &self.given,
        };
        change.check()?;
        Ok(accepted)
    }

    /// Everyone leaves; returns the final balances.
    fn purses(mut self) -> Result<Vec<Purse>, String> {
        let cast = self.chain.cast.clone();
        let authority = cast.authority.pubkey();
        // All wallets receive again, so that everything is paid to whom it belongs.
        for (place, wallets) in self.view.wallets.iter().enumerate() {
            for currency in [Currency::Io, Currency::Usdc] {
                let address = cast.wallet(place, currency);
                match &wallets[currency as usize] {
                    Some(wallet) if wallet.is_frozen() => {
                        set_frozen(&mut self.chain, &address, false);
                    }
                    Some(_) => {}
                    None => {
                        let owner = cast.people[place].pubkey();
                        let open = spl::create_wallet(&authority, &owner, &cast.mint(currency));
                        self.chain.must(&[open], &[]);
                    }
                }
            }
        }
        // What runs ends now, and before anybody leaves attestations run out and slashes end: how long it takes to leave changes
        // neither.
        self.chain.darken();
        self.end_running()?;
        let suppliers: Vec<Pubkey> = self.look().all.suppliers.keys().copied().collect();
        let now = self.view.now;
        self.chain.vm.set_unix_time(now + DAY + HOUR);
        self.chain.catch_up(&suppliers)?;
        self.end_slashes()?;
        self.wind_up()?;
        self.look();
        let purse = |place| {
            let lamports = lamports(&mut self.chain, place);
            let [io, usdc] = [Currency::Io, Currency::Usdc].map(|it| self.view.purse(place, it));
            [io, usdc, lamports]
        };
        Ok((0..PEOPLE).map(purse).collect())
    }
}

/// Whether two transactions of different people change the same account, other than the ledger and the vaults. What is
/// collected to the authority's wallet is nobody's here.
fn meets(cast: &Cast, view: &View, one: &Plan, other: &Plan) -> bool {
    let (mine, theirs) = (side(view, one), side(view, other));
    let touched: BTreeSet<Pubkey> = one.touches().collect();
    let authority = view.config.roles.authority;
    let elsewhere = [Currency::Io, Currency::Usdc].map(|it| cast.wallet_of(&authority, it));
    let collects = |plan: &Plan| plan.touches().any(|account| elsewhere.contains(&account));
    let apart = mine.is_disjoint(&theirs) && !collects(one) && !collects(other);
    apart && other.touches().any(|account| touched.contains(&account))
}

/// Who signs, and for whom: a supplier's owner, operator and payout wallet are of one side.
fn side(view: &View, plan: &Plan) -> BTreeSet<Pubkey> {
    let mut side = signers(plan);
    for (address, it) in &view.all.suppliers {
        let people = [it.owner, it.operator, it.payout];
        let named = plan.main.iter().flat_map(|it| &it.accounts);
        let mut named = named.map(|it| it.pubkey);
        if named.any(|it| it == *address) && side.iter().any(|it| people.contains(it)) {
            side.extend(people);
        }
    }
    side
}

fn signers(plan: &Plan) -> BTreeSet<Pubkey> {
    plan.signers.iter().map(|it| it.pubkey()).collect()
}

/// Everything that the programs and the token program hold, and what the people have.
fn state(chain: &Chain) -> (BTreeMap<Pubkey, Account>, Vec<u64>) {
    let mut chain = chain.clone();
    let programs = [
        ids::emissions::ID,
        ids::marketplace::ID,
        ids::fee_burn::ID,
        token::ID,
    ];
    let mut all = BTreeMap::new();
    for program in programs {
        all.extend(chain.vm.program_accounts(&program, &[]).unwrap());
    }
    let purses = (0..PEOPLE).map(|place| lamports(&mut chain, place));
    (all, purses.collect())
}

fn lamports(chain: &mut Chain, place: usize) -> u64 {
    let person = chain.cast.people[place].pubkey();
    let account = chain.vm.account(&person).unwrap();
    account.map_or(0, |account| account.lamports)
}

/// Gains of each of the two by being first, and the difference for anyone else.
fn effect(cast: &Cast, sides: &[BTreeSet<Pubkey>; 2], forth: &[Purse], back: &[Purse]) -> Effect {
    let [one, other] = sides;
    let mut effect = Effect::default();
    for (place, (forth, back)) in forth.iter().zip(back).enumerate() {
        let person = cast.people[place].pubkey();
        for kind in 0..KINDS {
            let (forth, back) = (forth[kind], back[kind]);
            let most = |most: &mut u64, gain: u64| *most = (*most).max(gain);
            let dust = if kind == Currency::Io as usize {
                DUST
            } else {
                0
            };
            if forth.abs_diff(back) <= dust {
                continue;
            }
            if one.contains(&person) {
                most(&mut effect.gains[0][kind], forth.saturating_sub(back));
            } else if other.contains(&person) {
                most(&mut effect.gains[1][kind], back.saturating_sub(forth));
            } else {
                most(&mut effect.others[kind], forth.abs_diff(back));
            }
        }
    }
    effect
}
