//! P-25: only lamports above an account's rent-exempt minimum are returned, and only to its rent recipient.

mod exits;
mod refusals;
mod returns;

use std::fmt;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use emissions::{
    instructions::ProposeSlashArgs,
    state::{Change as EmissionsChange, Slash},
};
use fee_burn::state::Change as FeeBurnChange;
use io_client::{
    emissions::{self as client, Agreement},
    fee_burn as burn, marketplace as market, rent,
};
use io_common::{
    addresses::{
        COUNCIL, EMISSIONS_CONFIG, ENGINE, FEE_BURN_CONFIG, LEDGER, MARKETPLACE_CONFIG, MODELS,
    },
    constants::{epoch_hour, ONE_IO, ONE_USDC},
    ids,
};
use io_tests::{
    autopay_args, key, offer_args, Outcome, Rental, Supply, Terms, World, OWN_STAKE, START,
};
use marketplace::{
    constants::AUTOPAY_BOUNTY,
    state::{Change as MarketplaceChange, Currency},
};
use solana_keypair::Keypair;
use solana_signer::Signer;

/// Rent rates in lamports a byte: until September 2026, since then, and since October 2026.
const RATES: [u64; 3] = [6_960, 6_333, 5_080];
/// Overhead of every account, in bytes.
const OVERHEAD: usize = 128;
/// Hash of an approval without attestors.
const HASH: [u8; 32] = [3; 32];

/// An account, the recipient of its excess, and lamports that are not rent.
#[derive(Clone, Copy, Debug)]
struct Held {
    name: &'static str,
    account: Pubkey,
    recipient: Pubkey,
    kept: u64,
    /// Of an offer.
    supplier: Option<Pubkey>,
}

impl Held {
    fn new(name: &'static str, account: Pubkey, recipient: Pubkey) -> Self {
        Self {
            name,
            account,
            recipient,
            kept: 0,
            supplier: None,
        }
    }
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} {}", self.name, self.account)
    }
}

/// One account of every type; none is paid by the sender of `reclaim_rent`.
struct Stage {
    world: World,
    supply: Supply,
    target: Supply,
    staker: Keypair,
    rental: Rental,
    all: Vec<Held>,
}

/// A network with that rent.
fn network(rate: u64) -> World {
    let mut world = World::bare_lite();
    world.vm.set_rent(rate);
    assert_eq!(world.migrate().unwrap().waits, []);
    world.set_price(0.25);
    world
}

impl Stage {
    fn new(rate: u64) -> Self {
        let mut world = network(rate);
        let supply = world.supplier("alice");
        let target = world.newcomer("tara");
        let staker = world.staker("bob", &supply, OWN_STAKE);
        let carol = world.person("carol", 0, 0);
        let payer = carol.pubkey();
        world.must(
            &[
                market::init_supplier_usage(&payer, &supply.address),
                client::create_history_page(&payer, epoch_hour(START) + 480),
                client::open_approval(&payer, HASH),
                client::request_redelegation(
                    &client::DelegationKeys {
                        staker: staker.pubkey(),
                        supplier: supply.address,
                    },
                    &target.address,
                    None,
                ),
            ],
            &[&carol, &staker],
        );
        let slash = propose_slash(&mut world, &supply, &carol);
        propose(&mut world, &carol);
        let terms = Terms {
            gpus: 1,
            hours: 48,
            currency: Currency::Usdc,
        };
        let offer = world.offer(&supply, offer_args());
        let rental = world.reserve("renter", &supply, offer, terms);
        let bounty = u64::from(world.reservation(&rental).bounty);
        assert!(bounty > 0);

        let (first, owner) = (key("authority").pubkey(), supply.owner.pubkey());
        let delegation = client::delegation_address(&client::DelegationKeys {
            staker: staker.pubkey(),
            supplier: supply.address,
        });
        let request = client::redelegation_address(&delegation, &target.address);
        let page = client::page_address(epoch_hour(START) + 480);
        let usage = market::supplier_usage_address(&supply.address);
        let mut all = vec![
            Held::new("emissions config", EMISSIONS_CONFIG.address, first),
            Held::new("ledger", LEDGER.address, first),
            Held::new("models", MODELS.address, first),
            Held::new("council", COUNCIL.address, first),
            Held::new("marketplace config", MARKETPLACE_CONFIG.address, first),
            Held::new("fee-burn config", FEE_BURN_CONFIG.address, first),
            Held::new("engine", ENGINE.address, first),
            Held::new("history page", page, payer),
            Held::new("approval", client::approval_address(&HASH), payer),
            Held::new("slash", slash, payer),
            Held::new("emissions proposal", client::proposal_address(0), payer),
            Held::new("marketplace proposal", market::proposal_address(0), payer),
            Held::new("fee-burn proposal", burn::proposal_address(0), payer),
            Held::new("supplier_usage", usage, payer),
            Held::new("supplier", supply.address, owner),
            Held::new("delegation", delegation, staker.pubkey()),
            Held::new("redelegation", request, staker.pubkey()),
        ];
        all.push(Held {
            supplier: Some(supply.address),
            ..Held::new("offer", offer, owner)
        });
        all.push(Held {
            kept: bounty,
            ..Held::new("reservation", rental.address, rental.renter.pubkey())
        });
        let autopay = autopay_args();
        world.set_autopay(&rental, autopay).unwrap();
        let address = market::autopay_address(&rental.address);
        all.push(Held {
            kept: u64::from(autopay.bounties) * AUTOPAY_BOUNTY,
            ..Held::new("autopay", address, rental.payer.pubkey())
        });
        Self {
            world,
            supply,
            target,
            staker,
            rental,
            all,
        }
    }

    /// Someone sends `reclaim_rent`.
    fn reclaim(&mut self, held: &Held) -> Outcome {
        let instruction = reclaim(&mut self.world, held);
        self.world.send(&[instruction], &[&key("authority")])
    }

    /// Current rent-exempt minimum.
    fn minimum(&mut self, account: &Pubkey) -> u64 {
        let bytes = self.world.account(account).unwrap().data.len();
        let today = rent::of_today(self.world.vm.as_mut()).unwrap();
        today.minimum_balance(bytes)
    }
}

/// `reclaim_rent` of the program that owns the account.
fn reclaim(world: &mut World, held: &Held) -> Instruction {
    let owner = world.account(&held.account).unwrap().owner;
    if owner == ids::emissions::ID {
        client::reclaim_rent(&held.account, &held.recipient)
    } else if owner == ids::fee_burn::ID {
        burn::reclaim_rent(&held.account, &held.recipient)
    } else {
        market::reclaim_rent(&held.account, &held.recipient, held.supplier.as_ref())
    }
}

fn propose_slash(world: &mut World, supply: &Supply, payer: &Keypair) -> Pubkey {
    let [first, second, _] = world.attestors();
    let signed = [first.pubkey(), second.pubkey()];
    let args = ProposeSlashArgs {
        number: 0,
        amount: ONE_IO,
        reason: 1,
        evidence: [0; 32],
    };
    let slash = client::propose_slash(
        &payer.pubkey(),
        Agreement::Signed(&signed),
        &supply.address,
        args,
    );
    world.must(&[slash.unwrap()], &[payer, &first, &second]);
    let address = client::slash_address(&supply.address, 0);
    assert_eq!(world.read::<Slash>(&address).payer, payer.pubkey());
    address
}

/// A proposal in each program.
fn propose(world: &mut World, payer: &Keypair) {
    let authority = key("authority");
    let (by, from) = (authority.pubkey(), payer.pubkey());
    let spending = FeeBurnChange::Spending {
        daily_max: 500 * ONE_USDC,
        vault_days: 7,
    };
    let cooldown = EmissionsChange::UnstakeCooldown(14 * 86_400);
    let proposals = [
        client::propose_change(&by, &from, 0, cooldown),
        market::propose_change(&by, &from, 0, MarketplaceChange::Hours(100)),
        burn::propose_change(&by, &from, 0, spending),
    ];
    world.must(&proposals, &[payer, &authority]);
}
