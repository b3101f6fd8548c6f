//! The stake that a voter votes or proposes with.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{
    emissions::{
        apply_slash, create_max_voter_weight_record, create_voter_weight_record,
        max_voter_weight_address, update_voter_weight_record, voter_weight_address, Weighed,
    },
    realm::{
        instruction::{create_token_owner_record, Voter, Weights},
        read::{Governed, Look},
        stake::{self, Part},
    },
};

use crate::{
    amounts::several,
    context::{unreachable, Context},
    errors::CliError,
    plan::short,
    report::{Cell, Record},
    sending,
};

/// What a voter weighs, and how it is weighed.
pub struct Weight {
    /// Votes of what is weighed, in IO base units.
    pub votes: u64,
    /// The parts that are weighed.
    parts: Vec<Part>,
    /// The parts for which a transaction has no room.
    left_out: Vec<Part>,
    /// The others have no votes.
    without: Vec<Part>,
}

/// Who votes or proposes: `owner`, or its delegate, who is at the command line.
///
/// # Errors
/// [`CliError::Refused`] if the key is neither.
pub fn voter(context: &mut Context, owner: Option<Pubkey>, look: &Look) -> anyhow::Result<Voter> {
    let me = context.me()?;
    let owner = owner.unwrap_or(me);
    let named = look.voter.owner.and_then(|it| it.governance_delegate);
    if owner != me && named != Some(me) {
        return Err(CliError::Refused(format!(
            "{} has not named {} as its delegate: it does so by `io gov set-delegate {me}`",
            short(&owner),
            short(&me)
        ))
        .into());
    }
    Ok(Voter {
        owner,
        signer: me,
        payer: me,
    })
}

/// The accounts that weigh a vote of `owner`.
pub fn weights(governed: &Governed, owner: Pubkey) -> Weights {
    Weights {
        voter: voter_weight_address(&governed.keys(owner)),
        max: max_voter_weight_address(&governed.at.realm),
    }
}

/// The largest parts of the stake of `owner` for which there is room in the transaction that `whole` makes of them.
///
/// # Errors
/// [`CliError::Refused`] if nothing of it votes; if the network does not answer.
pub fn weigh(
    context: &mut Context,
    owner: &Pubkey,
    whole: impl Fn(&[Part]) -> Vec<Instruction>,
) -> anyhow::Result<Weight> {
    let now = context.now()?;
    let all = stake::of(context.network, owner, now).map_err(unreachable)?;
    let (mut parts, without): (Vec<Part>, Vec<Part>) =
        all.into_iter().partition(|part| part.votes > 0);
    if parts.is_empty() {
        return Err(no_votes(owner, &without, now));
    }
    let (mut least, mut most) = (0, parts.len());
    let fits = |context: &mut Context, count: usize| {
        let some = parts.get(..count).unwrap_or_default();
        sending::fits(context, &whole(some))
    };
    if fits(context, most)? {
        least = most;
    }
    while least < most {
        let middle = least.midpoint(most.saturating_add(1));
        match fits(context, middle)? {
            true => least = middle,
            false => most = middle.saturating_sub(1),
        }
    }
    if least == 0 {
        return Err(CliError::Refused(
            "a transaction has no room for any stake: leave out the nonce, or vote with another key"
                .into(),
        )
        .into());
    }
    let left_out = parts.split_off(least);
    Ok(Weight {
        votes: stake::votes(&parts),
        parts,
        left_out,
        without,
    })
}

/// Why nothing of the stake votes.
fn no_votes(owner: &Pubkey, without: &[Part], now: i64) -> anyhow::Error {
    let owner = short(owner);
    let why = match without {
        [] => format!(
            "{owner} has staked nothing that is active: `io stake delegate SUPPLIER AMOUNT` stakes, and votes at once"
        ),
        parts => {
            let each = parts.iter().map(|part| {
                format!("{} {}", Cell::Io(part.stake).brief(), reason(part, now))
            });
            format!("no stake of {owner} votes: {}", each.collect::<Vec<_>>().join("; "))
        }
    };
    CliError::Refused(why).into()
}

/// Why a part has no votes.
fn reason(part: &Part, now: i64) -> String {
    let supplier = short(&part.supplier);
    match (part.is_own, part.is_weighed) {
        (true, _) => format!(
            "of own stake on {supplier} vote from {} on, 14 days after the change of owner",
            Cell::Time(part.votes_from, now).display()
        ),
        (false, true) => format!("with {supplier} are lost to a slash"),
        (false, false) => {
            format!("with {supplier} cannot follow its slashes, or the supplier is closed")
        }
    }
}

impl Weight {
    /// The instruction that weighs `parts`.
    pub fn update(governed: &Governed, owner: Pubkey, parts: &[Part]) -> Instruction {
        let with = |is_own: bool| {
            let some = parts.iter().filter(move |part| part.is_own == is_own);
            some.map(|part| part.supplier).collect::<Vec<Pubkey>>()
        };
        let (delegated, owned) = (with(false), with(true));
        let stake = Weighed {
            delegated: &delegated,
            owned: &owned,
        };
        update_voter_weight_record(&governed.keys(owner), &stake)
    }

    /// The parts that are weighed.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// What has to come before: records that are not there yet, and slashes that are to be followed.
    pub fn before(&self, governed: &Governed, voter: &Voter, look: &Look) -> Vec<Instruction> {
        let keys = governed.keys(voter.owner);
        let mut before = records(governed, voter, look);
        if look.voter.weight.is_none() {
            before.push(create_voter_weight_record(&voter.payer, &keys));
        }
        let follows = self.parts.iter().flat_map(|part| &part.follows);
        before.extend(follows.map(|slash| apply_slash(slash, &voter.owner)));
        before
    }

    /// What is weighed and what is not.
    pub fn shows(&self, now: i64) -> Record {
        let mut record = vec![("Weight", Cell::Io(self.votes))];
        if !self.left_out.is_empty() {
            record.push((
                "Left out",
                Cell::Text(format!(
                    "{} of {}, the smallest: a transaction has no room for more",
                    Cell::Io(stake::votes(&self.left_out)).brief(),
                    several(self.left_out.len() as u64, "supplier")
                )),
            ));
        }
        let without = self.without.iter().map(|part| {
            let stake = Cell::Io(part.stake).brief();
            Cell::Text(format!("{stake} {}", reason(part, now)))
        });
        let without: Vec<Cell> = without.collect();
        if !without.is_empty() {
            record.push(("Without votes", Cell::List(without)));
        }
        record
    }
}

/// Creates the token owner record of a voter, if it is not there yet.
pub fn records(governed: &Governed, voter: &Voter, look: &Look) -> Vec<Instruction> {
    let mut before = Vec::new();
    if look.voter.owner.is_none() {
        before.push(create_token_owner_record(
            &governed.at,
            &voter.owner,
            &voter.payer,
        ));
    }
    before
}

/// Creates the record of all votes, if it is not there yet.
pub fn max_record(governed: &Governed, payer: &Pubkey, look: &Look) -> Option<Instruction> {
    let realm = &governed.at.realm;
    (!look.has_max_record).then(|| create_max_voter_weight_record(payer, realm))
}
