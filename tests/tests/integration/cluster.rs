//! The cluster configuration of the tests: mainnet's current features and rent, in both machines.

use agave_feature_set as gate;
use anchor_lang::{prelude::Pubkey, solana_program::system_instruction};
use io_client::{Network, SendError};
use io_tests::{key, START};
use io_vm::{
    features::{self, Activation},
    BankVm, LiteVm, Vm,
};
use solana_account::Account;
use solana_signer::Signer;
use solana_transaction_error::TransactionError;

fn lite() -> LiteVm {
    LiteVm::new(&key("authority").pubkey(), START).unwrap()
}

fn bank() -> BankVm {
    BankVm::new(&key("authority").pubkey(), START, &[]).unwrap()
}

/// Each machine, with a payer who has a thousand SOL.
fn machines() -> [(&'static str, Box<dyn Vm>); 2] {
    let mut machines: [(_, Box<dyn Vm>); 2] = [
        ("LiteSVM", Box::new(lite())),
        ("solana-program-test", Box::new(bank())),
    ];
    for (_, vm) in &mut machines {
        fund(vm.as_mut());
    }
    machines
}

fn fund(vm: &mut dyn Vm) {
    let purse = Account {
        lamports: 1_000_000_000_000,
        ..Account::default()
    };
    vm.set_account(key("payer").pubkey(), purse).unwrap();
}

/// A transfer of `lamports` to each of so many new addresses, in one transaction.
fn transfers(vm: &mut dyn Vm, lamports: u64, count: u8) -> Result<(), SendError> {
    let payer = key("payer");
    let to = |byte| Pubkey::new_from_array([byte; 32]);
    let all: Vec<_> = (1..=count)
        .map(|byte| system_instruction::transfer(&payer.pubkey(), &to(byte), lamports))
        .collect();
    vm.send(&all, &[&payer]).map(|_| ())
}

#[test]
fn both_machines_have_the_features_of_mainnet_and_no_others() {
    let (mainnet, lite, bank) = (features::mainnet(), lite(), bank());
    let mut on = 0;
    for id in features::known() {
        let expected = mainnet.is_active(&id);
        let name = gate::FEATURE_NAMES[&id];
        assert_eq!(lite.is_active(&id), expected, "LiteSVM: {name}");
        // A consensus feature: this bank leaves it out of its genesis.
        let expected_of_bank = expected && id != gate::alpenglow::ID;
        assert_eq!(bank.is_active(&id), expected_of_bank, "bank: {name}");
        on += u32::from(expected);
    }
    // 242 of LiteSVM's list, and those since.
    assert_eq!(on, 242 + features::SINCE.len() as u32);
}

#[test]
fn what_the_suite_counts_on_is_on_and_what_is_to_come_is_off() {
    let mainnet = features::mainnet();
    for (name, id) in [
        ("p-token", gate::replace_spl_token_with_p_token::ID),
        ("SIMD-0312", gate::create_account_allow_prefund::ID),
        ("sBPF v3", gate::enable_sbpf_v3_deployment_and_execution::ID),
        ("block limit", gate::raise_block_limits_to_100m::ID),
        ("account limit", gate::raise_account_cu_limit::ID),
        ("v1", gate::enable_tx_v1::ID),
        ("rent", gate::set_lamports_per_byte_to_5080::ID),
        ("slots of 200 ms", gate::reduce_slot_time_to_200ms::ID),
        ("Alpenglow", gate::alpenglow::ID),
    ] {
        assert!(mainnet.is_active(&id), "{name}");
    }
    for (name, id) in [
        ("lower rent", gate::set_lamports_per_byte_to_2575::ID),
        ("rent set back", gate::set_lamports_per_byte_to_6960::ID),
        ("sBPF v3 only", gate::disable_sbpf_v0_v1_v2_deployment::ID),
        ("128 accounts", gate::increase_tx_account_lock_limit::ID),
        ("8 calls deep", gate::raise_cpi_nesting_limit_to_8::ID),
        ("direct mapping", gate::account_data_direct_mapping::ID),
        ("loader v4", gate::enable_loader_v4::ID),
    ] {
        assert!(!mainnet.is_active(&id), "{name}");
    }
}

#[test]
fn the_list_of_what_came_since_is_in_the_order_of_slots_and_repeats_nothing() {
    let before = litesvm::LiteSVM::mainnet_feature_set();
    let mut slot = litesvm::MAINNET_DEFAULT_SLOT;
    for Activation {
        name, id, slot: at, ..
    } in features::SINCE
    {
        assert!(!before.is_active(id), "{name}: LiteSVM's own list has it");
        assert!(*at > slot, "{name}");
        slot = *at;
    }
    assert_eq!(features::slot(), slot);
}

/// Both machines give programs the same rent, and require it of every account.
#[test]
fn an_account_of_both_machines_holds_todays_rent_and_not_a_lamport_less() {
    let rent = features::rent();
    assert_eq!(rent.lamports_per_byte, 5_080);
    assert_eq!(
        (lite().rent(), bank().rent().unwrap()),
        (rent.clone(), rent.clone())
    );
    let least = rent.minimum_balance(0);
    for (name, mut vm) in machines() {
        let refused = transfers(vm.as_mut(), least - 1, 1).unwrap_err();
        let SendError::Refused { error, .. } = refused else {
            panic!("{name}: {refused}");
        };
        let account_index = 1;
        assert_eq!(
            error,
            TransactionError::InsufficientFundsForRent { account_index },
            "{name}"
        );
        transfers(vm.as_mut(), least, 1).unwrap();
    }
}

#[test]
fn a_transaction_of_version_1_carries_what_no_older_one_could() {
    for (name, mut vm) in machines() {
        vm.use_v1(true);
        assert!(vm.has_v1().unwrap(), "{name}");
        let least = features::rent().minimum_balance(0);
        transfers(vm.as_mut(), least, 50).unwrap();
        let last = Pubkey::new_from_array([50; 32]);
        assert_eq!(
            vm.account(&last).unwrap().unwrap().lamports,
            least,
            "{name}"
        );
    }
}

#[test]
fn a_bank_without_the_feature_refuses_version_1() {
    let mut features = features::mainnet();
    features.deactivate(&gate::enable_tx_v1::ID);
    let authority = key("authority").pubkey();
    let mut vm = BankVm::with_features(&authority, START, &[], &features).unwrap();
    fund(&mut vm);
    let least = features::rent().minimum_balance(0);
    transfers(&mut vm, least, 1).unwrap();
    vm.use_v1(true);
    assert!(!vm.has_v1().unwrap());
    let refused = transfers(&mut vm, least, 2).unwrap_err();
    assert!(refused.to_string().contains("version"), "{refused}");
}

#[test]
fn a_lookup_table_serves_from_the_first_transaction_on() {
    for (name, mut vm) in machines() {
        let known: Vec<_> = (1..=60)
            .map(|byte| Pubkey::new_from_array([byte; 32]))
            .collect();
        vm.use_table(&known).unwrap();
        let least = features::rent().minimum_balance(0);
        transfers(vm.as_mut(), least, 40).unwrap();
        let last = vm.account(&known[39]).unwrap().unwrap();
        assert_eq!(last.lamports, least, "{name}");
    }
}

/// docs/proof/cluster.md lists what the file lists.
#[test]
fn the_document_names_each_feature_with_its_slot_and_source() {
    let text = std::fs::read_to_string(io_tests::root().join("docs/proof/cluster.md")).unwrap();
    let rows: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    let expected = features::SINCE.iter().map(|one| {
        let slot = one.slot.to_string();
        let groups = slot.as_bytes().rchunks(3).rev();
        let groups: Vec<&str> = groups
            .map(|group| std::str::from_utf8(group).unwrap())
            .collect();
        format!("| `{}` | {} | {} |", one.name, groups.join(","), one.source)
    });
    assert_eq!(rows, expected.collect::<Vec<_>>());
    assert!(text.contains(features::DAY));
    let rent = features::rent();
    for bytes in [0, 165] {
        let row = format!("| {bytes} | {} |", rent.minimum_balance(bytes));
        assert!(text.contains(&row), "{row}");
    }
}
