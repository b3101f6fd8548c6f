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
                let number = it.slashes.breach_count;
                Some(Plan::paid(
                    person,
                    client::propose_breach_slash(&payer, supplier, number),
                ))
            }
            Verb::ApplySlash => {
                let slash = self.applied(action)?;
                let (it, _) = self.view.followed(at)?;
                Some(Plan::open(client::apply_slash(slash, &it.staker)))
            }
            _ => self.open_slash(action, self.view.slash(at)?),
        }
    }

    /// The slash that a delegation has to follow next; at times, or if there is none, any.
    pub fn applied(&self, action: &Action) -> Option<&'a Slash> {
        let (_, list) = self.view.followed(action.at)?;
        let next = list.first().filter(|_| action.size % 4 != 1);
        let next = next.map(client::address_of);
        let mut all = self.view.all.slashes.iter();
        all.find(|it| next == Some(client::address_of(it)))
            .or_else(|| self.view.slash(action.who))
    }

    fn open_slash(&self, action: &Action, slash: &Slash) -> Option<Plan<'a>> {
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
                let execute = client::execute_slash(slash, &self.cast.io);
                Plan::open(execute).clock(&[slash.supplier])
            }
            Verb::LapseSlash => Plan::open(client::lapse_slash(slash)),
            _ => return None,
        })
    }
}
