//! Recipients and amounts.

use anchor_lang::solana_program::system_instruction;
use emissions::events::RentReclaimed;
use io_client::{
    emissions as client,
    events::{decode, Emissions, Event, FeeBurn, Marketplace},
    rent, Receipt,
};
use io_common::addresses::LEDGER;
use io_tests::{key, World};
use solana_signer::Signer;

use super::{network, Held, Stage, OVERHEAD, RATES};

/// Account, recipient and lamports of the only event, if any.
fn reported(receipt: &Receipt) -> Option<(Held, u64)> {
    let mut events = receipt
        .inner
        .iter()
        .filter_map(|(program, data)| decode(program, data));
    let event = events.next()?;
    assert!(events.next().is_none());
    let (account, recipient, lamports) = match event {
        Event::Emissions(Emissions::RentReclaimed(it)) => {
            let RentReclaimed {
                account,
                recipient,
                lamports,
            } = it;
            (account, recipient, lamports)
        }
        Event::Marketplace(Marketplace::RentReclaimed(it)) => {
            (it.account, it.recipient, it.lamports)
        }
        Event::FeeBurn(FeeBurn::RentReclaimed(it)) => (it.account, it.recipient, it.lamports),
        _ => panic!("another event"),
    };
    Some((Held::new("", account, recipient), lamports))
}

/// Both reductions of 2026, then a rise: the excess goes to the right recipient, once, and never a lamport of the minimum
/// or of a bounty.
#[test]
fn p25_each_fall_of_the_rate_comes_back_to_who_gets_the_rent() {
    let mut stage = Stage::new(RATES[0]);
    for (before, rate) in RATES.into_iter().zip(&RATES[1..]) {
        stage.world.vm.set_rent(*rate);
        for held in stage.all.clone() {
            let account = stage.world.account(&held.account).unwrap();
            let purse = stage.world.lamports(&held.recipient);
            let receipt = stage.reclaim(&held).unwrap();
            let bytes = (account.data.len() + OVERHEAD) as u64;
            let expected = bytes * (before - rate);
            let after = stage.world.account(&held.account).unwrap();
            assert_eq!(after.lamports, account.lamports - expected, "{held}");
            assert_eq!(after.lamports, bytes * rate + held.kept, "{held}");
            assert_eq!(after.data, account.data, "{held}");
            // The sender pays the fee for one signature.
            let fee = u64::from(held.recipient == key("authority").pubkey()) * 5_000;
            let got = stage.world.lamports(&held.recipient) + fee - purse;
            assert_eq!(got, expected, "{held}");
            let (event, lamports) = reported(&receipt).unwrap();
            assert_eq!(event.account, held.account);
            assert_eq!((event.recipient, lamports), (held.recipient, expected));
            // The second time there is no excess and no event.
            assert!(reported(&stage.reclaim(&held).unwrap()).is_none());
            assert_eq!(stage.world.account(&held.account).unwrap(), after);
        }
    }
    stage.world.vm.set_rent(RATES[0]);
    for held in stage.all.clone() {
        let before = stage.world.account(&held.account);
        assert!(reported(&stage.reclaim(&held).unwrap()).is_none(), "{held}");
        assert_eq!(stage.world.account(&held.account), before, "{held}");
    }
}

/// The same account twice in a transaction gives once.
#[test]
fn p25_twice_in_a_transaction_gives_once() {
    let mut stage = Stage::new(RATES[0]);
    stage.world.vm.set_rent(RATES[2]);
    for held in stage.all.clone() {
        let instruction = super::reclaim(&mut stage.world, &held);
        let twice = [instruction.clone(), instruction];
        stage.world.must(&twice, &[&key("authority")]);
        let minimum = stage.minimum(&held.account);
        let left = stage.world.lamports(&held.account);
        assert_eq!(left, minimum + held.kept, "{held}");
    }
}

/// The client lists the same accounts, and the amounts that it lists are returned.
#[test]
fn p25_a_client_finds_what_is_too_much() {
    let mut stage = Stage::new(RATES[0]);
    let none = rent::reclaimable(stage.world.vm.as_mut(), None).unwrap();
    assert!(none.is_empty(), "{none:?}");
    stage.world.vm.set_rent(RATES[1]);
    let all = rent::reclaimable(stage.world.vm.as_mut(), None).unwrap();
    for held in &stage.all {
        let found = all.iter().find(|one| one.account == held.account);
        let found = found.unwrap_or_else(|| panic!("{held}"));
        assert_eq!(found.recipient, held.recipient, "{held}");
        let theirs = rent::reclaimable(stage.world.vm.as_mut(), Some(&held.recipient)).unwrap();
        assert!(theirs.iter().all(|one| one.recipient == held.recipient));
        let expected: Vec<_> = all
            .iter()
            .filter(|one| one.recipient == held.recipient)
            .map(|one| (one.account, one.kind, one.lamports))
            .collect();
        let theirs: Vec<_> = theirs
            .iter()
            .map(|one| (one.account, one.kind, one.lamports))
            .collect();
        assert_eq!(theirs, expected);
        let alone = rent::reclaimable_of(stage.world.vm.as_mut(), &held.account).unwrap();
        assert_eq!(alone.unwrap().lamports, found.lamports);
    }
    for one in all {
        let before = stage.world.lamports(&one.account);
        let send = [one.instruction.clone()];
        stage.world.must(&send, &[&key("authority")]);
        assert_eq!(stage.world.lamports(&one.account), before - one.lamports);
    }
    let none = rent::reclaimable(stage.world.vm.as_mut(), None).unwrap();
    assert!(none.is_empty(), "{none:?}");
}

/// Lamports sent before an account was created go to its payer.
#[test]
fn p25_lamports_that_were_there_before_an_account_are_nobodys_trap() {
    let mut world = network(RATES[2]);
    let supply = world.supplier("alice");
    let (bob, stranger) = (world.person("bob", 0, 0), key("authority"));
    let delegation = client::delegation_address(&client::DelegationKeys {
        staker: bob.pubkey(),
        supplier: supply.address,
    });
    let gift = 1_000_000_000;
    let give = system_instruction::transfer(&stranger.pubkey(), &delegation, gift);
    world.must(&[give], &[&stranger]);
    let before = world.lamports(&bob.pubkey());
    let open = client::open_delegation(&client::DelegationKeys {
        staker: bob.pubkey(),
        supplier: supply.address,
    });
    world.must(&[open], &[&bob]);
    let today = rent::of_today(world.vm.as_mut()).unwrap();
    let minimum = today.minimum_balance(world.account(&delegation).unwrap().data.len());
    let reclaim = client::reclaim_rent(&delegation, &bob.pubkey());
    world.must(&[reclaim], &[&stranger]);
    assert_eq!(world.lamports(&delegation), minimum);
    let signature = 5_000;
    let after = world.lamports(&bob.pubkey());
    assert_eq!(after, before - signature + gift - minimum);
}

/// After a decline the bounty is the payer's, and may come back before the reservation closes.
#[test]
fn p25_the_bounty_of_a_declined_reservation_is_no_bounty() {
    let mut stage = Stage::new(RATES[0]);
    let back = stage.world.usdc_wallet(&stage.rental.renter.pubkey());
    stage.world.freeze(&back);
    let operator = stage.supply.operator.insecure_clone();
    stage.world.decline(&stage.rental, &operator).unwrap();
    let held = *stage.all.iter().find(|it| it.kept > 0).unwrap();
    let bounty = held.kept;
    let before = stage.world.lamports(&held.recipient);
    stage.reclaim(&held).unwrap();
    assert_eq!(stage.world.lamports(&held.recipient), before + bounty);
    let minimum = stage.minimum(&held.account);
    assert_eq!(stage.world.lamports(&held.account), minimum);
    stage.world.thaw(&back);
    stage
        .world
        .close_reservation(&stage.supply, &stage.rental)
        .unwrap();
    stage.world.assert_closed(&stage.supply, &stage.rental);
}

/// In Agave's runtime, with lamports that somebody sends as the surplus.
#[test]
fn p25_a_gift_to_the_ledger_comes_back_to_who_paid_for_it() {
    let mut world = World::new();
    let authority = key("authority");
    let to = authority.pubkey();
    let stranger = world.person("stranger", 0, 0);
    let before = world.lamports(&LEDGER.address);
    let give = system_instruction::transfer(&stranger.pubkey(), &LEDGER.address, 7);
    world.must(&[give], &[&stranger]);
    let purse = world.lamports(&to);
    let reclaim = client::reclaim_rent(&LEDGER.address, &to);
    world.must(&[reclaim], &[&stranger]);
    let minimum = {
        let bytes = world.account(&LEDGER.address).unwrap().data.len();
        let today = rent::of_today(world.vm.as_mut()).unwrap();
        today.minimum_balance(bytes)
    };
    assert_eq!(world.lamports(&LEDGER.address), minimum);
    assert_eq!(world.lamports(&to), purse + before + 7 - minimum);
}
