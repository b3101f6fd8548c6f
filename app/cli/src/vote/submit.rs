//! `io gov submit`.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction, AnchorSerialize};
use clap::Args;
use io_client::{
    realm::{
        config::NOBODY,
        instruction::{
            create_proposal, execute_transaction, insert_transaction, sign_off_proposal, Draft,
        },
        read::{Governed, Look, Wanted, MAX_TRANSACTIONS},
        stake::Part,
        state::{
            InstructionData, ProposalState, ProposalTransactionV2, ProposalV2,
            TransactionExecutionStatus,
        },
        vote::{executable_from, Times},
    },
    rent,
};
use io_common::hash::sha256;
use serde_json::Value;

use super::{
    numbers::{self, Numbers},
    realm::{executes, governed, look, title},
    weigh::{voter, weigh, weights, Weight},
};
use crate::{
    contents::{Around, Contents, InForce},
    context::{unreachable, Context},
    errors::CliError,
    instruction,
    parse::{address, text},
    plan::{short, Plan},
    report::{Cell, Record, Report},
    sending,
    wire::file,
};

/// Realm proposals of the same words by the same proposer.
const SAME: u8 = 16;
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
    let read = read(context, &options.file)?;
    context.carry_out(|context, _| submitting(context, options, &read))
}

/// Instructions of a file.
struct File {
    /// For messages.
    named: String,
    instructions: Vec<Instruction>,
    /// The network on which they were made, if the file says it.
    network: Option<String>,
}

fn read(context: &mut Context, named: &str) -> anyhow::Result<File> {
    let content = file::content(named, &mut context.signers)?;
    let holds_none = || {
        CliError::Usage(format!(
            "{}: it holds no instructions: write it with --authority GOVERNANCE --payer TREASURY --output instructions",
            content.named
        ))
    };
    let report: Value = serde_json::from_str(&content.text).map_err(|_| holds_none())?;
    let described = report.get("instructions").unwrap_or(&report);
    let described = described.as_array().ok_or_else(holds_none)?;
    let instructions: Option<Vec<Instruction>> = described.iter().map(instruction::read).collect();
    let instructions = instructions.filter(|it| !it.is_empty());
    Ok(File {
        instructions: instructions.ok_or_else(holds_none)?,
        network: report["network"].as_str().map(String::from),
        named: content.named,
    })
}

impl File {
    /// Refuses what a realm cannot execute.
    fn check(&self, context: &mut Context, governed: &Governed) -> anyhow::Result<()> {
        let refused = |text: String| Err(CliError::Usage(format!("{}: {text}", self.named)).into());
        let here = context.place().name();
        if let Some(there) = self
            .network
            .as_ref()
            .filter(|it| cluster(it) != cluster(&here))
        {
            return refused(format!("it was made on {there}, but this is {here}"));
        }
        let at = &governed.at;
        let inside = [at.governance, at.treasury()];
        if self.instructions.len() > usize::from(MAX_TRANSACTIONS) {
            return refused(format!(
                "{} instructions are more than the {MAX_TRANSACTIONS} that voters can look through: submit several realm proposals",
                self.instructions.len()
            ));
        }
        for (place, it) in (1_u64..).zip(&self.instructions) {
            let mut signers = it.accounts.iter().filter(|account| account.is_signer);
            if let Some(other) = signers.find(|account| !inside.contains(&account.pubkey)) {
                return refused(format!(
                    "{} has to sign instruction {place}, and a realm signs as its governance and its treasury only: make it with \
                     --authority {} --payer {}",
                    other.pubkey, inside[0], inside[1]
                ));
            }
        }
        Ok(())
    }
}

/// The cluster of a network's name.
fn cluster(name: &str) -> &str {
    name.split_once(" at ").map_or(name, |(cluster, _)| cluster)
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
    let voter = voter(context, options.owner, &look)?;
    if place.draft.is_none() {
        may_submit(&governed, &look, &owner)?;
    }
    let (inserted, missing, numbers) =
        transactions(context, &governed, &place.address, &look, file)?;
    let config = &governed.governance.config;
    let hold_up = config.min_transaction_hold_up_time;
    let mut rest: Vec<Instruction> = Vec::new();
    for it in &missing {
        let data = &it.instructions;
        let insert = insert_transaction(
            &governed.at,
            &place.address,
            &voter,
            it.transaction_index,
            hold_up,
            data,
        );
        let execute = execute_transaction(&governed.at, it);
        for whole in [&insert, &execute] {
            if !sending::fits(context, std::slice::from_ref(whole))? {
                return Err(CliError::Usage(format!(
                    "{}: instruction {} is too large for a realm proposal",
                    file.named,
                    it.transaction_index.saturating_add(1)
                ))
                .into());
            }
        }
        rest.push(insert);
    }
    if !options.draft {
        rest.push(sign_off_proposal(&governed.at, &place.address, &voter));
    }
    if rest.is_empty() {
        return Err(CliError::Nothing(
            "do: the draft is complete, and the same command without --draft begins its vote",
        )
        .into());
    }

    let now = context.now()?;
    let times = Times::of(config, now);
    let from = executable_from(times.end, hold_up);
    let all = [inserted, missing.clone()].concat();
    let around = Around {
        realm: &governed.at,
        rules: config,
        now: &InForce::read(context)?,
        end: (!options.draft).then_some(times.end),
        present: now,
    };
    let contents = Contents::read(&all, 0, &around);
    let mut sizes: Vec<usize> = missing.iter().map(size_of_transaction).collect();
    let draft = Draft {
        name: &options.name,
        link,
        seed: place.seed,
    };
    let verb = match (options.draft, &place.draft) {
        (true, None) => "Draft",
        (true, Some(_)) => "Complete the draft",
        (false, _) => "Submit",
    };
    let until = match options.draft {
        true => String::new(),
        false => format!(
            ", for a vote until {}",
            Cell::Time(times.end, now).display()
        ),
    };
    let mut plan = match place.draft {
        Some(_) => Plan::new(String::new(), [])
            .after(rest)
            .shows([("Realm proposal", place.address.into())]),
        None => {
            sizes.push(size_of_proposal(&options.name, link));
            let by = weights(&governed, owner).voter;
            let whole = |parts: &[Part]| {
                vec![
                    Weight::update(&governed, owner, parts),
                    create_proposal(&governed.at, &draft, &voter, &by),
                ]
            };
            let weight = weigh(context, &owner, whole)?;
            enough(&governed, &weight, &owner)?;
            let before = weight.before(&governed, &voter, &look);
            let deposit = governed.governance.next_deposit();
            let plan = Plan::new(String::new(), whole(weight.parts()))
                .after(before)
                .completed(rest)
                .creates("Realm proposal", place.address)
                .shows(weight.shows(now));
            match deposit {
                0 => plan,
                lamports => plan.terms([("Deposit", Cell::Sol(lamports))]).shows([(
                    "Deposit back",
                    Cell::text(
                        "by `io gov finalize` after the vote, or by `io gov cancel-submission`",
                    ),
                )]),
            }
        }
    };
    let rent = rent::of_today(context.network).map_err(unreachable)?;
    let lamports = sizes.into_iter().map(|size| rent.minimum_balance(size));
    let lamports = lamports.fold(0, u64::saturating_add);
    plan.question = format!(
        "{verb} realm proposal {} {}{until}",
        short(&place.address),
        title(&options.name)
    );
    let mut plan = plan
        .shows([("Name", Cell::Text(title(&options.name)))])
        .shows((!link.is_empty()).then(|| ("Link", Cell::text(link))))
        .shows(executes(&contents))
        .terms(numbers)
        .shows([
            ("Its rent", Cell::Sol(lamports)),
            (
                "Its rent back",
                Cell::text("never: SPL Governance closes no realm proposal"),
            ),
        ]);
    if !options.draft {
        plan = plan.shows([
            ("Yes counts until", Cell::Time(times.all_until, now)),
            ("Ends at", Cell::Time(times.end, now)),
            ("Executed from", Cell::Time(from, now)),
        ]);
    }
    let next = match options.draft {
        true => "the same command without --draft, which begins the vote".into(),
        false => format!(
            "io gov vote {} yes, since submitting does not vote",
            place.address
        ),
    };
    Ok(plan.next(next))
}

/// Where a realm proposal is, or will be.
struct Place {
    seed: Pubkey,
    address: Pubkey,
    /// What is there already.
    draft: Option<ProposalV2>,
}

impl Place {
    /// The first place without one, or with a draft of the same: an interrupted submission goes on.
    fn find(
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
            let there = account.map(|it| governed.proposal(&it));
            let draft = match there {
                None => None,
                // Anybody can put one of its own there.
                Some(Some(it)) if it.token_owner_record != record => continue,
                Some(Some(it)) => match it.state {
                    ProposalState::Draft => Some(it),
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

/// The transactions that the draft has, those that it lacks, and the numbers of their changes.
type Transactions = (
    Vec<ProposalTransactionV2>,
    Vec<ProposalTransactionV2>,
    Record,
);

fn transactions(
    context: &mut Context,
    governed: &Governed,
    address: &Pubkey,
    look: &Look,
    file: &File,
) -> anyhow::Result<Transactions> {
    let hold_up = governed.governance.config.min_transaction_hold_up_time;
    let numbered = |it: &Instruction| numbers::of(&it.program_id, &it.data);
    let mut numbers = match file.instructions.iter().any(|it| numbered(it).is_some()) {
        true => Some(Numbers::read(context, governed)?),
        false => None,
    };
    let (mut inserted, mut missing, mut taken) = (Vec::new(), Vec::new(), Vec::new());
    for (index, it) in (0_u16..).zip(&file.instructions) {
        let there = look.transactions.iter();
        let mut there = there.filter(|there| there.transaction_index == index);
        if let Some(there) = there.next() {
            if !is_same(it, &there.instructions) {
                return Err(CliError::Refused(format!(
                    "the draft {address} has another instruction {}: `io gov cancel-submission {address}`, then submit again",
                    index.saturating_add(1)
                ))
                .into());
            }
            inserted.push(there.clone());
            continue;
        }
        let mut instruction = it.clone();
        if let (Some((program, _)), Some(numbers)) = (numbered(it), &mut numbers) {
            let number = numbers.take(program, *address);
            numbers::renumber(&mut instruction, number);
            taken.push(Cell::Text(format!("{} {number}", program.name())));
        }
        missing.push(ProposalTransactionV2 {
            proposal: *address,
            option_index: 0,
            transaction_index: index,
            hold_up_time: hold_up,
            instructions: vec![InstructionData::from(&instruction)],
            executed_at: None,
            execution_status: TransactionExecutionStatus::None,
        });
    }
    let record = match taken.is_empty() {
        true => Record::new(),
        false => vec![("Proposal numbers", Cell::List(taken))],
    };
    Ok((inserted, missing, record))
}

/// Whether a stored instruction is that of the file, but for its number.
fn is_same(instruction: &Instruction, stored: &[InstructionData]) -> bool {
    let [stored] = stored else {
        return false;
    };
    let mut instruction = instruction.clone();
    if let Some((_, number)) = numbers::of(&stored.program_id, &stored.data) {
        numbers::renumber(&mut instruction, number);
    }
    InstructionData::from(&instruction) == *stored
}

/// Bytes that SPL Governance takes for a realm proposal, with one option.
fn size_of_proposal(name: &str, link: &str) -> usize {
    let texts = name.len().saturating_add(link.len());
    texts
        .saturating_add("Approve".len())
        .saturating_add(19 + 297)
}

/// Bytes that it takes for a transaction.
fn size_of_transaction(it: &ProposalTransactionV2) -> usize {
    let instructions = it.instructions.iter().map(|it| {
        let accounts = it.accounts.len().saturating_mul(34);
        accounts.saturating_add(it.data.len()).saturating_add(40)
    });
    instructions.sum::<usize>().saturating_add(62)
}
