//! What authority and guardian do.

use emissions::instructions::ModelArgs;
use io_client::{emissions as client, fee_burn as burn, marketplace as market};
use io_common::{
    constants::{DAY, ONE_IO, ONE_UNIT, ONE_USDC},
    governance::{GovernanceAction, Timelock},
};
use io_tests::catalogue::Program;
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::{Plan, Stage};
use crate::action::{Action, Verb};

/// The first of the models that are none of the catalogue's.
const FIRST_MODEL: u16 = 40;

impl<'a> Stage<'a> {
    pub(super) fn governance(&self, action: &Action) -> Option<Plan<'a>> {
        let Action {
            verb,
            who,
            at,
            size,
            ..
        } = *action;
        let (authority, guardian) = (&self.cast.authority, &self.cast.guardian);
        let either = if who.is_multiple_of(2) {
            guardian
        } else {
            authority
        };
        let program = Program::ALL[at as usize % 3];
        let govern = |signer: &'a Keypair, action| {
            Plan::by(signer, program.govern(&signer.pubkey(), action))
        };
        Some(match verb {
            Verb::Pause => govern(either, GovernanceAction::Pause),
            Verb::Unpause => govern(authority, GovernanceAction::Unpause),
            Verb::SetGuardian => {
                govern(authority, GovernanceAction::SetGuardian(guardian.pubkey()))
            }
            Verb::ProposeChange => self.propose(program, size),
            Verb::ApplyChange => self.apply(program, size)?,
            Verb::CancelChange => self.cancel(program, size, either)?,
            Verb::SuspendAttestor => {
                let attestor = self.cast.attestors[size as usize % 3].pubkey();
                Plan::by(either, client::suspend_attestor(&either.pubkey(), attestor))
            }
            Verb::RevokeAttestation => {
                let (supplier, _) = self.view.supplier(at)?;
                Plan::by(
                    either,
                    client::revoke_attestation(&either.pubkey(), supplier),
                )
                .clock(&[*supplier])
            }
            Verb::SetModel => {
                let index = FIRST_MODEL + (at % 20) as u16;
                let args = ModelArgs {
                    index,
                    name: format!("model {index}"),
                    multiplier: 1 + size,
                };
                Plan::by(authority, client::set_model(&authority.pubkey(), args))
            }
            _ => return None,
        })
    }

    fn proposals(&self, program: Program) -> u32 {
        match program {
            Program::Emissions => self.view.config.proposals,
            Program::Marketplace => self.view.market.proposals,
            Program::FeeBurn => self.view.burn.proposals,
        }
    }

    /// The number of one of the last proposals.
    fn number(&self, program: Program, size: u32) -> Option<u32> {
        self.proposals(program).checked_sub(1 + size % 3)
    }

    /// When the proposal that an action is about can be applied.
    pub fn proposal(&self, action: &Action) -> Option<&Timelock> {
        let program = Program::ALL[action.at as usize % 3];
        let number = self.number(program, action.size)?;
        let address = match program {
            Program::Emissions => client::proposal_address(number),
            Program::Marketplace => market::proposal_address(number),
            Program::FeeBurn => burn::proposal_address(number),
        };
        self.view.proposals.get(&address)
    }

    fn propose(&self, program: Program, size: u32) -> Plan<'a> {
        let authority = &self.cast.authority;
        let (own, number) = (authority.pubkey(), self.proposals(program));
        let propose = match program {
            Program::Emissions => client::propose_change(&own, &own, number, self.emissions(size)),
            Program::Marketplace => market::propose_change(&own, &own, number, marketplace(size)),
            Program::FeeBurn => burn::propose_change(&own, &own, number, self.fee_burn(size)),
        };
        Plan::by(authority, propose)
    }

    fn apply(&self, program: Program, size: u32) -> Option<Plan<'a>> {
        let (payer, number) = (self.cast.authority.pubkey(), self.number(program, size)?);
        Some(match program {
            Program::Emissions => Plan::open(client::apply_change(number, &payer)).clock(&[]),
            Program::Marketplace => Plan::open(market::apply_change(number, &payer)),
            Program::FeeBurn => Plan::open(burn::apply_change(number, &payer)),
        })
    }

    fn cancel(&self, program: Program, size: u32, signer: &'a Keypair) -> Option<Plan<'a>> {
        let (payer, number) = (self.cast.authority.pubkey(), self.number(program, size)?);
        let own = signer.pubkey();
        // Anyone closes what has lapsed.
        Some(Plan::paid(
            signer,
            match program {
                Program::Emissions => client::cancel_change(&own, number, &payer),
                Program::Marketplace => market::cancel_change(&own, number, &payer),
                Program::FeeBurn => burn::cancel_change(&own, number, &payer),
            },
        ))
    }

    fn emissions(&self, size: u32) -> emissions::state::Change {
        use emissions::state::Change::*;
        let number = u64::from(size / 10);
        match size % 10 {
            0 => MinEligibleUnits((1 + number % 20) * ONE_UNIT),
            1 => StakePerUnit((100 + number % 300) * ONE_IO),
            2 => UnstakeCooldown((14 + number % 15) as i64 * DAY),
            3 => CommunityCap((number % 5_001) as u16),
            4 => MaxCommission((1_000 + number % 4_001) as u16),
            5 => MaxSlash((2_000 + number % 3_001) as u16),
            6 => BreachSlash((number % 5_001) as u16),
            7 => MinDelegation(100 + number % (1_000 * ONE_IO)),
            8 => Multiplier {
                model: (number % 3) as u16,
                multiplier: 2_500 + (number % 1_000) as u32 * 100,
            },
            _ => Council {
                attestors: self.cast.attestors.iter().map(Keypair::pubkey).collect(),
                threshold: 1 + (number % 3) as u8,
            },
        }
    }
}

fn marketplace(size: u32) -> marketplace::state::Change {
    use marketplace::state::Change::*;
    let number = size / 6;
    match size % 6 {
        0 => Fees {
            base_bps: (number % 200) as u16,
            usdc_extra_bps: (number % 400) as u16,
        },
        1 => Times {
            start_window: 300 + number % 7_200,
            hold_back: DAY as u32 + (number * 97) % 172_800,
            forfeit: number % 7_200,
            grace: number % 3_601,
        },
        2 => Hours(200 + number % 8_000),
        3 => Downtime {
            seconds: 600 + number % 7_200,
            bps: (100 + number % 1_000) as u16,
        },
        4 => Disputes {
            decision_time: (1 + number % 10) * DAY as u32,
            deposit_bps: (100 + number % 1_901) as u16,
            undecided_bps: (number % 10_001) as u16,
        },
        _ => Bounty(u64::from(number) * 1_000),
    }
}

impl Stage<'_> {
    fn fee_burn(&self, size: u32) -> fee_burn::state::Change {
        use fee_burn::state::Change::*;
        let number = u64::from(size / 7);
        match size % 7 {
            0 => Spending {
                daily_max: (4_000 + number % 20_000) * ONE_USDC,
                vault_days: 1 + number % 30,
            },
            1 => Lots {
                min_lot: (10 + number % 40) * ONE_USDC,
                max_lot: (500 + number % 1_000) * ONE_USDC,
                min_fill: (1 + number % 10) * ONE_USDC,
            },
            2 => Timing {
                interval: 1_800 + (number % 7_200) as u32,
                duration: 300 + (number % 1_200) as u32,
            },
            3 => Factor {
                min_bps: (1_000 + number % 9_000) as u16,
                max_bps: (10_000 + number % 20_000) as u16,
            },
            4 => Bid {
                from_bps: -((number % 1_000) as i16),
                to_bps: (number % 500) as i16,
            },
            5 => CouncilShare((number % 1_001) as u16),
            _ => {
                let people = &self.cast.people;
                CouncilTreasury(people[number as usize % people.len()].pubkey())
            }
        }
    }
}
