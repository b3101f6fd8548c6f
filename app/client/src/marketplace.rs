//! Addresses and instructions of the marketplace program.

use anchor_lang::{
    prelude::{AccountMeta, Pubkey},
    solana_program::{instruction::Instruction, system_program},
};
use anchor_spl::token;
use io_common::{
    addresses::{COUNCIL, MARKETPLACE_CONFIG},
    governance::{program_data_address, GovernanceAction},
    seeds,
    token::Mints,
};
use marketplace::{
    accounts, instruction,
    instructions::{ExtendArgs, ReserveArgs},
    state::{AutopayArgs, Change, Currency, DisputeDecision, OfferArgs, OutageReport, Reservation},
    EVENT_AUTHORITY_AND_BUMP, ID,
};

use crate::{build::build, emissions::approval_address};

fn event_authority() -> Pubkey {
    EVENT_AUTHORITY_AND_BUMP.0
}

fn derive(seeds: &[&[u8]]) -> Pubkey {
    Pubkey::find_program_address(seeds, &ID).0
}

/// The usage account of a supplier.
pub fn supplier_usage_address(supplier: &Pubkey) -> Pubkey {
    derive(&[seeds::SUPPLIER_USAGE, supplier.as_ref()])
}

/// An offer, by its supplier and sequence number.
pub fn offer_address(supplier: &Pubkey, sequence: u32) -> Pubkey {
    derive(&[seeds::OFFER, supplier.as_ref(), &sequence.to_le_bytes()])
}

/// A reservation, by its renter and number.
pub fn reservation_address(renter: &Pubkey, number: u64) -> Pubkey {
    derive(&[seeds::RESERVATION, renter.as_ref(), &number.to_le_bytes()])
}

/// The token account of a reservation.
pub fn escrow_address(reservation: &Pubkey) -> Pubkey {
    derive(&[seeds::ESCROW, reservation.as_ref()])
}

/// The autopay of a reservation.
pub fn autopay_address(reservation: &Pubkey) -> Pubkey {
    derive(&[seeds::AUTOPAY, reservation.as_ref()])
}

/// The delegate that a payer approves for autopay.
pub fn spender_address(payer: &Pubkey) -> Pubkey {
    derive(&[seeds::SPENDER, payer.as_ref()])
}

/// A proposed change, by its number.
pub fn proposal_address(number: u32) -> Pubkey {
    derive(&[seeds::PROPOSAL, &number.to_le_bytes()])
}

/// `initialize`; the upgrade authority signs and pays.
pub fn initialize(authority: &Pubkey, mints: &Mints, guardian: Pubkey) -> Instruction {
    let accounts = accounts::Initialize {
        authority: *authority,
        program_data: program_data_address(&ID),
        io_mint: mints.io,
        usdc_mint: mints.usdc,
        config: MARKETPLACE_CONFIG.address,
        system_program: system_program::ID,
    };
    build(ID, accounts, instruction::Initialize { guardian })
}

/// `init_supplier_usage`; `payer` signs.
pub fn init_supplier_usage(payer: &Pubkey, supplier: &Pubkey) -> Instruction {
    let accounts = accounts::InitSupplierUsage {
        payer: *payer,
        supplier: *supplier,
        supplier_usage: supplier_usage_address(supplier),
        system_program: system_program::ID,
    };
    build(ID, accounts, instruction::InitSupplierUsage {})
}

/// `create_offer`; owner or operator signs and pays. `sequence` is the usage account's count of offers.
pub fn create_offer(
    authority: &Pubkey,
    supplier: &Pubkey,
    sequence: u32,
    args: OfferArgs,
) -> Instruction {
    let accounts = accounts::CreateOffer {
        authority: *authority,
        config: MARKETPLACE_CONFIG.address,
        supplier: *supplier,
        supplier_usage: supplier_usage_address(supplier),
        offer: offer_address(supplier, sequence),
        system_program: system_program::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::CreateOffer { args })
}

/// An offer, and who changes it.
#[derive(Clone, Copy, Debug)]
pub struct OfferAccounts {
    /// Owner or operator; signs.
    pub authority: Pubkey,
    /// The supplier.
    pub supplier: Pubkey,
    /// The offer.
    pub offer: Pubkey,
}

impl OfferAccounts {
    fn edit(&self) -> accounts::EditOffer {
        accounts::EditOffer {
            authority: self.authority,
            config: MARKETPLACE_CONFIG.address,
            supplier: self.supplier,
            offer: self.offer,
            event_authority: event_authority(),
            program: ID,
        }
    }
}

/// `edit_offer`; owner or operator signs.
pub fn edit_offer(accounts: &OfferAccounts, args: OfferArgs) -> Instruction {
    build(ID, accounts.edit(), instruction::EditOffer { args })
}

/// `set_offer_paused`, or the end of a pause; owner or operator signs.
pub fn set_offer_paused(accounts: &OfferAccounts, paused: bool) -> Instruction {
    build(ID, accounts.edit(), instruction::SetOfferPaused { paused })
}

/// `close_offer`, with the rent to the supplier's owner; owner or operator signs.
pub fn close_offer(accounts: &OfferAccounts, owner: &Pubkey) -> Instruction {
    let accounts = accounts::CloseOffer {
        authority: accounts.authority,
        supplier: accounts.supplier,
        owner: *owner,
        offer: accounts.offer,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::CloseOffer {})
}

/// Accounts of a reservation.
#[derive(Clone, Copy, Debug)]
pub struct ReserveAccounts {
    /// The renter; signs.
    pub renter: Pubkey,
    /// Pays the cost, the accounts and the bounty, and is refunded; signs. May be the renter.
    pub payer: Pubkey,
    /// The supplier.
    pub supplier: Pubkey,
    /// The offer.
    pub offer: Pubkey,
    /// The mint of the currency.
    pub mint: Pubkey,
    /// The payer's tokens.
    pub payer_tokens: Pubkey,
    /// The IO/USD price account, for IO.
    pub price: Option<Pubkey>,
}

/// `reserve`; renter and payer sign.
pub fn reserve(accounts: &ReserveAccounts, args: ReserveArgs) -> Instruction {
    let reservation = reservation_address(&accounts.renter, args.number);
    let accounts = accounts::Reserve {
        renter: accounts.renter,
        payer: accounts.payer,
        config: MARKETPLACE_CONFIG.address,
        supplier: accounts.supplier,
        supplier_usage: supplier_usage_address(&accounts.supplier),
        offer: accounts.offer,
        reservation,
        escrow: escrow_address(&reservation),
        mint: accounts.mint,
        payer_tokens: accounts.payer_tokens,
        price: accounts.price.filter(|_| args.currency == Currency::Io),
        token_program: token::ID,
        system_program: system_program::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Reserve { args })
}

/// Who starts which reservation.
#[derive(Clone, Copy, Debug)]
pub struct StartAccounts {
    /// Owner or operator; signs.
    pub authority: Pubkey,
    /// The supplier.
    pub supplier: Pubkey,
    /// The reservation.
    pub reservation: Pubkey,
}

/// `start`; owner or operator signs.
pub fn start(accounts: &StartAccounts, connection_hash: [u8; 32]) -> Instruction {
    let accounts = accounts::Start {
        authority: accounts.authority,
        supplier: accounts.supplier,
        reservation: accounts.reservation,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Start { connection_hash })
}

/// `extend`; the payer signs. `price` is the IO/USD price account, for IO.
///
/// # Errors
/// `UnknownNumber` for a currency that this version does not know.
pub fn extend(
    address: &Pubkey,
    reservation: &Reservation,
    payer_tokens: &Pubkey,
    price: Option<Pubkey>,
    args: ExtendArgs,
) -> io_common::Result<Instruction> {
    let currency = reservation.currency()?;
    let accounts = accounts::Extend {
        payer: reservation.payer,
        config: MARKETPLACE_CONFIG.address,
        supplier: reservation.supplier,
        supplier_usage: supplier_usage_address(&reservation.supplier),
        offer: reservation.offer,
        reservation: *address,
        escrow: escrow_address(address),
        payer_tokens: *payer_tokens,
        price: price.filter(|_| currency == Currency::Io),
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    Ok(build(ID, accounts, instruction::Extend { args }))
}

/// `set_autopay` of the reservation at `reservation`, of `offer`; `payer`, who pays for it, signs. `replaced` is what the
/// present autopay of the reservation may still spend.
pub fn set_autopay(
    payer: &Pubkey,
    reservation: &Pubkey,
    offer: &Pubkey,
    args: AutopayArgs,
    replaced: Option<u64>,
) -> Instruction {
    let accounts = accounts::SetAutopay {
        payer: *payer,
        config: MARKETPLACE_CONFIG.address,
        offer: *offer,
        reservation: *reservation,
        autopay: autopay_address(reservation),
        system_program: system_program::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::SetAutopay { args, replaced })
}

/// `extend_by_autopay`; `sender` signs. `payer_tokens` is the payer's associated token account; `price` the IO/USD price
/// account, for IO.
///
/// # Errors
/// `UnknownNumber` for a currency that this version does not know.
pub fn extend_by_autopay(
    sender: &Pubkey,
    address: &Pubkey,
    reservation: &Reservation,
    payer_tokens: &Pubkey,
    price: Option<Pubkey>,
) -> io_common::Result<Instruction> {
    let currency = reservation.currency()?;
    let accounts = accounts::ExtendByAutopay {
        sender: *sender,
        config: MARKETPLACE_CONFIG.address,
        supplier: reservation.supplier,
        supplier_usage: supplier_usage_address(&reservation.supplier),
        offer: reservation.offer,
        reservation: *address,
        autopay: autopay_address(address),
        escrow: escrow_address(address),
        payer_tokens: *payer_tokens,
        spender: spender_address(&reservation.payer),
        price: price.filter(|_| currency == Currency::Io),
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    Ok(build(ID, accounts, instruction::ExtendByAutopay {}))
}

/// `close_autopay`, with the lamports to its `payer`; `authority` signs: the payer, or anyone once the reservation has
/// ended.
pub fn close_autopay(authority: &Pubkey, reservation: &Pubkey, payer: &Pubkey) -> Instruction {
    let accounts = accounts::CloseAutopay {
        authority: *authority,
        reservation: *reservation,
        autopay: autopay_address(reservation),
        payer: *payer,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::CloseAutopay {})
}

/// How the council agrees to a decision.
#[derive(Clone, Copy, Debug)]
pub enum Agreement<'a> {
    /// These attestors sign the transaction.
    Signed(&'a [Pubkey]),
    /// The attestors have approved the decision's hash, see [`crate::emissions::approve`].
    Approved([u8; 32]),
}

impl Agreement<'_> {
    fn accounts(self) -> accounts::Agreed {
        accounts::Agreed {
            council: COUNCIL.address,
            approval: match self {
                Self::Signed(_) => None,
                Self::Approved(hash) => Some(approval_address(&hash)),
            },
        }
    }

    fn signed(self, mut instruction: Instruction) -> Instruction {
        if let Self::Signed(attestors) = self {
            let signers = attestors.iter();
            let metas = signers.map(|attestor| AccountMeta::new_readonly(*attestor, true));
            instruction.accounts.extend(metas);
        }
        instruction
    }
}

/// `report_outage`, once the council has agreed to it.
pub fn report_outage(agreement: Agreement, address: &Pubkey, report: OutageReport) -> Instruction {
    let accounts = accounts::ReportOutage {
        agreed: agreement.accounts(),
        reservation: *address,
        event_authority: event_authority(),
        program: ID,
    };
    let report = build(ID, accounts, instruction::ReportOutage { report });
    agreement.signed(report)
}

/// `open_dispute`; the payer signs. `max_deposit` is the maximum deposit.
pub fn open_dispute(
    address: &Pubkey,
    reservation: &Reservation,
    payer_tokens: &Pubkey,
    max_deposit: u64,
) -> Instruction {
    let accounts = accounts::OpenDispute {
        payer: reservation.payer,
        reservation: *address,
        escrow: escrow_address(address),
        payer_tokens: *payer_tokens,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::OpenDispute { max_deposit })
}

fn ruling(address: &Pubkey, payer_tokens: &Pubkey) -> accounts::Ruling {
    accounts::Ruling {
        reservation: *address,
        escrow: escrow_address(address),
        payer_tokens: *payer_tokens,
        token_program: token::ID,
    }
}

/// `decide_dispute`, once the council has agreed to it, with the refund to the payer's associated account.
pub fn decide_dispute(
    agreement: Agreement,
    address: &Pubkey,
    payer_tokens: &Pubkey,
    decision: DisputeDecision,
) -> Instruction {
    let accounts = accounts::DecideDispute {
        agreed: agreement.accounts(),
        ruling: ruling(address, payer_tokens),
        event_authority: event_authority(),
        program: ID,
    };
    let decide = build(ID, accounts, instruction::DecideDispute { decision });
    agreement.signed(decide)
}

/// `expire_dispute`, with the deposit to the payer's associated account; nobody needs to sign.
pub fn expire_dispute(address: &Pubkey, payer_tokens: &Pubkey) -> Instruction {
    let accounts = accounts::ExpireDispute {
        ruling: ruling(address, payer_tokens),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::ExpireDispute {})
}

/// `sweep_fees`; nobody needs to sign.
///
/// # Errors
/// `UnknownNumber` for a currency that this version does not know.
pub fn sweep_fees(address: &Pubkey, reservation: &Reservation) -> io_common::Result<Instruction> {
    let accounts = accounts::SweepFees {
        reservation: *address,
        supplier_usage: supplier_usage_address(&reservation.supplier),
        escrow: escrow_address(address),
        fee_vault: reservation.currency()?.fee_vault(),
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    Ok(build(ID, accounts, instruction::SweepFees {}))
}

/// `settle_reservation`, to the associated account of the supplier's payout wallet; nobody needs to sign.
pub fn settle_reservation(
    address: &Pubkey,
    reservation: &Reservation,
    supplier_tokens: &Pubkey,
) -> Instruction {
    let accounts = accounts::SettleReservation {
        reservation: *address,
        supplier: reservation.supplier,
        escrow: escrow_address(address),
        supplier_tokens: *supplier_tokens,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::SettleReservation {})
}

fn exit(address: &Pubkey, reservation: &Reservation, payer_tokens: &Pubkey) -> accounts::Exit {
    accounts::Exit {
        reservation: *address,
        offer: reservation.offer,
        supplier_usage: supplier_usage_address(&reservation.supplier),
        escrow: escrow_address(address),
        payer_tokens: *payer_tokens,
        token_program: token::ID,
    }
}

/// `decline`, with the refund to the payer's associated account; owner or operator signs.
pub fn decline(
    authority: &Pubkey,
    address: &Pubkey,
    reservation: &Reservation,
    payer_tokens: &Pubkey,
) -> Instruction {
    let accounts = accounts::Decline {
        authority: *authority,
        supplier: reservation.supplier,
        exit: exit(address, reservation, payer_tokens),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Decline {})
}

/// `cancel`, with the refund to the payer's associated account; nobody needs to sign. [`close_reservation`] after
/// it, in the same transaction, returns rent and bounty to their payer.
pub fn cancel(address: &Pubkey, reservation: &Reservation, payer_tokens: &Pubkey) -> Instruction {
    let accounts = accounts::Cancel {
        exit: exit(address, reservation, payer_tokens),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Cancel {})
}

/// `terminate`, with the refund to the payer's associated account; `authority`, renter or payer, signs.
pub fn terminate(
    authority: &Pubkey,
    address: &Pubkey,
    reservation: &Reservation,
    payer_tokens: &Pubkey,
) -> Instruction {
    let accounts = accounts::Terminate {
        authority: *authority,
        exit: exit(address, reservation, payer_tokens),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Terminate {})
}

/// `terminate_for_downtime`, with the refund to the payer's associated account; `authority`, renter or payer, signs.
pub fn terminate_for_downtime(
    authority: &Pubkey,
    address: &Pubkey,
    reservation: &Reservation,
    payer_tokens: &Pubkey,
) -> Instruction {
    let accounts = accounts::TerminateForDowntime {
        authority: *authority,
        exit: exit(address, reservation, payer_tokens),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::TerminateForDowntime {})
}

/// `terminate_by_supplier`, with the refund to the payer's associated account; the owner signs.
pub fn terminate_by_supplier(
    owner: &Pubkey,
    address: &Pubkey,
    reservation: &Reservation,
    payer_tokens: &Pubkey,
) -> Instruction {
    let accounts = accounts::TerminateBySupplier {
        owner: *owner,
        supplier: reservation.supplier,
        exit: exit(address, reservation, payer_tokens),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::TerminateBySupplier {})
}

/// `announce_end`; owner or operator signs.
pub fn announce_end(
    authority: &Pubkey,
    address: &Pubkey,
    reservation: &Reservation,
) -> Instruction {
    let accounts = accounts::AnnounceEnd {
        authority: *authority,
        supplier: reservation.supplier,
        reservation: *address,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::AnnounceEnd {})
}

/// `complete`, with the refund to the payer's associated account; nobody needs to sign.
pub fn complete(address: &Pubkey, reservation: &Reservation, payer_tokens: &Pubkey) -> Instruction {
    let accounts = accounts::Complete {
        exit: exit(address, reservation, payer_tokens),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Complete {})
}

/// `close_reservation`, to the associated accounts of the supplier's payout wallet and of the payer; `finisher` signs.
///
/// # Errors
/// `UnknownNumber` for a currency that this version does not know.
pub fn close_reservation(
    finisher: &Pubkey,
    address: &Pubkey,
    reservation: &Reservation,
    supplier_tokens: &Pubkey,
    payer_tokens: &Pubkey,
) -> io_common::Result<Instruction> {
    let tokens = [supplier_tokens, payer_tokens];
    close_reservation_into(finisher, address, reservation, tokens, None)
}

/// [`close_reservation`] to these accounts of supplier and payer. Tokens that others have sent to the escrow go to
/// `surplus_tokens` if the fee-burn vault cannot receive them.
///
/// # Errors
/// `UnknownNumber` for a currency that this version does not know.
pub fn close_reservation_into(
    finisher: &Pubkey,
    address: &Pubkey,
    reservation: &Reservation,
    [supplier_tokens, payer_tokens]: [&Pubkey; 2],
    surplus_tokens: Option<Pubkey>,
) -> io_common::Result<Instruction> {
    let accounts = accounts::CloseReservation {
        finisher: *finisher,
        reservation: *address,
        supplier: reservation.supplier,
        supplier_usage: supplier_usage_address(&reservation.supplier),
        escrow: escrow_address(address),
        supplier_tokens: *supplier_tokens,
        payer_tokens: *payer_tokens,
        fee_vault: reservation.currency()?.fee_vault(),
        surplus_tokens,
        payer: reservation.payer,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    Ok(build(ID, accounts, instruction::CloseReservation {}))
}

/// `withdraw_owed`, to any token account; the payee signs.
pub fn withdraw_owed(
    payee: &Pubkey,
    address: &Pubkey,
    reservation: &Reservation,
    destination: &Pubkey,
) -> Instruction {
    let accounts = accounts::WithdrawOwed {
        payee: *payee,
        reservation: *address,
        supplier: reservation.supplier,
        escrow: escrow_address(address),
        destination: *destination,
        token_program: token::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::WithdrawOwed {})
}

/// `govern`; the signer that `action` requires signs.
pub fn govern(signer: &Pubkey, action: GovernanceAction) -> Instruction {
    let accounts = accounts::Govern {
        signer: *signer,
        config: MARKETPLACE_CONFIG.address,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::Govern { action })
}

/// `propose_change`, with the `number` that is next in the configuration, or at most 256 above it; the authority and `payer` sign.
pub fn propose_change(
    authority: &Pubkey,
    payer: &Pubkey,
    number: u32,
    change: Change,
) -> Instruction {
    let accounts = accounts::ProposeChange {
        authority: *authority,
        payer: *payer,
        config: MARKETPLACE_CONFIG.address,
        proposal: proposal_address(number),
        system_program: system_program::ID,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::ProposeChange { number, change })
}

/// `apply_change`, of a proposal that `payer` paid for; nobody needs to sign.
pub fn apply_change(number: u32, payer: &Pubkey) -> Instruction {
    let accounts = accounts::ApplyChange {
        config: MARKETPLACE_CONFIG.address,
        proposal: proposal_address(number),
        payer: *payer,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::ApplyChange {})
}

/// `cancel_change`, of a proposal that `payer` paid for; authority or guardian signs, anyone once it has lapsed.
pub fn cancel_change(signer: &Pubkey, number: u32, payer: &Pubkey) -> Instruction {
    let accounts = accounts::CancelChange {
        signer: *signer,
        config: MARKETPLACE_CONFIG.address,
        proposal: proposal_address(number),
        payer: *payer,
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::CancelChange {})
}

/// `reclaim_rent`: moves lamports of `account` above its rent-exempt minimum, and above a reservation's bounty, to
/// `recipient`. An offer needs its `supplier`. Nobody needs to sign.
pub fn reclaim_rent(
    account: &Pubkey,
    recipient: &Pubkey,
    supplier: Option<&Pubkey>,
) -> Instruction {
    let accounts = accounts::ReclaimRent {
        account: *account,
        recipient: *recipient,
        supplier: supplier.copied(),
        event_authority: event_authority(),
        program: ID,
    };
    build(ID, accounts, instruction::ReclaimRent {})
}
