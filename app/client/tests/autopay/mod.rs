//! What setting, stopping and sending an autopay come to: accounts, then what is made of them.

use std::fmt::Write;

use anchor_lang::solana_program::program_pack::Pack;
use anchor_spl::token::spl_token::state::{Account as Tokens, AccountState};
use io_client::{
    actions::{
        autopay::{self, Standing, State},
        pricing::Wanted,
        reserve, Prepared, Refusal,
    },
    marketplace::spender_address,
    spl,
};
use io_common::constants::ONE_USDC;
use marketplace::state::{Autopay, AutopayArgs, Currency, Status};

use super::{
    hex, key,
    quotes::{account, market, of_prepared, refused, running, NOW},
};

/// Thirteen hours at a time from three hours before the end.
const ARGS: AutopayArgs = AutopayArgs {
    max_price_micro_usd: 2_500_001,
    left: 1 << 40,
    lead: 3 * 3_600,
    hours: 13,
    bounties: 7,
};

/// A reservation of ten hours two hours before its end, which its payer lets anyone extend.
fn standing(currency: Currency) -> Standing {
    let mut running = running(&market(), currency);
    let it = &mut running.reservation;
    it.started_at = NOW - 8 * 3_600;
    let mut stored = Autopay::new(running.address, it.payer, [250, 251]);
    let longest = running.market.longest_stay(currency).unwrap();
    stored.set(&ARGS, it, longest).unwrap();
    let (payer, mint) = (it.payer, running.market.config.mint(currency));
    Standing {
        currency,
        stored: Some(stored),
        lamports: 1_700_000,
        minimum: 1_600_000,
        wallet: Some(Tokens {
            mint,
            owner: payer,
            amount: 1 << 41,
            delegate: Some(spender_address(&payer)).into(),
            delegated_amount: 1 << 42,
            state: AccountState::Initialized,
            ..Tokens::default()
        }),
        others: 0,
        running,
    }
}

fn wallet(it: &mut Standing) -> &mut Tokens {
    it.wallet.as_mut().unwrap()
}

fn stored(it: &mut Standing) -> &mut Autopay {
    it.stored.as_mut().unwrap()
}

/// What is otherwise than in [`standing`].
const CHANGES: [fn(&mut Standing); 32] = [
    |_| (),
    |it| it.others = 5 * ONE_USDC,
    |it| it.others = 1 << 43,
    |it| it.stored = None,
    |it| it.running.reservation.started_at = NOW - 7 * 3_600 + 1,
    |it| it.running.reservation.status = Status::Reserved as u8,
    |it| it.running.reservation.status = Status::Ended as u8,
    |it| stored(it).payer = key(30),
    |it| stored(it).created_at -= 1,
    |it| stored(it).max_price_micro_usd -= 1,
    |it| stored(it).left = 1,
    |it| stored(it).bounties = 0,
    |it| it.minimum = 1_690_001,
    |it| wallet(it).amount = 1,
    |it| (wallet(it).delegated_amount, stored(it).short_since) = (1, NOW - 5),
    |it| wallet(it).delegate = Some(key(31)).into(),
    |it| wallet(it).state = AccountState::Frozen,
    |it| wallet(it).owner = key(32),
    |it| it.wallet = None,
    |it| it.running.market.offer.paused = 1,
    |it| it.running.market.offer.max_hours = 12,
    |it| it.running.market.offer.max_hours = 13,
    |it| it.running.market.offer.max_hours = 14,
    |it| it.running.market.offer.max_hours = 15,
    |it| it.running.market.offer.max_io_hours = 14,
    |it| it.running.market.config.max_hours = 14,
    |it| stored(it).offer = key(33),
    |it| (wallet(it).delegated_amount, stored(it).short_since) = (1, NOW - 3_601),
    |it| it.running.reservation.dispute.deposit = 1,
    |it| it.running.reservation.outage.down = 1,
    |it| {
        (
            it.running.reservation.outage.down,
            it.running.reservation.acted_at,
        ) = (1, 3_600)
    },
    |it| {
        it.running.reservation.terms.min_downtime = 0;
        it.running.reservation.outage.total = 1_800;
    },
];

/// What a payer may ask for.
const REQUESTS: [AutopayArgs; 8] = [
    ARGS,
    AutopayArgs { left: 1, ..ARGS },
    AutopayArgs { hours: 0, ..ARGS },
    AutopayArgs { lead: 0, ..ARGS },
    AutopayArgs { hours: 6, ..ARGS },
    AutopayArgs { hours: 8, ..ARGS },
    AutopayArgs { hours: 9, ..ARGS },
    AutopayArgs {
        bounties: 2,
        ..ARGS
    },
];

fn of_args(it: &AutopayArgs) -> String {
    let AutopayArgs {
        max_price_micro_usd,
        left,
        lead,
        hours,
        bounties,
    } = it;
    format!("{max_price_micro_usd}:{left}:{lead}:{hours}:{bounties}")
}

fn of_state(it: &State) -> String {
    match it {
        State::Off => "off".into(),
        State::NotStarted => "notStarted".into(),
        State::Waits(from) => format!("waits {from}"),
        State::Due => "due".into(),
        State::Short { needed, since } => {
            format!(
                "short {needed} {}",
                since.map_or("-".into(), |at| at.to_string())
            )
        }
        State::Refused(refusal) => format!("refused {}", refused(refusal)),
    }
}

fn tell<T>(
    lines: &mut String,
    act: &str,
    prepared: Result<Prepared<T>, Refusal>,
    words: impl FnOnce(&T) -> String,
) {
    write!(lines, "autopay {act} ").unwrap();
    match prepared {
        Err(error) => writeln!(lines, "refused {}", refused(&error)).unwrap(),
        Ok(it) => {
            writeln!(lines, "{}", words(&it.terms)).unwrap();
            for line in of_prepared(&it).lines() {
                writeln!(lines, "autopay {line}").unwrap();
            }
        }
    }
}

fn read(lines: &mut String, before: &mut Vec<String>, it: &Standing) {
    let market = &it.running.market;
    let price = market.price.as_ref().unwrap();
    let mut tokens = vec![0; Tokens::LEN];
    let wallet = it.wallet.map(|wallet| {
        Tokens::pack(wallet, &mut tokens).unwrap();
        hex(&tokens)
    });
    let words = vec![
        account(&it.running.reservation),
        account(&market.config),
        account(&market.offer),
        account(&market.supplier),
        account(&market.usage),
        price.owner.to_string(),
        hex(&price.data),
        market.now.to_string(),
        it.stored.as_ref().map_or("-".into(), account),
        it.lamports.to_string(),
        it.minimum.to_string(),
        wallet.unwrap_or("-".into()),
        it.others.to_string(),
    ];
    write!(lines, "autopay state").unwrap();
    for (place, word) in words.iter().enumerate() {
        let same = before.get(place) == Some(word);
        write!(lines, " {}", if same { "=" } else { word }).unwrap();
    }
    writeln!(lines).unwrap();
    *before = words;
}

/// What is otherwise than in [`standing`] for a reservation that is made with autopay.
const AT_RESERVING: [fn(&mut Standing); 4] = [
    |_| (),
    |it| it.others = 5 * ONE_USDC,
    |it| it.running.market.offer.paused = 1,
    |it| it.running.market.offer.max_hours = 12,
];

/// A reservation of somebody else that this payer makes with autopay.
fn reserved(it: &Standing, args: &AutopayArgs) -> Result<Prepared<reserve::Terms>, Refusal> {
    let market = &it.running.market;
    let wanted = Wanted {
        gpus: 3,
        hours: 5,
        currency: it.currency,
    };
    let request = reserve::Request {
        renter: key(1),
        payer: key(2),
        wanted,
        number: 1 << 40,
        limit: None,
        revision: None,
        connection_key: [9; 32],
    };
    let prepared = reserve::prepare(market, &request)?;
    autopay::with_reserve(prepared, market, wanted, args, it.others)
}

/// What the payer sets and stops, and what anyone sends.
pub fn lines() -> String {
    let (mut lines, mut before) = (String::new(), Vec::new());
    for currency in [Currency::Io, Currency::Usdc] {
        for change in CHANGES {
            let mut it = standing(currency);
            change(&mut it);
            read(&mut lines, &mut before, &it);
            let state = of_state(&it.state());
            writeln!(lines, "autopay stands - {state}\nautopay prepared").unwrap();
            let market = &it.running.market;
            let obstacle = it.autopay().and_then(|autopay| {
                autopay::obstacle(autopay, &it.running.reservation, &market.offer, market.now)
            });
            match obstacle {
                None => writeln!(lines, "autopay passes - yes\nautopay prepared").unwrap(),
                Some(refusal) => {
                    writeln!(lines, "autopay passes - refused {}", refused(&refusal)).unwrap();
                }
            }
            let extend = autopay::extend(&it, &key(20));
            tell(&mut lines, "extend -", extend, |it| {
                let terms = &it.terms;
                format!(
                    "{} {} {} {}",
                    terms.total, terms.ends_at, it.short, it.bounty
                )
            });
            tell(&mut lines, "stop -", autopay::stop(&it), |it| {
                format!("{} {}", it.lamports, it.approved)
            });
            for request in REQUESTS {
                let act = format!("set {}", of_args(&request));
                tell(&mut lines, &act, autopay::set(&it, &request), |it| {
                    let replaces = it.replaces.map_or("-".into(), |(delegate, amount)| {
                        format!("{delegate}:{amount}")
                    });
                    let cost = it.cost.map_or("-".into(), |cost| cost.to_string());
                    let replaced = it.replaced.map_or("-".into(), |left| left.to_string());
                    let (approved, deposit) = (it.approved, it.deposit);
                    format!(
                        "{replaced} {approved} {replaces} {deposit} {} {cost}",
                        it.returned
                    )
                });
            }
        }
    }
    for currency in [Currency::Io, Currency::Usdc] {
        for change in AT_RESERVING {
            let mut it = standing(currency);
            change(&mut it);
            read(&mut lines, &mut before, &it);
            for request in REQUESTS {
                let act = format!("reserve {}", of_args(&request));
                tell(&mut lines, &act, reserved(&it, &request), |it| {
                    format!("{} {}", it.quote.cost.total, it.limit)
                });
            }
        }
    }
    let it = standing(Currency::Usdc);
    assert_eq!(it.payer_tokens(), spl::wallet(&key(2), &key(6)));
    lines
}
