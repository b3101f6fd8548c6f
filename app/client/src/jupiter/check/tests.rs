#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::panic)]

use anchor_lang::solana_program::{instruction::AccountMeta, system_program};

use super::*;
use crate::jupiter::PROGRAM;

fn key(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
}

fn request() -> Request {
    Request {
        input: key(1),
        output: key(2),
        amount: 100,
        taker: key(3),
        slippage_bps: 10,
    }
}

/// `route_v2` of `amounts`, with the bps after them.
fn data(amounts: [u64; 2], bps: [u16; 3]) -> Vec<u8> {
    let kind = [187, 100, 250, 204, 49, 196, 175, 20].into_iter();
    let amounts = amounts.into_iter().flat_map(u64::to_le_bytes);
    let bps = bps.into_iter().flat_map(u16::to_le_bytes);
    kind.chain(amounts).chain(bps).chain([0; 4]).collect()
}

fn route() -> Route {
    let Request {
        input,
        output,
        taker,
        ..
    } = request();
    let [source, destination] = [input, output].map(|mint| spl::wallet(&taker, &mint));
    let mut accounts = vec![
        AccountMeta::new_readonly(taker, true),
        AccountMeta::new(source, false),
        AccountMeta::new(destination, false),
    ];
    accounts.extend(
        [
            input,
            output,
            token::ID,
            token::ID,
            PROGRAM,
            key(4),
            PROGRAM,
        ]
        .map(|it| AccountMeta::new_readonly(it, false)),
    );
    // Those of the pool.
    accounts.push(AccountMeta::new(key(5), false));
    Route {
        input,
        output,
        in_amount: 100,
        out_amount: 1_000,
        setup: vec![spl::create_wallet(&taker, &taker, &output)],
        swap: Instruction {
            program_id: PROGRAM,
            accounts,
            data: data([100, 1_000], [10, 0, 0]),
        },
        cleanup: None,
        others: Vec::new(),
        tables: vec![key(6)],
    }
}

fn refused(change: impl FnOnce(&mut Route)) -> Unsafe {
    let mut changed = route();
    change(&mut changed);
    changed.check(&request()).unwrap_err()
}

#[test]
fn what_is_asked_for_passes() {
    let checked = route().check(&request()).unwrap();
    assert_eq!(
        (checked.given, checked.quoted, checked.least),
        (100, 1_000, 999)
    );
    assert_eq!(checked.destination, spl::wallet(&key(3), &key(2)));
    let mut written = vec![checked.source, checked.destination, key(5)];
    written.sort_unstable();
    assert_eq!(checked.written(), written);
}

#[test]
fn an_account_for_wrapped_sol_may_end() {
    let taker = request().taker;
    let account = spl::wallet(&taker, &WRAPPED_SOL);
    let close = |account, to| Instruction {
        program_id: token::ID,
        accounts: vec![
            AccountMeta::new(account, false),
            AccountMeta::new(to, false),
            AccountMeta::new_readonly(taker, true),
        ],
        data: CLOSE.to_vec(),
    };
    let mut ending = route();
    ending.cleanup = Some(close(account, taker));
    assert!(ending.check(&request()).is_ok());
    for other in [close(account, key(7)), close(key(7), taker)] {
        assert_eq!(
            refused(|it| it.cleanup = Some(other)),
            Unsafe::Instruction(token::ID)
        );
    }
}

#[test]
fn another_swap_is_refused() {
    assert_eq!(refused(|it| it.input = key(9)), Unsafe::OtherSwap);
    assert_eq!(refused(|it| it.output = key(9)), Unsafe::OtherSwap);
    assert_eq!(refused(|it| it.in_amount = 101), Unsafe::OtherSwap);
}

#[test]
fn a_signature_of_somebody_else_is_refused_wherever_it_is_asked_for() {
    let signs = |it: &mut Instruction| it.accounts[1].is_signer = true;
    let source = route().swap.accounts[1].pubkey;
    assert_eq!(refused(|it| signs(&mut it.swap)), Unsafe::Signer(source));
    let account = route().setup[0].accounts[1].pubkey;
    assert_eq!(
        refused(|it| signs(&mut it.setup[0])),
        Unsafe::Signer(account)
    );
    let mut tip = route().swap;
    signs(&mut tip);
    assert_eq!(refused(|it| it.others.push(tip)), Unsafe::Signer(source));
}

#[test]
fn an_instruction_that_moves_tokens_is_refused() {
    let Request { input, taker, .. } = request();
    let steal = spl::transfer(&spl::wallet(&taker, &input), &key(7), &taker, 1);
    let approve = spl::approve(&spl::wallet(&taker, &input), &key(7), &taker, 1);
    for theft in [steal, approve] {
        let (setup, cleanup, other) = (theft.clone(), theft.clone(), theft);
        assert_eq!(
            refused(|it| it.setup.push(setup)),
            Unsafe::Instruction(token::ID)
        );
        assert_eq!(
            refused(|it| it.cleanup = Some(cleanup)),
            Unsafe::Instruction(token::ID)
        );
        assert_eq!(
            refused(|it| it.others.push(other)),
            Unsafe::Further(token::ID)
        );
    }
    let pay = anchor_lang::solana_program::system_instruction::transfer(&taker, &key(7), 1);
    assert_eq!(
        refused(|it| it.setup.push(pay)),
        Unsafe::Instruction(system_program::ID)
    );
}

#[test]
fn an_account_of_somebody_else_is_not_created() {
    let Request { output, taker, .. } = request();
    let other = spl::create_wallet(&taker, &key(7), &output);
    assert_eq!(
        refused(|it| it.setup = vec![other]),
        Unsafe::Instruction(associated_token::ID)
    );
    // The address is that of another mint.
    assert_eq!(
        refused(|it| it.setup[0].accounts[3].pubkey = key(8)),
        Unsafe::Instruction(associated_token::ID)
    );
    // RecoverNested.
    assert_eq!(
        refused(|it| it.setup[0].data = vec![2]),
        Unsafe::Instruction(associated_token::ID)
    );
}

#[test]
fn a_swap_that_is_not_the_one_asked_for_is_refused() {
    let unknown = Unsafe::UnknownSwap(PROGRAM);
    assert_eq!(refused(|it| it.swap.data[0] = 0), unknown);
    assert_eq!(
        refused(|it| it.swap.program_id = key(9)),
        Unsafe::UnknownSwap(key(9))
    );
    for data in [
        data([101, 1_000], [10, 0, 0]),
        data([99, 1_000], [10, 0, 0]),
        data([100, 1_000], [11, 0, 0]),
    ] {
        assert_eq!(refused(|it| it.swap.data = data), Unsafe::SwapTerms);
    }
    for place in [1, 2, 3, 4] {
        let other = |it: &mut Route| it.swap.accounts[place].pubkey = key(9);
        assert_eq!(refused(other), Unsafe::SwapTerms, "{place}");
    }
    // Another destination, beside the right one.
    assert_eq!(
        refused(|it| it.swap.accounts[7].pubkey = key(9)),
        Unsafe::SwapTerms
    );
    for fee in [[10, 1, 0], [10, 0, 1]] {
        assert_eq!(
            refused(|it| it.swap.data = data([100, 1_000], fee)),
            Unsafe::Fee
        );
    }
}

#[test]
fn other_tokens_of_the_taker_are_spared() {
    use anchor_lang::solana_program::program_pack::Pack;
    use anchor_spl::token::spl_token::state::{Account as Tokens, AccountState};

    let checked = route().check(&request()).unwrap();
    let held = |owner, amount| {
        let mut data = vec![0; Tokens::LEN];
        let tokens = Tokens {
            mint: key(8),
            owner,
            amount,
            state: AccountState::Initialized,
            ..Tokens::default()
        };
        Tokens::pack(tokens, &mut data).unwrap();
        Account {
            lamports: 1,
            data,
            owner: token::ID,
            ..Account::default()
        }
    };
    let (mine, empty, pool) = (held(key(3), 1), held(key(3), 0), held(key(4), 1));
    let spares = |address, account| checked.spares([(address, account)]);
    assert_eq!(
        spares(key(5), Some(&mine)),
        Err(Unsafe::OtherTokens(key(5)))
    );
    for spared in [
        spares(key(5), Some(&empty)),
        spares(key(5), Some(&pool)),
        spares(key(5), None),
        spares(checked.source, Some(&mine)),
        spares(checked.destination, Some(&mine)),
    ] {
        assert_eq!(spared, Ok(()));
    }
}
