//! Token-2022: transfer fees, hooks, a freeze or a permanent delegate make tokens arrive short, not at all, or leave again.
//!
//! The same mistake here: a mint or a token account of that program is taken for a classic one. Every account that holds
//! tokens is of the classic program's type (`Account<Mint>`, `Account<TokenAccount>`), or is moved by that program
//! alone, or, where a payee is paid, is looked at first (`can_receive`).

use anchor_lang::{error::ErrorCode, prelude::Pubkey, solana_program::instruction::Instruction};
use anchor_spl::{token, token_2022::ID as TOKEN_2022};
use io_client::{emissions as client, fee_burn as burn, marketplace as market, spl};
use io_common::{
    addresses::USDC_VAULT,
    constants::{epoch_hour, DAY, HOUR, IO_DECIMALS, ONE_IO, ONE_USDC},
    oracle::price::PICO_USD,
    token::Mints,
};
use io_tests::{key, offer_args, Refused, Terms, World, OWN_STAKE, START};
use marketplace::{
    error::MarketplaceError,
    instructions::ReserveArgs,
    state::{Currency, Payee},
};
use solana_signer::Signer;

use crate::actions::{swap, unstake};

const TERMS: Terms = Terms {
    gpus: 2,
    hours: 72,
    currency: Currency::Usdc,
};

/// Puts what is at `from` to `to`, as an account of Token-2022: without an extension its bytes are the same; with one,
/// padding, the kind of the account and the extension follow.
fn put_2022(world: &mut World, from: &Pubkey, to: &Pubkey, extended: bool) {
    let mut account = world.account(from).unwrap();
    account.owner = TOKEN_2022;
    if extended {
        let kind = if account.data.len() == 82 { 1 } else { 2 };
        account.data.resize(165, 0);
        // A transfer hook of no bytes.
        account.data.extend_from_slice(&[kind, 14, 0, 0, 0]);
    }
    account.lamports = 10_000_000;
    world.vm.set_account(*to, account).unwrap();
}

#[test]
fn no_program_is_initialised_with_a_mint_of_token_2022() {
    let mut world = World::bare_lite();
    let (authority, mint) = (key("authority"), key("io mint"));
    let signer = authority.pubkey();
    let (io, usdc) = (world.io, world.usdc);
    let create = spl::create_mint(&world.account_rent(), &signer, &io, &signer, IO_DECIMALS);
    world.must(&create, &[&authority, &mint]);
    let anchor = PICO_USD / 4;
    let calls = [
        client::initialize(&signer, &io, signer),
        market::initialize(&signer, &Mints { io, usdc }, signer),
        burn::initialize(&signer, &Mints { io, usdc }, signer, anchor),
    ];
    let newer = key("newer mint").pubkey();
    for extended in [false, true] {
        for classic in [io, usdc] {
            put_2022(&mut world, &classic, &newer, extended);
            for call in &calls {
                let wrong = swap(call.clone(), &classic, &newer);
                if wrong != *call {
                    let refused = world.send(&[wrong], &[&authority]);
                    refused.refused(ErrorCode::AccountOwnedByWrongProgram);
                }
            }
        }
    }
    world.must(&calls, &[&authority]);
}

/// Everything that pays a staker or an owner, and everything that takes stake from one.
#[test]
fn no_account_of_token_2022_is_paid_or_pays_in_emissions() {
    let mut world = World::lite();
    let alice = world.supplier("alice");
    let bob = world.staker("bob", &alice, OWN_STAKE);
    unstake(&mut world, &alice, &bob, Some(ONE_IO)).unwrap();
    let owner = &alice.owner;
    let unstake_own = client::unstake_own(&owner.pubkey(), &alice.address, Some(ONE_IO));
    world.must(&[unstake_own], &[owner]);
    world.wait(14 * DAY);
    world.catch_up(&[alice.address]);
    let (supplier, me, theirs) = (alice.address, bob.pubkey(), owner.pubkey());
    let [bobs, owners, payouts] =
        [&me, &theirs, &alice.payout.pubkey()].map(|owner| world.io_wallet(owner));
    let payout = alice.payout.pubkey();
    let newer = key("newer account").pubkey();
    let io = world.io;
    put_2022(&mut world, &io, &newer, false);
    let advance = client::advance_clock(&io, epoch_hour(START));
    let refused = world.send(&[swap(advance, &io, &newer)], &[&bob]);
    refused.refused(ErrorCode::AccountOwnedByWrongProgram);
    for extended in [false, true] {
        for (call, classic, signer) in [
            (
                client::claim(
                    &me,
                    &client::DelegationKeys {
                        staker: me,
                        supplier,
                    },
                    &bobs,
                ),
                bobs,
                &bob,
            ),
            (
                client::withdraw(
                    &client::DelegationKeys {
                        staker: me,
                        supplier,
                    },
                    &bobs,
                ),
                bobs,
                &bob,
            ),
            (
                client::close_delegation(
                    &client::DelegationKeys {
                        staker: me,
                        supplier,
                    },
                    &bobs,
                ),
                bobs,
                &bob,
            ),
            (
                client::claim_supplier(&client::ClaimSupplierAccounts {
                    signer: payout,
                    supplier,
                    destination: payouts,
                }),
                payouts,
                &alice.payout,
            ),
            (
                client::withdraw_own(&client::WithdrawOwnAccounts {
                    signer: theirs,
                    supplier,
                    holder: theirs,
                    destination: owners,
                }),
                owners,
                owner,
            ),
        ] {
            put_2022(&mut world, &classic, &newer, extended);
            let refused = world.send(&[swap(call, &classic, &newer)], &[signer]);
            refused.refused(ErrorCode::AccountOwnedByWrongProgram);
        }
        for (call, classic, signer) in [
            (
                client::delegate(
                    &client::DelegationKeys {
                        staker: me,
                        supplier,
                    },
                    &bobs,
                    ONE_IO,
                ),
                bobs,
                &bob,
            ),
            (
                client::stake_own(
                    &client::StakeOwnAccounts {
                        owner: theirs,
                        supplier,
                        source: owners,
                    },
                    ONE_IO,
                ),
                owners,
                owner,
            ),
        ] {
            let gift = key("treasury");
            let from = world.io_wallet(&gift.pubkey());
            let give = spl::transfer(&from, &classic, &gift.pubkey(), ONE_IO);
            world.must(&[give], &[&key("authority"), &gift]);
            put_2022(&mut world, &classic, &newer, extended);
            let refused = world.send(&[swap(call.clone(), &classic, &newer)], &[signer]);
            refused.refused(ErrorCode::AccountOwnedByWrongProgram);
            let refused = world.send(&[swap(call, &token::ID, &TOKEN_2022)], &[signer]);
            refused.refused(ErrorCode::InvalidProgramId);
        }
    }
}

#[test]
fn no_account_of_token_2022_pays_for_a_reservation_or_is_paid_by_one() {
    let mut world = World::lite();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let rental = world.reserve("bob", &supply, offer, TERMS);
    world.start(&supply, &rental).unwrap();
    world.wait(40 * HOUR);
    world.attest(&supply, 8, 24).unwrap();
    let (bob, address) = (&rental.renter, &rental.address);
    let (usdc, wallet) = (world.usdc, world.usdc_wallet(&bob.pubkey()));
    let args = ReserveArgs {
        number: 2,
        ..world.reserve_args(&offer, TERMS)
    };
    let accounts = market::ReserveAccounts {
        renter: bob.pubkey(),
        payer: bob.pubkey(),
        supplier: supply.address,
        offer,
        mint: usdc,
        payer_tokens: wallet,
        price: None,
    };
    let more = world.extend_args(&rental, 2);
    let reservation = world.reservation(&rental);
    let pays = [
        market::reserve(&accounts, args.clone()),
        market::extend(address, &reservation, &wallet, None, more).unwrap(),
        market::open_dispute(address, &reservation, &wallet, u64::MAX),
    ];
    let newer = key("newer account").pubkey();
    for extended in [false, true] {
        put_2022(&mut world, &wallet, &newer, extended);
        for call in &pays {
            let refused = world.send(&[swap(call.clone(), &wallet, &newer)], &[bob]);
            refused.refused_by(token::ID);
            let refused = world.send(&[swap(call.clone(), &token::ID, &TOKEN_2022)], &[bob]);
            refused.refused(ErrorCode::InvalidProgramId);
        }
        put_2022(&mut world, &usdc, &newer, extended);
        let mint = swap(pays[0].clone(), &usdc, &newer);
        let refused = world.send(&[mint], &[bob]);
        refused.refused(ErrorCode::AccountOwnedByWrongProgram);
        put_2022(&mut world, &rental.escrow, &newer, extended);
        let escrow = swap(pays[2].clone(), &rental.escrow, &newer);
        let refused = world.send(&[escrow], &[bob]);
        refused.refused(ErrorCode::AccountOwnedByWrongProgram);
    }

    // Where a wallet looks there is one of Token-2022: the payee waits, and everything else goes on.
    let payout = supply.payout.pubkey();
    let theirs = world.usdc_wallet(&payout);
    let classic = world.account(&theirs).unwrap();
    for extended in [false, true] {
        world.vm.set_account(theirs, classic.clone()).unwrap();
        put_2022(&mut world, &theirs, &theirs, extended);
        world.settle_reservation(&supply, &rental).unwrap();
    }
    let settle = market::settle_reservation(address, &reservation, &theirs);
    let elsewhere = swap(settle, &theirs, &newer);
    let refused = world.send(&[elsewhere], &[bob]);
    refused.refused(MarketplaceError::WrongDestination);
    assert!(world.reservation(&rental).owed(Payee::Supplier).unwrap() > 0);
    world.terminate(&rental).unwrap();
    world.wait(DAY);
    world.close_reservation(&supply, &rental).unwrap();
    let reservation = world.reservation(&rental);
    let collect = market::withdraw_owed(&payout, address, &reservation, &theirs);
    let refused = world.send(&[collect], &[&supply.payout]);
    refused.refused_by(token::ID);
    world.vm.set_account(theirs, classic).unwrap();
    world.close_reservation(&supply, &rental).unwrap();
    world.assert_closed(&supply, &rental);
}

#[test]
fn no_account_of_token_2022_fills_an_auction() {
    let mut world = World::lite();
    let bob = world.person("bob", 10_000, 1);
    let authority = key("authority");
    let fees = 16_800 * ONE_USDC;
    let fund = spl::mint_to(&world.usdc, &USDC_VAULT.address, &authority.pubkey(), fees);
    world.must(&[fund], &[&authority]);
    world.wait(HOUR);
    world.set_price(0.25);
    world.must(&[burn::open_auction(&world.price)], &[&authority]);
    let filler = burn::Filler {
        owner: bob.pubkey(),
        io: world.io_wallet(&bob.pubkey()),
        usdc: world.usdc_wallet(&bob.pubkey()),
    };
    let (io, price, usdc) = (world.io, world.price, 25 * ONE_USDC);
    let fill = [burn::fill_auction(&filler, &io, &price, usdc, u64::MAX)];
    let flash = [
        burn::flash_fill_begin(&filler, &price, usdc, u64::MAX),
        burn::flash_fill_end(&filler, &io),
    ];
    let newer = key("newer account").pubkey();
    let swapped = |calls: &[Instruction], old: &Pubkey, new: &Pubkey| {
        let calls = calls.iter().cloned();
        calls.map(|call| swap(call, old, new)).collect::<Vec<_>>()
    };
    for extended in [false, true] {
        for classic in [filler.io, filler.usdc] {
            put_2022(&mut world, &classic, &newer, extended);
            for calls in [&fill[..], &flash] {
                let refused = world.send(&swapped(calls, &classic, &newer), &[&bob]);
                refused.refused_by(token::ID);
            }
        }
    }
    for calls in [&fill[..], &flash] {
        let refused = world.send(&swapped(calls, &token::ID, &TOKEN_2022), &[&bob]);
        refused.refused(ErrorCode::InvalidProgramId);
    }
    assert_eq!(world.balance(&USDC_VAULT.address), fees);
}

/// A donation that the frozen vault cannot receive goes where the finisher says, but to no account of Token-2022.
#[test]
fn no_account_of_token_2022_receives_a_surplus() {
    let mut world = World::lite();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let rental = world.reserve("bob", &supply, offer, TERMS);
    let rich = world.person("rich", 0, 1);
    let purse = world.usdc_wallet(&rich.pubkey());
    let give = spl::transfer(&purse, &rental.escrow, &rich.pubkey(), 1);
    world.must(&[give], &[&rich]);
    world.freeze(&USDC_VAULT.address);
    world.decline(&rental, &supply.operator).unwrap();
    let reservation = world.reservation(&rental);
    let owners = [&supply.payout, &rental.renter];
    let [theirs, renters] = owners.map(|owner| world.usdc_wallet(&owner.pubkey()));
    let newer = key("newer account").pubkey();
    let into = |place| {
        let (finisher, address, to) = (rich.pubkey(), &rental.address, [&theirs, &renters]);
        market::close_reservation_into(&finisher, address, &reservation, to, Some(place)).unwrap()
    };
    for extended in [false, true] {
        put_2022(&mut world, &purse, &newer, extended);
        let refused = world.send(&[into(newer)], &[&rich]);
        refused.refused_by(token::ID);
    }
    world.must(&[into(purse)], &[&rich]);
    world.assert_closed(&supply, &rental);
}
