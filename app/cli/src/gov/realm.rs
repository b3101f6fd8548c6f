//! `io gov realm`.

use io_client::realm::{
    config::{Choices, GovernanceConfig, VoteThreshold},
    read::{self, Absent, Governed, Look, Wanted},
    vote::threshold,
    SHARED,
};
use io_common::constants::LONGEST_VOTE;
use io_migrations::programs::deployed;

use crate::{
    context::{unreachable, Context},
    duration,
    errors::CliError,
    options::Program,
    report::{Cell, Record, Report},
    vote::{governed, look},
};

/// The realm that governs, if one does.
///
/// # Errors
/// [`CliError::Refused`] for a realm that does not vote by stake; if the network does not answer.
pub fn found(context: &mut Context) -> anyhow::Result<Option<Governed>> {
    match read::find(context.network, &[]) {
        Ok((governed, _)) => Ok(Some(governed)),
        Err(Absent::NoRealm(_)) => Ok(None),
        Err(Absent::Read(error)) => Err(unreachable(error).into()),
        Err(Absent::NoPrograms) => Err(CliError::WrongNetwork(context.url.clone()).into()),
        Err(other) => Err(CliError::Refused(other.to_string()).into()),
    }
}

/// Shows the realm that governs, its rules and its treasury.
pub fn run(context: &mut Context) -> anyhow::Result<Report> {
    let (governed, _) = governed(context, &[])?;
    let look = look(context, &governed, &Wanted::default())?;
    let program = deployed(context.network, &governed.at.program).map_err(unreachable)?;
    let upgrades = program.and_then(|it| it.authority);
    let config = &governed.governance.config;
    let seconds = |it: u32| Cell::Seconds(it.into());
    let needed = threshold(config.community_vote_threshold, governed.staked);
    let mut record: Record = vec![
        ("Name", Cell::text(&look.realm.name)),
        ("Realm", governed.at.realm.into()),
        (
            "Realm authority",
            look.realm.authority.map_or(Cell::None, Cell::Key),
        ),
        ("Program", governed.at.program.into()),
        ("Upgrade authority", upgrades.map_or(Cell::None, Cell::Key)),
        ("Governance", governed.at.governance.into()),
        ("Treasury", governed.at.treasury().into()),
        ("Treasury balance", Cell::Sol(look.treasury)),
        ("Staked", Cell::Io(governed.staked)),
        ("Yes needed", share(config.community_vote_threshold)),
        ("Yes needed now", needed.map_or(Cell::None, Cell::Io)),
        (
            "Stake of a proposer",
            Cell::Io(config.min_community_weight_to_create_proposal),
        ),
        ("Voting", seconds(config.voting_base_time)),
        ("Cool-off", seconds(config.voting_cool_off_time)),
        ("Hold-up", seconds(config.min_transaction_hold_up_time)),
        (
            "Open realm proposals",
            Cell::Count(governed.governance.active_proposal_count),
        ),
    ];
    let mut offered = Vec::new();
    for (name, program) in [
        ("Authority of emissions", Program::Emissions),
        ("Authority of marketplace", Program::Marketplace),
        ("Authority of fee-burn", Program::FeeBurn),
    ] {
        let roles = match program {
            Program::Emissions => context.emissions()?.roles,
            Program::Marketplace => context.market()?.roles,
            Program::FeeBurn => context.fee_burn()?.roles,
        };
        record.push((name, roles.authority.into()));
        if roles.pending_authority == governed.at.governance {
            offered.push(program.name());
        }
    }
    let notes = notes(&governed, &look);
    let upgraded = upgrades.map(|_| {
        let shared = match governed.at.program == SHARED {
            true => ", which many realms share",
            false => "",
        };
        format!("the upgrade authority of its program{shared} can sign as the governance, without a vote")
    });
    let offered = (!offered.is_empty()).then(|| accept(&governed, &offered));
    let notes = upgraded.into_iter().chain(notes).chain(offered);
    Ok(notes.fold(Report::fields(record), Report::note))
}

fn share(rule: VoteThreshold) -> Cell {
    match rule {
        VoteThreshold::YesVotePercentage(percent) => {
            Cell::Bps(u64::from(percent).saturating_mul(100))
        }
        _ => Cell::NoShare,
    }
}

/// How the realm accepts the authority that was offered to it.
fn accept(governed: &Governed, programs: &[&str]) -> String {
    let (governance, treasury) = (governed.at.governance, governed.at.treasury());
    let (named, programs) = (programs.join(", "), programs.join(" "));
    format!(
        "the authority of {named} is offered to the realm. A vote accepts it: io gov accept-authority {programs} --authority \
         {governance} --payer {treasury} --output instructions > accept.json, then io gov submit accept.json --name \
         \"Accept the authority\""
    )
}

/// In what the realm differs from one in which only stakers decide.
fn notes(governed: &Governed, look: &Look) -> Vec<String> {
    let config = &governed.governance.config;
    let mut notes = Vec::new();
    if look.realm.authority != Some(governed.at.governance) {
        notes.push(
            "the realm's authority is not its governance: it can change how votes are weighed, without a vote".into(),
        );
    }
    let vote =
        i64::from(config.voting_base_time).saturating_add(config.voting_cool_off_time.into());
    if vote > LONGEST_VOTE {
        notes.push(format!(
            "a vote takes {}: stake can vote, be unstaked, and vote again; a vote of at most {} rules this out",
            duration::display(vote.unsigned_abs()),
            duration::display(LONGEST_VOTE.unsigned_abs())
        ));
    }
    let by_stake = match config.community_vote_threshold {
        VoteThreshold::YesVotePercentage(yes_percent) => {
            let choices = Choices {
                yes_percent,
                proposal_stake: config.min_community_weight_to_create_proposal,
                voting: config.voting_base_time,
                cool_off: config.voting_cool_off_time,
                hold_up: config.min_transaction_hold_up_time,
            };
            let rules = GovernanceConfig::by_stake(&choices);
            GovernanceConfig {
                deposit_exempt_proposal_count: config.deposit_exempt_proposal_count,
                ..rules
            } == *config
        }
        _ => false,
    };
    if !by_stake {
        notes.push(format!(
            "its rules are not those of votes by stake alone: {config:?}"
        ));
    }
    notes
}
