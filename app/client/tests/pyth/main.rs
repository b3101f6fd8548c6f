//! Pyth's updates, instructions and accounts, compared with Pyth's own crates.
//!
//! `update.hex` is an update of mainnet with 13 signatures of Wormhole's guardians, from the tests of pythnet-sdk 3.0.0
//! (`test_accumulator_fixture` in `src/wire.rs`).

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::panic)]

use anchor_lang::{
    prelude::{borsh, AccountInfo, Pubkey},
    solana_program::instruction::AccountMeta,
    AccountSerialize, ToAccountMetas,
};
use io_client::pyth::{
    self, config_address, treasury_address, Config, Encoded, GuardianSet, Leaf, Merkle, Posted,
    Refused, Source, Update, Vaa,
};
use io_common::{ids::pyth::RECEIVER, oracle::PriceMessage};
use proptest::prelude::*;
use pyth_solana_receiver_sdk::{
    config as theirs,
    cpi::accounts::{PostUpdate, PostUpdateAtomic},
    pda,
    price_update::{PriceFeedMessage, PriceUpdateV2, VerificationLevel},
    PostUpdateAtomicParams, PostUpdateParams,
};
use pythnet_sdk::{
    accumulators::merkle::{MerklePath, MerkleRoot},
    hashers::keccak256_160::Keccak160,
    messages::Message,
    wire::{
        from_slice,
        v1::{AccumulatorUpdateData, MerklePriceUpdate, Proof, WormholeMessage, WormholePayload},
        PrefixedVec,
    },
};

const FEED: &str = "1853eec7a7dc827578e8e69da7e4fa8148339aa0d3d5296405be4b1a";

fn recorded() -> Vec<u8> {
    let hex = include_str!("update.hex").trim();
    let digits = hex.as_bytes().chunks(2);
    digits
        .map(|it| u8::from_str_radix(std::str::from_utf8(it).unwrap(), 16).unwrap())
        .collect()
}

/// The update by Pyth's own reader.
fn theirs(data: &[u8]) -> (Vec<u8>, Vec<MerklePriceUpdate>) {
    let Proof::WormholeMerkle { vaa, updates } =
        AccumulatorUpdateData::try_from_slice(data).unwrap().proof;
    (vaa.into(), updates)
}

fn merkle(leaf: &Leaf) -> MerklePriceUpdate {
    MerklePriceUpdate {
        message: PrefixedVec::from(leaf.message.clone()),
        proof: MerklePath::new(leaf.proof.clone()),
    }
}

fn of(message: &PriceMessage) -> PriceFeedMessage {
    PriceFeedMessage {
        feed_id: message.feed_id,
        price: message.price,
        conf: message.conf,
        exponent: message.exponent,
        publish_time: message.publish_time,
        prev_publish_time: message.prev_publish_time,
        ema_price: message.ema_price,
        ema_conf: message.ema_conf,
    }
}

#[test]
fn an_update_of_mainnet_is_read_as_pyth_reads_it() {
    let data = recorded();
    let update = Update::parse(&data).unwrap();
    let (vaa, updates) = theirs(&data);
    assert_eq!(update.vaa, vaa);
    let ours: Vec<_> = update.leaves.iter().map(merkle).collect();
    assert_eq!(ours, updates);

    let feed = pyth::message(&update.leaves[0].message).unwrap().feed_id;
    assert!(hex(&feed).contains(FEED));
    let (leaf, message) = update.of_feed(&feed).unwrap();
    let signed = from_slice::<byteorder::BE, Message>(&leaf.message).unwrap();
    assert_eq!(signed, Message::PriceFeedMessage(of(&message)));

    let parsed = Vaa::parse(&update.vaa).unwrap();
    assert_eq!((parsed.guardian_set, parsed.signature_count()), (4, 13));
    assert_eq!(parsed.emitter_chain, 26);
    let signed = WormholeMessage::try_from_bytes(parsed.payload).unwrap();
    let WormholePayload::Merkle(root) = signed.payload;
    assert_eq!(parsed.root().unwrap(), root.root);
    let root: MerkleRoot<Keccak160> = MerkleRoot::new(root.root);
    assert!(root.check(MerklePath::new(leaf.proof.clone()), &leaf.message));
}

#[test]
fn a_message_or_a_proof_that_was_changed_is_refused() {
    let update = Update::parse(&recorded()).unwrap();
    let feed = pyth::message(&update.leaves[0].message).unwrap().feed_id;
    assert_eq!(update.of_feed(&[7; 32]), Err(Refused::OtherFeed));
    // After the type and the feed.
    for place in 33..update.leaves[0].message.len() {
        let mut changed = update.clone();
        changed.leaves[0].message[place] ^= 1;
        assert_eq!(changed.of_feed(&feed), Err(Refused::Proof), "{place}");
    }
    for place in 0..update.leaves[0].proof.len() {
        let mut changed = update.clone();
        changed.leaves[0].proof[place][3] ^= 1;
        assert_eq!(changed.of_feed(&feed), Err(Refused::Proof), "{place}");
    }
}

#[test]
fn what_is_cut_off_or_of_another_version_is_refused() {
    let data = recorded();
    for length in 0..data.len() {
        assert!(Update::parse(&data[..length]).is_err(), "{length}");
    }
    for (place, why) in [
        (0, "it does not start with PNAU"),
        (4, "it has another version"),
        (7, "it has another kind of proof"),
    ] {
        let mut changed = data.clone();
        changed[place] += 9;
        assert_eq!(Update::parse(&changed), Err(Refused::Unreadable(why)));
    }
    let vaa = Update::parse(&data).unwrap().vaa;
    // With any end of it, there is no root.
    for length in 0..vaa.len() {
        let root = Vaa::parse(&vaa[..length]).and_then(|it| it.root());
        assert!(root.is_err(), "{length}");
    }
}

#[test]
fn signatures_that_are_not_needed_are_left_out() {
    let vaa = Update::parse(&recorded()).unwrap().vaa;
    let whole = Vaa::parse(&vaa).unwrap();
    let kept = whole.with_first(&vaa, 3);
    let cut = Vaa::parse(&kept).unwrap();
    assert_eq!((cut.signature_count(), cut.payload), (3, whole.payload));
    assert!(cut.signers().eq(whole.signers().take(3)));
    assert_eq!(kept.len(), vaa.len() - 10 * 66);
    assert_eq!(whole.with_first(&vaa, 13), vaa);
    assert_eq!(whole.with_first(&vaa, 19), vaa);
}

/// Metas of `accounts`, by Pyth's own types: each from an account info of that address.
fn metas(
    addresses: &[Pubkey],
    build: impl Fn(Vec<AccountInfo>) -> Vec<AccountMeta>,
) -> Vec<AccountMeta> {
    let owner = Pubkey::default();
    let mut lamports = vec![0; addresses.len()];
    let infos = addresses.iter().zip(&mut lamports).map(|(key, lamports)| {
        AccountInfo::new(key, false, false, lamports, &mut [], &owner, false)
    });
    build(infos.collect())
}

#[test]
fn instructions_are_those_of_pyths_own_crate() {
    let update = Update::parse(&recorded()).unwrap();
    let leaf = &update.leaves[0];
    let [payer, account, signed_by] = [0; 3].map(|_| Pubkey::new_unique());
    let it = Posted {
        receiver: RECEIVER,
        payer,
        account,
        treasury: 3,
    };
    assert_eq!(config_address(&RECEIVER), pda::get_config_address());
    assert_eq!(treasury_address(&RECEIVER, 3), pda::get_treasury_address(3));
    let addresses = [
        payer,
        signed_by,
        pda::get_config_address(),
        pda::get_treasury_address(3),
        account,
        Pubkey::default(),
        payer,
    ];

    let atomic = pyth::post_update_atomic(&it, signed_by, &update.vaa, Merkle(leaf));
    let params = PostUpdateAtomicParams {
        vaa: update.vaa.clone(),
        merkle_price_update: merkle(leaf),
        treasury_id: 3,
    };
    assert_eq!(atomic.program_id, pyth_solana_receiver_sdk::ID);
    assert_eq!(atomic.data[..8], [49, 172, 84, 192, 175, 180, 52, 234]);
    assert_eq!(atomic.data[8..], borsh::to_vec(&params).unwrap());
    let infos = metas(&addresses, |infos| {
        let [payer, guardian_set, config, treasury, price_update_account, system_program, write_authority] =
            infos.try_into().unwrap();
        PostUpdateAtomic {
            payer,
            guardian_set,
            config,
            treasury,
            price_update_account,
            system_program,
            write_authority,
        }
        .to_account_metas(None)
    });
    assert_eq!(atomic.accounts, infos);

    let post = pyth::post_update(&it, signed_by, Merkle(leaf));
    let params = PostUpdateParams {
        merkle_price_update: merkle(leaf),
        treasury_id: 3,
    };
    assert_eq!(post.data[..8], [133, 95, 207, 175, 11, 79, 118, 44]);
    assert_eq!(post.data[8..], borsh::to_vec(&params).unwrap());
    let infos = metas(&addresses, |infos| {
        let [payer, encoded_vaa, config, treasury, price_update_account, system_program, write_authority] =
            infos.try_into().unwrap();
        PostUpdate {
            payer,
            encoded_vaa,
            config,
            treasury,
            price_update_account,
            system_program,
            write_authority,
        }
        .to_account_metas(None)
    });
    assert_eq!(post.accounts, infos);
}

/// By the accounts and arguments of `wormhole_core_bridge_solana` in pyth-crosschain; no crate of it is published.
#[test]
fn a_vaa_is_written_in_parts_that_make_it_whole_again() {
    let vaa = Update::parse(&recorded()).unwrap().vaa;
    let [wormhole, payer] = [0; 2].map(|_| Pubkey::new_unique());
    let encoded = Encoded {
        wormhole,
        payer,
        seed: "price 1743632858".into(),
        vaa: vaa.clone(),
    };
    let address = encoded.address().unwrap();
    let all = encoded.post(1).unwrap();
    let [create, init, first, second, verify] = all.as_slice() else {
        panic!("{all:?}");
    };
    assert_eq!(create.program_id, solana_sdk_ids::system_program::ID);
    assert_eq!(encoded.size(), 46 + vaa.len());
    assert_eq!(init.data.len(), 8);
    let mut whole: Vec<u8> = Vec::new();
    for write in [first, second] {
        let index = u32::from_le_bytes(write.data[8..12].try_into().unwrap());
        let length = u32::from_le_bytes(write.data[12..16].try_into().unwrap());
        assert_eq!(index as usize, whole.len());
        assert_eq!(length as usize, write.data.len() - 16);
        whole.extend(&write.data[16..]);
    }
    assert_eq!(whole, vaa);
    let guardians = pyth::guardian_set_address(&wormhole, 4);
    assert_eq!(
        verify.accounts,
        [
            AccountMeta::new_readonly(payer, true),
            AccountMeta::new(address, false),
            AccountMeta::new_readonly(guardians, false),
        ]
    );
    let close = encoded.close().unwrap();
    assert_eq!(
        close.accounts,
        [
            AccountMeta::new(payer, true),
            AccountMeta::new(address, false)
        ]
    );
    let too_long = Encoded {
        seed: "x".repeat(33),
        ..encoded
    };
    assert_eq!(too_long.address(), None);
}

#[test]
fn accounts_are_read_as_pyth_writes_them() {
    for target in [None, Some(Pubkey::new_unique())] {
        let config = theirs::Config {
            governance_authority: Pubkey::new_unique(),
            target_governance_authority: target,
            wormhole: Pubkey::new_unique(),
            valid_data_sources: vec![theirs::DataSource {
                chain: 26,
                emitter: Pubkey::new_from_array([9; 32]),
            }],
            single_update_fee_in_lamports: 12,
            minimum_signatures: 3,
        };
        let mut data = Vec::new();
        config.try_serialize(&mut data).unwrap();
        data.resize(theirs::Config::LEN, 0);
        let read = Config::parse(&data).unwrap();
        let expected = Config {
            wormhole: config.wormhole,
            sources: vec![Source {
                chain: 26,
                emitter: [9; 32],
            }],
            fee: 12,
            minimum_signatures: 3,
        };
        assert_eq!(read, expected);
        assert_eq!(Config::parse(&data[1..]), None);
        assert_eq!(Config::parse(&data[..60]), None);
    }
}

#[test]
fn a_guardian_set_is_read_with_and_without_a_discriminator() {
    let set = |expires: u32| {
        let keys = [[1; 20], [2; 20], [3; 20], [4; 20], [5; 20]].concat();
        [
            &4_u32.to_le_bytes()[..],
            &5_u32.to_le_bytes(),
            &keys,
            &7_u32.to_le_bytes(),
            &expires.to_le_bytes(),
        ]
        .concat()
    };
    for data in [
        set(0),
        [&[120, 77, 74, 98, 34, 83, 96, 125][..], &set(0)].concat(),
    ] {
        let read = GuardianSet::parse(&data).unwrap();
        assert_eq!((read.index, read.guardians), (4, 5));
        assert_eq!((read.quorum(), read.most_needed()), (3, 4));
        assert!(read.is_active(i64::MAX));
    }
    let ends = GuardianSet::parse(&set(1_000)).unwrap();
    assert!(ends.is_active(1_000) && !ends.is_active(1_001));
    assert_eq!(GuardianSet::parse(&set(0)[..100]), None);
}

#[test]
fn a_posted_account_is_pyths_own_and_the_programs_read_it() {
    let update = Update::parse(&recorded()).unwrap();
    let message = PriceMessage {
        posted_slot: 77,
        ..pyth::message(&update.leaves[0].message).unwrap()
    };
    let authority = Pubkey::new_unique();
    let account = PriceUpdateV2 {
        write_authority: authority,
        verification_level: VerificationLevel::Full,
        price_message: of(&message),
        posted_slot: 77,
    };
    let mut data = Vec::new();
    account.try_serialize(&mut data).unwrap();
    data.resize(PriceUpdateV2::LEN, 0);
    assert_eq!(pyth::posted(&authority, &message), data);
    assert_eq!(PriceMessage::parse(&data), Ok(message));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Nothing that a server answers makes the client panic.
    #[test]
    fn any_bytes_are_read_or_refused(mut data: Vec<u8>, head in 0..9_usize) {
        let recorded = recorded();
        let head = head.min(data.len());
        data[..head].copy_from_slice(&recorded[..head]);
        if let Ok(update) = Update::parse(&data) {
            let _ = update.of_feed(&[0; 32]);
        }
        let _ = (Vaa::parse(&data), Config::parse(&data), GuardianSet::parse(&data), pyth::message(&data));
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
