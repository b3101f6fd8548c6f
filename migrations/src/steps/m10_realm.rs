//! Creates the realm in which staked IO votes, with the record of all votes, its governance and its treasury. The treasury
//! is filled in the last transaction, which hands the realm to its governance.
//!
//! Anyone can create a realm of any name with other authorities and rules, pass realm proposals by these rules, and then
//! set what the file says. So what is there is compared, and a governance with realm proposals from before it was proposed
//! as authority is refused. A governance of our own is proposed in the transaction that creates it: any staker can draft in
//! the next slot.

use ::emissions::state::{Config, MaxVoterWeightRecord};
use anchor_lang::{
    prelude::Pubkey,
    solana_program::{instruction::Instruction, system_instruction},
};
use anyhow::{bail, ensure, Context};
use io_client::{
    emissions, read,
    realm::{
        config::GovernanceConfig,
        instruction,
        state::{GovernanceV2, ProposalV2, RealmConfigAccount, RealmV2, Typed, PARENT},
        Realm,
    },
    rent,
    values::figures::{decimal, grouped},
    Network, ReadError,
};
use io_common::{
    addresses::EMISSIONS_CONFIG,
    governance::{GovernanceAction, Roles},
};

use crate::{
    changes::{Emissions, FeeBurn, Governed, Marketplace},
    realm::{self, compare, longest_vote, span, typed, Votes},
    words::Words,
    Deployment, Difference, Plan, Step,
};

/// The step.
pub const STEP: Step = Step {
    name: "10 realm",
    beside: false,
    plan,
};

/// Decimals of lamports in a SOL.
const SOL_DECIMALS: u8 = 9;

pub(super) fn plan(network: &mut dyn Network, deployment: &Deployment) -> anyhow::Result<Plan> {
    let mut plan = Plan::default();
    let Some((votes, at)) = deployment.votes() else {
        return Ok(plan);
    };
    let upgrader = realm::upgrader(network, &votes.program)?;
    let known = [deployment.authority, deployment.upgrader_of(votes)].map(Some);
    ensure!(
        upgrader.is_none() || known.contains(&upgrader),
        "the upgrade authority of {}, the program of the realm, is {}, which the deployment does not know: it can sign as the governance. \
         Name it as `upgrades` of [realm], or use an instance of your own",
        votes.program,
        upgrader.words()
    );
    ends_before_unstaking(network, &votes.rules())?;
    let step = Making {
        network,
        deployment,
        votes,
        at,
    };
    step.plan(upgrader.words(), &mut plan)?;
    Ok(plan)
}

/// P-21, with the cooldown in force.
fn ends_before_unstaking(
    network: &mut dyn Network,
    rules: &GovernanceConfig,
) -> anyhow::Result<()> {
    let Some(config) = read::<Config>(network, &EMISSIONS_CONFIG.address)? else {
        return Ok(());
    };
    let (longest, cooldown) = (longest_vote(rules), config.unstake_cooldown);
    ensure!(
        longest < cooldown,
        "voting and cool_off are {} together, and stake can be withdrawn {} after unstaking: it could vote twice (P-21). Write less",
        span(longest),
        span(cooldown)
    );
    Ok(())
}

/// What the step works with.
struct Making<'a> {
    network: &'a mut dyn Network,
    deployment: &'a Deployment,
    votes: &'a Votes,
    at: Realm,
}

impl Making<'_> {
    fn plan(mut self, upgrader: String, plan: &mut Plan) -> anyhow::Result<()> {
        let is_own = self.realm(upgrader, plan)?;
        self.record(plan)?;
        let is_governed = self.governance(is_own, plan)?;
        ensure!(
            is_governed || !is_own,
            "nobody can create the governance of the realm {}, since it has no other authority: choose another name",
            self.votes.name
        );
        if !is_own {
            self.last(plan)?;
        }
        Ok(())
    }

    /// Whether the realm is its own.
    fn realm(&mut self, upgrader: String, plan: &mut Plan) -> anyhow::Result<bool> {
        let (at, name, payer) = (self.at, &self.votes.name, self.deployment.authority);
        let account = self.network.account(&at.realm)?;
        // Anyone can send lamports to an address.
        if account.is_none_or(|it| it.data.is_empty()) {
            let holding = at.holding();
            ensure!(
                self.network.account(&holding)?.is_none(),
                "somebody sent lamports to {holding}, where SPL Governance could now create no account for the realm {name}: choose \
                 another name"
            );
            let what = format!(
                "create the realm {name}, {}, in which staked IO votes, of the program {}, whose upgrade authority is {upgrader}",
                at.realm, at.program
            );
            let create = instruction::create_realm(&at, name, &payer, &payer);
            self.act(plan, what, vec![create]);
            return Ok(false);
        }
        let found: Option<RealmV2> = typed(self.network, &at, &at.realm)?;
        let config: Option<RealmConfigAccount> = typed(self.network, &at, &at.config())?;
        let both = found.zip(config);
        let (found, config) = both.with_context(|| {
            format!(
                "{} is not a realm of this version of SPL Governance: choose another name",
                at.realm
            )
        })?;
        let authorities = [at.governance, payer];
        refuse(compare::realm(&at, &authorities, &found, &config), || {
            format!(
                "the realm {name}, {}, is another one: choose another name",
                at.realm
            )
        })?;
        Ok(found.authority == Some(at.governance))
    }

    /// Whether the governance is there. As long as the realm is not its own, only the deployment's key changes the realm, so it
    /// is proposed at once.
    fn governance(&mut self, is_own: bool, plan: &mut Plan) -> anyhow::Result<bool> {
        let (at, rules, payer) = (self.at, self.votes.rules(), self.deployment.authority);
        let found: Option<GovernanceV2> = typed(self.network, &at, &at.governance)?;
        let Some(found) = found else {
            let Votes {
                proposal_io,
                yes_percent,
                voting,
                cool_off,
                hold_up,
                ..
            } = *self.votes;
            let what = format!(
                "create its governance {}: Yes of {yes_percent} % of all stake passes; {} of voting, {} in which only No counts, {} until \
                 the execution; a proposer has {} IO staked",
                at.governance,
                span(voting.into()),
                span(cool_off.into()),
                span(hold_up.into()),
                grouped(proposal_io)
            );
            let create = instruction::create_governance(&at, &payer, &payer, &rules);
            let (programs, proposals) = self.proposals()?;
            let what = match proposals.is_empty() {
                true => what,
                false => format!("{what}; propose it as authority of {programs}"),
            };
            self.act(plan, what, [vec![create], proposals].concat());
            return Ok(false);
        };
        refuse(compare::governance(self.votes, &found), || {
            format!(
                "the governance {} has other rules, which only a vote changes: correct [realm], or choose another name before it governs",
                at.governance
            )
        })?;
        self.has_no_past()?;
        let (programs, proposals) = self.proposals()?;
        if !is_own && !proposals.is_empty() {
            let what = format!(
                "propose its governance {} as authority of {programs}",
                at.governance
            );
            self.act(plan, what, proposals);
        }
        Ok(true)
    }

    /// Refuses realm proposals from before the governance was proposed as authority: other rules may have weighed their votes,
    /// and those that passed can be executed at any time.
    fn has_no_past(&mut self) -> anyhow::Result<()> {
        let at = self.at;
        if is_proposed(self.network, &at.governance)? {
            return Ok(());
        }
        let earlier = self.network.program_accounts_of(
            &at.program,
            &[ProposalV2::TYPE],
            PARENT,
            &at.governance,
        )?;
        if let Some((proposal, _)) = earlier.first() {
            bail!(
                "the governance {} has the realm proposal {proposal} from before it was proposed as authority, whose votes may have been \
                 weighed by other rules: choose another name",
                at.governance
            );
        }
        Ok(())
    }

    /// Proposes the governance as authority of the programs that the deployment's own key governs, with their names. Another
    /// authority, such as a multisig, cannot sign beside that key: step 11 gives what it signs.
    fn proposals(&mut self) -> Result<(String, Vec<Instruction>), ReadError> {
        let all = [
            self.proposal::<Emissions>()?,
            self.proposal::<Marketplace>()?,
            self.proposal::<FeeBurn>()?,
        ];
        let (programs, proposals): (Vec<_>, Vec<_>) = all.into_iter().flatten().unzip();
        Ok((programs.join(", "), proposals))
    }

    fn proposal<P: Governed>(&mut self) -> Result<Option<(&'static str, Instruction)>, ReadError> {
        let (governance, own) = (self.at.governance, self.deployment.authority);
        let roles = P::roles(self.network)?.map(|(roles, _)| roles);
        let is_open =
            roles.is_none_or(|it| it.authority == own && it.pending_authority != governance);
        let propose = || P::govern(&own, GovernanceAction::ProposeAuthority(governance));
        Ok(is_open.then(|| (P::NAME, propose())))
    }

    /// Fills the treasury and hands the realm over, at once: later votes spend what the treasury has.
    fn last(&mut self, plan: &mut Plan) -> anyhow::Result<()> {
        let mut instructions = self.treasury()?;
        let own = "hand the realm over to its governance: from then on only votes change it";
        let what = match instructions.is_empty() {
            true => own.to_string(),
            false => format!(
                "top up its treasury {} to {} SOL, to pay for what votes propose, and {own}",
                self.at.treasury(),
                decimal(self.votes.treasury_lamports, SOL_DECIMALS)
            ),
        };
        instructions.push(instruction::set_realm_authority(
            &self.at,
            &self.deployment.authority,
        ));
        self.act(plan, what, instructions);
        Ok(())
    }

    /// What fills the treasury.
    fn treasury(&mut self) -> anyhow::Result<Vec<Instruction>> {
        let (treasury, payer) = (self.at.treasury(), self.deployment.authority);
        let (least, wanted) = (
            realm::least_lamports(self.network)?,
            self.votes.treasury_lamports,
        );
        ensure!(
            wanted >= least,
            "treasury_lamports is {}: write at least {}, which the account rent of one proposal needs",
            grouped(wanted),
            grouped(least)
        );
        let mut instructions: Vec<Instruction> = Vec::new();
        let held = match self.network.account(&treasury)? {
            Some(account) => account.lamports,
            None => {
                instructions.push(instruction::create_native_treasury(&self.at, &payer));
                rent::of_today(self.network)?.minimum_balance(0)
            }
        };
        let missing = wanted.saturating_sub(held);
        if missing > 0 {
            instructions.push(system_instruction::transfer(&payer, &treasury, missing));
        }
        Ok(instructions)
    }

    /// The record of all votes. Emissions alone writes it.
    fn record(&mut self, plan: &mut Plan) -> anyhow::Result<()> {
        let (realm, payer) = (self.at.realm, self.deployment.authority);
        let address = emissions::max_voter_weight_address(&realm);
        if read::<MaxVoterWeightRecord>(self.network, &address)?.is_none() {
            let create = emissions::create_max_voter_weight_record(&payer, &realm);
            let what = format!("create the record {address} of all votes of the realm");
            self.act(plan, what, vec![create]);
        }
        Ok(())
    }

    fn act(&self, plan: &mut Plan, what: String, instructions: Vec<Instruction>) {
        plan.act(what, &[self.deployment.authority], instructions);
    }
}

/// Whether it is authority of a program, or proposed.
fn is_proposed(network: &mut dyn Network, governance: &Pubkey) -> Result<bool, ReadError> {
    let all = [
        Emissions::roles(network)?,
        Marketplace::roles(network)?,
        FeeBurn::roles(network)?,
    ];
    let keys = |(roles, _): (Roles, u32)| [roles.authority, roles.pending_authority];
    let mut keys = all.into_iter().flatten().flat_map(keys);
    Ok(keys.any(|it| it == *governance))
}

/// Refuses the first difference.
fn refuse(differences: Vec<Difference>, why: impl FnOnce() -> String) -> anyhow::Result<()> {
    match differences.into_iter().next() {
        None => Ok(()),
        Some(difference) => Err(anyhow::anyhow!("{}: {difference}", why())),
    }
}
