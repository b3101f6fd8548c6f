//! Deposits for realm proposals, which a proposer with many open ones pays.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::realm::{
    instruction::refund_proposal_deposit,
    state::{ProposalDeposit, TokenOwnerRecordV2},
    Realm,
};

use crate::context::Context;

/// Gives each realm proposal's deposit back to its proposer, or to the proposer's delegate, if there is one. Read together; in
/// the order of `proposals`, which come with the record of the proposer.
///
/// # Errors
/// If the network does not answer.
pub fn refunds(
    context: &mut Context,
    at: &Realm,
    proposals: &[(Pubkey, Option<TokenOwnerRecordV2>)],
) -> anyhow::Result<Vec<Vec<Instruction>>> {
    let payers = |record: &Option<TokenOwnerRecordV2>| {
        let record = record.as_ref();
        let owner = record.map(|it| it.governing_token_owner);
        let delegate = record.and_then(|it| it.governance_delegate);
        owner.into_iter().chain(delegate)
    };
    let all = proposals.iter();
    let deposits: Vec<Pubkey> = all
        .flat_map(|(proposal, record)| payers(record).map(|payer| at.deposit(proposal, &payer)))
        .collect();
    let mut found = match deposits.is_empty() {
        true => Vec::new(),
        false => context.accounts(&deposits)?,
    }
    .into_iter();
    let refunds = proposals.iter().map(|(proposal, record)| {
        // Anybody can transfer lamports to the address: those are no deposit.
        let there = payers(record).filter(|_| {
            let account = found.next().flatten();
            account.is_some_and(|it| at.read::<ProposalDeposit>(&it).is_some())
        });
        there
            .map(|payer| refund_proposal_deposit(at, proposal, &payer))
            .collect()
    });
    Ok(refunds.collect())
}
