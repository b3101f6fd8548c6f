//! The genesis supply in escrows of Jupiter Lock (P-23), on the stand-in or, with `IO_LOCK_PROGRAM`, on the real program.

use anchor_lang::{error::ErrorCode, prelude::Pubkey, solana_program::instruction::Instruction};
use anchor_spl::token::spl_token::error::TokenError;
use io_client::{
    lock::{self, Claim, Schedule, Terms, VestingEscrow, MONTH},
    spl,
};
use io_common::constants::{GENESIS_SUPPLY, ONE_IO};
use io_migrations::{
    genesis::{self, Lock, Share},
    Deployment,
};
use io_tests::{
    key,
    lock_stand_in::{self, LockError},
    Refused, World, START,
};
use serde_json::Value;
use solana_keypair::Keypair;
use solana_sdk_ids::system_program;
use solana_signer::Signer;

use crate::migrations::Failing;

/// The part of the program's IDL that is used.
fn idl() -> Value {
    let file = io_tests::root().join("tests/golden/locker.json");
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn named<'a>(idl: &'a Value, list: &str, name: &str) -> &'a Value {
    let all = idl[list].as_array().unwrap();
    all.iter().find(|it| it["name"] == name).unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
    let bytes = value.as_array().unwrap().iter();
    bytes.map(|it| it.as_u64().unwrap() as u8).collect()
}

/// Data and flags of an instruction; the order of its accounts, by the `addresses` of their names.
fn is_as_in(idl: &Value, name: &str, built: &Instruction, addresses: &[(&str, Pubkey)]) {
    let instruction = named(idl, "instructions", name);
    assert_eq!(
        built.program_id.to_string(),
        idl["address"].as_str().unwrap()
    );
    let discriminator = bytes(&instruction["discriminator"]);
    assert_eq!(built.data[..8], discriminator);
    let hash = io_common::hash::sha256(&[format!("global:{name}").as_bytes()]);
    assert_eq!(hash[..8], discriminator);
    let accounts = instruction["accounts"].as_array().unwrap();
    assert_eq!(built.accounts.len(), accounts.len());
    for (meta, account) in built.accounts.iter().zip(accounts) {
        let flag = |name: &str| account[name].as_bool().unwrap_or(false);
        let found = account["name"].as_str().unwrap();
        assert_eq!(meta.is_signer, flag("signer"), "{found}");
        assert_eq!(meta.is_writable, flag("writable"), "{found}");
        if let Some(address) = account["address"].as_str() {
            assert_eq!(meta.pubkey.to_string(), address, "{found}");
            continue;
        }
        let expected = addresses.iter().find(|(name, _)| *name == found);
        assert_eq!(meta.pubkey, expected.unwrap().1, "{found}");
    }
}

fn terms() -> Terms {
    let [base, mint, recipient] = [1, 2, 3].map(|byte| Pubkey::new_from_array([byte; 32]));
    let schedule = Schedule {
        start: 1,
        cliff: 2,
        period: 3,
        at_cliff: 4,
        each: 5,
        periods: 6,
    };
    Terms {
        base,
        mint,
        recipient,
        schedule,
    }
}

/// The program-derived address of an account of an instruction, by the seeds in the IDL.
fn derived(
    idl: &Value,
    instruction: &str,
    account: &str,
    of: &[(&str, Pubkey)],
    program: &Pubkey,
) -> Pubkey {
    let accounts = named(idl, "instructions", instruction)["accounts"]
        .as_array()
        .unwrap();
    let account = accounts.iter().find(|it| it["name"] == account).unwrap();
    let seed = |seed: &Value| match seed["path"].as_str() {
        None => bytes(&seed["value"]),
        Some(path) => {
            let found = of.iter().find(|(name, _)| *name == path).unwrap();
            found.1.to_bytes().to_vec()
        }
    };
    let seeds: Vec<_> = account["pda"]["seeds"]
        .as_array()
        .unwrap()
        .iter()
        .map(seed)
        .collect();
    let seeds: Vec<&[u8]> = seeds.iter().map(Vec::as_slice).collect();
    Pubkey::find_program_address(&seeds, program).0
}

/// P-23: what is sent is what the program's own IDL describes.
#[test]
fn p23_an_escrow_is_created_as_the_idl_says() {
    let (idl, terms) = (idl(), terms());
    let sender = Pubkey::new_from_array([4; 32]);
    let name = "create_vesting_escrow";
    let base = [("base", terms.base)];
    let escrow = derived(&idl, name, "escrow", &base, &lock::PROGRAM);
    let of = [("escrow", escrow), ("sender_token.mint", terms.mint)];
    let associated = anchor_spl::associated_token::ID;
    let built = lock::create(&terms, &sender);
    let addresses = [
        ("base", terms.base),
        ("escrow", escrow),
        (
            "escrow_token",
            derived(&idl, name, "escrow_token", &of, &associated),
        ),
        ("sender", sender),
        ("sender_token", spl::wallet(&sender, &terms.mint)),
        ("recipient", terms.recipient),
        (
            "event_authority",
            derived(&idl, name, "event_authority", &[], &lock::PROGRAM),
        ),
        ("program", lock::PROGRAM),
    ];
    is_as_in(&idl, name, &built, &addresses);

    let values = [
        ("vesting_start_time", 1),
        ("cliff_time", 2),
        ("frequency", 3),
        ("cliff_unlock_amount", 4),
        ("amount_per_period", 5),
        ("number_of_period", 6),
        // Nobody.
        ("update_recipient_mode", 0),
        ("cancel_mode", 0_u64),
    ];
    let parameters = &named(&idl, "types", "CreateVestingEscrowParameters")["type"]["fields"];
    let mut data = Vec::new();
    for (field, (name, value)) in parameters.as_array().unwrap().iter().zip(values) {
        assert_eq!(field["name"], name);
        match field["type"].as_str().unwrap() {
            "u64" => data.extend(value.to_le_bytes()),
            "u8" => data.push(value as u8),
            other => panic!("{name}: {other}"),
        }
    }
    assert_eq!(parameters.as_array().unwrap().len(), values.len());
    assert_eq!(built.data[8..], data);
}

#[test]
fn a_claim_is_built_as_the_idl_says() {
    let (idl, terms) = (idl(), terms());
    let destination = Pubkey::new_from_array([5; 32]);
    let claim = Claim {
        base: terms.base,
        mint: terms.mint,
        recipient: terms.recipient,
        destination,
    };
    let built = lock::claim(&claim, 7);
    let addresses = [
        ("escrow", terms.escrow()),
        ("escrow_token", terms.tokens()),
        ("recipient", terms.recipient),
        ("recipient_token", destination),
        ("event_authority", lock::event_authority()),
        ("program", lock::PROGRAM),
    ];
    is_as_in(&idl, "claim", &built, &addresses);
    assert_eq!(
        named(&idl, "instructions", "claim")["args"][0]["type"],
        "u64"
    );
    assert_eq!(built.data[8..], 7_u64.to_le_bytes());
}

/// Size and alignment of a type of the IDL.
fn layout(kind: &Value) -> (usize, usize) {
    match kind.as_str() {
        Some("u8") => (1, 1),
        Some("u64") => (8, 8),
        Some("u128") => (16, 16),
        Some("pubkey") => (32, 1),
        _ => {
            let (size, alignment) = layout(&kind["array"][0]);
            let count = kind["array"][1].as_u64().unwrap() as usize;
            (size * count, alignment)
        }
    }
}

/// P-23: the account is read as the program's own IDL lays it out.
#[test]
fn p23_an_escrow_is_read_as_the_idl_says() {
    let idl = idl();
    let discriminator = bytes(&named(&idl, "accounts", "VestingEscrow")["discriminator"]);
    let hash = io_common::hash::sha256(&[b"account:VestingEscrow"]);
    assert_eq!(hash[..8], discriminator);
    let kind = named(&idl, "types", "VestingEscrow");
    assert_eq!(kind["repr"]["kind"], "c");

    // Each byte is its place: then each field is the bytes of its place.
    let mut data = discriminator;
    data.extend((0..288_u32).map(|at| (at % 251) as u8));
    let account = solana_account::Account {
        data: data.clone(),
        owner: lock::PROGRAM,
        ..Default::default()
    };
    let escrow = VestingEscrow::read(&account).unwrap();
    let mut at = 0;
    let mut fields = kind["type"]["fields"].as_array().unwrap().iter();
    let mut next = |name: &str, found: &[u8]| {
        let field = fields.next().unwrap();
        assert_eq!(field["name"], name);
        let (size, alignment) = layout(&field["type"]);
        at = usize::next_multiple_of(at, alignment);
        assert_eq!(found, &data[8 + at..8 + at + size], "{name}");
        at += size;
        at
    };
    next("recipient", escrow.recipient.as_ref());
    next("token_mint", escrow.token_mint.as_ref());
    next("creator", escrow.creator.as_ref());
    next("base", escrow.base.as_ref());
    next("escrow_bump", &[escrow.escrow_bump]);
    next("update_recipient_mode", &[escrow.update_recipient_mode]);
    next("cancel_mode", &[escrow.cancel_mode]);
    next("token_program_flag", &[escrow.token_program_flag]);
    next("padding_0", &escrow.padding_0);
    next("cliff_time", &escrow.cliff_time.to_le_bytes());
    next("frequency", &escrow.frequency.to_le_bytes());
    next(
        "cliff_unlock_amount",
        &escrow.cliff_unlock_amount.to_le_bytes(),
    );
    next("amount_per_period", &escrow.amount_per_period.to_le_bytes());
    next("number_of_period", &escrow.number_of_period.to_le_bytes());
    next(
        "total_claimed_amount",
        &escrow.total_claimed_amount.to_le_bytes(),
    );
    next(
        "vesting_start_time",
        &escrow.vesting_start_time.to_le_bytes(),
    );
    next("cancelled_at", &escrow.cancelled_at.to_le_bytes());
    next("padding_1", &escrow.padding_1.to_le_bytes());
    let end = next("buffer", bytemuck::bytes_of(&escrow.buffer));
    assert!(fields.next().is_none());
    assert_eq!(8 + end, VestingEscrow::SIZE);
}

#[test]
fn the_stand_in_has_the_error_codes_of_the_idl() {
    let idl = idl();
    let errors = [
        LockError::MathOverflow,
        LockError::FrequencyIsZero,
        LockError::InvalidUpdateRecipientMode,
        LockError::InvalidCancelMode,
        LockError::InvalidRecipientTokenAccount,
        LockError::InvalidVestingStartTime,
    ];
    for error in errors {
        let code = named(&idl, "errors", &format!("{error:?}"))["code"].as_u64();
        assert_eq!(code, Some(u64::from(u32::from(error))));
    }
}

/// The published table, with owners and bases of the test.
fn published() -> Vec<Share> {
    let share = |category: genesis::Category| {
        let amount = category.io * ONE_IO;
        let lock = category.lock.map(|months| Lock {
            base: base(&category.name).pubkey(),
            schedule: schedule(amount, months.cliff_months, months.parts),
        });
        Share {
            owner: owner(&category.name).pubkey(),
            category: category.name,
            amount,
            lock,
        }
    };
    genesis::published()
        .unwrap()
        .into_iter()
        .map(share)
        .collect()
}

fn schedule(amount: u64, cliff_months: u32, parts: u32) -> Schedule {
    Schedule::monthly(amount, START as u64, cliff_months, parts).unwrap()
}

fn base(category: &str) -> Keypair {
    key(&format!("base of {category}"))
}

fn owner(category: &str) -> Keypair {
    key(&format!("owner of {category}"))
}

const LOCKED: [&str; 3] = ["seed investors", "series A investors", "core contributors"];

/// A network with the lock program, and a deployment with the published table.
fn world() -> (World, Deployment) {
    let world = lock_stand_in::bare();
    let deployment = Deployment {
        genesis: Some(published()),
        ..world.deployment()
    };
    (world, deployment)
}

fn migrate(world: &mut World, deployment: &Deployment) {
    let bases = LOCKED.map(base);
    let outcome = world.migrate_to(deployment, &bases.each_ref()).unwrap();
    assert_eq!(outcome.waits, []);
}

/// What differs, as it is printed.
fn differences(world: &mut World, deployment: &Deployment) -> Vec<String> {
    let found = io_migrations::verify(world.vm.as_mut(), deployment).unwrap();
    found.iter().map(ToString::to_string).collect()
}

fn terms_of(deployment: &Deployment, category: &str) -> Terms {
    let table = deployment.genesis.as_ref().unwrap();
    let share = table.iter().find(|it| it.category == category).unwrap();
    share.terms(&deployment.io_mint).unwrap()
}

fn escrow(world: &mut World, terms: &Terms) -> VestingEscrow {
    let account = world.account(&terms.escrow()).unwrap();
    VestingEscrow::read(&account).unwrap()
}

/// P-23: from an empty network to the genesis supply of the table, each lock in its escrow.
#[test]
fn p23_the_table_is_minted_into_wallets_and_escrows() {
    let (mut world, deployment) = world();
    migrate(&mut world, &deployment);
    assert_eq!(differences(&mut world, &deployment), [""; 0]);
    let again = world.migrate_to(&deployment, &[]).unwrap();
    assert_eq!((again.sent, again.waits), (vec![], vec![]));

    assert_eq!(world.io_supply(), GENESIS_SUPPLY);
    for share in deployment.genesis.as_ref().unwrap() {
        let wallet = world.io_of(&share.owner);
        let Some(terms) = share.terms(&deployment.io_mint) else {
            assert_eq!(wallet, share.amount);
            continue;
        };
        assert_eq!((wallet, world.balance(&terms.tokens())), (0, share.amount));
        let escrow = escrow(&mut world, &terms);
        assert_eq!(escrow.schedule(), terms.schedule);
        assert_eq!((escrow.cancel_mode, escrow.update_recipient_mode), (0, 0));
    }
    let payer = deployment.authority;
    assert_eq!(world.io_of(&payer), 0, "nothing is left on the way");
}

/// P-23: a row is minted and locked in one transaction, so an interrupted run leaves nothing free that is to be locked.
#[test]
fn p23_a_run_that_breaks_off_between_two_locks_is_resumed() {
    for taken in 1..=4 {
        let (mut world, deployment) = world();
        let [first, second, third] = LOCKED.map(base);
        let keys = [key("authority"), key("io mint"), first, second, third];
        let keys = io_client::signers(&keys);
        let mut failing = Failing {
            network: world.vm.as_mut(),
            left: taken,
        };
        io_migrations::run(&mut failing, &deployment, &keys).unwrap_err();
        let locked: u64 = LOCKED
            .iter()
            .map(|it| world.balance(&terms_of(&deployment, it).tokens()))
            .sum();
        let free = world.io_of(&owner("research and ecosystem").pubkey());
        assert_eq!(world.io_supply(), locked + free);
        migrate(&mut world, &deployment);
        assert_eq!(differences(&mut world, &deployment), [""; 0]);
    }
}

/// P-23: rows whose key is there are locked, and the others later: the escrows say which are done.
#[test]
fn p23_a_lock_waits_for_the_key_of_its_base() {
    let (mut world, deployment) = world();
    let second = base(LOCKED[1]);
    let outcome = world.migrate_to(&deployment, &[&second]).unwrap();
    let waits: Vec<_> = outcome.waits.iter().map(|(step, _)| *step).collect();
    assert_eq!(waits, ["03 genesis"; 2]);
    for (category, (_, wait)) in [LOCKED[0], LOCKED[2]].iter().zip(&outcome.waits) {
        let signs = format!("(signs: {})", base(category).pubkey());
        assert!(wait.ends_with(&signs), "{wait}");
    }
    let supply = GENESIS_SUPPLY - (62_500_000 + 56_500_000) * ONE_IO;
    assert_eq!(world.io_supply(), supply);
    migrate(&mut world, &deployment);
    assert_eq!(world.io_supply(), GENESIS_SUPPLY);
    assert_eq!(differences(&mut world, &deployment), [""; 0]);
}

#[test]
fn a_plan_says_what_is_locked_and_until_when() {
    let (mut world, deployment) = world();
    let plans = io_migrations::plan(world.vm.as_mut(), &deployment).unwrap();
    let actions = &plans[2].1.actions;
    let terms = terms_of(&deployment, LOCKED[0]);
    let what = format!(
        "mint 62,500,000.00000000 IO to {} (seed investors), locked in {} until 2028-02-14 18:00:00 UTC, the last of it \
         until 2030-01-14 08:00:00 UTC",
        terms.recipient,
        terms.escrow()
    );
    assert_eq!(actions[0].what, what);
    let payer = deployment.authority;
    assert_eq!(actions[0].signers, [payer, terms.base]);
    assert_eq!(actions.len(), 5);
}

#[test]
fn a_table_with_locks_is_refused_where_the_lock_program_is_not() {
    let mut world = World::bare_lite();
    let deployment = Deployment {
        genesis: Some(published()),
        ..world.deployment()
    };
    let bases = LOCKED.map(base);
    let refused = world
        .migrate_to(&deployment, &bases.each_ref())
        .unwrap_err();
    let refused = format!("{refused:#}");
    assert!(
        refused.starts_with(
            "03 genesis: the genesis table has locks, and this network has no Jupiter Lock"
        ),
        "{refused}"
    );
    assert_eq!(world.io_supply(), 0);
}

/// P-14: lamports that a stranger sends to the addresses of an escrow keep nobody from locking.
#[test]
fn p14_a_lock_is_made_at_an_address_that_holds_lamports() {
    let (mut world, deployment) = world();
    let terms = terms_of(&deployment, LOCKED[0]);
    let purse = solana_account::Account {
        lamports: 1_000_000,
        ..Default::default()
    };
    world.vm.set_account(terms.escrow(), purse).unwrap();
    migrate(&mut world, &deployment);
    assert_eq!(differences(&mut world, &deployment), [""; 0]);
}

#[test]
fn a_base_that_has_another_escrow_is_refused_before_anything_is_minted() {
    let (mut world, deployment) = world();
    let terms = terms_of(&deployment, LOCKED[0]);
    let other = solana_account::Account {
        lamports: 1_000_000_000,
        data: [
            &VestingEscrow::DISCRIMINATOR[..],
            &[0; VestingEscrow::SIZE - 8],
        ]
        .concat(),
        owner: lock::PROGRAM,
        ..Default::default()
    };
    let mut foreign = other.clone();
    foreign.owner = key("foreign program").pubkey();
    for (account, why) in [
        (foreign, "is no escrow of Jupiter Lock"),
        (other, "has another escrow"),
    ] {
        world.vm.set_account(terms.escrow(), account).unwrap();
        let refused = format!("{:#}", world.migrate_to(&deployment, &[]).unwrap_err());
        assert!(refused.contains(why), "{refused}");
        assert_eq!(world.io_supply(), 0);
    }
}

/// The network with everything locked, and the seed investors' terms.
fn locked() -> (World, Deployment, Terms) {
    let (mut world, deployment) = world();
    migrate(&mut world, &deployment);
    let terms = terms_of(&deployment, LOCKED[0]);
    (world, deployment, terms)
}

fn claim(terms: &Terms, destination: Pubkey) -> Claim {
    Claim {
        base: terms.base,
        mint: terms.mint,
        recipient: terms.recipient,
        destination,
    }
}

/// Somebody with lamports and an empty wallet for IO.
fn equipped(world: &mut World, name: &str) -> Keypair {
    let (person, payer) = (key(name), key("authority"));
    let purse = solana_account::Account {
        lamports: 1_000_000_000,
        ..Default::default()
    };
    world.vm.set_account(person.pubkey(), purse).unwrap();
    let wallet = spl::create_wallet(&payer.pubkey(), &person.pubkey(), &world.io);
    world.must(&[wallet], &[&payer]);
    person
}

/// P-23: month by month, to the base unit; nothing before, nothing twice, and everything in the end.
#[test]
fn p23_a_recipient_claims_what_is_unlocked_and_no_more() {
    let (mut world, deployment, terms) = locked();
    let recipient = equipped(&mut world, "owner of seed investors");
    let wallet = world.io_wallet(&recipient.pubkey());
    let all = lock::claim(&claim(&terms, wallet), u64::MAX);
    for (month, part) in [
        (12, 0),
        (13, 260_416_666_666_682),
        (14, 260_416_666_666_666),
        (24, 2_604_166_666_666_660),
        (24, 0),
        (36, 3_124_999_999_999_992),
        (40, 0),
    ] {
        world.vm.set_unix_time(START + month * MONTH as i64);
        let before = world.balance(&wallet);
        let escrow = escrow(&mut world, &terms);
        let now = world.now() as u64;
        assert_eq!(escrow.claimable(now), part, "month {month}");
        world.must(&[all.clone()], &[&recipient]);
        assert_eq!(world.balance(&wallet) - before, part, "month {month}");
        assert_eq!(differences_of_locks(&mut world, &deployment), [""; 0]);
    }
    assert_eq!(world.balance(&wallet), 62_500_000 * ONE_IO);
    assert_eq!(world.balance(&terms.tokens()), 0);
}

fn differences_of_locks(world: &mut World, deployment: &Deployment) -> Vec<String> {
    let found = differences(world, deployment);
    found
        .into_iter()
        .filter(|it| it.starts_with("lock of"))
        .collect()
}

#[test]
fn a_claim_takes_at_most_what_it_says() {
    let (mut world, _, terms) = locked();
    let recipient = equipped(&mut world, "owner of seed investors");
    let wallet = world.io_wallet(&recipient.pubkey());
    world.vm.set_unix_time(START + 13 * MONTH as i64);
    let five = lock::claim(&claim(&terms, wallet), 5);
    world.must(&[five], &[&recipient]);
    assert_eq!(world.balance(&wallet), 5);
    assert_eq!(escrow(&mut world, &terms).total_claimed_amount, 5);
}

/// P-23: nobody but the recipient, and from no other escrow.
#[test]
fn p23_nobody_else_claims() {
    let (mut world, _, terms) = locked();
    world.vm.set_unix_time(START + 13 * MONTH as i64);
    let stranger = equipped(&mut world, "stranger");
    let wallet = world.io_wallet(&stranger.pubkey());
    let mut theft = claim(&terms, wallet);
    theft.recipient = stranger.pubkey();
    let theft = lock::claim(&theft, u64::MAX);
    world
        .send(&[theft], &[&stranger])
        .refused(ErrorCode::ConstraintHasOne);

    let recipient = owner(LOCKED[0]);
    let mut unsigned = lock::claim(&claim(&terms, wallet), u64::MAX);
    unsigned.accounts[2].is_signer = false;
    world
        .send(&[unsigned], &[&stranger])
        .refused(ErrorCode::AccountNotSigner);

    let into_itself = lock::claim(&claim(&terms, terms.tokens()), u64::MAX);
    let payer = key("authority");
    let sent = world.send(&[into_itself], &[&payer, &recipient]);
    sent.refused(LockError::InvalidRecipientTokenAccount);
}

/// P-23: an escrow that is not as the table says is named, with the field.
#[test]
fn p23_an_escrow_that_differs_is_named_with_its_recipient() {
    let (mut world, deployment, terms) = locked();
    let original = world.account(&terms.escrow()).unwrap();
    let edited = |world: &mut World, edit: fn(&mut VestingEscrow)| {
        let mut account = original.clone();
        let mut escrow = VestingEscrow::read(&account).unwrap();
        edit(&mut escrow);
        account.data[8..].copy_from_slice(bytemuck::bytes_of(&escrow));
        world.vm.set_account(terms.escrow(), account).unwrap();
        differences(world, &deployment)
    };
    let head = format!(
        "lock of seed investors for {}, escrow {}: ",
        terms.recipient,
        terms.escrow()
    );
    let thief = key("thief").pubkey();
    let found = edited(&mut world, |it| it.recipient = key("thief").pubkey());
    let recipient = format!(
        "{head}recipient: expected {}, found {thief}",
        terms.recipient
    );
    assert_eq!(found, [recipient]);
    let found = edited(&mut world, |it| {
        (it.cancel_mode, it.update_recipient_mode) = (1, 3)
    });
    assert_eq!(
        found,
        [
            format!("{head}who may cancel: expected nobody, found its creator"),
            format!(
                "{head}who may name another recipient: expected nobody, found its creator and its recipient"
            ),
        ]
    );
    let found = edited(&mut world, |it| it.number_of_period -= 1);
    assert_eq!(
        found,
        [format!(
            "{head}number of later parts: expected 23, found 22"
        )]
    );
    assert_eq!(edited(&mut world, |_| ()), [""; 0]);

    let tokens = world.account(&terms.tokens()).unwrap();
    let mut short = tokens.clone();
    short.data[64..72].copy_from_slice(&(62_500_000 * ONE_IO - 1).to_le_bytes());
    world.vm.set_account(terms.tokens(), short).unwrap();
    let expected = "tokens: expected at least 62,500,000.00000000 IO, found 62,499,999.99999999 IO";
    assert_eq!(
        differences(&mut world, &deployment),
        [format!("{head}{expected}")]
    );
    world.vm.set_account(terms.tokens(), tokens).unwrap();

    let foreign = solana_account::Account {
        lamports: 1,
        owner: system_program::ID,
        ..Default::default()
    };
    world.vm.set_account(terms.escrow(), foreign).unwrap();
    let expected = "account: expected an escrow of Jupiter Lock, found another account";
    assert_eq!(
        differences(&mut world, &deployment),
        [format!("{head}{expected}")]
    );
}

/// Once everything has been claimed, its creator may close the escrow: nothing is missing then.
#[test]
fn an_escrow_is_missed_until_its_last_release() {
    let (mut world, deployment, terms) = locked();
    world
        .vm
        .set_account(terms.escrow(), Default::default())
        .unwrap();
    let end = terms.schedule.end() as i64;
    for (now, missing) in [(end - 1, 1), (end, 0)] {
        world.vm.set_unix_time(now);
        let found = differences_of_locks(&mut world, &deployment);
        assert_eq!(found.len(), missing, "{found:?}");
    }
}

/// P-23: on a mint that is adopted nothing is minted, and the locks that are there are compared.
#[test]
fn p23_the_locks_of_an_adopted_mint_are_compared() {
    let (mut world, mut deployment) = world();
    let authority = key("authority");
    let payer = authority.pubkey();
    let create = spl::create_mint(&world.account_rent(), &payer, &world.io, &payer, 8);
    world.must(&create, &[&authority, &key("io mint")]);
    let supply = 450_000_000 * ONE_IO;
    let wallet = world.io_wallet(&payer);
    let mint = [
        spl::create_wallet(&payer, &payer, &world.io),
        spl::mint_to(&world.io, &wallet, &payer, supply),
    ];
    world.must(&mint, &[&authority]);
    let seed = terms_of(&deployment, LOCKED[0]);
    let there = [
        spl::create_wallet(&payer, &seed.escrow(), &world.io),
        lock::create(&seed, &payer),
    ];
    world.must(&there, &[&authority, &base(LOCKED[0])]);

    let refused = format!("{:#}", world.migrate_to(&deployment, &[]).unwrap_err());
    assert!(refused.contains("what exists of IO"), "{refused}");
    deployment.adopt_mint = true;
    assert_eq!(world.migrate_to(&deployment, &[]).unwrap().waits, []);
    assert_eq!(world.io_supply(), supply);
    let found = differences(&mut world, &deployment);
    assert_eq!(found.len(), 2, "{found:?}");
    for (found, category) in found.iter().zip(&LOCKED[1..]) {
        let head = format!("lock of {category} for ");
        let none = "account: expected an escrow of Jupiter Lock, found none";
        assert!(found.starts_with(&head) && found.ends_with(none), "{found}");
    }
}

#[test]
fn the_lock_program_refuses_what_is_no_schedule() {
    let (mut world, _, terms) = locked();
    let (authority, other) = (key("authority"), key("other base"));
    let payer = authority.pubkey();
    let terms = Terms {
        base: other.pubkey(),
        ..terms
    };
    let wallet = spl::create_wallet(&payer, &terms.escrow(), &terms.mint);
    world.must(&[wallet], &[&authority]);
    let mut send = |schedule: Schedule, edit: &dyn Fn(&mut Instruction)| {
        let mut create = lock::create(&Terms { schedule, ..terms }, &payer);
        edit(&mut create);
        world.send(&[create], &[&authority, &other])
    };
    let good = terms.schedule;
    let cliff = good.start - 1;
    send(Schedule { cliff, ..good }, &|_| ()).refused(LockError::InvalidVestingStartTime);
    send(Schedule { period: 0, ..good }, &|_| ()).refused(LockError::FrequencyIsZero);
    let periods = u64::MAX;
    send(Schedule { periods, ..good }, &|_| ()).refused(LockError::MathOverflow);
    send(good, &|it| it.data[56] = 4).refused(LockError::InvalidUpdateRecipientMode);
    send(good, &|it| it.data[57] = 4).refused(LockError::InvalidCancelMode);
    // The sender has nothing that it could pay with.
    send(good, &|_| ()).refused(TokenError::InsufficientFunds as u32);
}
