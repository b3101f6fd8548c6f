//! What happens outside the programs: time, prices, and tokens that are given, burned, frozen or moved.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use anchor_spl::token::spl_token::{self, instruction as tokens, state::AccountState};
use io_client::{marketplace::escrow_address, spl, Network as _};
use io_common::{
    addresses::{IO_VAULT, REWARD_VAULT, STAKE_VAULT, USDC_VAULT},
    constants::{DAY, ONE_IO, ONE_USDC},
};
use io_tests::{Cast, Chain, PEOPLE};
use io_vm::{pyth::Quote, Vm};
use marketplace::state::Currency;
use solana_account::Account;
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::{
    action::{Action, Verb},
    view::View,
};

/// Place of the state in a token account.
const STATE: usize = 108;
/// Longest that passes at once.
const LONGEST: u32 = 40 * DAY as u32;
/// Rent rates that mainnet has had, in lamports a byte.
pub const RENTS: [u64; 3] = [6_960, 6_333, 5_080];
/// What a wallet that is opened again holds, in whole tokens.
const REFILL: u64 = 50_000;

/// What was given to the programs and burned by holders, in base units of either token.
#[derive(Clone, Copy, Debug, Default)]
pub struct Given {
    /// To the vault of rewards.
    pub rewards: u128,
    /// To the vault of stake.
    pub stake: u128,
    /// To the vaults of fees and to escrows, which pass it on to them.
    pub fees: u128,
    /// Burned by holders of IO.
    pub burned: u128,
}

/// How prices are posted.
#[derive(Clone, Copy, Debug)]
pub struct Poster {
    /// 10⁻⁸ dollars.
    spot: i64,
    ema: i64,
    confidence: u64,
    /// Seconds by which they are too late.
    late: i64,
    missing: bool,
}

impl Poster {
    /// A quarter of a dollar.
    pub const GOOD: Self = Self {
        spot: 25_000_000,
        ema: 25_000_000,
        confidence: 0,
        late: 0,
        missing: false,
    };

    /// Posts the price of now.
    pub fn post(&self, chain: &mut Chain) {
        let quote = Quote {
            price: self.spot,
            confidence: self.confidence,
            ema: self.ema,
            publish_time: chain.vm.now() - self.late,
        };
        let account = if self.missing {
            Account::default()
        } else {
            quote.account()
        };
        let price = chain.cast.price;
        chain.vm.set_account(price, account).unwrap();
    }

    fn good(size: u32) -> Self {
        let spot = 5_000_000 + i64::from(size % 1_000) * 60_000;
        let apart = i64::from(size / 1_000 % 18) - 9;
        Self {
            spot,
            ema: spot - spot * apart / 100,
            ..Self::GOOD
        }
    }

    fn bad(self, size: u32) -> Self {
        match size % 4 {
            0 => Self { late: 61, ..self },
            1 => Self {
                confidence: (self.spot / 20) as u64,
                ..self
            },
            2 => Self {
                ema: self.spot * 2,
                ..self
            },
            _ => Self {
                missing: true,
                ..self
            },
        }
    }
}

/// Tokens on their way, with who signs, and what is given by it.
pub struct Move<'a> {
    pub instructions: Vec<Instruction>,
    pub signer: Option<&'a Keypair>,
    pub given: Given,
}

/// Something outside the programs.
pub enum Outside<'a> {
    /// The clock of the cluster moves on.
    Time(i64),
    Prices(Poster),
    /// Rent rate, in lamports a byte.
    Rent(u64),
    Tokens(Move<'a>),
    /// The state of a token account changes; of an escrow, with its reservation.
    Freeze(Pubkey, bool, Option<Pubkey>),
}

/// What `action` is, if it is outside and there is something to do it with.
pub fn outside<'a>(
    view: &View,
    cast: &'a Cast,
    poster: Poster,
    action: &Action,
) -> Option<Outside<'a>> {
    let Action {
        verb,
        who,
        at,
        size,
        ..
    } = *action;
    let place = who as usize % PEOPLE;
    Some(match verb {
        Verb::Wait => Outside::Time(view.now + i64::from(size % LONGEST)),
        Verb::WaitFor => {
            let deadlines = view.deadlines();
            let at = *deadlines.get(at as usize % deadlines.len().max(1))?;
            let moment = at + i64::from(size % 3) - 1;
            Outside::Time(moment.max(view.now))
        }
        Verb::Price => Outside::Prices(Poster::good(size)),
        Verb::BadPrice => Outside::Prices(poster.bad(size)),
        Verb::SetRent => Outside::Rent(RENTS[at as usize % RENTS.len()]),
        Verb::Donate => Outside::Tokens(donate(view, cast, action)?),
        Verb::BurnOwn => {
            let person = &cast.people[place];
            let amount = 1 + u64::from(size);
            let wallet = cast.wallet(place, Currency::Io);
            let burn = tokens::burn(
                &spl_token::ID,
                &wallet,
                &cast.io,
                &person.pubkey(),
                &[],
                amount,
            );
            let given = Given {
                burned: amount.into(),
                ..Given::default()
            };
            Outside::Tokens(Move {
                instructions: vec![burn.ok()?],
                signer: Some(person),
                given,
            })
        }
        Verb::Freeze | Verb::Thaw => freeze(view, cast, action)?,
        Verb::CloseWallet => Outside::Tokens(close(view, cast, place, currency(at))?),
        Verb::OpenWallet => Outside::Tokens(open(view, cast, place, currency(at))?),
        _ => return None,
    })
}

pub fn currency(at: u32) -> Currency {
    if at.is_multiple_of(2) {
        Currency::Io
    } else {
        Currency::Usdc
    }
}

fn donate<'a>(view: &View, cast: &'a Cast, action: &Action) -> Option<Move<'a>> {
    let (place, amount) = (action.who as usize % PEOPLE, 1 + u64::from(action.size));
    let person = &cast.people[place];
    let fees = Given {
        fees: amount.into(),
        ..Given::default()
    };
    let vaults = [
        (
            REWARD_VAULT,
            Currency::Io,
            Given {
                rewards: amount.into(),
                ..Given::default()
            },
        ),
        (
            STAKE_VAULT,
            Currency::Io,
            Given {
                stake: amount.into(),
                ..Given::default()
            },
        ),
        (IO_VAULT, Currency::Io, fees),
        (USDC_VAULT, Currency::Usdc, fees),
    ];
    let (to, currency, given) = match vaults.get(action.at as usize % 6) {
        Some((vault, currency, given)) => (vault.address, *currency, *given),
        None => {
            let rental = view.rental(action.at)?;
            (
                escrow_address(&rental.address),
                rental.reservation.currency().unwrap(),
                fees,
            )
        }
    };
    let from = cast.wallet(place, currency);
    let give = spl::transfer(&from, &to, &person.pubkey(), amount);
    Some(Move {
        instructions: vec![give],
        signer: Some(person),
        given,
    })
}

fn freeze<'a>(view: &View, cast: &Cast, action: &Action) -> Option<Outside<'a>> {
    let freeze = action.verb == Verb::Freeze;
    let at = action.at as usize % (PEOPLE + 4);
    if at < PEOPLE {
        let wallet = view.wallets[at][Currency::Usdc as usize].as_ref()?;
        let differs = wallet.is_frozen() != freeze;
        return differs.then(|| Outside::Freeze(cast.wallet(at, Currency::Usdc), freeze, None));
    }
    if at == PEOPLE {
        let differs = view.vault.is_frozen() != freeze;
        return differs.then_some(Outside::Freeze(USDC_VAULT.address, freeze, None));
    }
    let rental = view.rental(action.size)?;
    let usdc = rental.reservation.currency().unwrap() == Currency::Usdc;
    let escrow = escrow_address(&rental.address);
    usdc.then_some(Outside::Freeze(escrow, freeze, Some(rental.address)))
}

/// All of a wallet goes to the authority.
fn close<'a>(view: &View, cast: &'a Cast, place: usize, currency: Currency) -> Option<Move<'a>> {
    let wallet = view.wallets[place][currency as usize].as_ref()?;
    if wallet.is_frozen() {
        return None;
    }
    let person = &cast.people[place];
    let (own, from) = (person.pubkey(), cast.wallet(place, currency));
    let to = cast.wallet_of(&cast.authority.pubkey(), currency);
    let close = tokens::close_account(&spl_token::ID, &from, &own, &own, &[]).ok()?;
    let instructions = vec![spl::transfer(&from, &to, &own, wallet.amount), close];
    Some(Move {
        instructions,
        signer: Some(person),
        given: Given::default(),
    })
}

fn open<'a>(view: &View, cast: &'a Cast, place: usize, currency: Currency) -> Option<Move<'a>> {
    if view.wallets[place][currency as usize].is_some() {
        return None;
    }
    let (authority, owner) = (cast.authority.pubkey(), cast.people[place].pubkey());
    let (mint, to) = (cast.mint(currency), cast.wallet(place, currency));
    let fill = match currency {
        Currency::Io => {
            let treasury = cast.wallet_of(&authority, Currency::Io);
            spl::transfer(&treasury, &to, &authority, REFILL * ONE_IO)
        }
        Currency::Usdc => spl::mint_to(&mint, &to, &authority, REFILL * ONE_USDC),
    };
    let instructions = vec![spl::create_wallet(&authority, &owner, &mint), fill];
    Some(Move {
        instructions,
        signer: None,
        given: Given::default(),
    })
}

/// Freezes or thaws a token account.
pub fn set_frozen(chain: &mut Chain, address: &Pubkey, frozen: bool) {
    let state = if frozen {
        AccountState::Frozen
    } else {
        AccountState::Initialized
    };
    let mut account = chain.vm.account(address).unwrap().unwrap();
    account.data[STATE] = state as u8;
    chain.vm.set_account(*address, account).unwrap();
}
