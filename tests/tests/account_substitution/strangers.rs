//! Accounts of people who have nothing to do with the catalogue: of all types of the three programs, from a world of their own.

use std::collections::BTreeMap;

use ::marketplace::state::{AutopayArgs, Currency};
use anchor_lang::prelude::Pubkey;
use anchor_spl::token;
use io_client::{emissions, spl};
use io_common::constants::{epoch_hour, ONE_IO};
use io_tests::{autopay_args, catalogue::Program, key, Terms, World, START};
use solana_account::Account;
use solana_signer::Signer;

/// The key of a stranger, who signs in place of someone else.
pub fn stranger() -> Pubkey {
    key("stranger").pubkey()
}

/// What strangers have.
pub struct Strangers {
    /// Accounts of the three programs.
    pub accounts: Vec<(Pubkey, Account)>,
    /// A token account.
    tokens: Account,
}

impl Strangers {
    pub fn new() -> Self {
        let mut world = World::lite();
        staking(&mut world);
        renting(&mut world);
        governing(&mut world);
        let mut accounts = Vec::new();
        for program in Program::ALL {
            accounts.extend(world.vm.program_accounts(&program.id(), &[]).unwrap());
        }
        let wallet = spl::wallet(&stranger(), &world.io);
        let tokens = world.account(&wallet).unwrap();
        Self { accounts, tokens }
    }

    /// A wallet with lamports.
    pub fn wallet() -> Account {
        Account {
            lamports: 1_000_000_000_000,
            ..Account::default()
        }
    }

    /// Accounts of a type.
    pub fn of<'a>(
        &'a self,
        program: &'a Pubkey,
        discriminator: &'a [u8],
    ) -> impl Iterator<Item = &'a (Pubkey, Account)> {
        self.accounts.iter().filter(move |(_, account)| {
            account.owner == *program && account.data.starts_with(discriminator)
        })
    }

    /// One account of every type.
    pub fn one_of_each(&self) -> Vec<(Pubkey, Account)> {
        let typed = self.accounts.iter().map(|(key, account)| {
            let kind = (account.owner, account.data[..8].to_vec());
            (kind, (*key, account.clone()))
        });
        let by_type: BTreeMap<_, _> = typed.collect();
        by_type.into_values().collect()
    }

    /// The stranger's token account for `mint`.
    pub fn tokens(&self, mint: &Pubkey) -> (Pubkey, Account) {
        let mut account = self.tokens.clone();
        assert_eq!(account.owner, token::ID);
        account.data[..32].copy_from_slice(mint.as_ref());
        (spl::wallet(&stranger(), mint), account)
    }
}

/// A supplier with a staker, a request to leave, a slash and an approval.
fn staking(world: &mut World) {
    let authority = key("authority");
    let payer = authority.pubkey();
    let supply = world.supplier("strange supplier");
    let target = world.newcomer("strange target");
    let staker = world.person("stranger", 1_000, 0);
    let (signer, wallet) = (staker.pubkey(), world.io_wallet(&staker.pubkey()));
    let join = [
        emissions::open_delegation(&emissions::DelegationKeys {
            staker: signer,
            supplier: supply.address,
        }),
        emissions::delegate(
            &emissions::DelegationKeys {
                staker: signer,
                supplier: supply.address,
            },
            &wallet,
            ONE_IO,
        ),
        emissions::open_delegation(&emissions::DelegationKeys {
            staker: signer,
            supplier: target.address,
        }),
    ];
    world.must(&join, &[&staker]);
    let (from, to) = (&supply.address, &target.address);
    let request = emissions::request_redelegation(
        &emissions::DelegationKeys {
            staker: signer,
            supplier: *from,
        },
        to,
        None,
    );
    world.must(&[request], &[&staker]);
    let approval = emissions::open_approval(&payer, [9; 32]);
    // Two pages ahead of the present one.
    let page = emissions::create_history_page(&payer, epoch_hour(START) + 480);
    world.must(&[approval, page], &[&authority]);
    let realm = Pubkey::new_from_array([250; 32]);
    let voter = emissions::VoterKeys {
        realm,
        voter: signer,
    };
    let records = [
        emissions::create_voter_weight_record(&payer, &voter),
        emissions::create_max_voter_weight_record(&payer, &realm),
    ];
    world.must(&records, &[&authority]);
    world.propose_slash(&supply, ONE_IO);
}

/// A reservation with autopay in each currency.
fn renting(world: &mut World) {
    let supply = world.supplier("strange renter's supplier");
    for currency in [Currency::Usdc, Currency::Io] {
        let terms = Terms {
            gpus: 1,
            hours: 2,
            currency,
        };
        let rental = world.rent(&format!("strange renter {currency:?}"), &supply, terms);
        let args = AutopayArgs {
            hours: 12,
            ..autopay_args()
        };
        world.set_autopay(&rental, args).unwrap();
    }
}

/// A proposal in each program, by numbers that the catalogue does not reach.
fn governing(world: &mut World) {
    let authority = key("authority");
    let payer = authority.pubkey();
    const NUMBER: u32 = 100;
    let proposals = Program::ALL.map(|program| program.propose(&payer, &payer, NUMBER));
    world.must(&proposals, &[&authority]);
}
