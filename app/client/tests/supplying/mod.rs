//! What the acts of a supplier's owner come to: accounts, then what is made of them.

use std::{collections::BTreeMap, fmt::Write};

use anchor_lang::prelude::Pubkey;
use anchor_spl::token::spl_token::state::{Account as TokenAccount, AccountState};
use bytemuck::Zeroable;
use emissions::{
    instructions::{DelegationLimit, RegisterSupplierArgs, UpdateSupplierArgs},
    state::{units, Config, Ledger, Models},
};
use io_client::actions::{
    clock::EmissionClock,
    payee::Payee,
    supplying::{
        accept_owner, cancel_own_unstake, claim, close, propose_owner,
        register::{self, Registering},
        set_commission, settle, stake_own, unstake_own, update, withdraw_own, Left, OwnStake,
        Refusal, Supplying,
    },
    Prepared,
};
use io_common::{
    constants::{HOUR, ONE_IO, ONE_UNIT},
    governance::Roles,
    types::{Commission, OwnUnstakeRequest, Pool, Supplier, SupplierUsage},
};

use crate::{
    key,
    staking::states::{account, attestation, supplier, token_account, HOUR_NOW, NOW},
    words::{
        self, of_cooling, of_destination, of_hourly, of_payee, of_program, optional, Words as _,
    },
};

/// An act, with its amount, place or share if it takes one.
#[derive(Clone, Copy, Debug)]
enum Act {
    Register(u16, u16),
    StakeOwn(u64),
    UnstakeOwn(Option<u64>),
    Cancel(u8),
    Withdraw,
    Commission(u16),
    Update(u8),
    Propose,
    Accept,
    Claim,
    Settle,
    Close,
}
use Act::{
    Accept, Cancel, Claim, Close, Commission as SetCommission, Propose, Register, Settle, StakeOwn,
    UnstakeOwn, Update, Withdraw,
};

/// A change to the first state, and the acts that are tried in it.
type Case = (fn(&mut State), &'static [Act]);

const STATES: [Case; 21] = [
    (
        |_| (),
        &[
            Register(2, 1_000),
            Register(2, 2_001),
            Register(3, 1_000),
            StakeOwn(50 * ONE_IO),
            StakeOwn(0),
            StakeOwn(800 * ONE_IO + 1),
            UnstakeOwn(Some(100 * ONE_IO)),
            UnstakeOwn(None),
            UnstakeOwn(Some(700 * ONE_IO + 1)),
            UnstakeOwn(Some(0)),
            Cancel(1),
            Cancel(2),
            Cancel(4),
            Withdraw,
            SetCommission(500),
            SetCommission(1_000),
            SetCommission(1_500),
            SetCommission(2_001),
            Update(0),
            Update(1),
            Update(2),
            Update(3),
            Propose,
            Accept,
            Claim,
            Settle,
            Close,
        ],
    ),
    (
        |it| it.now += 3 * HOUR,
        &[
            Register(2, 0),
            StakeOwn(ONE_IO),
            UnstakeOwn(None),
            Cancel(1),
            Claim,
            Settle,
            SetCommission(1_500),
        ],
    ),
    (|it| it.taken = true, &[Register(2, 1_000)]),
    (
        |it| it.signer = key(7),
        &[
            StakeOwn(1),
            UnstakeOwn(None),
            Cancel(1),
            Withdraw,
            SetCommission(1),
            Claim,
            Settle,
            Close,
            Propose,
        ],
    ),
    (
        |it| it.usage.reserved_gpus = 4,
        &[UnstakeOwn(None), UnstakeOwn(Some(300 * ONE_IO)), Close],
    ),
    (|it| it.requests(0), &[UnstakeOwn(Some(ONE_IO)), Withdraw]),
    (
        |it| it.requests(2 * ONE_IO),
        &[UnstakeOwn(Some(ONE_IO)), Withdraw, Cancel(0)],
    ),
    (|it| it.requests(ONE_IO), &[Withdraw, Cancel(0)]),
    (
        |it| it.supplier.stake.own_unstake_requests[1].holder = key(7),
        &[Cancel(1), Withdraw],
    ),
    (|it| it.now -= 1, &[Withdraw]),
    (
        |it| it.supplier.stake.own_unstake_requests = Default::default(),
        &[Withdraw],
    ),
    (
        |it| it.supplier.attestation.ends_at = NOW,
        &[StakeOwn(ONE_IO), UnstakeOwn(None)],
    ),
    (
        |it| it.commission(2_000, HOUR_NOW + 9),
        &[
            SetCommission(1_000),
            SetCommission(500),
            SetCommission(1_500),
        ],
    ),
    (
        |it| it.commission(2_000, HOUR_NOW),
        &[SetCommission(2_000), SetCommission(1_500), StakeOwn(ONE_IO)],
    ),
    (|it| it.supplier.rewards.owed = 0, &[Claim]),
    (
        |it| {
            it.named = true;
            it.signer = key(7);
        },
        &[Claim, Withdraw],
    ),
    (
        |it| it.tokens.state = AccountState::Frozen,
        &[Claim, Withdraw],
    ),
    (|it| it.tokens.owner = key(7), &[Claim, Withdraw]),
    (|it| it.supplier.pending_owner = key(1), &[Accept]),
    (|it| it.idle(), &[Close, Settle, Claim]),
    (
        |it| {
            it.now += 3 * HOUR;
            it.later = true;
        },
        &[UnstakeOwn(Some(100 * ONE_IO)), Settle, Register(2, 1_000)],
    ),
];

struct State {
    signer: Pubkey,
    config: Config,
    ledger: Ledger,
    models: Models,
    taken: bool,
    now: i64,
    later: bool,
    named: bool,
    tokens: TokenAccount,
    supplier: Supplier,
    usage: SupplierUsage,
}

impl State {
    fn new() -> Self {
        let mut config = Config::new(Roles::new(key(8), key(8)), key(5), 255);
        (config.min_eligible_units, config.max_commission_bps) = (ONE_UNIT, 2_000);
        let mut ledger = Ledger::zeroed();
        (ledger.hour, ledger.schedule_hour) = (HOUR_NOW, 9);
        let attested = attestation(10, NOW + 20 * HOUR);
        let own = 700 * ONE_IO;
        let mut supplier = supplier(&mut ledger, own, Pool::Enterprise, attested);
        (supplier.owner, supplier.operator, supplier.payout) = (key(1), key(2), key(1));
        (supplier.stake.delegated, supplier.rewards.owed) = (400 * ONE_IO, 11);
        let request = |amount, unlocks_at| OwnUnstakeRequest {
            holder: key(1),
            amount,
            held: 0,
            unlocks_at,
        };
        supplier.stake.own_unstake_requests[0] = request(3 * ONE_IO, NOW);
        supplier.stake.own_unstake_requests[1] = request(100 * ONE_IO, NOW + 1);
        supplier.stake.own_cooling = 103 * ONE_IO;
        units::recount(&mut supplier, &mut ledger).unwrap();
        let mut models = Models::zeroed();
        models.set(2, "h100", 90_000, 0).unwrap();
        let mut usage = SupplierUsage::zeroed();
        usage.supplier = key(3);
        Self {
            signer: key(1),
            config,
            ledger,
            models,
            taken: false,
            now: NOW,
            later: false,
            named: false,
            tokens: TokenAccount {
                mint: key(5),
                owner: key(1),
                amount: 800 * ONE_IO,
                state: AccountState::Initialized,
                ..TokenAccount::default()
            },
            supplier,
            usage,
        }
    }

    /// Four unstake requests of 2 IO, of which slashes hold `held` each.
    fn requests(&mut self, held: u64) {
        for (place, request) in (0..).zip(&mut self.supplier.stake.own_unstake_requests) {
            *request = OwnUnstakeRequest {
                holder: key(1),
                amount: 2 * ONE_IO,
                held,
                unlocks_at: NOW + place % 2,
            };
        }
        self.supplier.stake.own_cooling = 8 * ONE_IO;
    }

    fn commission(&mut self, next_bps: u16, next_from: u32) {
        self.supplier.commission = Commission {
            bps: 1_000,
            next_bps,
            next_from,
        };
    }

    fn idle(&mut self) {
        let it = &mut self.supplier;
        (it.stake, it.rewards.owed) = (Default::default(), 0);
        it.attestation.ends_at = NOW;
    }

    fn clock(&self) -> EmissionClock {
        EmissionClock {
            config: self.config,
            ledger: self.ledger,
            pages: BTreeMap::new(),
            now: self.now,
            later: self.later,
        }
    }

    fn supplying(&self) -> Supplying {
        Supplying {
            signer: self.signer,
            payer: self.signer,
            address: key(3),
            supplier: self.supplier,
            usage: Some(self.usage),
            clock: self.clock(),
            payee: Payee {
                wallet: key(1),
                mint: key(5),
                named: self.named.then(|| key(6)),
                account: Some(self.tokens),
            },
        }
    }

    /// The accounts: `=` for what is as it was.
    fn tell(&self, lines: &mut String, before: &mut Vec<String>) {
        let flag = |it: bool| u8::from(it).to_string();
        let words = vec![
            self.signer.to_string(),
            account(&self.config),
            account(&self.ledger),
            account(&self.models),
            flag(self.taken),
            self.now.to_string(),
            flag(self.later),
            flag(self.named),
            token_account(&self.tokens),
            account(&self.supplier),
            account(&self.usage),
        ];
        write!(lines, "supplier state").unwrap();
        for (place, word) in words.iter().enumerate() {
            let same = before.get(place) == Some(word);
            write!(lines, " {}", if same { "=" } else { word }).unwrap();
        }
        writeln!(lines).unwrap();
        *before = words;
    }
}

/// The name of what is refused, with the numbers that a client adds.
fn refused(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Taken(_) => "Taken".into(),
        Refusal::NotEnough { amount, free } => format!("NotEnoughStake:{amount}:{free}"),
        Refusal::Nothing => "Nothing".into(),
        Refusal::StillCooling { first } => of_cooling(first),
        Refusal::NoUnstakeRequest(place) => format!("WrongUnstakeRequest:{place}"),
        Refusal::SameCommission(bps) => format!("SameCommission:{bps}"),
        Refusal::IsOwner(_) => "IsOwner".into(),
        Refusal::NotPayout(_) => "NotPayout".into(),
        Refusal::InUse(left) => {
            let numbers = left.iter().map(|left| match left {
                Left::Attested(until) => until.to_string(),
                Left::Reservations(count) | Left::Slashes(count) => count.to_string(),
                Left::Own(amount)
                | Left::OwnCooling(amount)
                | Left::Delegated(amount)
                | Left::Rewards(amount) => amount.to_string(),
            });
            let numbers: Vec<String> = numbers.collect();
            format!("SupplierInUse:{}", numbers.join(":"))
        }
        Refusal::Balance { needed, held } => format!("InsufficientFunds:{needed}:{held}"),
        Refusal::Payee(refusal) => of_payee(refusal),
        Refusal::Program(error) => of_program(error),
    }
}

fn outcome<T>(prepared: Result<Prepared<T>, Refusal>, terms: impl FnOnce(&T) -> String) -> String {
    words::outcome("supplier", prepared, refused, terms)
}

fn of_own(it: &OwnStake) -> String {
    let (required, [units, after]) = (optional(it.required), it.units);
    let words = [it.before, it.after, units, after].words();
    let (cooldown, slashes) = (it.cooldown, it.open_slashes);
    format!(
        "{words} {required} {cooldown} {slashes} {}",
        of_hourly(&it.hourly)
    )
}

/// What is changed, by a number.
fn changes(number: u8) -> UpdateSupplierArgs {
    let none = UpdateSupplierArgs::default();
    match number {
        1 => UpdateSupplierArgs {
            operator: Some(key(6)),
            payout: Some(key(7)),
            ..none
        },
        2 => UpdateSupplierArgs {
            endpoint: Some("https://gpu.example".into()),
            max_delegated: Some(DelegationLimit::Amount(7)),
            ..none
        },
        3 => UpdateSupplierArgs {
            endpoint: Some("é".repeat(49)),
            max_delegated: Some(DelegationLimit::Required),
            ..none
        },
        _ => none,
    }
}

fn line(lines: &mut String, state: &State, act: Act) {
    let it = state.supplying();
    let (signer, address) = (&it.signer, &it.address);
    let (name, given, made) = match act {
        Register(model, commission_bps) => {
            let registering = Registering {
                owner: *signer,
                sequence: 7,
                taken: state.taken,
                models: state.models,
                clock: state.clock(),
            };
            let args = RegisterSupplierArgs {
                sequence: 7,
                model,
                commission_bps,
                operator: key(2),
                payout: key(3),
                endpoint: "https://gpu.example".into(),
            };
            let made = outcome(register::prepare(&registering, args), |it| {
                format!("{} {} {}", it.supplier, it.multiplier, it.min_delegation)
            });
            ("register", format!("{model}:{commission_bps}"), made)
        }
        StakeOwn(amount) => {
            let made = outcome(stake_own::prepare(&it, amount), |it| {
                format!("{} {}", it.amount, of_own(&it.own))
            });
            ("stakeOwn", amount.to_string(), made)
        }
        UnstakeOwn(amount) => {
            let made = outcome(unstake_own::prepare(&it, amount), |it| {
                format!("{} {} {}", it.amount, it.unlocks_at, of_own(&it.own))
            });
            ("unstakeOwn", optional(amount), made)
        }
        Cancel(place) => {
            let made = outcome(cancel_own_unstake::prepare(&it, place), |it| {
                format!("{} {} {}", it.amount, it.unlocks_at, of_own(&it.own))
            });
            ("cancelOwnUnstake", place.to_string(), made)
        }
        Withdraw => {
            let made = outcome(withdraw_own::prepare(&it, &key(1)), |it| {
                let words = [it.cooled, it.held, it.paid].words();
                format!("{words} {}", of_destination(&it.to))
            });
            ("withdrawOwn", "-".into(), made)
        }
        SetCommission(bps) => {
            let made = outcome(set_commission::prepare(&it, bps), |it| {
                let back = it.taken_back;
                let back = back.map_or("-".into(), |(bps, from)| format!("{bps}:{from}"));
                format!("{} {} {} {back}", it.before, it.after, it.from)
            });
            ("setCommission", bps.to_string(), made)
        }
        Update(number) => {
            let made = outcome(update::prepare(signer, address, changes(number)), |_| {
                number.to_string()
            });
            ("update", number.to_string(), made)
        }
        Propose => {
            let made = outcome(propose_owner::prepare(signer, address, key(7)), |it| {
                it.owner.to_string()
            });
            ("proposeOwner", "-".into(), made)
        }
        Accept => {
            let prepared = accept_owner::prepare(signer, address, Some(&it.supplier));
            let made = outcome(prepared, |it| {
                let it = it.unwrap();
                let words = format!("{} {} {}", it.operator, it.payout, it.own);
                format!("{words} {} {}", it.commission_bps, it.open_slashes)
            });
            ("acceptOwner", "-".into(), made)
        }
        Claim => {
            let made = outcome(claim::prepare(&it), |it| {
                format!("{} {} {}", it.amount, of_destination(&it.to), it.payout)
            });
            ("claimSupplier", "-".into(), made)
        }
        Settle => {
            let made = outcome(settle::prepare(&it), |it| it.claimable.to_string());
            ("settle", "-".into(), made)
        }
        Close => {
            let made = outcome(close::prepare(&it, vec![key(4)]), |it| {
                format!("{} {}", it.offers.len(), it.rent_to)
            });
            ("close", "-".into(), made)
        }
    };
    writeln!(lines, "supplier {name} {given} {made}").unwrap();
}

/// Every act in the first state; in the others those that differ.
pub fn lines() -> String {
    let mut lines = String::new();
    let mut before = Vec::new();
    for (change, acts) in STATES {
        let mut state = State::new();
        change(&mut state);
        state.tell(&mut lines, &mut before);
        for act in acts {
            line(&mut lines, &state, *act);
        }
    }
    lines
}
