//! Proposes a slash, which can be executed 30 days later.
//!
//! Who may call it: anyone with the agreement of the council, who pays the rent.
//!
//! 1. Creates the slash at the address of the supplier and its number.
//! 2. Refuses unless the council has agreed to this slash of this supplier.
//! 3. Lowers the amount to what open slashes together may still take.
//! 4. Holds it: free own stake first, then the same part of all free delegated stake.
//! 5. Emits `SlashProposed`. No token moves.

use anchor_lang::prelude::*;
use bytemuck::Zeroable;
use io_common::{
    addresses,
    agreement::{decision_hash, require_agreement},
    require_neq, seeds,
    types::{Approval, Council, Supplier},
};

use crate::{
    error::EmissionsError,
    events::Emit,
    instructions::shared::slash::open,
    state::{slashing, Config, Slash},
};

/// Prefix of the hash of a proposed slash, so that no other decision has the same hash.
const DOMAIN: &[u8] = b"io:slash";

/// Arguments of `propose_slash`.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct ProposeSlashArgs {
    /// The number that follows the council's last slash of the supplier. It ties an approval to a single slash.
    pub number: u32,
    /// Amount in IO base units; lowered to what open slashes together may take.
    pub amount: u64,
    /// Reason, as the council numbers its reasons; not 0.
    pub reason: u16,
    /// Hash of the evidence.
    pub evidence: [u8; 32],
}

/// Hash that the attestors approve.
///
/// # Errors
/// None.
pub fn slash_hash(args: &ProposeSlashArgs, supplier: &Pubkey) -> Result<[u8; 32]> {
    decision_hash(DOMAIN, args, &[*supplier])
}

/// Accounts of `propose_slash`; the attestors follow, unless there is an approval.
#[event_cpi]
#[derive(Accounts)]
#[instruction(args: ProposeSlashArgs)]
pub struct ProposeSlash<'info> {
    /// Pays the rent. Anyone.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The council.
    #[account(address = addresses::COUNCIL.address)]
    pub council: AccountLoader<'info, Council>,
    /// The approval of the slash, unless the attestors sign.
    pub approval: Option<AccountLoader<'info, Approval>>,
    /// The supplier.
    #[account(mut)]
    pub supplier: AccountLoader<'info, Supplier>,
    /// The slash.
    #[account(
        init, payer = payer, space = Slash::SIZE,
        seeds = [seeds::SLASH, supplier.key().as_ref(), &args.number.to_le_bytes()], bump,
    )]
    pub slash: AccountLoader<'info, Slash>,
    /// The system program.
    pub system_program: Program<'info, System>,
}

/// See [`crate::emissions::propose_slash`].
pub fn handler<'info>(
    ctx: Context<'info, ProposeSlash<'info>>,
    args: ProposeSlashArgs,
) -> Result<()> {
    let (accounts, attestors) = (&ctx.accounts, ctx.remaining_accounts);
    let (key, now) = (accounts.supplier.key(), Clock::get()?.unix_timestamp);
    let approval = accounts.approval.as_ref().map(|approval| approval.load());
    require_agreement(
        &*accounts.council.load()?,
        approval.transpose()?.as_deref(),
        attestors,
        slash_hash(&args, &key)?,
        now,
    )?;
    require_neq!(args.reason, Slash::BREACH, EmissionsError::ReservedReason);
    let (due_at, lapses_at) = Slash::times(now)?;
    let event = {
        let mut supplier = accounts.supplier.load_mut()?;
        let config = accounts.config.load()?;
        // A delegator who leaves first must not make it fail.
        let room = slashing::room(&supplier, config.max_slash_bps)?;
        let mut slash = Slash {
            supplier: key,
            payer: accounts.payer.key(),
            evidence: args.evidence,
            amount: args.amount.min(room),
            due_at,
            lapses_at,
            number: args.number,
            reason: args.reason,
            bump: ctx.bumps.slash,
            ..Slash::zeroed()
        };
        let event = open(&mut supplier, &mut slash, &config)?;
        *accounts.slash.load_init()? = slash;
        event
    };
    accounts.event_authority.emit(event)
}
