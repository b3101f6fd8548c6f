//! What SPL Governance has, compared with what the deployment file says.

use anchor_lang::prelude::Pubkey;
use io_client::realm::{
    config::{GoverningTokenType, MintMaxVoterWeightSource, NOBODY},
    state::{GovernanceV2, RealmConfigAccount, RealmV2},
    Realm,
};
use io_common::ids;

use super::{
    words::{Span, Weight},
    Votes,
};
use crate::{words::Words, Difference};

/// Fields that differ.
#[derive(Default)]
struct Fields(Vec<Difference>);

impl Fields {
    fn equal<T: PartialEq + Words>(&mut self, field: &str, expected: T, found: T) {
        if expected != found {
            self.0.push(Difference {
                what: format!("realm: {field}"),
                expected: expected.words(),
                found: found.words(),
            });
        }
    }
}

/// The realm and its configuration. Its authority may be any of `authorities`; the first is expected.
pub fn realm(
    at: &Realm,
    authorities: &[Pubkey],
    found: &RealmV2,
    config: &RealmConfigAccount,
) -> Vec<Difference> {
    let mut fields = Fields::default();
    fields.equal("mint", at.mint, found.community_mint);
    let expected = authorities.iter().find(|it| found.authority == Some(**it));
    let expected = expected.or(authorities.first()).copied();
    fields.equal("authority", expected, found.authority);
    fields.equal("council mint", None, found.council_mint);
    fields.equal(
        "stake that creates a governance",
        Weight(NOBODY),
        Weight(found.min_community_weight_to_create_governance),
    );
    fields.equal(
        "all weight without a plugin",
        MintMaxVoterWeightSource::FULL_SUPPLY,
        found.community_mint_max_voter_weight_source,
    );
    let (community, council) = (&config.community_token_config, &config.council_token_config);
    let emissions = Some(ids::emissions::ID);
    fields.equal(
        "plugin that weighs a voter",
        emissions,
        community.voter_weight_addin,
    );
    fields.equal(
        "plugin that states all weight",
        emissions,
        community.max_voter_weight_addin,
    );
    fields.equal(
        "deposits",
        GoverningTokenType::Dormant,
        community.token_type,
    );
    let plugins = [council.voter_weight_addin, council.max_voter_weight_addin];
    fields.equal("plugins of a council", [None; 2], plugins);
    fields.0
}

/// The governance.
pub fn governance(votes: &Votes, found: &GovernanceV2) -> Vec<Difference> {
    let (mut fields, rules, found_rules) = (Fields::default(), votes.rules(), &found.config);
    fields.equal(
        "yes_percent",
        rules.community_vote_threshold,
        found_rules.community_vote_threshold,
    );
    fields.equal(
        "proposal_io",
        Weight(rules.min_community_weight_to_create_proposal),
        Weight(found_rules.min_community_weight_to_create_proposal),
    );
    for (field, expected, found) in [
        (
            "voting",
            rules.voting_base_time,
            found_rules.voting_base_time,
        ),
        (
            "cool_off",
            rules.voting_cool_off_time,
            found_rules.voting_cool_off_time,
        ),
        (
            "hold_up",
            rules.min_transaction_hold_up_time,
            found_rules.min_transaction_hold_up_time,
        ),
    ] {
        fields.equal(field, Span(expected), Span(found));
    }
    fields.equal(
        "a vote ends early",
        rules.community_vote_tipping,
        found_rules.community_vote_tipping,
    );
    fields.equal(
        "Yes of a council",
        rules.council_vote_threshold,
        found_rules.council_vote_threshold,
    );
    fields.equal(
        "veto of a council",
        rules.council_veto_vote_threshold,
        found_rules.council_veto_vote_threshold,
    );
    fields.equal(
        "veto by stake",
        rules.community_veto_vote_threshold,
        found_rules.community_veto_vote_threshold,
    );
    fields.equal(
        "weight of a council's proposer",
        Weight(rules.min_council_weight_to_create_proposal),
        Weight(found_rules.min_council_weight_to_create_proposal),
    );
    fields.equal(
        "a vote of a council ends early",
        rules.council_vote_tipping,
        found_rules.council_vote_tipping,
    );
    fields.equal(
        "realm proposals without a deposit",
        rules.deposit_exempt_proposal_count,
        found_rules.deposit_exempt_proposal_count,
    );
    fields.equal("required signatories", 0, found.required_signatories_count);
    fields.0
}
