//! A realm that the authority has offered its powers to, and voters.

use std::rc::Rc;

use anchor_lang::{prelude::Pubkey, solana_program::system_instruction, AnchorSerialize};
use io_client::{
    emissions as client,
    layout::place,
    realm::{
        config::{Choices, GovernanceConfig},
        instruction,
        state::{decode, ProposalV2, Typed},
        Realm, SHARED,
    },
    Network,
};
use io_common::{
    constants::{DAY, ONE_IO},
    types::Supplier,
};
use io_vm::Vm;
use serde_json::Value;
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::super::{folder::Folder, Suite};

/// Lamports of the treasury.
const TREASURY: u64 = 1_000_000_000;

/// The rules of the realm: one percent of all stake passes a vote.
pub fn rules() -> GovernanceConfig {
    let seconds = |time: i64| u32::try_from(time).unwrap();
    GovernanceConfig::by_stake(&Choices {
        yes_percent: 1,
        proposal_stake: 100 * ONE_IO,
        voting: seconds(5 * DAY),
        cool_off: seconds(2 * DAY),
        hold_up: seconds(DAY),
    })
}

/// A network with a realm, and files.
pub struct Council {
    pub suite: Suite,
    pub at: Realm,
    pub folder: Folder,
}

impl Council {
    pub fn new() -> Self {
        Self::with(Suite::new(), &rules())
    }

    /// A realm with these rules.
    pub fn with(mut suite: Suite, rules: &GovernanceConfig) -> Self {
        let at = realm(&mut suite, rules);
        let authority = suite.economy.authority.clone();
        let offer = format!(
            "gov propose-authority {} emissions marketplace fee-burn",
            at.governance
        );
        suite.json(&authority, &offer);
        Self {
            suite,
            at,
            folder: Folder::new(),
        }
    }

    /// Somebody with `io` whole IO delegated to the first supplier.
    pub fn voter(&mut self, io: u64) -> Rc<Keypair> {
        let voter = self.suite.economy.newcomer(io * ONE_IO).unwrap();
        let supplier = self.suite.supplier(0).1;
        self.suite
            .json(&voter, &format!("stake delegate {supplier} ALL"));
        voter
    }

    /// A new supplier that takes delegations: as if the council had attested it.
    pub fn supplier(&mut self) -> Pubkey {
        let owner = self.suite.economy.newcomer(1).unwrap();
        let register = "supplier register --model h100-sxm --endpoint https://gpu.example";
        let report = self.suite.json(&owner, register);
        let address: Pubkey = report["supplier"].as_str().unwrap().parse().unwrap();
        let vm = &mut self.suite.economy.vm;
        let mut account = vm.account(&address).unwrap().unwrap();
        let place = place!(Supplier, max_delegated);
        account.data[place..place + 8].copy_from_slice(&(1_000 * ONE_IO).to_le_bytes());
        vm.set_account(address, account).unwrap();
        address
    }

    /// A file with the instructions of an act of the realm.
    pub fn file(&mut self, act: &str) -> String {
        file(&mut self.suite, &self.at, &self.folder, act)
    }

    /// A file with the instructions of several acts of the realm.
    pub fn file_of(&mut self, acts: &[&str]) -> String {
        let mut all = Vec::new();
        let mut whole = Value::Null;
        for act in acts {
            let text = std::fs::read_to_string(self.file(act)).unwrap();
            whole = serde_json::from_str(&text).unwrap();
            all.extend(whole["instructions"].as_array().unwrap().clone());
        }
        whole["instructions"] = all.into();
        self.folder.write("several.json", whole.to_string())
    }

    /// Somebody else holds the authority, until a vote of `who` accepts it.
    pub fn accept(&mut self, who: &Keypair) {
        let accept = "gov accept-authority emissions marketplace fee-burn";
        let proposal = self.submit(who, accept, "");
        self.pass(who, &proposal);
        let line = format!("gov execute {proposal}");
        self.suite.json(who, &line);
    }

    /// Votes yes, and waits until it is due.
    pub fn pass(&mut self, who: &Keypair, proposal: &Pubkey) {
        self.suite.json(who, &format!("gov vote {proposal} yes"));
        self.suite.wait(7 * DAY + 1);
        self.suite.json(who, &format!("gov finalize {proposal}"));
        self.suite.wait(DAY);
    }

    /// Writes an account of the realm again, changed by `change`. It keeps the room that SPL Governance adds.
    pub fn rewrite<T: Typed + AnchorSerialize>(
        &mut self,
        address: Pubkey,
        change: impl FnOnce(&mut T),
    ) {
        let vm = &mut self.suite.economy.vm;
        let mut account = vm.account(&address).unwrap().unwrap();
        let mut stored: T = self.at.read(&account).unwrap();
        change(&mut stored);
        account.data = vec![T::TYPE];
        stored.serialize(&mut account.data).unwrap();
        account.data.extend([0; 64]);
        vm.set_account(address, account).unwrap();
    }

    /// Submits an act of the realm, and gives the address of its realm proposal.
    pub fn submit(&mut self, who: &Keypair, act: &str, options: &str) -> Pubkey {
        let file = self.file(act);
        let line = format!("gov submit {file} --name Test {options}");
        let report = self.suite.json(who, &line);
        address(&report)
    }

    /// A realm proposal as it is stored.
    pub fn stored(&mut self, proposal: &Pubkey) -> ProposalV2 {
        let account = self.suite.economy.vm.account(proposal).unwrap().unwrap();
        decode(&account.data).unwrap()
    }
}

/// The realm proposal of a report.
pub fn address(report: &Value) -> Pubkey {
    report["realmProposal"].as_str().unwrap().parse().unwrap()
}

/// Creates a realm with these rules, which governs nothing yet.
pub fn realm(suite: &mut Suite, rules: &GovernanceConfig) -> Realm {
    suite.economy.vm.add_native(&io_realm::program());
    let at = Realm::named(&SHARED, "io.net", &suite.economy.io).unwrap();
    let authority = suite.economy.authority.clone();
    let by = authority.pubkey();
    let make = [
        instruction::create_realm(&at, "io.net", &by, &by),
        instruction::create_governance(&at, &by, &by, rules),
        instruction::create_native_treasury(&at, &by),
        client::create_max_voter_weight_record(&by, &at.realm),
        instruction::set_realm_authority(&at, &by),
        system_instruction::transfer(&by, &at.treasury(), TREASURY),
    ];
    for one in make.chunks(2) {
        suite.economy.send(one, &[&authority]).unwrap();
    }
    at
}

/// A file with the instructions of an act of the realm.
pub fn file(suite: &mut Suite, at: &Realm, folder: &Folder, act: &str) -> String {
    let (governance, treasury) = (at.governance, at.treasury());
    let line = format!("{act} --authority {governance} --payer {treasury} --output instructions");
    let nobody = Keypair::new_from_array([9; 32]);
    let report = suite.run(&nobody, &line).unwrap().json();
    let name = format!("{}.json", act.replace(' ', "-"));
    folder.write(&name, report.to_string())
}
