//! The accounts that acts are prepared from.

use std::{collections::BTreeMap, fmt::Write};

use anchor_lang::Discriminator;
use anchor_spl::token::spl_token::state::{Account as TokenAccount, AccountState};
use bytemuck::{bytes_of, Pod, Zeroable};
use emissions::state::{
    page_of, slashing, units, Config, Delegation, HistoryPage, Ledger, Redelegation, Slash,
    UnstakeRequest,
};
use io_client::actions::{
    clock::EmissionClock,
    payee::Payee,
    staking::{Moving, Stake, Staking},
};
use io_common::{
    constants::{HOUR, ONE_IO, ONE_UNIT},
    governance::Roles,
    types::{Attestation, Commission, Pool, Supplier},
};

use super::Act::{
    self, CancelRequest, CancelUnstake, Claim, Close, Compound, Delegate, Redelegate, Request,
    Unstake, Withdraw,
};
use crate::{hex, key};

/// The epoch hour of the first state: the last but nine of its history page.
pub const HOUR_NOW: u32 = 500_150;
/// Unix seconds.
pub const NOW: i64 = HOUR_NOW as i64 * HOUR + 100;

/// A state, and the acts that are tried in it; all if none is named.
type Case = (fn(&mut State), &'static [Act]);

pub const STATES: [Case; 29] = [
    // Everything is at the present hour.
    (|_| (), &[]),
    // Hours later, and the pages ahead are missing.
    (|it| it.later_by(3), &[]),
    (
        |it| {
            it.later_by(30);
            it.page(page_of(HOUR_NOW).0);
        },
        &[Claim, Delegate(50 * ONE_IO), Redelegate],
    ),
    // The ledger has gone on, and the supplier has not: its units rose and ended in past hours.
    (|it| it.settled_late(), &[Claim, Compound, Unstake(None)]),
    (
        |it| {
            it.settled_late();
            it.pages.clear();
        },
        &[Claim, Withdraw],
    ),
    (
        |it| it.first.delegation = None,
        &[
            Delegate(50 * ONE_IO),
            Delegate(ONE_IO - 1),
            Claim,
            Unstake(None),
        ],
    ),
    (
        |it| it.first.supplier = None,
        &[Delegate(1), Claim, Withdraw, Close],
    ),
    (
        |it| {
            it.first.supplier = None;
            it.empty();
        },
        &[Close],
    ),
    (
        |it| it.empty(),
        &[Close, Unstake(None), Withdraw, Claim, Request(None)],
    ),
    // Sent later: more than there is, and nothing is brought up to date.
    (
        |it| {
            it.later_by(3);
            it.later = true;
        },
        &[
            Unstake(Some(900 * ONE_IO)),
            Delegate(50 * ONE_IO),
            Request(Some(900 * ONE_IO)),
            Claim,
        ],
    ),
    // Slashes to follow, and one that holds some of it.
    (
        |it| it.slashed(),
        &[
            Unstake(None),
            Unstake(Some(ONE_IO)),
            Claim,
            Withdraw,
            Compound,
            Delegate(50 * ONE_IO),
            Request(None),
            Redelegate,
        ],
    ),
    (
        |it| {
            it.slashed();
            it.first.slashes.clear();
        },
        &[Unstake(None), Withdraw, Delegate(50 * ONE_IO), Redelegate],
    ),
    // The wallet, or what was named.
    (
        |it| it.tokens = None,
        &[Claim, Withdraw, Close, Delegate(1)],
    ),
    (|it| it.tokens().amount = ONE_IO, &[Delegate(ONE_IO + 1)]),
    (
        |it| it.tokens().state = AccountState::Frozen,
        &[Claim, Withdraw],
    ),
    (|it| it.tokens().owner = key(7), &[Claim, Withdraw]),
    (|it| it.tokens().mint = key(7), &[Claim, Withdraw]),
    (|it| it.named = true, &[Claim, Withdraw]),
    (
        |it| {
            it.named = true;
            it.tokens().owner = key(7);
        },
        &[Claim, Withdraw],
    ),
    (
        |it| {
            it.named = true;
            it.tokens = None;
        },
        &[Claim, Withdraw],
    ),
    // Commission and attestation.
    (
        |it| it.commission(2_000, HOUR_NOW + 1),
        &[Delegate(50 * ONE_IO), CancelUnstake(1)],
    ),
    (
        |it| it.commission(2_000, HOUR_NOW),
        &[Delegate(50 * ONE_IO)],
    ),
    (
        |it| it.first().attestation.ends_at = NOW,
        &[Delegate(50 * ONE_IO), Unstake(Some(100 * ONE_IO))],
    ),
    (
        |it| it.first().set_limit(Some(0)).unwrap(),
        &[Compound, Delegate(1)],
    ),
    (
        |it| {
            for place in 0..8 {
                it.unstaking(place, ONE_IO, NOW + 1);
            }
        },
        &[Unstake(Some(100 * ONE_IO)), Withdraw],
    ),
    // A request to move.
    (|it| it.request = None, &[Redelegate, CancelRequest]),
    (|it| it.request().ready_at = NOW + 1, &[Redelegate]),
    (
        |it| {
            it.request().ready_at = NOW - 7 * 86_400 - 1;
            it.delegation().movable_at = NOW + 8 * 86_400 + 1;
        },
        &[Redelegate, Request(None)],
    ),
    (
        |it| {
            it.second.delegation = None;
            it.request().amount = 299 * ONE_IO + 1;
            it.delegation().movable_at = NOW + 1;
        },
        &[Redelegate, Request(None)],
    ),
];

/// Accounts before acts: a staker with 300 IO at the first of two suppliers, and nothing yet at the second.
pub struct State {
    config: Config,
    ledger: Ledger,
    pages: BTreeMap<u32, HistoryPage>,
    now: i64,
    later: bool,
    named: bool,
    tokens: Option<TokenAccount>,
    first: Stake,
    second: Stake,
    request: Option<Redelegation>,
}

pub fn attestation(gpus: u32, ends_at: i64) -> Attestation {
    Attestation {
        gpus,
        multiplier: ONE_UNIT as u32,
        stake_per_unit: 200 * ONE_IO,
        ends_at,
        ..Attestation::default()
    }
}

pub fn supplier(ledger: &mut Ledger, own: u64, pool: Pool, attestation: Attestation) -> Supplier {
    let mut it = Supplier::zeroed();
    (it.owner, it.min_delegation) = (key(9), ONE_IO);
    (it.rewards.settled_hour, it.commission.bps) = (ledger.hour, 1_000);
    it.stake.own = own;
    units::renew(&mut it, ledger, attestation, pool, NOW).unwrap();
    it.set_limit(Some(1_203 * ONE_IO)).unwrap();
    it
}

impl State {
    pub fn new() -> Self {
        let mut config = Config::new(Roles::new(key(8), key(8)), key(5), 255);
        config.min_eligible_units = ONE_UNIT;
        let mut ledger = Ledger::zeroed();
        (ledger.hour, ledger.schedule_hour) = (HOUR_NOW, 9);
        let ends_at = NOW + 20 * HOUR;
        let mut first = supplier(
            &mut ledger,
            700 * ONE_IO,
            Pool::Enterprise,
            attestation(10, ends_at),
        );
        let second = supplier(
            &mut ledger,
            900 * ONE_IO,
            Pool::Community,
            attestation(4, ends_at),
        );
        let mut delegation = Delegation {
            supplier: key(3),
            staker: key(1),
            owed: 5 * ONE_IO + 7,
            ..Delegation::default()
        };
        delegation.accrue(&first).unwrap();
        delegation.add(403 * ONE_IO, &mut first).unwrap();
        delegation
            .unstake(Some(3 * ONE_IO), &mut first, NOW)
            .unwrap();
        delegation
            .unstake(Some(100 * ONE_IO), &mut first, NOW + 1)
            .unwrap();
        units::recount(&mut first, &mut ledger).unwrap();
        let stake = |address, supplier, delegation| Stake {
            address,
            supplier: Some(supplier),
            delegation: Some(delegation),
            slashes: Vec::new(),
        };
        let none = Delegation {
            supplier: key(4),
            staker: key(1),
            ..Delegation::default()
        };
        let request = Redelegation {
            staker: key(1),
            delegation: key(2),
            target: key(4),
            amount: 100 * ONE_IO,
            ready_at: NOW,
            bump: 255,
            padding: [0; 7],
        };
        Self {
            config,
            ledger,
            pages: BTreeMap::new(),
            now: NOW,
            later: false,
            named: false,
            tokens: Some(TokenAccount {
                mint: key(5),
                owner: key(1),
                amount: 800 * ONE_IO,
                state: AccountState::Initialized,
                ..TokenAccount::default()
            }),
            first: stake(key(3), first, delegation),
            second: stake(key(4), second, none),
            request: Some(request),
        }
    }

    fn first(&mut self) -> &mut Supplier {
        self.first.supplier.as_mut().unwrap()
    }

    fn delegation(&mut self) -> &mut Delegation {
        self.first.delegation.as_mut().unwrap()
    }

    fn request(&mut self) -> &mut Redelegation {
        self.request.as_mut().unwrap()
    }

    fn tokens(&mut self) -> &mut TokenAccount {
        self.tokens.as_mut().unwrap()
    }

    fn later_by(&mut self, hours: i64) {
        self.now += hours * HOUR;
    }

    fn page(&mut self, page: u32) -> &mut HistoryPage {
        self.pages.entry(page).or_insert_with(|| HistoryPage {
            page,
            ..HistoryPage::zeroed()
        })
    }

    /// The ledger goes on for thirty hours and records them; the supplier does not.
    fn settled_late(&mut self) {
        self.later_by(30);
        let (mut ledger, config) = (self.ledger, self.config);
        let mut record = |hour, indexes| {
            let (page, place) = page_of(hour);
            self.page(page).indexes[place] = indexes;
            Ok(())
        };
        ledger.advance(&config, HOUR_NOW + 30, &mut record).unwrap();
        self.ledger = ledger;
        self.commission(500, HOUR_NOW + 5);
    }

    fn empty(&mut self) {
        let it = self.delegation();
        (it.active, it.owed) = (0, 77);
        it.unstake_requests = Default::default();
    }

    fn commission(&mut self, next_bps: u16, next_from: u32) {
        self.first().commission = Commission {
            bps: 1_000,
            next_bps,
            next_from,
        };
    }

    fn unstaking(&mut self, place: usize, amount: u64, unlocks_at: i64) {
        self.delegation().unstake_requests[place] = UnstakeRequest { amount, unlocks_at };
    }

    /// A slash that is dropped, and one that is open: the delegation has followed the opening of the first.
    fn slashed(&mut self) {
        let mut slashes = Vec::new();
        // All of the owner's stake, then some of the delegators'.
        for (number, amount) in [(0, 800 * ONE_IO), (1, 150 * ONE_IO)] {
            let mut slash = Slash::zeroed();
            (slash.supplier, slash.payer, slash.number) = (key(3), key(6), number);
            (slash.reason, slash.amount) = (Slash::BREACH + 1, amount);
            slashing::open(self.first(), &mut slash, 10_000).unwrap();
            if number == 0 {
                self.delegation().apply(&mut slash).unwrap();
            }
            slashes.push(slash);
        }
        slashing::drop(self.first(), &mut slashes[0]).unwrap();
        self.first.slashes = slashes;
    }

    fn clock(&self) -> EmissionClock {
        EmissionClock {
            config: self.config,
            ledger: self.ledger,
            pages: self.pages.clone(),
            now: self.now,
            later: self.later,
        }
    }

    fn payee(&self) -> Payee {
        Payee {
            wallet: key(1),
            mint: key(5),
            named: self.named.then(|| key(6)),
            account: self.tokens,
        }
    }

    pub fn staking(&self) -> Staking {
        Staking {
            staker: key(1),
            stake: self.first.clone(),
            clock: self.clock(),
            payee: self.payee(),
        }
    }

    pub fn moving(&self) -> Moving {
        Moving {
            staker: key(1),
            from: self.first.clone(),
            to: self.second.clone(),
            request: self.request,
            clock: self.clock(),
        }
    }

    /// The accounts: `=` for what is as it was, `-` for none.
    pub fn tell(&self, lines: &mut String, before: &mut Vec<String>) {
        let mut words = vec![
            account(&self.config),
            account(&self.ledger),
            listed(self.pages.values()),
            self.now.to_string(),
            u8::from(self.later).to_string(),
            u8::from(self.named).to_string(),
            self.tokens.as_ref().map_or("-".into(), token_account),
        ];
        for it in [&self.first, &self.second] {
            words.push(it.supplier.as_ref().map_or("-".into(), account));
            words.push(it.delegation.as_ref().map_or("-".into(), account));
            words.push(listed(&it.slashes));
        }
        words.push(self.request.as_ref().map_or("-".into(), account));
        write!(lines, "staker state").unwrap();
        for (place, word) in words.iter().enumerate() {
            let same = before.get(place) == Some(word);
            write!(lines, " {}", if same { "=" } else { word }).unwrap();
        }
        writeln!(lines).unwrap();
        *before = words;
    }
}

pub fn account<T: Pod + Discriminator>(account: &T) -> String {
    hex(T::DISCRIMINATOR) + &hex(bytes_of(account))
}

pub fn listed<'a, T: Pod + Discriminator>(accounts: impl IntoIterator<Item = &'a T>) -> String {
    let words: Vec<String> = accounts.into_iter().map(account).collect();
    match words.is_empty() {
        true => "-".into(),
        false => words.join(","),
    }
}

pub fn token_account(it: &TokenAccount) -> String {
    use anchor_lang::solana_program::program_pack::Pack;
    let mut data = [0; TokenAccount::LEN];
    TokenAccount::pack(*it, &mut data).unwrap();
    hex(&data)
}
