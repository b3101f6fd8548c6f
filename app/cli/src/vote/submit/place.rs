//! Where a realm proposal is, which follows from what it says: the same command finds it again.

use anchor_lang::{prelude::Pubkey, AnchorSerialize};
use io_client::realm::{
    instruction::YES,
    read::Governed,
    state::{InstructionData, ProposalState, ProposalV2, VoteType},
};
use io_common::hash::sha256;

use super::file::File;
use crate::{context::Context, errors::CliError};

/// Realm proposals of the same words by the same proposer.
const SAME: u8 = 16;

/// Where a realm proposal is, or will be.
pub struct Place {
    /// From which its address follows.
    pub seed: Pubkey,
    /// Its address.
    pub address: Pubkey,
    /// What is there already.
    pub draft: Option<ProposalV2>,
}

impl Place {
    /// The first place without one, or with a draft of the same: an interrupted submission goes on.
    ///
    /// # Errors
    /// [`CliError::Refused`] if the same is voted on; if the network does not answer.
    pub fn find(
        context: &mut Context,
        governed: &Governed,
        owner: Pubkey,
        words: (&str, &str),
        file: &File,
    ) -> anyhow::Result<Self> {
        let (name, link) = words;
        let mut bytes = Vec::new();
        for it in &file.instructions {
            InstructionData::from(it).serialize(&mut bytes)?;
        }
        let content = sha256(&[&bytes]);
        let words = [sha256(&[name.as_bytes()]), sha256(&[link.as_bytes()])];
        let seeds: Vec<Pubkey> = (0..SAME)
            .map(|place| {
                let parts: [&[u8]; 5] = [owner.as_ref(), &words[0], &words[1], &content, &[place]];
                Pubkey::new_from_array(sha256(&parts))
            })
            .collect();
        let addresses: Vec<Pubkey> = seeds.iter().map(|it| governed.at.proposal(it)).collect();
        let found = context.accounts(&addresses)?;
        let record = governed.at.owner_record(&owner);
        for ((seed, address), account) in seeds.into_iter().zip(addresses).zip(found) {
            // Anybody can transfer lamports to an address: SPL Governance creates a realm proposal there all the same.
            let account = account.filter(|it| it.owner == governed.at.program);
            let there = account.map(|it| governed.proposal(&it));
            let draft = match there {
                None => None,
                // Anybody can put one of its own there.
                Some(Some(it)) if it.token_owner_record != record => continue,
                Some(Some(it)) => match it.state {
                    ProposalState::Draft => match differs(&it, name, link) {
                        None => Some(it),
                        Some(what) => return Err(not_the_same(&address, what).into()),
                    },
                    ProposalState::SigningOff | ProposalState::Voting => {
                        return Err(CliError::Refused(format!(
                            "the same is submitted already: `io gov proposals {address}` shows it"
                        ))
                        .into());
                    }
                    _ => continue,
                },
                Some(None) => continue,
            };
            return Ok(Self {
                seed,
                address,
                draft,
            });
        }
        Err(CliError::Usage(format!(
            "the same was submitted {SAME} times: give it another --name"
        ))
        .into())
    }
}

/// What of a draft is not as this command makes it: the proposer's delegate can have created it, or have changed it.
fn differs(draft: &ProposalV2, name: &str, link: &str) -> Option<&'static str> {
    let is_yes_or_no = draft.vote_type == VoteType::SingleChoice
        && draft.deny_vote_weight.is_some()
        && matches!(&draft.options[..], [option] if option.label == YES);
    if draft.name != name || draft.description_link != link {
        Some("it has another name or link")
    } else if !is_yes_or_no {
        Some("it does not ask for Yes or No alone")
    } else if draft.signatories_count > 0 {
        Some("others have to sign it off")
    } else {
        None
    }
}

/// That a draft is not what its proposer would submit.
pub fn not_the_same(address: &Pubkey, what: &str) -> CliError {
    CliError::Refused(format!(
        "the draft {address} is not what the file says: {what}. `io gov cancel-submission {address}`, then submit again"
    ))
}
