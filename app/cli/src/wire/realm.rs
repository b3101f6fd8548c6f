//! Instructions of SPL Governance in words, those that the commands of a vote send.

use anchor_lang::prelude::Pubkey;
use anchor_lang::AnchorDeserialize;
use io_client::realm::state::Vote;

use super::native::Roles;

/// What an instruction does, and what its accounts are; none of another instruction.
pub fn read(data: &[u8]) -> Option<(String, Roles)> {
    let (number, mut rest) = data.split_first()?;
    let (does, accounts): (String, Roles) = match number {
        3 => {
            let named = Option::<Pubkey>::deserialize(&mut rest).ok()?;
            let does = match named {
                Some(named) => {
                    format!("let {named} vote, submit and cancel for the staker, and hand this on")
                }
                None => "let nobody else vote and submit for the staker".into(),
            };
            (does, &["signer", "owner record"])
        }
        6 => {
            let name = String::deserialize(&mut rest).ok()?;
            (
                format!("create the realm proposal {name:?}"),
                &[
                    "realm",
                    "realm proposal",
                    "governance",
                    "owner record",
                    "mint",
                    "signer",
                    "payer",
                ],
            )
        }
        9 => (
            "insert a transaction into a realm proposal".into(),
            &[
                "governance",
                "realm proposal",
                "owner record",
                "signer",
                "transaction",
                "payer",
            ],
        ),
        11 => (
            "cancel a realm proposal".into(),
            &[
                "realm",
                "governance",
                "realm proposal",
                "owner record",
                "signer",
            ],
        ),
        12 => (
            "begin the vote on a realm proposal".into(),
            &[
                "realm",
                "governance",
                "realm proposal",
                "signer",
                "owner record",
            ],
        ),
        13 => (
            format!("vote {}", vote(&mut rest)?),
            &[
                "realm",
                "governance",
                "realm proposal",
                "owner record of the proposer",
                "owner record",
                "signer",
                "vote",
                "mint",
                "payer",
            ],
        ),
        14 => (
            "count the votes on a realm proposal".into(),
            &[
                "realm",
                "governance",
                "realm proposal",
                "owner record of the proposer",
            ],
        ),
        15 => (
            "withdraw a vote".into(),
            &[
                "realm",
                "governance",
                "realm proposal",
                "owner record",
                "vote",
                "mint",
                "signer",
                "refund to",
            ],
        ),
        16 => (
            "execute a transaction of a realm proposal".into(),
            &["governance", "realm proposal", "transaction"],
        ),
        23 => (
            "create the owner record of a staker".into(),
            &["realm", "staker", "owner record", "mint", "payer"],
        ),
        27 => (
            "give back the deposit for a realm proposal".into(),
            &["realm proposal", "deposit", "refund to"],
        ),
        _ => return None,
    };
    Some((does, accounts))
}

/// A vote, if it is one for or against a realm proposal with one option.
fn vote(data: &mut &[u8]) -> Option<&'static str> {
    let vote = Vote::deserialize(data).ok()?;
    match vote {
        Vote::Deny => Some("no"),
        yes if yes == Vote::yes() => Some("yes"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use anchor_lang::solana_program::instruction::Instruction;
    use io_client::realm::{
        instruction::{
            cancel_proposal, cast_vote, create_proposal, create_token_owner_record, finalize_vote,
            refund_proposal_deposit, relinquish_vote, set_governance_delegate, sign_off_proposal,
            Draft, Subject, Voter, Weights,
        },
        Realm, SHARED,
    };

    use super::*;

    fn key(byte: u8) -> Pubkey {
        Pubkey::new_from_array([byte; 32])
    }

    /// What it does, and the address that is called so.
    fn role(instruction: &Instruction, name: &str) -> (String, Pubkey) {
        let (does, roles) = read(&instruction.data).unwrap();
        let place = roles.iter().position(|role| *role == name).unwrap();
        (does, instruction.accounts[place].pubkey)
    }

    #[test]
    fn who_signs_elsewhere_reads_what_the_realm_is_asked_to_do() {
        let at = Realm::named(&SHARED, "io.net", &key(1)).unwrap();
        let voter = Voter {
            owner: key(2),
            signer: key(3),
            payer: key(4),
        };
        let subject = Subject {
            proposal: key(5),
            owner_record: key(6),
        };
        let weights = Weights {
            voter: key(7),
            max: key(8),
        };
        let cast = |vote| cast_vote(&at, &subject, &voter, &weights, vote);
        let draft = Draft {
            name: "Pause",
            link: "",
            seed: key(9),
        };
        for (instruction, name, does, address) in [
            (cast(Vote::yes()), "realm proposal", "vote yes", key(5)),
            (cast(Vote::Deny), "signer", "vote no", key(3)),
            (
                relinquish_vote(&at, &key(5), &voter),
                "refund to",
                "withdraw a vote",
                key(4),
            ),
            (
                set_governance_delegate(&at, &key(2), &key(2), None),
                "signer",
                "let nobody else vote and submit for the staker",
                key(2),
            ),
            (
                create_proposal(&at, &draft, &voter, &key(7)),
                "payer",
                "create the realm proposal \"Pause\"",
                key(4),
            ),
            (
                sign_off_proposal(&at, &key(5), &voter),
                "signer",
                "begin the vote on a realm proposal",
                key(3),
            ),
            (
                cancel_proposal(&at, &key(5), &voter),
                "realm proposal",
                "cancel a realm proposal",
                key(5),
            ),
            (
                finalize_vote(&at, &subject, &key(8)),
                "realm proposal",
                "count the votes on a realm proposal",
                key(5),
            ),
            (
                create_token_owner_record(&at, &key(2), &key(4)),
                "staker",
                "create the owner record of a staker",
                key(2),
            ),
            (
                refund_proposal_deposit(&at, &key(5), &key(4)),
                "refund to",
                "give back the deposit for a realm proposal",
                key(4),
            ),
        ] {
            assert_eq!(role(&instruction, name), (does.to_string(), address));
        }
        let veto = cast(Vote::Veto);
        assert_eq!(read(&veto.data).map(|it| it.0), None);
        assert!(read(&[]).is_none() && read(&[99]).is_none());
    }
}
