//! The events of a transaction are decoded, each by its type.

use std::collections::{BTreeSet, HashMap};

use anchor_lang::{
    event::EVENT_IX_TAG_LE, prelude::Pubkey, solana_program::instruction::Instruction, Event as _,
};
use io_client::{
    emissions as client,
    events::{decode, Emissions, Event, FeeBurn, Marketplace},
    marketplace as market, spl,
};
use io_common::{
    addresses::{IO_VAULT, REWARD_VAULT, STAKE_VAULT, USDC_VAULT},
    constants::ONE_IO,
};
use io_tests::{
    catalogue::{self, Stop, Visitor},
    World,
};
use marketplace::state::{Currency, Reservation};
use solana_keypair::Keypair;
use solana_signer::Signer;

/// The events of an IDL.
fn of_idl(program: &str) -> Vec<String> {
    let file = io_tests::root().join(format!("idls/{program}.json"));
    let idl: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let name = |event: &serde_json::Value| event["name"].as_str().unwrap().to_owned();
    let mut names: Vec<String> = idl["events"].as_array().unwrap().iter().map(name).collect();
    names.sort_unstable();
    names
}

#[test]
fn every_event_of_the_idls_is_decoded() {
    for (program, names) in [
        ("emissions", Emissions::NAMES),
        ("marketplace", Marketplace::NAMES),
        ("fee_burn", FeeBurn::NAMES),
    ] {
        let mut decoded = names.to_vec();
        decoded.sort_unstable();
        assert_eq!(of_idl(program), decoded, "{program}");
    }
}

#[test]
fn a_transaction_tells_what_it_has_moved() {
    let mut world = World::lite();
    let supply = world.newcomer("alice");
    let owner = supply.owner.pubkey();
    let source = world.io_wallet(&owner);
    let stake = client::stake_own(
        &client::StakeOwnAccounts {
            owner,
            supplier: supply.address,
            source,
        },
        7 * ONE_IO,
    );
    let receipt = world.send(&[stake], &[&supply.owner]).unwrap();
    let events: Vec<Event> = receipt
        .inner
        .iter()
        .filter_map(|(program, data)| decode(program, data))
        .collect();
    let [Event::Emissions(Emissions::Staked(staked))] = &events[..] else {
        panic!("one event of stake");
    };
    assert_eq!((staked.supplier, staked.staker), (supply.address, owner));
    assert_eq!(
        (staked.amount, staked.active_total),
        (7 * ONE_IO, 7 * ONE_IO)
    );
    assert!(staked.own);
    // The transfer beside it is none.
    assert!(receipt.inner.len() > 1);

    // Nothing to claim: nothing is reported.
    let (payout, to) = (&supply.payout, world.io_wallet(&supply.payout.pubkey()));
    let claim = client::claim_supplier(&client::ClaimSupplierAccounts {
        signer: payout.pubkey(),
        supplier: supply.address,
        destination: to,
    });
    let receipt = world.send(&[claim], &[payout]).unwrap();
    let reported = |(program, data): &(_, Vec<u8>)| decode(program, data).is_some();
    assert!(!receipt.inner.iter().any(reported));
}

/// What the suite's vaults hold and how much IO there is, in base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Balances {
    rewards: i128,
    stake: i128,
    io_fees: i128,
    usdc_fees: i128,
    supply: i128,
}

impl Balances {
    fn of(world: &mut World) -> Self {
        let io = world.io;
        let supply = spl::mint(world.vm.as_mut(), &io)
            .unwrap()
            .map_or(0, |mint| mint.supply);
        let mut balance = |address: Pubkey| i128::from(world.balance(&address));
        Self {
            rewards: balance(REWARD_VAULT.address),
            stake: balance(STAKE_VAULT.address),
            io_fees: balance(IO_VAULT.address),
            usdc_fees: balance(USDC_VAULT.address),
            supply: supply.into(),
        }
    }

    /// Follows an event of the emissions program or of the fee burn.
    fn follow(&mut self, event: &Event) {
        match event {
            Event::Emissions(event) => self.follow_emissions(event),
            Event::Marketplace(_) => (),
            Event::FeeBurn(FeeBurn::FeesBurned(event)) => {
                self.io_fees -= i128::from(event.amount);
                self.supply -= i128::from(event.amount);
            }
            Event::FeeBurn(FeeBurn::CouncilPaid(event)) if event.vault == IO_VAULT.address => {
                self.io_fees -= i128::from(event.amount);
            }
            Event::FeeBurn(FeeBurn::CouncilPaid(event)) => {
                self.usdc_fees -= i128::from(event.amount);
            }
            Event::FeeBurn(FeeBurn::AuctionFilled(event)) => {
                self.usdc_fees -= i128::from(event.usdc);
                self.supply -= i128::from(event.io);
            }
            Event::FeeBurn(_) => (),
        }
    }

    fn follow_emissions(&mut self, event: &Emissions) {
        match event {
            Emissions::ClockAdvanced(event) => {
                self.rewards += i128::from(event.minted);
                self.supply += i128::from(event.minted);
            }
            Emissions::Claimed(event) => self.rewards -= i128::from(event.amount),
            Emissions::Compounded(event) => {
                self.rewards -= i128::from(event.amount);
                self.stake += i128::from(event.amount);
            }
            Emissions::Staked(event) => self.stake += i128::from(event.amount),
            Emissions::Withdrawn(event) => self.stake -= i128::from(event.amount),
            Emissions::Slashed(event) => {
                let parts = [event.own, event.delegated, event.cooling];
                let burned: i128 = parts.into_iter().map(i128::from).sum();
                self.stake -= burned;
                self.supply -= burned;
            }
            _ => (),
        }
    }
}

/// The bytes that Anchor would send for an event, for one of each program.
fn of_anchor(event: &Event) -> Option<Vec<u8>> {
    let data = match event {
        Event::Emissions(Emissions::Staked(event)) => event.data(),
        Event::Marketplace(Marketplace::Reserved(event)) => event.data(),
        Event::FeeBurn(FeeBurn::FeesBurned(event)) => event.data(),
        _ => return None,
    };
    Some([EVENT_IX_TAG_LE, &data].concat())
}

/// Rebuilds every balance from the events of each transaction of the catalogue, and compares it with the accounts.
#[derive(Default)]
struct Rebuilding {
    /// Currency of each reservation, as its first event says.
    currencies: HashMap<Pubkey, Currency>,
    /// Events that have been reported.
    reported: usize,
    /// Programs whose event was compared with Anchor's.
    compared: BTreeSet<Pubkey>,
}

impl Rebuilding {
    /// Follows an event of the marketplace: the escrow holds what its totals say (P-13), and the fees are in the vault.
    fn follow(&mut self, world: &mut World, balances: &mut Balances, event: &Marketplace) {
        let (reservation, fees, totals) = match event {
            Marketplace::Reserved(event) => {
                let escrow = market::escrow_address(&event.reservation);
                assert_eq!(world.balance(&escrow), event.locked);
                self.currencies.insert(event.reservation, event.currency);
                return;
            }
            Marketplace::FeesSwept(event) => (event.reservation, event.fees, event.totals),
            Marketplace::ReservationClosed(event) => {
                // What others gave goes to the vault too, unless that is frozen.
                let surplus = match world.is_frozen(&USDC_VAULT.address) {
                    true => 0,
                    false => event.surplus,
                };
                let sent = event.fees + surplus;
                (event.reservation, sent, event.totals)
            }
            Marketplace::Extended(event) => (event.reservation, 0, event.totals),
            Marketplace::DisputeOpened(event) => (event.reservation, 0, event.totals),
            Marketplace::DisputeClosed(event) => (event.reservation, 0, event.totals),
            Marketplace::ReservationSettled(event) => (event.reservation, 0, event.totals),
            Marketplace::Ended(event) => (event.reservation, 0, event.totals),
            Marketplace::OwedWithdrawn(event) => (event.reservation, 0, event.totals),
            _ => return,
        };
        let put_in = totals.locked + totals.deposit;
        let left = put_in - totals.paid - totals.refunded - totals.fees;
        let escrow = market::escrow_address(&reservation);
        assert_eq!(world.balance(&escrow), left);
        let vault = match self.currencies.get(&reservation) {
            Some(Currency::Io) => &mut balances.io_fees,
            Some(Currency::Usdc) => &mut balances.usdc_fees,
            None => panic!("no event names this reservation"),
        };
        *vault += i128::from(fees);
    }
}

impl Visitor for Rebuilding {
    fn visit(
        &mut self,
        world: &mut World,
        stop: Stop,
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) {
        // A reservation that the catalogue made on its way gives its currency by its account.
        let keys = instructions.iter().flat_map(|sent| &sent.accounts);
        for key in keys.map(|meta| meta.pubkey) {
            if let Some(reservation) =
                io_client::read::<Reservation>(world.vm.as_mut(), &key).unwrap()
            {
                self.currencies.insert(key, reservation.currency().unwrap());
            }
        }
        let mut balances = Balances::of(world);
        let receipt = world.send(instructions, signers).unwrap();
        for (program, data) in &receipt.inner {
            if let Some(event) = decode(program, data) {
                self.reported += 1;
                if let Some(bytes) = of_anchor(&event) {
                    assert_eq!(*data, bytes, "{stop}");
                    self.compared.insert(*program);
                }
                balances.follow(&event);
                if let Event::Marketplace(event) = &event {
                    self.follow(world, &mut balances, event);
                }
            }
        }
        assert_eq!(balances, Balances::of(world), "{stop}");
    }
}

#[test]
fn every_balance_is_rebuilt_from_the_events_alone() {
    let mut visitor = Rebuilding::default();
    catalogue::lead(&mut visitor);
    assert!(visitor.reported > 60, "{}", visitor.reported);
    assert_eq!(visitor.compared.len(), 3);
}
