//! Built and refused transactions, in each format.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::panic)]

use anchor_lang::{
    prelude::AccountMeta,
    solana_program::{system_instruction::transfer, system_program},
};
use rand::{rngs::StdRng, Rng, SeedableRng};
use solana_account::Account;
use solana_keypair::Keypair;

use super::*;
use crate::{signers, Receipt};

const BUDGET: Budget = Budget {
    limit: 300_000,
    price: 5_000,
    loaded_bytes: None,
};

/// The key pair of a number.
fn pair(number: u8) -> Keypair {
    Keypair::new_from_array([number; 32])
}

fn address(number: u32) -> Pubkey {
    let mut bytes = [7; 32];
    bytes[..4].copy_from_slice(&number.to_le_bytes());
    Pubkey::new_from_array(bytes)
}

/// An instruction with `accounts` addresses from the one with number `first` on, and `data` bytes.
fn instruction(first: u32, accounts: u32, data: usize) -> Instruction {
    let metas = (first..first + accounts).map(|number| AccountMeta::new(address(number), false));
    Instruction {
        program_id: system_program::ID,
        accounts: metas.collect(),
        data: vec![9; data],
    }
}

fn table(first: u32, count: u32) -> AddressLookupTableAccount {
    AddressLookupTableAccount {
        key: address(1_000_000),
        addresses: (first..first + count).map(address).collect(),
    }
}

fn draft<'a>(instructions: &'a [Instruction], format: Format<'a>) -> Draft<'a> {
    Draft {
        payer: pair(1).pubkey(),
        instructions,
        blockhash: Hash::new_from_array([3; 32]),
        nonce: None,
        budget: BUDGET,
        format,
    }
}

/// Programs and data of a message's instructions.
fn called(message: &VersionedMessage) -> Vec<(Pubkey, Vec<u8>)> {
    let keys = message.static_account_keys();
    let called = message.instructions().iter();
    called
        .map(|it| (keys[usize::from(it.program_id_index)], it.data.clone()))
        .collect()
}

#[test]
fn sizes_are_those_of_the_wire() {
    let tables = [table(0, 20)];
    for format in [Format::Legacy, Format::V0(&tables), Format::V1] {
        for (accounts, data) in [(0, 0), (1, 3), (20, 300)] {
            let instructions = [instruction(0, accounts, data)];
            let message = draft(&instructions, format).message().unwrap();
            let plain = message.serialize().len();
            let transaction = sign(message, &[]).unwrap();
            let bytes = to_wire(&transaction).unwrap();
            assert_eq!(size(&transaction), bytes.len());
            // Version 1 has no count of signatures.
            let count = usize::from(!matches!(format, Format::V1));
            assert_eq!(bytes.len(), plain + 64 + count);
        }
    }
}

#[test]
fn a_legacy_message_is_that_of_the_library() {
    let instructions = [instruction(0, 5, 10), transfer(&address(1), &address(9), 4)];
    let Ok(VersionedMessage::Legacy(made)) = draft(&instructions, Format::Legacy).message() else {
        panic!("another format");
    };
    let [limit, price] = [
        ComputeBudgetInstruction::set_compute_unit_limit(BUDGET.limit),
        ComputeBudgetInstruction::set_compute_unit_price(BUDGET.price),
    ];
    let all = [&[limit, price], &instructions[..]].concat();
    let payer = pair(1).pubkey();
    let expected = Message::new_with_blockhash(&all, Some(&payer), &made.recent_blockhash);
    assert_eq!(made, expected);
}

#[test]
fn the_last_byte_fits_and_the_next_does_not() {
    let tables = [table(0, 20)];
    for (format, most) in [
        (Format::Legacy, 1_232),
        (Format::V0(&tables), 1_232),
        (Format::V1, 4_096),
    ] {
        assert_eq!(format.max_size(), most);
        let of = |data| [instruction(0, 20, data)];
        // With 300 bytes the length has two bytes in every format already.
        let some = of(300);
        let some = blank(draft(&some, format).message().unwrap());
        let rest = most - size(&some);
        let (full, over) = (of(300 + rest), of(301 + rest));
        assert!(draft(&full, format).fits() && !draft(&over, format).fits());
        let signed = draft(&full, format).sign(&[&pair(1)]).unwrap();
        assert_eq!(to_wire(&signed).unwrap().len(), most);
        let refusal = draft(&over, format).sign(&[&pair(1)]).unwrap_err();
        let expected = format!(
            "the transaction has {} bytes, more than the {most} of its format",
            most + 1
        );
        assert_eq!(refusal.logs(), [expected]);
        let over = blank(draft(&over, format).message().unwrap());
        assert!(from_wire(&to_wire(&over).unwrap()).is_err());
    }
}

#[test]
fn version_1_has_64_addresses_64_instructions_and_12_signatures_at_most() {
    let fits = |instructions: &[Instruction]| {
        let draft = draft(instructions, Format::V1);
        assert_eq!(draft.message().is_ok(), draft.fits());
        draft.fits()
    };
    // Beside the payer and the program.
    assert!(fits(&[instruction(0, 62, 0)]));
    assert!(!fits(&[instruction(0, 63, 0)]));
    assert!(fits(&vec![instruction(0, 1, 0); 64]));
    assert!(!fits(&vec![instruction(0, 1, 0); 65]));
    let signed = |count| {
        let mut signed = instruction(0, count, 0);
        let metas = signed.accounts.iter_mut();
        metas.for_each(|meta| meta.is_signer = true);
        [signed]
    };
    // Beside the payer.
    assert!(fits(&signed(11)) && !fits(&signed(12)));
}

#[test]
fn too_many_addresses_for_any_format_are_refused() {
    let instructions: Vec<_> = (0..30).map(|at| instruction(at * 10, 10, 0)).collect();
    let tables = [table(0, 256)];
    for format in [Format::Legacy, Format::V0(&tables), Format::V1] {
        let draft = draft(&instructions, format);
        assert!(draft.message().is_err() && !draft.fits());
    }
}

#[test]
fn the_nonce_comes_first_and_the_budget_of_version_1_is_in_its_header() {
    let nonce = Nonce {
        account: address(50),
        authority: address(51),
    };
    let own = [instruction(0, 1, 5)];
    let advance = advance_nonce_account(&nonce.account, &nonce.authority).data;
    for (format, priced) in [
        (Format::Legacy, 1),
        (Format::V0(&[]), 1),
        (Format::V1, 0),
        (Format::Legacy, 0),
    ] {
        let budget = Budget {
            price: BUDGET.price * priced,
            ..BUDGET
        };
        let draft = Draft {
            nonce: Some(nonce),
            budget,
            ..draft(&own, format)
        };
        let message = draft.message().unwrap();
        let called = called(&message);
        assert_eq!(called[0], (system_program::ID, advance.clone()));
        assert_eq!(*called.last().unwrap(), (own[0].program_id, vec![9; 5]));
        let VersionedMessage::V1(message) = message else {
            let count = usize::try_from(3 + priced).unwrap();
            assert_eq!(called.len(), count);
            let limit = ComputeBudgetInstruction::set_compute_unit_limit(BUDGET.limit);
            assert_eq!(called[1], (limit.program_id, limit.data));
            continue;
        };
        assert_eq!(called.len(), 2);
        assert_eq!(message.config.compute_unit_limit, Some(BUDGET.limit));
        assert_eq!(message.config.priority_fee, None);
        let loaded = message.config.loaded_accounts_data_size_limit;
        assert_eq!(loaded, Some(MAX_LOADED_BYTES));
        assert_eq!(message.config.heap_size, None);
    }
    let Ok(VersionedMessage::V1(priced)) = draft(&own, Format::V1).message() else {
        panic!("another format");
    };
    // 300,000 units at 5,000 micro-lamports.
    assert_eq!(priced.config.priority_fee, Some(1_500));
}

#[test]
fn a_priority_fee_is_rounded_up_to_the_lamport() {
    let fee = |limit, price| {
        Budget {
            limit,
            price,
            loaded_bytes: None,
        }
        .priority_fee()
    };
    assert_eq!(fee(MAX_COMPUTE_UNITS, 0), 0);
    assert_eq!(fee(1, 1), 1);
    assert_eq!(fee(1_000_000, 1), 1);
    assert_eq!(fee(1_000_001, 1), 2);
    assert_eq!(fee(1_000_000, 7), 7);
    assert_eq!(fee(1, u64::MAX), 18_446_744_073_710);
    assert_eq!(fee(u32::MAX, u64::MAX), u64::MAX);
}

#[test]
fn signatures_are_those_that_are_asked_for() {
    let mut own = instruction(0, 2, 1);
    for number in [2, 3] {
        let signer = AccountMeta::new_readonly(pair(number).pubkey(), true);
        own.accounts.push(signer);
    }
    let own = [own];
    for format in [Format::Legacy, Format::V0(&[]), Format::V1] {
        let draft = draft(&own, format);
        let stranger = pair(9);
        let mut transaction = sign(
            draft.message().unwrap(),
            &signers([&pair(1), &pair(3), &stranger]),
        )
        .unwrap();
        let lacks =
            |transaction: &VersionedTransaction| unsigned(transaction).copied().collect::<Vec<_>>();
        assert_eq!(lacks(&transaction), [pair(2).pubkey()]);
        let refusal = draft.sign(&signers([&pair(1), &pair(3)])).unwrap_err();
        let expected = format!("{} has not signed", pair(2).pubkey());
        assert_eq!(refusal.logs(), [expected.as_str()]);
        let refusal = draft.leave_unsigned(&signers([&pair(1), &pair(3)]));
        assert_eq!(refusal.unwrap_err().logs(), [expected]);

        // What is there stays, and travels as bytes.
        let before = transaction.signatures.clone();
        transaction = from_wire(&to_wire(&transaction).unwrap()).unwrap();
        add_signatures(&mut transaction, &signers([&pair(2)])).unwrap();
        assert!(lacks(&transaction).is_empty());
        let kept = transaction.signatures.iter().zip(&before);
        assert_eq!(kept.filter(|(after, before)| after == before).count(), 2);
        let at_once = draft.sign(&signers([&pair(3), &pair(2), &pair(1)]));
        assert_eq!(transaction, at_once.unwrap());
        let bytes = transaction.message.serialize();
        let keys = transaction.message.static_account_keys();
        for (signature, key) in transaction.signatures.iter().zip(keys) {
            assert!(signature.verify(key.as_ref(), &bytes));
        }
    }
}

/// Transactions of every format.
fn samples() -> Vec<VersionedTransaction> {
    let tables = [table(0, 9)];
    let own = [instruction(0, 9, 33), instruction(4, 12, 200)];
    [Format::Legacy, Format::V0(&tables), Format::V1]
        .map(|format| draft(&own, format).sign(&[&pair(1)]).unwrap())
        .into()
}

#[test]
fn what_is_written_is_read_again_and_nothing_behind_it() {
    for transaction in samples() {
        let mut bytes = to_wire(&transaction).unwrap();
        assert_eq!(from_wire(&bytes), Ok(transaction));
        for cut in 0..bytes.len() {
            assert!(from_wire(&bytes[..cut]).is_err(), "{cut}");
        }
        bytes.push(0);
        assert!(from_wire(&bytes).is_err());
    }
}

#[test]
fn changed_bytes_are_refused_or_another_transaction() {
    let mut random = StdRng::seed_from_u64(385);
    for transaction in samples() {
        let bytes = to_wire(&transaction).unwrap();
        let (mut read, mut refused) = (0, 0);
        for _ in 0..20_000 {
            let mut changed = bytes.clone();
            for _ in 0..random.random_range(1..4) {
                let at = random.random_range(0..changed.len());
                changed[at] = random.random();
            }
            if random.random_ratio(1, 4) {
                changed.truncate(random.random_range(0..bytes.len()));
            }
            match from_wire(&changed) {
                // Whatever is read has these bytes and no others, and each index has its address.
                Ok(found) => {
                    assert_eq!(to_wire(&found).unwrap(), changed);
                    assert_eq!(found == transaction, changed == bytes);
                    let signed = found.message.header().num_required_signatures;
                    assert_eq!(found.signatures.len(), usize::from(signed));
                    assert_eq!(
                        called(&found.message).len(),
                        found.message.instructions().len()
                    );
                    read += 1;
                }
                Err(_) => refused += 1,
            }
        }
        assert!(read > 1_000 && refused > 1_000, "{read} {refused}");
    }
}

/// A network that answers only whether it accepts version 1.
struct Asked {
    v1: Result<bool, ReadError>,
    times: usize,
}

impl Network for Asked {
    fn has_v1(&mut self) -> Result<bool, ReadError> {
        self.times += 1;
        self.v1.clone()
    }

    fn blockhash(&mut self) -> Result<Hash, ReadError> {
        unimplemented!()
    }

    fn send(&mut self, _: &[Instruction], _: &[&dyn Signer]) -> Result<Receipt, SendError> {
        unimplemented!()
    }

    fn simulate(&mut self, _: &[Instruction], _: &[&dyn Signer]) -> Result<Receipt, SendError> {
        unimplemented!()
    }

    fn send_signed(&mut self, _: &VersionedTransaction) -> Result<Receipt, SendError> {
        unimplemented!()
    }

    fn simulate_signed(&mut self, _: &VersionedTransaction) -> Result<Receipt, SendError> {
        unimplemented!()
    }

    fn outcome(
        &mut self,
        _: &Signature,
    ) -> Result<Option<Result<(), TransactionError>>, ReadError> {
        unimplemented!()
    }

    fn budget(&mut self, _: Option<u64>) -> Budget {
        unimplemented!()
    }

    fn program_accounts(
        &mut self,
        _: &Pubkey,
        _: &[u8],
    ) -> Result<Vec<(Pubkey, Account)>, ReadError> {
        unimplemented!()
    }

    fn account(&mut self, _: &Pubkey) -> Result<Option<Account>, ReadError> {
        unimplemented!()
    }

    fn unix_time(&mut self) -> Result<i64, ReadError> {
        unimplemented!()
    }
}

#[test]
fn the_oldest_format_that_carries_it_is_taken() {
    let tables = [table(0, 60)];
    let (small, wide, large, huge) = (
        [instruction(0, 5, 50)],
        [instruction(0, 60, 50)],
        [instruction(0, 60, 1_500)],
        [instruction(0, 60, 5_000)],
    );
    // What carries it: with tables and version 1, with tables, with version 1, with neither; and how often was asked.
    for (instructions, expected, asked) in [
        (&small, ["legacy", "legacy", "legacy", "legacy"], [0, 0]),
        (&wide, ["v0", "v0", "v1", "legacy"], [0, 1]),
        (&large, ["v1", "v0", "v1", "legacy"], [1, 1]),
        (&huge, ["v0", "v0", "legacy", "legacy"], [0, 0]),
    ] {
        let cases = [(true, true), (true, false), (false, true), (false, false)];
        let found = cases.map(|(with_tables, v1)| {
            let mut network = Asked {
                v1: Ok(v1),
                times: 0,
            };
            let given = if with_tables {
                Format::V0(&tables)
            } else {
                Format::Legacy
            };
            let name = match format(&mut network, &draft(instructions, given)).unwrap() {
                Format::Legacy => "legacy",
                Format::V0(_) => "v0",
                Format::V1 => "v1",
            };
            (name, network.times)
        });
        assert_eq!(found.map(|(name, _)| name), expected);
        assert_eq!([found[0].1, found[2].1], asked);
    }
    let mut silent = Asked {
        v1: Err(ReadError::Unreachable("no answer".into())),
        times: 0,
    };
    assert!(format(&mut silent, &draft(&large, Format::Legacy)).is_err());
    assert!(format(&mut silent, &draft(&small, Format::Legacy)).is_ok());
}

#[test]
fn instructions_are_split_where_one_more_does_not_fit() {
    let all: Vec<_> = (0..9).map(|at| instruction(at * 8, 8, 20)).collect();
    let lengths = |most, format| {
        let fits = |part: &[Instruction]| Ok::<_, ()>(draft(part, format).fits());
        let parts = split(&all, most, fits).unwrap();
        assert_eq!(parts.concat(), all);
        parts.iter().map(|part| part.len()).collect::<Vec<_>>()
    };
    assert_eq!(lengths(100, Format::Legacy), [3, 3, 3]);
    assert_eq!(lengths(2, Format::Legacy), [2, 2, 2, 2, 1]);
    // 7 of 8 addresses, the payer and the program are 58 of 64.
    assert_eq!(lengths(100, Format::V1), [7, 2]);
    let never = |_: &[Instruction]| Ok::<_, ()>(false);
    assert_eq!(split(&all, 100, never).unwrap().len(), 9);
    let unknown = |_: &[Instruction]| Err("no answer");
    assert_eq!(split(&all, 100, unknown), Err("no answer"));
    assert_eq!(split(&[], 100, unknown), Ok(Vec::new()));
}

/// A file of somebody else may hold them: what it pays is what is asked about.
#[test]
fn signatures_that_instructions_have_verified_are_paid_for() {
    let payer = Keypair::new();
    let verify = |program, count| Instruction::new_with_bytes(program, &[count, 0], Vec::new());
    let fee_of = |instructions: &[Instruction]| {
        let message = Message::new(instructions, Some(&payer.pubkey()));
        fee(&blank(VersionedMessage::Legacy(message)))
    };
    assert_eq!(fee_of(&[]), 5_000);
    for program in VERIFIERS {
        assert_eq!(fee_of(&[verify(program, 200)]), 201 * 5_000);
        assert_eq!(fee_of(&[verify(program, 1), verify(program, 2)]), 4 * 5_000);
    }
    assert_eq!(fee_of(&[verify(Pubkey::new_unique(), 200)]), 5_000);
}
