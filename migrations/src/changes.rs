//! Changes by proposal, in the three programs alike.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{
    changes::Words,
    keeper,
    layout::{self, Stored},
    read, Network, ReadError,
};
use io_common::{
    addresses::{EMISSIONS_CONFIG, ENGINE, FEE_BURN_CONFIG, MARKETPLACE_CONFIG},
    governance::{GovernanceAction, Roles, Timelock},
};

use crate::{date, Deployment, Plan};

/// A program with proposals.
pub trait Governed {
    /// Its name.
    const NAME: &'static str;
    /// Its changes.
    type Change: Clone + Words + PartialEq;
    /// Its proposals.
    type Proposal: Stored;

    /// Who governs, and the number of the next proposal; none before it is initialised.
    fn roles(network: &mut dyn Network) -> Result<Option<(Roles, u32)>, ReadError>;
    /// Payer, timelock and change of a proposal.
    fn parts(proposal: Self::Proposal) -> (Pubkey, Timelock, Self::Change);
    /// Whether a newer decision on the same is in force.
    fn is_overtaken(
        network: &mut dyn Network,
        proposal: &Self::Proposal,
    ) -> Result<bool, ReadError>;
    /// Address of a proposal.
    fn address(number: u32) -> Pubkey;
    /// `govern`.
    fn govern(signer: &Pubkey, action: GovernanceAction) -> Instruction;
    /// `propose_change`.
    fn propose(
        authority: &Pubkey,
        payer: &Pubkey,
        number: u32,
        change: Self::Change,
    ) -> Instruction;
    /// `apply_change`.
    fn apply(number: u32, payer: &Pubkey) -> Instruction;
    /// `cancel_change`.
    fn cancel(signer: &Pubkey, number: u32, payer: &Pubkey) -> Instruction;
    /// What has to be sent before a change is applied (P-07), or why it cannot be yet.
    fn prepare(
        network: &mut dyn Network,
        deployment: &Deployment,
    ) -> Result<Preparation, ReadError>;
}

/// What has to be sent first, or why it is too early.
pub type Preparation = Result<Vec<Instruction>, String>;

/// A proposal that has been neither applied nor cancelled.
pub struct Open<C> {
    /// Its number.
    pub number: u32,
    payer: Pubkey,
    /// When it can be applied.
    pub timelock: Timelock,
    /// What changes.
    pub change: C,
    /// Whether a newer decision on the same is in force, so that it cannot be applied.
    pub overtaken: bool,
}

/// The proposals of a program that are open, the newest first.
pub fn open<P: Governed>(network: &mut dyn Network) -> Result<Vec<Open<P::Change>>, ReadError> {
    let next = P::roles(network)?.map_or(0, |(_, next)| next);
    let addresses: Vec<Pubkey> = (0..next).map(P::address).collect();
    let accounts = match addresses.is_empty() {
        true => Vec::new(),
        false => network.accounts(&addresses)?,
    };
    let mut found = Vec::new();
    for (number, account) in (0..next).zip(accounts).rev() {
        let proposal = account.and_then(|account| layout::decode::<P::Proposal>(&account.data));
        if let Some(proposal) = proposal {
            let overtaken = P::is_overtaken(network, &proposal)?;
            let (payer, timelock, change) = P::parts(proposal);
            found.push(Open {
                overtaken,
                number,
                payer,
                timelock,
                change,
            });
        }
    }
    Ok(found)
}

/// Plans that each of `wanted` becomes so: proposes it, waits, applies it.
pub fn converge<P: Governed>(
    network: &mut dyn Network,
    deployment: &Deployment,
    wanted: Vec<P::Change>,
    plan: &mut Plan,
) -> Result<(), ReadError> {
    if wanted.is_empty() {
        return Ok(());
    }
    let payer = deployment.authority;
    let (roles, mut next) =
        P::roles(network)?.unwrap_or((Roles::new(payer, deployment.guardian), 0));
    let (open, now) = (open::<P>(network)?, network.unix_time()?);
    let mut prepared = false;
    for change in wanted {
        let mut proposed = false;
        for proposal in open.iter().filter(|proposal| proposal.change == change) {
            let Open {
                number, timelock, ..
            } = proposal;
            let named = format!("{} proposal {number}, {}", P::NAME, change.words());
            if timelock.is_over(now) {
                let cancel = P::cancel(&payer, *number, &proposal.payer);
                plan.act(format!("clear away the lapsed {named}"), &[payer], [cancel]);
                continue;
            }
            if proposal.overtaken {
                continue; // it is proposed again
            }
            if std::mem::replace(&mut proposed, true) {
                continue; // an older one of the same
            }
            if now < timelock.ready_at {
                let ready_at = date::utc(timelock.ready_at);
                plan.waits.push(format!("{named}: applies from {ready_at}"));
                continue;
            }
            // The first that is applied brings up to date what the others need too.
            let preparation = match prepared {
                true => Ok(Vec::new()),
                false => P::prepare(network, deployment)?,
            };
            match preparation {
                Err(why) => plan.waits.push(format!("{named}: {why}")),
                Ok(mut instructions) => {
                    prepared = true;
                    instructions.push(P::apply(*number, &proposal.payer));
                    plan.act(format!("apply {named}"), &[payer], instructions);
                }
            }
        }
        if !proposed {
            let authority = roles.authority;
            // An authority that can pays the rent itself, so that a multisig needs no signature beside its own.
            let paid_by = deployment.realm_treasury(&authority).unwrap_or(authority);
            let propose = P::propose(&authority, &paid_by, next, change.clone());
            let what = format!("propose {}: {} as number {next}", P::NAME, change.words());
            plan.act(what, &deployment.signers(authority), [propose]);
            next = next.saturating_add(1);
        }
    }
    Ok(())
}

/// Those of `wanted` that are not among `found`; both are in the order of one list of parameters.
pub fn differing<C: PartialEq>(wanted: Vec<C>, found: Vec<C>) -> Vec<C> {
    let pairs = wanted.into_iter().zip(found);
    pairs
        .filter(|(wanted, found)| wanted != found)
        .map(|(wanted, _)| wanted)
        .collect()
}

/// What the three programs have in common, under the names of their clients and configurations.
macro_rules! governed {
    ($name:ident, $label:literal, $client:ident, $config:ident, $prepare:path) => {
        #[doc = concat!("The program ", $label, ".")]
        pub struct $name;

        impl Governed for $name {
            const NAME: &'static str = $label;
            type Change = ::$client::state::Change;
            type Proposal = ::$client::state::Proposal;

            fn roles(network: &mut dyn Network) -> Result<Option<(Roles, u32)>, ReadError> {
                let config: Option<::$client::state::Config> = read(network, &$config.address)?;
                Ok(config.map(|config| (config.roles, config.proposals)))
            }

            fn parts(proposal: Self::Proposal) -> (Pubkey, Timelock, Self::Change) {
                (proposal.payer, proposal.timelock, proposal.change)
            }

            fn is_overtaken(
                network: &mut dyn Network,
                proposal: &Self::Proposal,
            ) -> Result<bool, ReadError> {
                io_client::overtaken::$client(network, proposal)
            }

            fn address(number: u32) -> Pubkey {
                io_client::$client::proposal_address(number)
            }

            fn govern(signer: &Pubkey, action: GovernanceAction) -> Instruction {
                io_client::$client::govern(signer, action)
            }

            fn propose(
                authority: &Pubkey,
                payer: &Pubkey,
                number: u32,
                change: Self::Change,
            ) -> Instruction {
                io_client::$client::propose_change(authority, payer, number, change)
            }

            fn apply(number: u32, payer: &Pubkey) -> Instruction {
                io_client::$client::apply_change(number, payer)
            }

            fn cancel(signer: &Pubkey, number: u32, payer: &Pubkey) -> Instruction {
                io_client::$client::cancel_change(signer, number, payer)
            }

            fn prepare(
                network: &mut dyn Network,
                deployment: &Deployment,
            ) -> Result<Preparation, ReadError> {
                $prepare(network, deployment)
            }
        }
    };
}
governed!(Emissions, "emissions", emissions, EMISSIONS_CONFIG, advance);
governed!(
    Marketplace,
    "marketplace",
    marketplace,
    MARKETPLACE_CONFIG,
    nothing
);
governed!(FeeBurn, "fee-burn", fee_burn, FEE_BURN_CONFIG, expire);

/// Hours before the change are accounted as they were.
fn advance(network: &mut dyn Network, deployment: &Deployment) -> Result<Preparation, ReadError> {
    let payer = &deployment.authority;
    keeper::advance(network, payer, &deployment.io_mint).map(Ok)
}

/// A reservation keeps its terms.
fn nothing(_: &mut dyn Network, _: &Deployment) -> Result<Preparation, ReadError> {
    Ok(Ok(Vec::new()))
}

/// An auction ends on the terms on which it began.
fn expire(network: &mut dyn Network, _: &Deployment) -> Result<Preparation, ReadError> {
    let config = read::<fee_burn::state::Config>(network, &FEE_BURN_CONFIG.address)?;
    let engine = read::<fee_burn::state::Engine>(network, &ENGINE.address)?;
    let (Some(config), Some(engine)) = (config, engine) else {
        return Ok(Ok(Vec::new()));
    };
    if engine.auction.left == 0 {
        return Ok(Ok(Vec::new()));
    }
    let ends_at = engine.auction.ends_at(&config);
    if network.unix_time()? < ends_at {
        return Ok(Err(format!("an auction runs until {}", date::utc(ends_at))));
    }
    Ok(Ok(vec![io_client::fee_burn::expire_auction()]))
}
