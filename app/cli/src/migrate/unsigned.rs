//! What an authority of a deployment has to sign, as unsigned instructions: a multisig, or a realm that votes.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::Network;
use io_migrations::{Action, Deployment};

use crate::{
    acting::Unsigned,
    errors::CliError,
    plan::{short, unsigned},
    report::{Cell, Record, Report},
};

/// The instructions of all steps that `by` has to sign now.
///
/// # Errors
/// [`CliError::Refused`] if there are none, or somebody else has to sign too; what refuses a step.
pub fn report(
    network: &mut dyn Network,
    deployment: &Deployment,
    place: String,
    by: &Unsigned,
) -> anyhow::Result<Report> {
    // The governance of a realm holds data, so it cannot pay.
    let treasury = deployment.realm_treasury(&by.authority);
    let by = &Unsigned {
        payer: treasury
            .filter(|_| by.payer == by.authority)
            .unwrap_or(by.payer),
        ..*by
    };
    let plans = io_migrations::plan(network, deployment)?;
    let actions = plans.iter().flat_map(|(_, plan)| &plan.actions);
    let actions: Vec<&Action> = actions.filter(|it| signs(&by.authority, it)).collect();
    if actions.is_empty() {
        return Err(CliError::Refused(format!(
            "{} has nothing to sign now: look at `io migrate plan`",
            short(&by.authority)
        ))
        .into());
    }
    let instructions: Vec<Instruction> = actions
        .iter()
        .flat_map(|it| it.instructions.iter().cloned())
        .collect();
    let what: Vec<&str> = actions.iter().map(|it| it.what.as_str()).collect();
    let now = network.unix_time()?;
    let mut record: Record = vec![
        ("Action", Cell::Text(what.join("; "))),
        ("Network", Cell::Text(place)),
        ("Read at", Cell::Time(now, now)),
    ];
    let (fields, too_large) = unsigned::fields(by, &instructions)?;
    record.extend(fields);
    let report = Report::fields(record).note(unsigned::UNSENT);
    Ok(too_large.into_iter().fold(report, Report::note))
}

fn signs(authority: &Pubkey, action: &Action) -> bool {
    let mut accounts = action.instructions.iter().flat_map(|it| &it.accounts);
    accounts.any(|it| it.is_signer && it.pubkey == *authority)
}

#[cfg(test)]
mod tests {
    use super::*;
    use anchor_lang::{AccountSerialize, AnchorSerialize};
    use emissions::state::MaxVoterWeightRecord;
    use io_client::{
        emissions as client,
        realm::{
            config::{GoverningTokenType, MintMaxVoterWeightSource, NOBODY},
            state::{GovernanceV2, GoverningTokenConfig, RealmConfigAccount, RealmV2, Typed},
        },
    };
    use io_common::{addresses::EMISSIONS_CONFIG, governance::GovernanceAction};
    use io_migrations::realm::Votes;
    use io_sim::rehearse;
    use io_vm::{LiteVm, Vm};
    use solana_account::Account;
    use solana_keypair::Keypair;
    use solana_signer::Signer;

    use crate::{errors, instruction};

    /// The network of a deployment, run as far as authority and mint sign it.
    fn run(deployment: &Deployment, keys: &[Keypair], before: impl FnOnce(&mut LiteVm)) -> LiteVm {
        let people: Vec<_> = keys.iter().map(Signer::pubkey).collect();
        let mut vm = rehearse::network(deployment, &people).unwrap();
        before(&mut vm);
        io_migrations::run(&mut vm, deployment, &io_client::signers(&keys[..2])).unwrap();
        vm
    }

    fn alone(authority: Pubkey) -> Unsigned {
        Unsigned {
            authority,
            payer: authority,
        }
    }

    fn given(vm: &mut LiteVm, deployment: &Deployment, by: &Unsigned) -> Vec<Instruction> {
        let report = report(vm, deployment, "localnet".into(), by).unwrap();
        assert_eq!(report.notes, [unsigned::UNSENT]);
        let json = report.json();
        assert_eq!(json["network"], "localnet");
        assert_eq!(json["authority"], by.authority.to_string());
        let described = json["instructions"].as_array().unwrap().iter();
        let all: Vec<_> = described.map(|it| instruction::read(it).unwrap()).collect();
        assert!(json["message"]["base64"].is_string());
        let what = json["action"].as_str().unwrap();
        assert_eq!(what.split("; ").count(), all.len(), "{what}");
        let accept = format!("{} accepts the governance", by.authority);
        assert!(what.starts_with(&format!("emissions: {accept}; marketplace: {accept}; ")));
        all
    }

    #[test]
    fn a_multisig_gets_what_it_has_to_sign_and_nobody_elses() {
        let (deployment, keys) = rehearse::example();
        let mut vm = run(&deployment, &keys, |_| ());
        let multisig = &keys[3];
        let acts = given(&mut vm, &deployment, &alone(multisig.pubkey()));
        assert_eq!(acts.len(), 3);
        vm.send(&acts, &[multisig]).unwrap();
        assert_eq!(io_migrations::verify(&mut vm, &deployment).unwrap(), []);

        let nothing = report(
            &mut vm,
            &deployment,
            "localnet".into(),
            &alone(multisig.pubkey()),
        );
        let nothing = nothing.unwrap_err();
        assert_eq!(errors::status(&nothing), 3);
        let reported = nothing.to_string();
        assert!(reported.contains("has nothing to sign now"), "{reported}");
    }

    fn put(vm: &mut LiteVm, owner: Pubkey, address: Pubkey, data: Vec<u8>) {
        let account = Account {
            lamports: 500_000_000,
            data,
            owner,
            ..Account::default()
        };
        vm.set_account(address, account).unwrap();
    }

    fn stored<T: Typed + AnchorSerialize>(value: &T) -> Vec<u8> {
        let mut data = vec![T::TYPE];
        value.serialize(&mut data).unwrap();
        data
    }

    /// A realm as SPL Governance would store it. Any program that nobody can replace stands for that: it is not called.
    fn put_realm(vm: &mut LiteVm, deployment: &Deployment) {
        let (votes, at) = deployment.votes().unwrap();
        let by_stake = GoverningTokenConfig {
            voter_weight_addin: Some(emissions::ID),
            max_voter_weight_addin: Some(emissions::ID),
            token_type: GoverningTokenType::Dormant,
            reserved: [0; 8],
        };
        let none = GoverningTokenConfig {
            voter_weight_addin: None,
            max_voter_weight_addin: None,
            ..by_stake
        };
        let realm = RealmV2 {
            community_mint: at.mint,
            reserved1: [0; 8],
            min_community_weight_to_create_governance: NOBODY,
            community_mint_max_voter_weight_source: MintMaxVoterWeightSource::FULL_SUPPLY,
            council_mint: None,
            reserved2: [0; 8],
            authority: Some(at.governance),
            name: votes.name.clone(),
        };
        let config = RealmConfigAccount {
            realm: at.realm,
            community_token_config: by_stake,
            council_token_config: none,
        };
        let governance = GovernanceV2 {
            realm: at.realm,
            governed_account: emissions::ID,
            reserved1: 0,
            config: votes.rules(),
            reserved_v2: [0; 119],
            required_signatories_count: 0,
            active_proposal_count: 0,
        };
        put(vm, at.program, at.realm, stored(&realm));
        put(vm, at.program, at.config(), stored(&config));
        put(vm, at.program, at.governance, stored(&governance));
        let (mut data, record) = (Vec::new(), client::max_voter_weight_address(&at.realm));
        let all = MaxVoterWeightRecord::new(at.realm, at.mint, deployment.authority);
        all.try_serialize(&mut data).unwrap();
        put(vm, emissions::ID, record, data);
    }

    /// The governance of a realm cannot pay: its treasury does, whether it is named or not.
    #[test]
    fn a_realm_gets_what_a_vote_has_to_decide_with_its_treasury_as_payer() {
        let (mut deployment, keys) = rehearse::example();
        deployment.governance = None;
        deployment.realm = Some(Votes {
            program: solana_sdk_ids::compute_budget::ID,
            upgrades: None,
            name: "io.net".into(),
            proposal_io: 100_000,
            yes_percent: 20,
            voting: 432_000,
            cool_off: 172_800,
            hold_up: 86_400,
            treasury_lamports: 500_000_000,
            local: false,
        });
        let (_, at) = deployment.votes().unwrap();
        let wanted = deployment.clone();
        let mut vm = run(&deployment, &keys, |vm| put_realm(vm, &wanted));
        let config: emissions::state::Config = io_client::read(&mut vm, &EMISSIONS_CONFIG.address)
            .unwrap()
            .unwrap();
        assert_eq!(config.roles.pending_authority, at.governance);

        let by = alone(at.governance);
        let acts = given(&mut vm, &deployment, &by);
        let accept = client::govern(&at.governance, GovernanceAction::AcceptAuthority);
        assert_eq!((acts.len(), &acts[0]), (3, &accept));
        let named = Unsigned {
            payer: at.treasury(),
            ..by
        };
        for by in [by, named] {
            let report = report(&mut vm, &deployment, "localnet".into(), &by).unwrap();
            assert_eq!(report.json()["payer"], at.treasury().to_string());
        }
    }
}
