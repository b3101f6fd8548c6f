//! Deployment through the loader, with the sBPF files of `SBF_OUT_DIR`. Natively compiled programs cannot be deployed, so
//! without it nothing is tested.

use std::fs;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{rent, Network, Receipt, SendError};
use io_common::governance::program_data_address;
use io_migrations::{
    deploy::{carry_out, Job, Keys, Program, Work},
    elf,
    programs::deployed,
};
use io_tests::key;
use io_vm::{programs, LiteVm, Vm};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction_error::TransactionError;

/// Lamports of the payer: 100 SOL.
const PURSE: u64 = 100_000_000_000;
/// Lamports that a stranger sends.
const GIFT: u64 = 890_880;

/// A machine in which every transaction gets its own slot, and which can fail after a number of them.
struct Chain {
    vm: LiteVm,
    left: usize,
    /// Transactions are executed, and refused then, as if another run had sent them just before.
    late: bool,
}

impl io_client::Forward for Chain {
    fn inner(&mut self) -> &mut dyn Network {
        &mut self.vm
    }

    fn send(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
    ) -> Result<Receipt, SendError> {
        let Some(left) = self.left.checked_sub(1) else {
            return Err(SendError::Expired(Signature::default()));
        };
        self.left = left;
        let sent = self.vm.send(instructions, signers);
        self.vm.next_slot();
        if self.late {
            return Err(SendError::Refused {
                error: TransactionError::AlreadyProcessed,
                logs: Vec::new(),
            });
        }
        sent
    }

    fn send_all(
        &mut self,
        transactions: &[Vec<Instruction>],
        signers: &[&dyn Signer],
    ) -> Result<(), SendError> {
        let late = std::mem::take(&mut self.late);
        let mut all = transactions.iter();
        let sent =
            all.try_for_each(|instructions| Network::send(self, instructions, signers).map(|_| ()));
        self.late = late;
        sent
    }
}

/// Deploys the fee_burn file at another address.
struct Stage {
    chain: Chain,
    payer: Keypair,
    authority: Keypair,
    id: Keypair,
    program: Program,
}

impl Stage {
    /// None without sBPF files.
    fn new() -> Option<Self> {
        let folder = programs::sbf_folder()?;
        let [payer, authority, id] = ["payer", "upgrade authority", "program"].map(key);
        let mut vm = LiteVm::new(&authority.pubkey(), 0).unwrap();
        vm.use_v1(true);
        vm.airdrop(&payer.pubkey(), PURSE).unwrap();
        let program = Program {
            name: "fee_burn".into(),
            id: id.pubkey(),
            file: fs::read(folder.join("fee_burn.so")).unwrap(),
        };
        let chain = Chain {
            vm,
            left: usize::MAX,
            late: false,
        };
        Some(Self {
            chain,
            payer,
            authority,
            id,
            program,
        })
    }

    fn plan(&mut self) -> anyhow::Result<Job> {
        let (payer, authority) = (self.payer.pubkey(), self.authority.pubkey());
        let rent = rent::of_today(&mut self.chain).unwrap();
        Job::plan(&mut self.chain, &rent, &self.program, &payer, &authority)
    }

    fn deploy(&mut self) -> anyhow::Result<Work> {
        self.deploy_with(true)
    }

    fn deploy_with(&mut self, key: bool) -> anyhow::Result<Work> {
        let keys = Keys {
            payer: &self.payer,
            authority: &self.authority,
            program: key.then_some(&self.id as &dyn Signer),
        };
        let rent = rent::of_today(&mut self.chain).unwrap();
        carry_out(&mut self.chain, &rent, &self.program, keys, &mut |_| {})
    }

    /// Fails after that many transactions.
    fn deploy_interrupted(&mut self, after: usize) {
        self.chain.left = after;
        assert!(self.deploy().is_err());
        self.chain.left = usize::MAX;
    }

    fn lamports(&mut self, address: &Pubkey) -> u64 {
        let account = self.chain.account(address).unwrap();
        account.map_or(0, |account| account.lamports)
    }

    /// Asserts that the program equals its file, that its buffer is closed, and that another deployment sends nothing.
    #[track_caller]
    fn must_be_done(&mut self) {
        let found = deployed(&mut self.chain, &self.program.id).unwrap();
        let found = found.unwrap();
        assert_eq!(found.authority, Some(self.authority.pubkey()));
        let behind = self.program.file.strip_prefix(&found.code[..]).unwrap();
        assert!(behind.iter().all(|byte| *byte == 0));
        let job = self.plan().unwrap();
        assert_eq!((job.work, job.transactions), (Work::Nothing, 0));
        assert_eq!(self.lamports(&job.buffer), 0);
        self.chain.left = 0;
        assert_eq!(self.deploy().unwrap(), Work::Nothing);
        self.chain.left = usize::MAX;
    }
}

#[test]
fn every_file_is_of_the_version_that_clusters_take() {
    let Some(folder) = programs::sbf_folder() else {
        return;
    };
    let mut files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "so") {
            let version = elf::sbpf_version(&fs::read(&path).unwrap());
            assert_eq!(version, Ok(elf::DEPLOYABLE), "{}", path.display());
            files += 1;
        }
    }
    assert!(files >= 3, "{files} files");
}

#[test]
fn a_deployment_costs_what_its_plan_says() {
    let Some(mut stage) = Stage::new() else {
        return;
    };
    let job = stage.plan().unwrap();
    assert_eq!(
        (job.work, job.bytes),
        (Work::Deploy, stage.program.file.len())
    );
    // Three chunks of 1,216 bytes each, the buffer's creation and the deployment; zeros are not written.
    let most = stage.program.file.len().div_ceil(3 * 1_216) as u64 + 2;
    assert!(job.transactions <= most, "{job:?}");
    let before = stage.lamports(&stage.payer.pubkey());
    assert_eq!(stage.deploy().unwrap(), Work::Deploy);
    stage.must_be_done();
    let after = stage.lamports(&stage.payer.pubkey());
    assert_eq!(before - after, job.cost.rent + job.cost.fees);
}

#[test]
fn an_interrupted_deployment_goes_on_where_it_was() {
    let Some(mut stage) = Stage::new() else {
        return;
    };
    let all = stage.plan().unwrap();
    // In the middle of the writes, then just before the deployment.
    stage.deploy_interrupted(20);
    let left = stage.plan().unwrap();
    assert_eq!(left.buffer, all.buffer);
    // 19 of three chunks each, after the buffer's creation.
    assert_eq!(all.bytes - left.bytes, 19 * 3 * 1_216);
    stage.deploy_interrupted(left.transactions as usize - 1);
    let left = stage.plan().unwrap();
    assert_eq!((left.bytes, left.transactions), (0, 1));
    assert_eq!(stage.deploy().unwrap(), Work::Deploy);
    stage.must_be_done();
}

#[test]
fn what_an_interrupted_run_still_brought_about_is_no_failure() {
    let Some(mut stage) = Stage::new() else {
        return;
    };
    stage.chain.late = true;
    assert_eq!(stage.deploy().unwrap(), Work::Deploy);
    stage.must_be_done();
    stage.program.file.extend([1; 4_096]);
    let upgrade = Work::Upgrade { extension: 10_240 };
    assert_eq!(stage.deploy().unwrap(), upgrade);
    stage.must_be_done();
    // The same answer for what was not brought about is one.
    stage.program.file.truncate(100);
    assert!(stage.deploy().is_err());
}

#[test]
fn lamports_of_a_stranger_do_not_stop_a_deployment() {
    let Some(mut stage) = Stage::new() else {
        return;
    };
    let buffer = stage.plan().unwrap().buffer;
    for address in [buffer, stage.program.id] {
        stage.chain.vm.airdrop(&address, GIFT).unwrap();
    }
    assert_eq!(stage.deploy().unwrap(), Work::Deploy);
    stage.must_be_done();
}

#[test]
fn an_upgrade_extends_where_it_has_to() {
    let Some(mut stage) = Stage::new() else {
        return;
    };
    stage.deploy().unwrap();
    let short = stage.program.file.clone();
    stage.program.file.extend([1; 4_096]);
    let job = stage.plan().unwrap();
    assert_eq!(job.work, Work::Upgrade { extension: 10_240 });
    let before = stage.lamports(&stage.payer.pubkey());
    // An upgrade needs no program key pair.
    assert_eq!(stage.deploy_with(false).unwrap(), job.work);
    stage.must_be_done();
    let after = stage.lamports(&stage.payer.pubkey());
    assert_eq!(before - after, job.cost.rent + job.cost.fees);
    stage.program.file = short;
    let back = Work::Upgrade { extension: 0 };
    assert_eq!(stage.deploy().unwrap(), back);
    stage.must_be_done();
}

#[test]
fn a_buffer_of_another_file_is_closed_or_written_over() {
    let Some(mut stage) = Stage::new() else {
        return;
    };
    let right = stage.program.file.clone();
    stage.program.file.extend([1; 4_096]);
    stage.deploy_interrupted(5);
    // Of another size, then of the same one.
    stage.program.file = right.clone();
    let middle = right.len() / 2;
    stage.program.file[middle] ^= 1;
    stage.deploy_interrupted(20);
    stage.program.file = right;
    let before = stage.plan().unwrap();
    assert!(before.bytes > 0 && before.bytes < stage.program.file.len());
    assert_eq!(stage.deploy().unwrap(), Work::Deploy);
    stage.must_be_done();
}

#[test]
fn what_cannot_be_deployed_is_refused_before_anything_is_sent() {
    let Some(mut stage) = Stage::new() else {
        return;
    };
    stage.chain.left = 0;
    let refusal = |stage: &mut Stage| format!("{:#}", stage.deploy().unwrap_err());
    let file = stage.program.file.clone();

    stage.program.file[48] = 0;
    let reported = refusal(&mut stage);
    assert!(
        reported.contains("sBPF v0, and clusters accept v3 only"),
        "{reported}"
    );
    stage.program.file = b"#!/bin/sh".to_vec();
    let reported = refusal(&mut stage);
    assert!(reported.contains("fewer than the header"), "{reported}");
    stage.program.file = file;

    let reported = format!("{:#}", stage.deploy_with(false).unwrap_err());
    assert!(
        reported.contains("needs the key pair of that address"),
        "{reported}"
    );

    let data = program_data_address(&stage.program.id);
    stage.chain.vm.airdrop(&data, GIFT).unwrap();
    let reported = refusal(&mut stage);
    assert!(
        reported.contains("somebody has sent lamports"),
        "{reported}"
    );
    stage
        .chain
        .vm
        .set_account(data, Account::default())
        .unwrap();

    stage.chain.left = usize::MAX;
    stage.deploy().unwrap();
    stage.chain.left = 0;
    stage.program.file.extend([1]);
    stage.authority = key("thief");
    let reported = refusal(&mut stage);
    assert!(reported.contains("the upgrade authority of"), "{reported}");
}
