//! What the client reads of a realm.

use io_client::{
    emissions::{self as client, max_voter_weight_address, voter_weight_address},
    realm::read::{self, Look, Wanted},
};
use solana_account::Account;

use super::setup::{Assembly, Staker};

/// Reads the realm with a staker.
fn look(assembly: &mut Assembly, staker: &Staker) -> Look {
    let network = &mut *assembly.world.vm;
    let (governed, _) = read::find(network, &[]).unwrap();
    let wanted = Wanted {
        voter: Some(staker.address()),
        ..Wanted::default()
    };
    governed.look(network, &wanted).unwrap()
}

/// P-14: who sends lamports to the address of a record makes no record of it; it is created as without them.
#[test]
fn p14_lamports_at_the_address_of_a_record_are_no_record() {
    let mut assembly = Assembly::lite();
    assembly.offer_authority();
    let staker = assembly.staker("bob", 1_000);
    let seen = look(&mut assembly, &staker);
    assert!(seen.has_max_record && seen.voter.weight.is_some());

    let (max, weight) = (
        max_voter_weight_address(&assembly.at.realm),
        voter_weight_address(&assembly.keys(&staker)),
    );
    let gift = || Account::new(890_880, 0, &Default::default());
    for address in [max, weight] {
        assembly.world.vm.set_account(address, gift()).unwrap();
    }
    let seen = look(&mut assembly, &staker);
    assert!(!seen.has_max_record && seen.voter.weight.is_none());

    let payer = staker.address();
    let creates = [
        client::create_max_voter_weight_record(&payer, &assembly.at.realm),
        client::create_voter_weight_record(&payer, &assembly.keys(&staker)),
    ];
    assembly.world.must(&creates, &[&staker.key]);
    let seen = look(&mut assembly, &staker);
    assert!(seen.has_max_record && seen.voter.weight.is_some());
}
