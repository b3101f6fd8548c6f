//! The stand-in for Pyth's receiver: what it posts, and what it refuses with which code.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::panic)]

use std::slice::from_ref;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{
    pyth::{self, guardian_set_address, Encoded, Leaf, Merkle, Posted, Update, Vaa},
    Network, SendError,
};
use io_common::{
    ids::pyth::{IO_USD_FEED, NEXT_RECEIVER},
    oracle::{message::LENGTH, PriceMessage},
    CommonError,
};
use io_vm::{
    features,
    pyth::{
        stand_in::{programs, ReceiverError, WormholeError, WORMHOLE},
        Publisher, Quote,
    },
    LiteVm, Vm,
};
use solana_keypair::Keypair;
use solana_signer::Signer;

const NOW: i64 = 1_800_000_000;

struct Net {
    vm: LiteVm,
    payer: Keypair,
    account: Keypair,
    update: Update,
}

impl Net {
    fn new(publisher: &Publisher) -> Self {
        let payer = Keypair::new();
        let mut vm = LiteVm::new(&payer.pubkey(), NOW).unwrap();
        vm.airdrop(&payer.pubkey(), 1_000_000_000).unwrap();
        vm.use_v1(true);
        for program in programs() {
            vm.add_native(&program);
        }
        for (address, account) in publisher.accounts() {
            vm.set_account(address, account).unwrap();
        }
        let update = publisher.update(&Quote::of(0.25, NOW - 1));
        Self {
            vm,
            payer,
            account: Keypair::new(),
            update: Update::parse(&update).unwrap(),
        }
    }

    fn routers() -> Self {
        Self::new(&Publisher::routers().unwrap())
    }

    fn posted(&self, payer: &Keypair) -> Posted {
        Posted {
            receiver: NEXT_RECEIVER,
            payer: payer.pubkey(),
            account: self.account.pubkey(),
            treasury: 0,
        }
    }

    /// Posts with these signatures and this message.
    fn atomic(&self, payer: &Keypair, vaa: &[u8], leaf: &Leaf) -> Instruction {
        let set = guardian_set_address(&WORMHOLE, 1);
        pyth::post_update_atomic(&self.posted(payer), set, vaa, Merkle(leaf))
    }

    fn send(&mut self, all: &[Instruction]) -> Result<(), SendError> {
        let (payer, account) = (self.payer.insecure_clone(), self.account.insecure_clone());
        self.vm.send(all, &[&payer, &account]).map(drop)
    }

    /// The code with which a change of the update is refused.
    fn refuses(change: impl FnOnce(&mut Vec<u8>, &mut Leaf)) -> Option<u32> {
        let mut net = Self::routers();
        let (mut vaa, mut leaf) = (net.update.vaa.clone(), net.update.leaves[0].clone());
        change(&mut vaa, &mut leaf);
        let post = net.atomic(&net.payer, &vaa, &leaf);
        net.send(&[post]).unwrap_err().code()
    }

    fn lamports(&mut self, address: &Pubkey) -> u64 {
        let account = self.vm.account(address).unwrap();
        account.map_or(0, |it| it.lamports)
    }
}

fn code(error: impl Into<u32>) -> Option<u32> {
    Some(error.into())
}

#[test]
fn a_signed_price_is_posted_fully_verified_and_closed_again() {
    let mut net = Net::routers();
    let post = net.atomic(&net.payer, &net.update.vaa, &net.update.leaves[0]);
    let at = net.account.pubkey();
    net.send(from_ref(&post)).unwrap();
    let account = net.vm.account(&at).unwrap().unwrap();
    assert_eq!(account.owner, NEXT_RECEIVER);
    let read = PriceMessage::parse(&account.data).unwrap();
    let (_, signed) = net.update.of_feed(&IO_USD_FEED).unwrap();
    let posted = PriceMessage {
        posted_slot: read.posted_slot,
        ..signed
    };
    assert_eq!(read, posted);
    assert!(read.posted_slot > 0);
    assert_eq!(account.data, pyth::posted(&net.payer.pubkey(), &read));
    // Again into the same account, which takes no more rent.
    net.vm.expire_blockhash();
    net.send(&[post]).unwrap();
    assert_eq!(account.lamports, features::rent().minimum_balance(LENGTH));

    let before = net.lamports(&net.payer.pubkey());
    let close = pyth::reclaim_rent(NEXT_RECEIVER, net.payer.pubkey(), at);
    let payer = net.payer.insecure_clone();
    net.vm.send(&[close], &[&payer]).unwrap();
    assert_eq!(net.vm.account(&at).unwrap(), None);
    let fee = 5_000;
    assert_eq!(
        net.lamports(&payer.pubkey()),
        before + account.lamports - fee
    );
}

#[test]
fn an_account_is_its_posters_alone() {
    let mut net = Net::routers();
    let stranger = Keypair::new();
    net.vm.airdrop(&stranger.pubkey(), 1_000_000_000).unwrap();
    let post = net.atomic(&net.payer, &net.update.vaa, &net.update.leaves[0]);
    net.send(&[post]).unwrap();
    let theirs = net.atomic(&stranger, &net.update.vaa, &net.update.leaves[0]);
    let account = net.account.insecure_clone();
    let refused = net.vm.send(&[theirs], &[&stranger, &account]).unwrap_err();
    assert_eq!(refused.code(), code(ReceiverError::WrongWriteAuthority));
    let close = pyth::reclaim_rent(NEXT_RECEIVER, stranger.pubkey(), account.pubkey());
    let refused = net.vm.send(&[close], &[&stranger]).unwrap_err();
    assert_eq!(refused.code(), code(ReceiverError::WrongWriteAuthority));
}

/// P-17: the programs of the suite take no price that is verified in part.
#[test]
fn p17_with_less_than_half_of_the_signatures_a_price_is_verified_in_part() {
    let mut net = Net::new(&Publisher::of(5, 2).unwrap());
    let post = net.atomic(&net.payer, &net.update.vaa, &net.update.leaves[0]);
    net.send(&[post]).unwrap();
    let account = net.vm.account(&net.account.pubkey()).unwrap().unwrap();
    let read = PriceMessage::parse(&account.data);
    assert_eq!(read, Err(CommonError::OracleUnverified));
    // Which of them have signed, at its place.
    assert_eq!(account.data[40..42], [0, 2]);
}

#[test]
fn what_was_not_signed_is_refused() {
    let at_body = 6 + 3 * 66;
    for (refused, expected) in [
        (
            Net::refuses(|_, leaf| leaf.message[40] ^= 1),
            ReceiverError::InvalidPriceUpdate,
        ),
        (
            Net::refuses(|_, leaf| leaf.proof[1][0] ^= 1),
            ReceiverError::InvalidPriceUpdate,
        ),
        (
            Net::refuses(|vaa, _| vaa[at_body] ^= 1),
            ReceiverError::InvalidGuardianKeyRecovery,
        ),
        (
            Net::refuses(|vaa, _| vaa[4] ^= 2),
            ReceiverError::GuardianSetMismatch,
        ),
        (
            Net::refuses(|vaa, _| vaa[6 + 66] = 9),
            ReceiverError::InvalidGuardianIndex,
        ),
        (
            Net::refuses(|vaa, _| vaa[6 + 66] = 0),
            ReceiverError::InvalidGuardianOrder,
        ),
        (
            Net::refuses(|vaa, _| vaa[6 + 65] = 9),
            ReceiverError::InvalidSignature,
        ),
        (
            Net::refuses(|vaa, _| vaa.truncate(40)),
            ReceiverError::DeserializeVaaFailed,
        ),
        (
            Net::refuses(|vaa, _| *vaa = Vaa::parse(vaa).unwrap().with_first(vaa, 1)),
            ReceiverError::InsufficientGuardianSignatures,
        ),
    ] {
        assert_eq!(refused, Some(expected.into()), "{expected:?}");
    }
}

#[test]
fn guardians_at_another_address_of_another_program_or_expired_are_refused() {
    let post = |change: fn(&mut LiteVm, Pubkey) -> Pubkey| {
        let mut net = Net::routers();
        let set = change(&mut net.vm, guardian_set_address(&WORMHOLE, 1));
        let merkle = Merkle(&net.update.leaves[0]);
        let it = net.posted(&net.payer);
        let post = pyth::post_update_atomic(&it, set, &net.update.vaa, merkle);
        net.send(&[post]).unwrap_err().code()
    };
    let elsewhere = post(|vm, set| {
        let (account, at) = (vm.account(&set).unwrap().unwrap(), Pubkey::new_unique());
        vm.set_account(at, account).unwrap();
        at
    });
    assert_eq!(elsewhere, code(ReceiverError::InvalidGuardianSetPda));
    let of_a_stranger = post(|vm, set| {
        let mut account = vm.account(&set).unwrap().unwrap();
        account.owner = Pubkey::new_unique();
        vm.set_account(set, account).unwrap();
        set
    });
    assert_eq!(of_a_stranger, code(ReceiverError::WrongGuardianSetOwner));
    let expired = post(|vm, set| {
        let mut account = vm.account(&set).unwrap().unwrap();
        let end = account.data.len() - 4;
        account.data[end..].copy_from_slice(&9_u32.to_le_bytes());
        vm.set_account(set, account).unwrap();
        set
    });
    assert_eq!(expired, code(ReceiverError::GuardianSetExpired));
    let emitter = {
        let mut net = Net::routers();
        let at = pyth::config_address(&NEXT_RECEIVER);
        let mut config = net.vm.account(&at).unwrap().unwrap();
        // The first byte of the emitter, after the number of its chain.
        config.data[8 + 33 + 32 + 4 + 2] ^= 1;
        net.vm.set_account(at, config).unwrap();
        let post = net.atomic(&net.payer, &net.update.vaa, &net.update.leaves[0]);
        net.send(&[post]).unwrap_err().code()
    };
    assert_eq!(emitter, code(ReceiverError::InvalidDataSource));
}

#[test]
fn a_vaa_in_an_account_counts_once_it_is_verified() {
    let mut net = Net::new(&Publisher::of(19, 13).unwrap());
    let encoded = Encoded {
        wormhole: WORMHOLE,
        payer: net.payer.pubkey(),
        seed: "price".into(),
        vaa: net.update.vaa.clone(),
    };
    let (at, rent) = (encoded.address().unwrap(), features::rent());
    let all = encoded.post(rent.minimum_balance(encoded.size())).unwrap();
    let (verify, written) = all.split_last().unwrap();
    let payer = net.payer.insecure_clone();
    net.vm.send(written, &[&payer]).unwrap();
    let post = pyth::post_update(&net.posted(&payer), at, Merkle(&net.update.leaves[0]));
    let refused = net.send(from_ref(&post)).unwrap_err();
    assert_eq!(refused.code(), code(WormholeError::UnverifiedVaa));
    net.vm.expire_blockhash();
    net.send(&[verify.clone(), post.clone()]).unwrap();
    let account = net.vm.account(&net.account.pubkey()).unwrap().unwrap();
    PriceMessage::parse(&account.data).unwrap();
    // Nothing is written to it any more, and nobody else closes it.
    net.vm.expire_blockhash();
    let refused = net.vm.send(&written[2..3], &[&payer]).unwrap_err();
    assert_eq!(refused.code(), code(WormholeError::NotInWritingStatus));
    let stranger = Keypair::new();
    net.vm.airdrop(&stranger.pubkey(), 1_000_000_000).unwrap();
    let close = pyth::close_encoded(WORMHOLE, stranger.pubkey(), at);
    let refused = net.vm.send(&[close], &[&stranger]).unwrap_err();
    assert_eq!(refused.code(), code(WormholeError::WriteAuthorityMismatch));
    net.vm.send(&[encoded.close().unwrap()], &[&payer]).unwrap();
    assert_eq!(net.vm.account(&at).unwrap(), None);
    net.vm.expire_blockhash();
    let refused = net.send(&[post]).unwrap_err();
    assert_eq!(refused.code(), code(ReceiverError::WrongVaaOwner));
}

#[test]
fn a_vaa_in_an_account_without_a_quorum_is_not_verified() {
    let mut net = Net::new(&Publisher::of(19, 9).unwrap());
    let encoded = Encoded {
        wormhole: WORMHOLE,
        payer: net.payer.pubkey(),
        seed: "price".into(),
        vaa: net.update.vaa.clone(),
    };
    let rent = features::rent().minimum_balance(encoded.size());
    let all = encoded.post(rent).unwrap();
    let payer = net.payer.insecure_clone();
    let refused = net.vm.send(&all, &[&payer]).unwrap_err();
    assert_eq!(refused.code(), code(WormholeError::NoQuorum));
}
