//! `io gov submit`.

mod file;
mod groups;
mod place;
mod transactions;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use clap::Args;
use io_client::{
    realm::{
        config::NOBODY,
        instruction::{create_proposal, sign_off_proposal, Draft, Voter, YES},
        read::{Governed, Look, Wanted},
        stake::Part,
        vote::{executable_from, Times},
    },
    rent,
};

use self::{file::File, place::Place};
use super::{
    realm::{executes, governed, look},
    weigh::{voter, weigh, weights, Weight},
};
use crate::{
    contents::{Around, Contents, InForce},
    context::{unreachable, Context},
    errors::CliError,
    parse::{address, text},
    plan::{short, Plan},
    report::{Cell, Report},
    strangers::title,
};

/// Realm proposals of a proposer that SPL Governance lets be open.
const OPEN: u8 = 10;

/// What to submit.
#[derive(Args)]
pub struct Options {
    /// File, or `-` for standard input: what a command printed with --authority GOVERNANCE --payer TREASURY --output instructions
    #[arg(value_name = "FILE")]
    file: String,
    /// Title, in at most 128 bytes
    #[arg(long, value_parser = text::title)]
    name: String,
    /// Link to the reasons
    #[arg(long, value_name = "URL", value_parser = text::link)]
    link: Option<String>,
    /// Leave it as a draft; the same command without --draft begins the vote
    #[arg(long)]
    draft: bool,
    /// Submit it as the delegate of this staker
    #[arg(long = "for", value_name = "OWNER", value_parser = address)]
    owner: Option<Pubkey>,
}

/// Submits it.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let file = file::read(context, &options.file)?;
    context.carry_out(|context, _| submitting(context, options, &file))
}

fn submitting<'a>(
    context: &mut Context,
    options: &Options,
    file: &File,
) -> anyhow::Result<Plan<'a>> {
    let owner = match options.owner {
        Some(owner) => owner,
        None => context.me()?,
    };
    let (governed, _) = governed(context, &[])?;
    file.check(context, &governed)?;
    let link = options.link.as_deref().unwrap_or_default();
    let place = Place::find(context, &governed, owner, (&options.name, link), file)?;
    let wanted = Wanted {
        proposal: place.draft.as_ref().map(|it| (place.address, it)),
        voter: Some(owner),
    };
    let look = look(context, &governed, &wanted)?;
    let proposer = voter(context, options.owner, &look)?;
    let transactions =
        transactions::read(context, &governed, &place.address, (&look, &proposer), file)?;
    let mut rest = transactions.inserts(&governed.at, &proposer);
    if !options.draft {
        rest.push(sign_off_proposal(&governed.at, &place.address, &proposer));
    }
    if rest.is_empty() {
        return Err(CliError::Nothing(
            "do: the draft is complete, and the same command without --draft begins its vote",
        )
        .into());
    }

    let mut sizes = transactions.sizes();
    let plan = match &place.draft {
        Some(_) => Plan::new(String::new(), [])
            .after(rest)
            .shows([("Realm proposal", place.address.into())]),
        None => {
            sizes.push(size(&options.name, link));
            let draft = Draft {
                name: &options.name,
                link,
                seed: place.seed,
            };
            creating(context, &governed, &look, &proposer, &draft)?.completed(rest)
        }
    };
    let rent = rent::of_today(context.network).map_err(unreachable)?;
    let lamports = sizes.into_iter().map(|size| rent.minimum_balance(size));
    let lamports = lamports.fold(0, u64::saturating_add);

    let now = context.now()?;
    let rules = &governed.governance.config;
    let times = Times::of(rules, now);
    let around = Around {
        realm: &governed.at,
        rules,
        now: &InForce::read(context)?,
        end: (!options.draft).then_some(times.end),
        present: now,
    };
    let contents = Contents::read(&transactions.all(), 0, &around);
    let mut plan = plan
        .shows([("Name", Cell::Text(title(&options.name)))])
        .shows((!link.is_empty()).then(|| ("Link", Cell::text(link))))
        .shows(executes(&contents))
        .terms(transactions.numbers)
        .shows([
            ("Its rent", Cell::Sol(lamports)),
            (
                "Its rent back",
                Cell::text("never: SPL Governance closes no realm proposal"),
            ),
        ]);
    let verb = match (options.draft, &place.draft) {
        (true, None) => "Draft",
        (true, Some(_)) => "Complete the draft",
        (false, _) => "Submit",
    };
    plan.question = format!(
        "{verb} realm proposal {} {}",
        short(&place.address),
        title(&options.name)
    );
    if options.draft {
        return Ok(plan.next("the same command without --draft, which begins the vote"));
    }
    let until = Cell::Time(times.end, now).display();
    plan.question
        .push_str(&format!(", for a vote until {until}"));
    let from = executable_from(times.end, rules.min_transaction_hold_up_time);
    Ok(plan
        .shows([
            ("Yes counts until", Cell::Time(times.all_until, now)),
            ("Ends at", Cell::Time(times.end, now)),
            ("Executed from", Cell::Time(from, now)),
        ])
        .next(format!(
            "io gov vote {} yes, since submitting does not vote",
            place.address
        )))
}

/// Creates the realm proposal, with the proposer's votes weighed in the same transaction.
fn creating<'a>(
    context: &mut Context,
    governed: &Governed,
    look: &Look,
    proposer: &Voter,
    draft: &Draft,
) -> anyhow::Result<Plan<'a>> {
    let owner = proposer.owner;
    may_submit(governed, look, &owner)?;
    let by = weights(governed, owner).voter;
    let whole = |parts: &[Part]| -> Vec<Instruction> {
        vec![
            Weight::update(governed, owner, parts),
            create_proposal(&governed.at, draft, proposer, &by),
        ]
    };
    let weight = weigh(context, &owner, whole)?;
    enough(governed, &weight, &owner)?;
    let now = context.now()?;
    let plan = Plan::new(String::new(), whole(weight.parts()))
        .after(weight.before(governed, proposer, look))
        .creates("Realm proposal", governed.at.proposal(&draft.seed))
        .shows(weight.shows(now));
    Ok(match governed.governance.next_deposit() {
        0 => plan,
        lamports => plan.terms([("Deposit", Cell::Sol(lamports))]).shows([(
            "Deposit back",
            Cell::text("by `io gov finalize` after the vote, or by `io gov cancel-submission`"),
        )]),
    })
}

/// Refuses who cannot submit.
fn may_submit(governed: &Governed, look: &Look, owner: &Pubkey) -> Result<(), CliError> {
    let config = &governed.governance.config;
    if config.min_community_weight_to_create_proposal == NOBODY {
        return Err(CliError::Refused(
            "this realm lets no staker submit anything".into(),
        ));
    }
    let open = look
        .voter
        .owner
        .map_or(0, |it| it.outstanding_proposal_count);
    if open >= OPEN {
        return Err(CliError::Refused(format!(
            "{open} realm proposals of {} are drafts or voted on, and at most {OPEN} can be: `io gov finalize` those that have ended, or \
             `io gov cancel-submission` another",
            short(owner)
        )));
    }
    Ok(())
}

/// Refuses a proposer with too few votes.
fn enough(governed: &Governed, weight: &Weight, owner: &Pubkey) -> Result<(), CliError> {
    let config = &governed.governance.config;
    let needed = config.min_community_weight_to_create_proposal;
    match weight.votes < needed {
        false => Ok(()),
        true => Err(CliError::Refused(format!(
            "a proposer needs {} of votes, and {} has {}: stake more, or ask a staker who has enough",
            Cell::Io(needed).brief(),
            short(owner),
            Cell::Io(weight.votes).brief()
        ))),
    }
}

/// Bytes that SPL Governance takes for a realm proposal, with one option.
fn size(name: &str, link: &str) -> usize {
    let texts = name.len().saturating_add(link.len());
    texts.saturating_add(YES.len()).saturating_add(19 + 297)
}
