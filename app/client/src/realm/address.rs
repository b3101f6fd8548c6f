//! Addresses that SPL Governance derives.

use anchor_lang::prelude::Pubkey;

use super::Realm;

const GOVERNANCE: &[u8] = b"governance";

/// The realm of a name; none for a name of more than 32 bytes.
pub fn realm(program: &Pubkey, name: &str) -> Option<Pubkey> {
    let seeds = [GOVERNANCE, name.as_bytes()];
    Pubkey::try_find_program_address(&seeds, program).map(|(address, _)| address)
}

/// The governance of a realm over an account or a program.
pub fn governance(program: &Pubkey, realm: &Pubkey, governed: &Pubkey) -> Pubkey {
    let seeds = [b"account-governance", realm.as_ref(), governed.as_ref()];
    derive(program, &seeds)
}

fn derive(program: &Pubkey, seeds: &[&[u8]]) -> Pubkey {
    Pubkey::find_program_address(seeds, program).0
}

impl Realm {
    fn derive(&self, seeds: &[&[u8]]) -> Pubkey {
        derive(&self.program, seeds)
    }

    /// Configuration of the realm: its token type and plugins.
    pub fn config(&self) -> Pubkey {
        self.derive(&[b"realm-config", self.realm.as_ref()])
    }

    /// Token account for deposits. The realm requires it, and refuses deposits: only stake votes.
    pub fn holding(&self) -> Pubkey {
        self.derive(&[GOVERNANCE, self.realm.as_ref(), self.mint.as_ref()])
    }

    /// Wallet of the governance, which pays for what a vote has decided.
    pub fn treasury(&self) -> Pubkey {
        self.derive(&[b"native-treasury", self.governance.as_ref()])
    }

    /// Token owner record of a staker.
    pub fn owner_record(&self, owner: &Pubkey) -> Pubkey {
        self.derive(&[
            GOVERNANCE,
            self.realm.as_ref(),
            self.mint.as_ref(),
            owner.as_ref(),
        ])
    }

    /// The realm proposal of a seed.
    pub fn proposal(&self, seed: &Pubkey) -> Pubkey {
        self.derive(&[
            GOVERNANCE,
            self.governance.as_ref(),
            self.mint.as_ref(),
            seed.as_ref(),
        ])
    }

    /// A transaction of a realm proposal, by the numbers of its option and in it.
    pub fn transaction(&self, proposal: &Pubkey, option: u8, index: u16) -> Pubkey {
        self.derive(&[
            GOVERNANCE,
            proposal.as_ref(),
            &[option],
            &index.to_le_bytes(),
        ])
    }

    /// The vote of a token owner record on a realm proposal.
    pub fn vote_record(&self, proposal: &Pubkey, owner_record: &Pubkey) -> Pubkey {
        self.derive(&[GOVERNANCE, proposal.as_ref(), owner_record.as_ref()])
    }

    /// What `payer` has deposited for a realm proposal.
    pub fn deposit(&self, proposal: &Pubkey, payer: &Pubkey) -> Pubkey {
        self.derive(&[b"proposal-deposit", proposal.as_ref(), payer.as_ref()])
    }
}
