//! Addresses and instructions of the emissions program.

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{
        instruction::{AccountMeta, Instruction},
        system_program,
    },
};
use anchor_spl::token;
use emissions::{
    accounts, instruction,
    instructions::{AttestBatch, ModelArgs, RegisterSupplierArgs, UpdateSupplierArgs},
    state::{page_of, settlement::history_hours},
    EVENT_AUTHORITY_AND_BUMP, ID,
};
use io_common::{
    addresses::{COUNCIL, EMISSIONS_CONFIG, LEDGER, MODELS, REWARD_VAULT, STAKE_VAULT},
    governance::program_data_address,
    seeds,
    types::Supplier,
};

use crate::{build::build, marketplace::book_address};

/// Hours that `advance` walks at most: no lease outlives 24, and a rise waits for one.
const MAX_WALK: u32 = 25;

fn event_authority() -> Pubkey {
    EVENT_AUTHORITY_AND_BUMP.0
}

fn derive(seeds: &[&[u8]]) -> Pubkey {
    Pubkey::find_program_address(seeds, &ID).0
}

/// A supplier, by its first owner and sequence number.
pub fn supplier_address(creator: &Pubkey, sequence: u32) -> Pubkey {
    derive(&[seeds::SUPPLIER, creator.as_ref(), &sequence.to_le_bytes()])
}

/// The delegation of a staker to a supplier.
pub fn delegation_address(supplier: &Pubkey, staker: &Pubkey) -> Pubkey {
    derive(&[seeds::DELEGATION, supplier.as_ref(), staker.as_ref()])
}

/// A ticket, by its supplier (own stake) or delegation, and number.
pub fn ticket_address(of: &Pubkey, number: u32) -> Pubkey {
    derive(&[seeds::TICKET, of.as_ref(), &number.to_le_bytes()])
}

/// The history page of an epoch hour.
pub fn page_address(hour: u32) -> Pubkey {
    derive(&[seeds::HISTORY, &page_of(hour).0.to_le_bytes()])
}

/// `initialize`; the upgrade authority signs and pays.
pub fn initialize(authority: &Pubkey, io_mint: &Pubkey, guardian: Pubkey) -> Instruction {
    let accounts = accounts::Initialize {
        authority: *authority,
        program_data: program_data_address(&ID),
        io_mint: *io_mint,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        models: MODELS.address,
        council: COUNCIL.address,
        reward_vault: REWARD_VAULT.address,
        stake_vault: STAKE_VAULT.address,
        token_program: token::ID,
        system_program: system_program::ID,
    };
    build(ID, accounts, instruction::Initialize { guardian })
}

/// `launch`; governance authority and mint authority sign.
pub fn launch(authority: &Pubkey, mint_authority: &Pubkey, io_mint: &Pubkey) -> Instruction {
    let accounts = accounts::Launch {
        authority: *authority,
        mint_authority: *mint_authority,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        io_mint: *io_mint,
        reward_vault: REWARD_VAULT.address,
        stake_vault: STAKE_VAULT.address,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Launch {})
}

/// `set_council`; the governance authority signs.
pub fn set_council(authority: &Pubkey, attestors: Vec<Pubkey>, threshold: u8) -> Instruction {
    let accounts = accounts::SetCouncil {
        authority: *authority,
        config: EMISSIONS_CONFIG.address,
        council: COUNCIL.address,
        event_authority: event_authority(),
        program: ID,
    };
    build(
        ID,
        accounts,
        instruction::SetCouncil {
            attestors,
            threshold,
        },
    )
}

/// `set_model`; the governance authority signs.
pub fn set_model(authority: &Pubkey, args: ModelArgs) -> Instruction {
    let accounts = accounts::SetModel {
        authority: *authority,
        config: EMISSIONS_CONFIG.address,
        models: MODELS.address,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::SetModel { args })
}

/// `create_history_page` of an epoch hour; `payer` signs.
pub fn create_history_page(payer: &Pubkey, hour: u32) -> Instruction {
    let accounts = accounts::CreateHistoryPage {
        payer: *payer,
        ledger: LEDGER.address,
        history_page: page_address(hour),
        system_program: system_program::ID,
    };
    build(
        ID,
        accounts,
        instruction::CreateHistoryPage {
            page: page_of(hour).0,
        },
    )
}

/// `advance`, from the ledger's present hour; nobody needs to sign. The second page is passed where the longest walk
/// reaches into it.
pub fn advance(io_mint: &Pubkey, ledger_hour: u32) -> Instruction {
    let first = ledger_hour.saturating_add(1);
    let last = ledger_hour.saturating_add(MAX_WALK);
    let crosses = page_of(first).0 != page_of(last).0;
    let accounts = accounts::Advance {
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        page: Some(page_address(first)),
        next_page: crosses.then(|| page_address(last)),
        io_mint: *io_mint,
        reward_vault: REWARD_VAULT.address,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Advance {})
}

/// `register_supplier`; the owner signs and pays.
pub fn register_supplier(owner: &Pubkey, args: RegisterSupplierArgs) -> Instruction {
    let accounts = accounts::RegisterSupplier {
        owner: *owner,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        models: MODELS.address,
        supplier: supplier_address(owner, args.sequence),
        system_program: system_program::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::RegisterSupplier { args })
}

fn attesting() -> accounts::Attesting {
    accounts::Attesting {
        config: EMISSIONS_CONFIG.address,
        council: COUNCIL.address,
        models: MODELS.address,
        ledger: LEDGER.address,
    }
}

/// `attest`; the attestors sign.
pub fn attest(attestors: &[Pubkey], suppliers: &[Pubkey], batch: AttestBatch) -> Instruction {
    let accounts = accounts::Attest {
        attesting: attesting(),
        event_authority: event_authority(),
        program: ID,
    };
    let mut instruction = build(ID, accounts, instruction::Attest { batch });
    let signers = attestors
        .iter()
        .map(|key| AccountMeta::new_readonly(*key, true));
    instruction.accounts.extend(signers);
    instruction
        .accounts
        .extend(suppliers.iter().map(|key| AccountMeta::new(*key, false)));
    instruction
}

/// The approvals of a batch, by its `batch_hash`.
pub fn approval_address(hash: &[u8; 32]) -> Pubkey {
    derive(&[seeds::APPROVAL, hash])
}

/// `open_approval`; `payer` signs.
pub fn open_approval(payer: &Pubkey, hash: [u8; 32]) -> Instruction {
    let accounts = accounts::OpenApproval {
        payer: *payer,
        council: COUNCIL.address,
        approval: approval_address(&hash),
        system_program: system_program::ID,
    };
    build(ID, accounts, instruction::OpenApproval { hash })
}

/// `approve`; the attestor signs.
pub fn approve(attestor: &Pubkey, hash: &[u8; 32]) -> Instruction {
    let accounts = accounts::Approve {
        attestor: *attestor,
        council: COUNCIL.address,
        approval: approval_address(hash),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Approve {})
}

/// `attest_approved`, of an approval that `payer` opened; nobody needs to sign.
pub fn attest_approved(
    payer: &Pubkey,
    hash: &[u8; 32],
    suppliers: &[Pubkey],
    batch: AttestBatch,
) -> Instruction {
    let accounts = accounts::AttestApproved {
        attesting: attesting(),
        approval: approval_address(hash),
        payer: *payer,
        event_authority: event_authority(),
        program: ID,
    };
    let mut instruction = build(ID, accounts, instruction::AttestApproved { batch });
    let suppliers = suppliers.iter().map(|key| AccountMeta::new(*key, false));
    instruction.accounts.extend(suppliers);
    instruction
}

/// `close_approval`, of an approval that `payer` opened; nobody needs to sign.
pub fn close_approval(payer: &Pubkey, hash: &[u8; 32]) -> Instruction {
    let accounts = accounts::CloseApproval {
        approval: approval_address(hash),
        payer: *payer,
    };
    build(ID, accounts, instruction::CloseApproval {})
}

/// `settle` at the ledger's `hour`, with the history pages that it needs; nobody needs to sign.
pub fn settle(address: &Pubkey, supplier: &Supplier, hour: u32) -> Instruction {
    let hours = history_hours(supplier, hour).into_iter().flatten();
    let mut pages: Vec<Pubkey> = hours.map(page_address).collect();
    pages.sort_unstable();
    pages.dedup();
    let mut pages = pages.into_iter();
    let accounts = accounts::Settle {
        ledger: LEDGER.address,
        supplier: *address,
        first_page: pages.next(),
        second_page: pages.next(),
        third_page: pages.next(),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Settle {})
}

/// `stake_own`; the owner signs.
pub fn stake_own(owner: &Pubkey, supplier: &Pubkey, source: &Pubkey, amount: u64) -> Instruction {
    let accounts = accounts::StakeOwn {
        owner: *owner,
        ledger: LEDGER.address,
        supplier: *supplier,
        source: *source,
        stake_vault: STAKE_VAULT.address,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::StakeOwn { amount })
}

/// `unstake_own`; the owner signs. `number` is any of which the supplier has no ticket.
pub fn unstake_own(
    owner: &Pubkey,
    supplier: &Pubkey,
    number: u32,
    amount: Option<u64>,
) -> Instruction {
    let accounts = accounts::UnstakeOwn {
        owner: *owner,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        supplier: *supplier,
        book: book_address(supplier),
        ticket: ticket_address(supplier, number),
        system_program: system_program::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::UnstakeOwn { number, amount })
}

/// `open_delegation`; the staker signs and pays.
pub fn open_delegation(staker: &Pubkey, supplier: &Pubkey) -> Instruction {
    let accounts = accounts::OpenDelegation {
        staker: *staker,
        supplier: *supplier,
        delegation: delegation_address(supplier, staker),
        system_program: system_program::ID,
    };
    build(ID, accounts, instruction::OpenDelegation {})
}

/// `delegate`; the staker signs.
pub fn delegate(staker: &Pubkey, supplier: &Pubkey, source: &Pubkey, amount: u64) -> Instruction {
    let accounts = accounts::Delegate {
        staker: *staker,
        ledger: LEDGER.address,
        supplier: *supplier,
        delegation: delegation_address(supplier, staker),
        source: *source,
        stake_vault: STAKE_VAULT.address,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Delegate { amount })
}

/// A request to move stake of a delegation to another supplier.
pub fn redelegation_address(delegation: &Pubkey, target: &Pubkey) -> Pubkey {
    derive(&[seeds::REDELEGATION, delegation.as_ref(), target.as_ref()])
}

/// `request_redelegation` from one supplier to another; the staker signs and pays.
pub fn request_redelegation(
    staker: &Pubkey,
    supplier: &Pubkey,
    target: &Pubkey,
    amount: Option<u64>,
) -> Instruction {
    let delegation = delegation_address(supplier, staker);
    let accounts = accounts::RequestRedelegation {
        staker: *staker,
        supplier: *supplier,
        target: *target,
        delegation,
        redelegation: redelegation_address(&delegation, target),
        system_program: system_program::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::RequestRedelegation { amount })
}

/// `redelegate`, as requested; the staker signs. The delegation to the target must be open.
pub fn redelegate(staker: &Pubkey, supplier: &Pubkey, target: &Pubkey) -> Instruction {
    let delegation = delegation_address(supplier, staker);
    let accounts = accounts::Redelegate {
        staker: *staker,
        ledger: LEDGER.address,
        supplier: *supplier,
        target: *target,
        delegation,
        target_delegation: delegation_address(target, staker),
        redelegation: redelegation_address(&delegation, target),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Redelegate {})
}

/// `cancel_redelegation`; the staker signs.
pub fn cancel_redelegation(staker: &Pubkey, supplier: &Pubkey, target: &Pubkey) -> Instruction {
    let delegation = delegation_address(supplier, staker);
    let accounts = accounts::CancelRedelegation {
        staker: *staker,
        redelegation: redelegation_address(&delegation, target),
    };
    build(ID, accounts, instruction::CancelRedelegation {})
}

/// `unstake`; the staker signs. `number` is any of which the delegation has no ticket.
pub fn unstake(
    staker: &Pubkey,
    supplier: &Pubkey,
    number: u32,
    amount: Option<u64>,
) -> Instruction {
    let delegation = delegation_address(supplier, staker);
    let accounts = accounts::Unstake {
        staker: *staker,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        supplier: *supplier,
        delegation,
        ticket: ticket_address(&delegation, number),
        system_program: system_program::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Unstake { number, amount })
}

/// `withdraw`; the ticket's holder signs.
pub fn withdraw(
    holder: &Pubkey,
    supplier: &Pubkey,
    ticket: &Pubkey,
    destination: &Pubkey,
) -> Instruction {
    let accounts = accounts::Withdraw {
        holder: *holder,
        supplier: *supplier,
        ticket: *ticket,
        ledger: LEDGER.address,
        stake_vault: STAKE_VAULT.address,
        destination: *destination,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Withdraw {})
}

/// `claim`; anybody signs.
pub fn claim(
    signer: &Pubkey,
    supplier: &Pubkey,
    staker: &Pubkey,
    destination: &Pubkey,
) -> Instruction {
    let accounts = accounts::Claim {
        signer: *signer,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        supplier: *supplier,
        delegation: delegation_address(supplier, staker),
        reward_vault: REWARD_VAULT.address,
        destination: *destination,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Claim {})
}

/// `claim_supplier`; anybody signs.
pub fn claim_supplier(signer: &Pubkey, supplier: &Pubkey, destination: &Pubkey) -> Instruction {
    let accounts = accounts::ClaimSupplier {
        signer: *signer,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        supplier: *supplier,
        reward_vault: REWARD_VAULT.address,
        destination: *destination,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::ClaimSupplier {})
}

/// `cancel_ticket` of a delegation; the staker signs.
pub fn cancel_ticket(staker: &Pubkey, supplier: &Pubkey, ticket: &Pubkey) -> Instruction {
    let delegation = delegation_address(supplier, staker);
    cancel(staker, supplier, Some(delegation), ticket)
}

/// `cancel_ticket` of own stake; the owner signs.
pub fn cancel_own_ticket(owner: &Pubkey, supplier: &Pubkey, ticket: &Pubkey) -> Instruction {
    cancel(owner, supplier, None, ticket)
}

fn cancel(
    holder: &Pubkey,
    supplier: &Pubkey,
    delegation: Option<Pubkey>,
    ticket: &Pubkey,
) -> Instruction {
    let accounts = accounts::CancelTicket {
        holder: *holder,
        ledger: LEDGER.address,
        supplier: *supplier,
        delegation,
        ticket: *ticket,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::CancelTicket {})
}

/// `compound`; the staker signs.
pub fn compound(staker: &Pubkey, supplier: &Pubkey) -> Instruction {
    let accounts = accounts::Compound {
        staker: *staker,
        ledger: LEDGER.address,
        supplier: *supplier,
        delegation: delegation_address(supplier, staker),
        reward_vault: REWARD_VAULT.address,
        stake_vault: STAKE_VAULT.address,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Compound {})
}

/// `close_delegation`; the staker signs.
pub fn close_delegation(staker: &Pubkey, supplier: &Pubkey, destination: &Pubkey) -> Instruction {
    let accounts = accounts::CloseDelegation {
        staker: *staker,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        delegation: delegation_address(supplier, staker),
        reward_vault: REWARD_VAULT.address,
        destination: *destination,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::CloseDelegation {})
}

/// `update_supplier`; the owner signs.
pub fn update_supplier(owner: &Pubkey, supplier: &Pubkey, args: UpdateSupplierArgs) -> Instruction {
    let accounts = accounts::UpdateSupplier {
        owner: *owner,
        supplier: *supplier,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::UpdateSupplier { args })
}

/// `set_commission`; the owner signs.
pub fn set_commission(owner: &Pubkey, supplier: &Pubkey, bps: u16) -> Instruction {
    let accounts = accounts::SetCommission {
        owner: *owner,
        config: EMISSIONS_CONFIG.address,
        ledger: LEDGER.address,
        supplier: *supplier,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::SetCommission { bps })
}

/// `propose_owner`; the present owner signs.
pub fn propose_owner(owner: &Pubkey, supplier: &Pubkey, new_owner: Pubkey) -> Instruction {
    let accounts = accounts::ProposeOwner {
        owner: *owner,
        supplier: *supplier,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::ProposeOwner { owner: new_owner })
}

/// `accept_owner`; who was proposed signs.
pub fn accept_owner(pending_owner: &Pubkey, supplier: &Pubkey) -> Instruction {
    let accounts = accounts::AcceptOwner {
        pending_owner: *pending_owner,
        supplier: *supplier,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::AcceptOwner {})
}

/// `close_supplier`; the owner signs.
pub fn close_supplier(owner: &Pubkey, supplier: &Pubkey) -> Instruction {
    let accounts = accounts::CloseSupplier {
        owner: *owner,
        ledger: LEDGER.address,
        supplier: *supplier,
        book: book_address(supplier),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::CloseSupplier {})
}
