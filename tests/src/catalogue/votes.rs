//! Votes of staked IO.

use anchor_lang::prelude::Pubkey;
use io_client::emissions::{self, VoterKeys, Weighed};
use io_common::{ids, seeds};
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::{
    names::{self, has_first_bump},
    Catalogue,
};
use crate::{key, Supply};

/// Suppliers that the council's part has registered.
const OTHERS: usize = 24;

pub(super) fn catalogue(catalogue: &mut Catalogue, supply: &Supply) {
    let bob = key(&names::staker("bob", &supply.address));
    let realm = realm(&[bob.pubkey(), supply.owner.pubkey()]);
    let payer = key("authority");
    for voter in [&bob, &supply.owner] {
        let of = VoterKeys {
            realm,
            voter: voter.pubkey(),
        };
        let create = emissions::create_voter_weight_record(&payer.pubkey(), &of);
        catalogue.stop("create_voter_weight_record", create, &[&payer]);
    }
    weighed(catalogue, supply, &bob, &realm);
    let create = emissions::create_max_voter_weight_record(&payer.pubkey(), &realm);
    catalogue.stop("create_max_voter_weight_record", create, &[&payer]);
    let update = emissions::update_max_voter_weight_record(&realm);
    catalogue.stop("update_max_voter_weight_record", update, &[&payer]);
    let of = VoterKeys {
        realm,
        voter: bob.pubkey(),
    };
    let close = emissions::close_voter_weight_record(&payer.pubkey(), &of);
    catalogue.stop("close_voter_weight_record", close, &[&bob]);
}

/// The delegations of `bob`, as many as fit into a legacy transaction and into one of version 1, and the owner's stake.
fn weighed(catalogue: &mut Catalogue, supply: &Supply, bob: &Keypair, realm: &Pubkey) {
    let voter = bob.pubkey();
    let others = (0..OTHERS).map(|number| {
        let owner = key(&format!("s{number}")).pubkey();
        emissions::supplier_address(&owner, 0)
    });
    let all: Vec<Pubkey> = [supply.address].into_iter().chain(others).collect();
    for suppliers in all[1..].chunks(8) {
        let open = suppliers.iter().map(|supplier| {
            emissions::open_delegation(&emissions::DelegationKeys {
                staker: voter,
                supplier: *supplier,
            })
        });
        let open: Vec<_> = open.collect();
        catalogue.world.must(&open, &[bob]);
    }
    let of = VoterKeys {
        realm: *realm,
        voter,
    };
    for (variant, count) in [
        ("delegations: 1", 1),
        ("delegations: 8", 8),
        ("delegations: 24", 24),
    ] {
        let stake = Weighed {
            delegated: &all[..count],
            owned: &[],
        };
        let update = emissions::update_voter_weight_record(&of, &stake);
        let known: Vec<Pubkey> = update.accounts.iter().map(|meta| meta.pubkey).collect();
        let table = if count > 8 { &known[..] } else { &[] };
        catalogue.world.vm.use_table(table).unwrap();
        let what = ("update_voter_weight_record", variant);
        catalogue.stop(what, update, &[&key("authority")]);
    }
    catalogue.world.vm.use_table(&[]).unwrap();
    let owner = VoterKeys {
        realm: *realm,
        voter: supply.owner.pubkey(),
    };
    let stake = Weighed {
        delegated: &[],
        owned: &[supply.address],
    };
    let update = emissions::update_voter_weight_record(&owner, &stake);
    let what = ("update_voter_weight_record", "of an owner");
    catalogue.stop(what, update, &[&key("authority")]);
}

/// A realm with which all records have the bump 255.
fn realm(voters: &[Pubkey]) -> Pubkey {
    let is_first = |realm: &Pubkey| {
        let of = |voter: &Pubkey| {
            let seeds = [seeds::VOTER_WEIGHT, realm.as_ref(), voter.as_ref()];
            has_first_bump(&seeds, &ids::emissions::ID)
        };
        let all = [seeds::MAX_VOTER_WEIGHT, realm.as_ref()];
        has_first_bump(&all, &ids::emissions::ID) && voters.iter().all(of)
    };
    let mut realms = (0..=u8::MAX).map(|byte| Pubkey::new_from_array([byte; 32]));
    realms.find(is_first).unwrap()
}
