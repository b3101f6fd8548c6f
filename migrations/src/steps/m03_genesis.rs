//! Mints the genesis supply by the rows of the table. A locked row goes into its escrow in the transaction that mints it.
//!
//! The escrows that are there say which locked rows are done; the supply without them says how many of the others, which
//! are minted in their order.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use anyhow::{bail, ensure, Context};
use io_client::{
    lock::{self, Terms, VestingEscrow},
    spl,
    values::{figures::decimal, time::utc},
    Network,
};
use io_common::{addresses::LEDGER, constants::IO_DECIMALS};
use solana_account::Account;
use solana_sdk_ids::system_program;

use crate::{genesis::Share, Deployment, Plan, Step};

/// The step.
pub const STEP: Step = Step {
    name: "03 genesis",
    beside: false,
    plan,
};

/// After launch the mint authority has gone to the program: then this was done, whatever has been burned.
fn plan(network: &mut dyn Network, deployment: &Deployment) -> anyhow::Result<Plan> {
    let io = deployment.io_mint;
    let mut plan = Plan::default();
    let mint = spl::mint(network, &io)?;
    let launched = mint.and_then(|mint| spl::mint_authority(&mint)) == Some(LEDGER.address);
    let Some(table) = deployment.to_mint().filter(|_| !launched) else {
        return Ok(plan);
    };
    let mut made = Vec::with_capacity(table.len());
    for share in table {
        let terms = share.terms(&io);
        made.push(terms.map_or(Ok(false), |terms| is_made(network, &terms))?);
    }
    let rows = table.iter().zip(made);
    // Of what exists, the part that the rows looked at so far do not account for.
    let mut left = Some(mint.map_or(0, |mint| mint.supply));
    for (share, _) in rows.clone().filter(|(_, is_made)| *is_made) {
        left = left.and_then(|left| left.checked_sub(share.amount));
    }
    for (share, is_made) in rows {
        match share.terms(&io) {
            Some(_) if is_made => (),
            Some(terms) => lock(&mut plan, deployment, share, &terms),
            None if left == Some(0) => pay(&mut plan, deployment, share),
            None => left = left.and_then(|left| left.checked_sub(share.amount)),
        }
    }
    ensure!(
        left == Some(0),
        "what exists of IO is not what the first rows of the genesis table give together"
    );
    Ok(plan)
}

/// Mints to the owner's wallet.
fn pay(plan: &mut Plan, deployment: &Deployment, share: &Share) {
    let signers = deployment.signers(deployment.mint_authority);
    plan.act(
        words(share),
        &signers,
        mint(deployment, &share.owner, share.amount),
    );
}

/// Mints to the payer's wallet and from there into the escrow, at once.
fn lock(plan: &mut Plan, deployment: &Deployment, share: &Share, terms: &Terms) {
    let (payer, minter) = (deployment.authority, deployment.mint_authority);
    let mut signers = deployment.signers(minter);
    if !signers.contains(&terms.base) {
        signers.push(terms.base);
    }
    let escrow = terms.escrow();
    let [first, last] = [terms.schedule.cliff, terms.schedule.end()];
    let [first, last] = [first, last].map(|it| utc(i64::try_from(it).unwrap_or(i64::MAX)));
    let what = format!(
        "{}, locked in {escrow} until {first}, the last of it until {last}",
        words(share)
    );
    let mut instructions = mint(deployment, &payer, share.amount).to_vec();
    instructions.push(spl::create_wallet(&payer, &escrow, &terms.mint));
    instructions.push(lock::create(terms, &payer));
    plan.act(what, &signers, instructions);
}

fn mint(deployment: &Deployment, owner: &Pubkey, amount: u64) -> [Instruction; 2] {
    let (payer, io) = (deployment.authority, deployment.io_mint);
    let wallet = spl::wallet(owner, &io);
    [
        spl::create_wallet(&payer, owner, &io),
        spl::mint_to(&io, &wallet, &deployment.mint_authority, amount),
    ]
}

fn words(share: &Share) -> String {
    let Share {
        category,
        owner,
        amount,
        ..
    } = share;
    let io = decimal(*amount, IO_DECIMALS);
    format!("mint {io} IO to {owner} ({category})")
}

/// Whether the escrow is there.
///
/// # Errors
/// If another one is, or this network has no Jupiter Lock.
fn is_made(network: &mut dyn Network, terms: &Terms) -> anyhow::Result<bool> {
    let program = network.account(&lock::PROGRAM)?;
    ensure!(
        program.is_some_and(|it| it.executable),
        "the genesis table has locks, and this network has no Jupiter Lock at {}",
        lock::PROGRAM
    );
    let (base, escrow) = (terms.base, terms.escrow());
    let account = network.account(&escrow)?;
    // Anyone can send lamports to an address.
    let is_used = |it: &Account| it.owner != system_program::ID || !it.data.is_empty();
    let Some(account) = account.filter(is_used) else {
        return Ok(false);
    };
    let found = VestingEscrow::read(&account);
    let found = found.with_context(|| format!("{escrow} is no escrow of Jupiter Lock"))?;
    if let Some(mismatch) = terms.mismatches(&found).first() {
        bail!("the base {base} has another escrow, {escrow}: {mismatch}; correct the table, or make another key for this lock");
    }
    Ok(true)
}
