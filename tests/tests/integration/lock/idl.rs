//! What is sent and read, beside the program's own IDL: `tests/golden/locker.json`.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{
    lock::{self, Claim, Schedule, Terms, VestingEscrow},
    spl,
};
use io_tests::lock_stand_in::LockError;
use serde_json::Value;

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

/// P-31: what is sent is what the program's own IDL describes.
#[test]
fn p31_an_escrow_is_created_as_the_idl_says() {
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

/// P-31: the account is read as the program's own IDL lays it out.
#[test]
fn p31_an_escrow_is_read_as_the_idl_says() {
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
