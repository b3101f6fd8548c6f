//! Natively compiled programs run by the rules of the chain: docs/adr/0001-native-programs-in-program-test.md.

use anchor_lang::{
    prelude::{AccountInfo, AccountMeta, ProgramError, Pubkey, Rent, SolanaSysvar},
    solana_program::{
        entrypoint::ProgramResult,
        instruction::{error::InstructionError, Instruction},
        program::{invoke, invoke_signed},
        system_instruction, system_program,
    },
};
use io_client::{Network, SendError};
use io_tests::key;
use io_vm::{native, programs::Program, BankVm, Vm};
use solana_account::Account;
use solana_signer::Signer;
use solana_sysvar::program_stubs::{
    sol_get_return_data, sol_get_stack_height, sol_log, sol_log_data, sol_remaining_compute_units,
    sol_set_return_data,
};
use solana_transaction_error::TransactionError;

const SEED: &[u8] = b"native";
/// Bytes that a new account begins with, and that it is resized to.
const LENGTHS: [usize; 2] = [40, 60];

const PANICS: u8 = 0;
const WRITES: u8 = 1;
const SPENDS: u8 = 2;
const PAYS: u8 = 3;
const CREATES: u8 = 4;
const TWICE: u8 = 5;
const CALLS_ITSELF: u8 = 6;
const RETURNS: u8 = 7;
const HIDES: u8 = 8;
const GROWS: u8 = 9;
const SAYS: u8 = 10;

fn process(program: &Pubkey, accounts: &[AccountInfo], data: &[u8]) -> ProgramResult {
    let [payer, other, ..] = accounts else {
        return Err(ProgramError::NotEnoughAccountKeys);
    };
    match data[0] {
        PANICS => panic!("as asked"),
        WRITES => {
            other.data.borrow_mut()[0] = 7;
            Ok(())
        }
        SPENDS => {
            **other.lamports.borrow_mut() -= 1;
            **payer.lamports.borrow_mut() += 1;
            Ok(())
        }
        // What the call says is not listened to.
        PAYS => {
            let pay = system_instruction::transfer(other.key, payer.key, u64::MAX);
            let _ = invoke(&pay, accounts);
            Ok(())
        }
        CREATES => creates(program, accounts),
        TWICE => {
            other.data.borrow_mut()[1] = 9;
            assert_eq!(accounts[2].data.borrow()[1], 9);
            **accounts[2].lamports.borrow_mut() += 5;
            assert_eq!(other.lamports(), accounts[2].lamports());
            **other.lamports.borrow_mut() -= 5;
            Ok(())
        }
        CALLS_ITSELF => {
            let metas = vec![
                AccountMeta::new(*payer.key, true),
                AccountMeta::new(*other.key, false),
            ];
            other.data.borrow_mut()[2] = 1;
            let again = Instruction::new_with_bytes(*program, &[RETURNS], metas);
            invoke(&again, accounts)?;
            let (from, returned) = sol_get_return_data().unwrap();
            assert_eq!((from, returned), (*program, vec![1, 2]));
            assert_eq!(other.data.borrow()[2], 2);
            Ok(())
        }
        RETURNS => {
            let before = other.data.borrow()[2];
            other.data.borrow_mut()[2] = 2;
            sol_set_return_data(&[before, sol_get_stack_height() as u8]);
            Ok(())
        }
        HIDES => {
            let pay = system_instruction::transfer(payer.key, other.key, 1);
            invoke(&pay, &[payer.clone()])
        }
        SAYS => {
            assert!(sol_get_return_data().is_none());
            assert_eq!(sol_get_stack_height(), 1);
            assert!(sol_remaining_compute_units() > 0);
            sol_log("as asked");
            sol_log_data(&[b"data"]);
            Ok(())
        }
        GROWS => other.resize(other.data_len() + 10_241),
        _ => Err(ProgramError::Custom(77)),
    }
}

/// Creates an account of its own at an address of its own, and works on.
fn creates(program: &Pubkey, accounts: &[AccountInfo]) -> ProgramResult {
    let (payer, new) = (&accounts[0], &accounts[1]);
    let (address, bump) = Pubkey::find_program_address(&[SEED], program);
    let lamports = Rent::get()?.minimum_balance(LENGTHS[1]);
    let create = system_instruction::create_account(
        payer.key,
        &address,
        lamports,
        LENGTHS[0] as u64,
        program,
    );
    invoke_signed(&create, accounts, &[&[SEED, &[bump]]])?;
    assert_eq!((new.owner, new.data_len()), (program, LENGTHS[0]));
    assert_eq!(new.lamports(), lamports);
    new.data.borrow_mut()[LENGTHS[0] - 1] = 3;
    new.resize(LENGTHS[1])?;
    new.data.borrow_mut()[LENGTHS[1] - 1] = 4;
    Ok(())
}

struct Bank {
    vm: BankVm,
    program: Pubkey,
    /// An account of the program.
    own: Pubkey,
    /// One of another, with data.
    foreign: Pubkey,
}

impl Bank {
    fn new() -> Self {
        let program = key("native").pubkey();
        let payer = key("payer").pubkey();
        let others = [Program {
            name: "native",
            id: program,
            native: native!(process),
        }];
        let mut vm = BankVm::with_others(&payer, 1_800_000_000, &[payer], &others).unwrap();
        let [own, foreign] = ["own", "foreign"].map(|name| key(name).pubkey());
        for (address, owner) in [(own, program), (foreign, key("somebody").pubkey())] {
            let account = Account {
                lamports: 1_000_000_000,
                data: vec![0; 8],
                owner,
                ..Account::default()
            };
            vm.set_account(address, account).unwrap();
        }
        Self {
            vm,
            program,
            own,
            foreign,
        }
    }

    /// What becomes of a decision on these accounts behind the payer.
    fn acts(&mut self, act: u8, accounts: &[AccountMeta]) -> Result<Vec<String>, InstructionError> {
        let payer = key("payer");
        let mut metas = vec![AccountMeta::new(payer.pubkey(), true)];
        metas.extend_from_slice(accounts);
        metas.push(AccountMeta::new_readonly(system_program::ID, false));
        metas.push(AccountMeta::new_readonly(self.program, false));
        let instruction = Instruction::new_with_bytes(self.program, &[act], metas);
        match self.vm.send(&[instruction], &[&payer]) {
            Ok(receipt) => Ok(receipt.logs),
            Err(SendError::Refused {
                error: TransactionError::InstructionError(_, error),
                ..
            }) => Err(error),
            Err(error) => panic!("{error}"),
        }
    }

    fn data(&mut self, address: Pubkey) -> Vec<u8> {
        self.vm.account(&address).unwrap().unwrap().data
    }
}

#[test]
fn what_the_runtime_forbids_is_refused_with_its_own_error() {
    use InstructionError as E;
    let mut bank = Bank::new();
    let (own, foreign) = (bank.own, bank.foreign);
    let (write, read) = (AccountMeta::new, AccountMeta::new_readonly);
    for (act, account, error) in [
        (PANICS, write(own, false), E::ProgramFailedToComplete),
        (WRITES, read(own, false), E::ReadonlyDataModified),
        (
            WRITES,
            write(foreign, false),
            E::ExternalAccountDataModified,
        ),
        (
            SPENDS,
            write(foreign, false),
            E::ExternalAccountLamportSpend,
        ),
        (SPENDS, read(own, false), E::ReadonlyLamportChange),
        // The account has not signed: the call is refused, and the program with it.
        (PAYS, write(foreign, false), E::PrivilegeEscalation),
        (HIDES, write(foreign, false), E::MissingAccount),
        (GROWS, write(own, false), E::InvalidRealloc),
        (99, write(own, false), E::Custom(77)),
    ] {
        assert_eq!(bank.acts(act, &[account]), Err(error), "{act}");
    }
    assert_eq!(bank.data(own), [0; 8]);
    assert!(bank.acts(SPENDS, &[write(own, false)]).is_ok());
}

#[test]
fn a_failed_call_ends_its_caller_with_the_callees_error() {
    let mut bank = Bank::new();
    let payer = key("payer").pubkey();
    // More than there is: the system program's error 1.
    let all = bank.acts(PAYS, &[AccountMeta::new(payer, true)]);
    assert_eq!(all, Err(InstructionError::Custom(1)));
}

#[test]
fn an_account_that_a_call_creates_is_the_callers_to_write_and_resize() {
    let mut bank = Bank::new();
    let (address, _) = Pubkey::find_program_address(&[SEED], &bank.program);
    let accounts = [AccountMeta::new(address, false)];
    bank.acts(CREATES, &accounts).unwrap();
    let mut expected = vec![0; LENGTHS[1]];
    (expected[LENGTHS[0] - 1], expected[LENGTHS[1] - 1]) = (3, 4);
    assert_eq!(bank.data(address), expected);
}

#[test]
fn an_account_given_twice_is_one() {
    let mut bank = Bank::new();
    let own = bank.own;
    let twice = [AccountMeta::new(own, false), AccountMeta::new(own, false)];
    bank.acts(TWICE, &twice).unwrap();
    assert_eq!(bank.data(own)[1], 9);
}

#[test]
fn a_program_that_calls_itself_sees_what_it_did() {
    let mut bank = Bank::new();
    let own = bank.own;
    let accounts = [AccountMeta::new(own, false)];
    bank.acts(CALLS_ITSELF, &accounts).unwrap();
    assert_eq!(bank.data(own)[2], 2);
}

#[test]
fn what_a_program_says_is_in_the_log() {
    let mut bank = Bank::new();
    let own = bank.own;
    let logs = bank.acts(SAYS, &[AccountMeta::new(own, false)]).unwrap();
    for line in ["Program log: as asked", "Program data: ZGF0YQ=="] {
        assert!(logs.iter().any(|it| it == line), "{logs:#?}");
    }
}
