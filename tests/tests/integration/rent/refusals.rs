//! Attempts by an attacker who builds the transaction.

use anchor_lang::{error::ErrorCode, prelude::Pubkey, Discriminator};
use io_client::{emissions as client, fee_burn as burn, marketplace as market};
use io_common::{
    addresses::{EMISSIONS_CONFIG, IO_VAULT, REWARD_VAULT, STAKE_VAULT, USDC_VAULT},
    ids,
    types::Supplier,
    CommonError,
};
use io_tests::{key, Refused};
use marketplace::error::MarketplaceError;
use solana_account::Account;
use solana_signer::Signer;

use super::{Held, Stage, RATES};

/// A stage on which every account has an excess.
fn stage() -> Stage {
    let mut stage = Stage::new(RATES[0]);
    stage.world.vm.set_rent(RATES[2]);
    stage
}

#[test]
fn p25_nobody_else_gets_it() {
    let mut stage = stage();
    let stranger = stage.world.person("stranger", 0, 0).pubkey();
    let others = [
        stranger,
        stage.supply.operator.pubkey(),
        stage.supply.payout.pubkey(),
        stage.target.owner.pubkey(),
        EMISSIONS_CONFIG.address,
    ];
    for held in stage.all.clone() {
        let before = stage.world.account(&held.account);
        // Also to the account itself.
        for recipient in others.into_iter().chain([held.account]) {
            let wrong = Held { recipient, ..held };
            stage.reclaim(&wrong).refused(CommonError::WrongRecipient);
        }
        assert_eq!(stage.world.account(&held.account), before, "{held}");
    }
}

#[test]
fn p25_an_offer_needs_its_own_supplier() {
    let mut stage = stage();
    let offer = *stage.all.iter().find(|it| it.supplier.is_some()).unwrap();
    let (target, owner) = (stage.target.address, stage.target.owner.pubkey());
    for (supplier, recipient) in [
        (None, offer.recipient),
        (Some(target), owner),
        (Some(target), offer.recipient),
    ] {
        let wrong = Held {
            supplier,
            recipient,
            ..offer
        };
        stage
            .reclaim(&wrong)
            .refused(MarketplaceError::WrongSupplier);
    }
    // A forged supplier with the stranger as its owner, owned by another program.
    let stranger = stage.world.person("stranger", 0, 0).pubkey();
    let mut supplier = stage.world.supplier_account(&stage.supply);
    supplier.owner = stranger;
    let forged = key("forged").pubkey();
    let data = [Supplier::DISCRIMINATOR, bytemuck::bytes_of(&supplier)].concat();
    for program in [ids::marketplace::ID, key("program").pubkey()] {
        put(&mut stage, forged, program, data.clone());
        let wrong = Held {
            supplier: Some(forged),
            recipient: stranger,
            ..offer
        };
        stage
            .reclaim(&wrong)
            .refused(ErrorCode::AccountOwnedByWrongProgram);
    }
}

fn put(stage: &mut Stage, address: Pubkey, owner: Pubkey, data: Vec<u8>) {
    let account = Account {
        lamports: 1_000_000_000,
        data,
        owner,
        ..Account::default()
    };
    stage.world.vm.set_account(address, account).unwrap();
}

/// Sends all three; each refuses an account of another program.
#[track_caller]
fn is_nobodys(stage: &mut Stage, account: &Pubkey, recipient: &Pubkey) {
    let supply = stage.supply.address;
    for reclaim in [
        client::reclaim_rent(account, recipient),
        burn::reclaim_rent(account, recipient),
        market::reclaim_rent(account, recipient, None),
        market::reclaim_rent(account, recipient, Some(&supply)),
    ] {
        let sent = stage.world.send(&[reclaim], &[&key("authority")]);
        sent.refused(CommonError::NotReclaimable);
    }
}

#[test]
fn p25_token_accounts_wallets_and_mints_are_not_debited() {
    let mut stage = stage();
    let payer = key("authority").pubkey();
    let renter = stage.rental.renter.pubkey();
    let escrow = stage.rental.escrow;
    let (io, wallet) = (stage.world.io, stage.world.io_wallet(&payer));
    is_nobodys(&mut stage, &escrow, &renter);
    for account in [
        STAKE_VAULT.address,
        REWARD_VAULT.address,
        IO_VAULT.address,
        USDC_VAULT.address,
        io,
        wallet,
        renter,
        // An empty address.
        key("nobody").pubkey(),
    ] {
        is_nobodys(&mut stage, &account, &payer);
    }
}

/// Every account's data in an account of another program, truncated, or not written.
#[test]
fn p25_only_accounts_of_the_program_and_of_its_types_are_debited() {
    let mut stage = stage();
    let forged = key("forged").pubkey();
    for held in stage.all.clone() {
        let real = stage.world.account(&held.account).unwrap();
        let no_program = key("program").pubkey();
        put(&mut stage, forged, no_program, real.data.clone());
        is_nobodys(&mut stage, &forged, &held.recipient);
        let length = real.data.len();
        for data in [vec![0; length], vec![7; length], vec![], vec![0; 7]] {
            put(&mut stage, forged, real.owner, data);
            is_nobodys(&mut stage, &forged, &held.recipient);
        }
        // A byte less.
        put(
            &mut stage,
            forged,
            real.owner,
            real.data[..length - 1].to_vec(),
        );
        is_nobodys(&mut stage, &forged, &held.recipient);
    }
}

/// Each program debits its own accounts only.
#[test]
fn p25_a_program_does_not_debit_anothers_accounts() {
    let mut stage = stage();
    for held in stage.all.clone() {
        let owner = stage.world.account(&held.account).unwrap().owner;
        for reclaim in [
            client::reclaim_rent(&held.account, &held.recipient),
            burn::reclaim_rent(&held.account, &held.recipient),
            market::reclaim_rent(&held.account, &held.recipient, held.supplier.as_ref()),
        ] {
            if reclaim.program_id != owner {
                let sent = stage.world.send(&[reclaim], &[&key("authority")]);
                sent.refused(CommonError::NotReclaimable);
            }
        }
    }
}

/// The empty account of a closed supplier keeps its lamports: it must stay.
#[test]
fn p25_what_is_left_of_a_closed_supplier_stays() {
    let mut stage = Stage::new(RATES[0]);
    let owner = stage.target.owner.insecure_clone();
    let (me, address) = (owner.pubkey(), stage.target.address);
    let offers = client::close_supplier(&me, &address);
    stage.world.must(&[offers], &[&owner]);
    stage.world.vm.set_rent(RATES[2]);
    let before = stage.world.account(&address).unwrap();
    assert_eq!((before.owner, before.data.len()), (ids::emissions::ID, 0));
    is_nobodys(&mut stage, &address, &me);
    assert_eq!(stage.world.account(&address), Some(before));
}
