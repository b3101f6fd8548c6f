//! Slashes, from the proposal to the end.

use emissions::{instructions::ProposeSlashArgs, state::Slash};
use io_client::emissions::{self as client, Agreement};
use solana_signer::Signer;

use super::{part, Plan, Stage};
use crate::action::{Action, Verb};

impl<'a> Stage<'a> {
    pub(super) fn slashing(&self, action: &Action) -> Option<Plan<'a>> {
        let Action {
            verb,
            who,
            at,
            size,
            ..
        } = *action;
        let (_, person) = self.person(who);
        let payer = person.pubkey();
        match verb {
            Verb::ProposeSlash => {
                let (supplier, it) = self.view.supplier(at)?;
                let args = ProposeSlashArgs {
                    number: it.slashes.count,
                    amount: part(it.stake.total().ok()?, size),
                    reason: 1 + (size % 3) as u16,
                    evidence: [2; 32],
                };
                let (council, attestors) = self.agreeing(who);
                let agreement = Agreement::Signed(&attestors);
                let propose = client::propose_slash(&payer, agreement, supplier, args).ok()?;
                Some(Plan::paid(person, propose).signed(&council))
            }
            Verb::ProposeBreachSlash => {
                let (supplier, it) = self.view.supplier(at)?;
                let number = it.slashes.count;
                Some(Plan::paid(
                    person,
                    client::propose_breach_slash(&payer, supplier, number),
                ))
            }
            Verb::CreateGeneration => {
                let (supplier, it) = self.view.supplier(at)?;
                let number = it.slashes.generation;
                Some(Plan::paid(
                    person,
                    client::create_generation(&payer, supplier, number),
                ))
            }
            _ => self.open_slash(action, self.view.slash(at)?),
        }
    }

    fn open_slash(&self, action: &Action, slash: &Slash) -> Option<Plan<'a>> {
        let supplier = self.view.all.suppliers.get(&slash.supplier)?;
        Some(match action.verb {
            Verb::WithdrawSlash if action.size.is_multiple_of(2) => {
                let authority = &self.cast.authority;
                let withdraw = client::withdraw_slash_as_authority(&authority.pubkey(), slash);
                Plan::by(authority, withdraw)
            }
            Verb::WithdrawSlash => {
                let (council, attestors) = self.agreeing(action.who);
                let agreement = Agreement::Signed(&attestors);
                Plan::open(client::withdraw_slash(agreement, slash).ok()?).signed(&council)
            }
            Verb::ExecuteSlash => {
                let number = supplier.slashes.generation;
                let mut records = self.view.generations.iter();
                let is_there =
                    records.any(|it| it.supplier == slash.supplier && it.number == number);
                // A client has the record of the generation made, needed or not.
                let generation = (!action.size.is_multiple_of(4)).then_some(number);
                let execute = client::execute_slash(slash, &self.cast.io, generation);
                let (_, person) = self.person(action.who);
                let plan = Plan::open(execute).clock(&[slash.supplier]);
                if is_there || generation.is_none() {
                    plan
                } else {
                    let payer = person.pubkey();
                    plan.signed(&[person]).front(vec![client::create_generation(
                        &payer,
                        &slash.supplier,
                        number,
                    )])
                }
            }
            Verb::LapseSlash => Plan::open(client::lapse_slash(slash)),
            _ => return None,
        })
    }
}
