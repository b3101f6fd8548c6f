//! The programs' own entrypoint reads what the runtime writes, whatever it writes next: docs/adr/0002-unsafe-in-two-modules.md.

use agave_feature_set::{self as gate, FeatureSet};
use anchor_lang::prelude::Pubkey;
use io_common::entrypoint::read;
use io_tests::{
    catalogue::{self, Stop, Visitor},
    World,
};
use io_vm::features;
use rand::{rngs::StdRng, Rng, SeedableRng};
use solana_account::{AccountSharedData, ReadableAccount};
use solana_keypair::Keypair;
use solana_program_runtime::serialization::serialize_parameters;
use solana_sdk_ids::bpf_loader_upgradeable;
use solana_transaction_context::{
    instruction_accounts::InstructionAccount, transaction::TransactionContext,
};

/// The accounts of a transaction: the program, and others.
fn accounts(rng: &mut StdRng) -> Vec<(Pubkey, AccountSharedData)> {
    let mut account = |owner: Pubkey| {
        let space = if rng.random_bool(0.1) { 20_000 } else { 300 };
        let space = rng.random_range(0..space);
        let mut account = AccountSharedData::new(rng.random_range(1..1 << 40), space, &owner);
        account.set_data_from_slice(&vec![rng.random(); space]);
        (Pubkey::new_from_array(rng.random()), account)
    };
    let mut accounts = vec![account(bpf_loader_upgradeable::ID)];
    accounts.extend((0..8).map(|_| account(emissions::ID)));
    accounts
}

/// Instructions with up to 255 accounts, many of them again and again, as the runtime itself writes their input.
#[test]
fn it_reads_what_the_runtime_writes() {
    for seed in 0..2_000 {
        let rng = &mut StdRng::seed_from_u64(seed);
        let held = accounts(rng);
        let most = if rng.random_bool(0.1) { 256 } else { 12 };
        let count = rng.random_range(0..most);
        let flags: Vec<[bool; 2]> = held.iter().map(|_| rng.random()).collect();
        let passed: Vec<usize> = (0..count)
            .map(|_| rng.random_range(0..held.len()))
            .collect();
        let listed = passed.iter().map(|&index| {
            let [signer, writable] = flags[index];
            InstructionAccount::new(index as u16, signer, writable)
        });
        let data: Vec<u8> = (0..rng.random_range(0..100))
            .map(|_| rng.random())
            .collect();

        let mut context = TransactionContext::new(held.clone(), features::rent(), 1, 1, 1);
        context
            .configure_top_level_instruction_for_tests(0, listed.collect(), data.clone())
            .unwrap();
        context.push().unwrap();
        let instruction = context.get_current_instruction_context().unwrap();
        let (adjusted, pointers) = (rng.random(), rng.random());
        let (written, ..) = serialize_parameters(&instruction, adjusted, false, pointers).unwrap();
        let written = written.as_slice();
        let mut words = vec![0_u64; written.len().div_ceil(8)];
        bytemuck::cast_slice_mut(&mut words)[..written.len()].copy_from_slice(written);

        let input = read(&mut words, written.len()).unwrap();
        assert_eq!(
            (*input.program, input.data),
            (held[0].0, &data[..]),
            "{seed}"
        );
        assert_eq!(input.accounts.len(), passed.len(), "{seed}");
        for (account, &index) in input.accounts.iter().zip(&passed) {
            let (key, expected) = &held[index];
            assert_eq!(
                (account.key, account.owner),
                (key, expected.owner()),
                "{seed}"
            );
            assert_eq!(
                [account.is_signer, account.is_writable],
                flags[index],
                "{seed}"
            );
            assert_eq!(account.executable, expected.executable(), "{seed}");
            assert_eq!(account.lamports(), expected.lamports(), "{seed}");
            assert_eq!(
                *account.try_borrow_data().unwrap(),
                expected.data(),
                "{seed}"
            );
        }
        // One that comes again is the same.
        for (number, index) in passed.iter().enumerate() {
            let first = passed.iter().position(|other| other == index).unwrap();
            let _held = input.accounts[first].try_borrow_mut_data().unwrap();
            assert!(input.accounts[number].try_borrow_data().is_err(), "{seed}");
        }
    }
}

/// Goes through the catalogue with other features than mainnet's.
struct Under(FeatureSet);

impl Visitor for Under {
    fn features(&self) -> FeatureSet {
        self.0.clone()
    }

    fn visit(
        &mut self,
        world: &mut World,
        _: Stop,
        instructions: &[anchor_lang::solana_program::instruction::Instruction],
        signers: &[&Keypair],
    ) {
        world.must(instructions, signers);
    }
}

fn catalogue(on: &[Pubkey], off: &[Pubkey]) {
    let mut features = features::mainnet();
    for feature in on {
        assert!(!features.is_active(feature));
        features.activate(feature, 0);
    }
    for feature in off {
        assert!(features.is_active(feature));
        features.deactivate(feature);
    }
    catalogue::lead(&mut Under(features));
}

#[test]
fn every_instruction_runs_with_account_data_mapped_directly() {
    let mapping = [
        gate::virtual_address_space_adjustments::ID,
        gate::account_data_direct_mapping::ID,
    ];
    catalogue(&mapping[..1], &[]);
    catalogue(&mapping, &[]);
}

#[test]
fn every_instruction_runs_with_pointers_behind_the_input_and_without_its_datas_address() {
    catalogue(
        &[gate::direct_account_pointers_in_program_input::ID],
        &[gate::provide_instruction_data_offset_in_vm_r2::ID],
    );
}

#[test]
fn every_instruction_runs_on_a_runtime_that_checks_no_address() {
    catalogue(&[], &[gate::syscall_parameter_address_restrictions::ID]);
}
