//! What is accepted, and why that is right.

use std::collections::BTreeMap;

use io_tests::{catalogue::Program, idl::SINGLE};

use crate::{
    kind::Kind,
    tally::{
        Case, Tally,
        Where::{self, Here, There},
    },
};

/// Cases that are right for the same reason.
pub struct Group {
    pub why: &'static str,
    /// What is done to each of the accounts.
    kinds: &'static [(Kind, Where)],
    accounts: Accounts,
}

/// Accounts of which the cases are.
enum Accounts {
    /// Program, instruction and account, separated by dots.
    Listed(&'static str),
    /// All accounts of the programs' own of which a copy was accepted: those of a type of which there is one account, or of
    /// another.
    Copied { single: bool },
}

/// An account that cannot receive, whatever is at its address.
const UNABLE: &[(Kind, Where)] = &[
    (Kind::Owner, Here),
    (Kind::Another, Here),
    (Kind::Closed, Here),
    (Kind::Blank, Here),
    (Kind::Type, Here),
    (Kind::Mint, Here),
    (Kind::TokenProgram, Here),
];

/// A token account in the place of one that is not looked at.
const ANY: &[(Kind, Where)] = &[
    (Kind::Owner, There),
    (Kind::Another, There),
    (Kind::Copy, There),
    (Kind::Type, There),
    (Kind::Mint, There),
    (Kind::TokenProgram, There),
    (Kind::Twice, There),
];

/// All groups.
pub const GROUPS: [Group; 25] = [
    Group {
        why: "Anyone may send the instruction, and pays with its own lamports or tokens.",
        kinds: &[(Kind::Another, There)],
        accounts: Accounts::Listed("
            emissions.create_history_page.payer
            emissions.create_max_voter_weight_record.payer emissions.create_voter_weight_record.payer
            emissions.open_approval.payer emissions.propose_breach_slash.payer
            emissions.propose_change.payer emissions.propose_slash.payer
            marketplace.init_supplier_usage.payer marketplace.propose_change.payer
            marketplace.reserve.payer marketplace.close_reservation.finisher
            marketplace.extend_by_autopay.sender marketplace.close_autopay.authority
            fee-burn.propose_change.payer fee-burn.fill_auction.filler"),
    },
    Group {
        why: "Anyone may send the instruction: rewards go to the associated account of their owner (P-09).",
        kinds: &[(Kind::Another, There)],
        accounts: Accounts::Listed("emissions.claim.signer emissions.claim_supplier.signer"),
    },
    Group {
        why: "The decider may also pay.",
        kinds: &[(Kind::Twice, There)],
        accounts: Accounts::Listed("
            emissions.propose_change.payer marketplace.propose_change.payer
            fee-burn.propose_change.payer"),
    },
    Group {
        why: "The instruction works on any account that is named: anyone may settle any supplier, or send it its rewards; \
              apply a due proposal, or cancel one that may be cancelled; close approvals whose window is over. The rent \
              goes back to its payer.",
        kinds: &[(Kind::Another, There)],
        accounts: Accounts::Listed("
            emissions.settle_supplier.supplier emissions.claim_supplier.supplier emissions.apply_change.proposal emissions.cancel_change.proposal
            emissions.close_approval.approval emissions.update_max_voter_weight_record.max_voter_weight_record marketplace.apply_change.proposal
            marketplace.cancel_change.proposal fee-burn.apply_change.proposal
            fee-burn.cancel_change.proposal"),
    },
    Group {
        why: "Anyone may send the instruction for any account of the program: the excess goes to the recipient that the \
              account names, which is the same here (P-25).",
        kinds: &[(Kind::Type, There), (Kind::Twice, There)],
        accounts: Accounts::Listed("emissions.reclaim_rent.account fee-burn.reclaim_rent.account"),
    },
    Group {
        why: "The account of a slash closes when the last delegation has followed it, and anyone may have sent that: at an \
              address of the system program, the instruction does nothing.",
        kinds: &[(Kind::Closed, Here), (Kind::Twice, There)],
        accounts: Accounts::Listed("emissions.apply_slash.slash"),
    },
    Group {
        why: "The signer has signed for this account: the attestors for this supplier or approval, the operator for this \
              offer of the same supplier, the staker for its own request or empty delegation.",
        kinds: &[(Kind::Another, There)],
        accounts: Accounts::Listed("
            emissions.attest.(supplier) emissions.approve.approval emissions.close_delegation.delegation
            emissions.cancel_redelegation.redelegation marketplace.close_offer.offer"),
    },
    Group {
        why: "The payee or filler signs, and may name any token account of the mint, whatever its owner.",
        kinds: &[(Kind::Another, Here), (Kind::Another, There), (Kind::Copy, There)],
        accounts: Accounts::Listed("
            emissions.withdraw.destination marketplace.withdraw_owed.destination fee-burn.fill_auction.destination
            fee-burn.flash_fill_begin.destination"),
    },
    Group {
        why: "The owner of the tokens signs, and may name any of its accounts.",
        kinds: &[(Kind::Copy, There)],
        accounts: Accounts::Listed("
            emissions.claim.destination emissions.claim_supplier.destination
            emissions.close_delegation.destination emissions.delegate.source emissions.stake_own.source
            emissions.withdraw_own.destination marketplace.extend.payer_tokens
            marketplace.open_dispute.payer_tokens marketplace.reserve.payer_tokens
            fee-burn.fill_auction.filler_io fee-burn.flash_fill_end.filler_io"),
    },
    Group {
        why: "The upgrade authority signs, and names the mints permanently; the classic token program and the decimals are \
              checked.",
        kinds: &[(Kind::Copy, There), (Kind::Mint, There)],
        accounts: Accounts::Listed("
            emissions.initialize.io_mint marketplace.initialize.io_mint
            marketplace.initialize.usdc_mint fee-burn.initialize.io_mint
            fee-burn.initialize.usdc_mint"),
    },
    Group {
        why: "Pyth's receiver stores prices at any address; owner, type, feed and verification are checked.",
        kinds: &[(Kind::Copy, There)],
        accounts: Accounts::Listed("
            marketplace.extend.price marketplace.extend_by_autopay.price marketplace.reserve.price fee-burn.fill_auction.price
            fee-burn.flash_fill_begin.price fee-burn.open_auction.price fee-burn.update_anchor.price"),
    },
    Group {
        why: "The payee's associated account cannot receive: what is owed stays owed, and the rest of the instruction \
              succeeds (P-14).",
        kinds: UNABLE,
        accounts: Accounts::Listed("
            marketplace.cancel.exit.payer_tokens marketplace.decline.exit.payer_tokens
            marketplace.complete.exit.payer_tokens marketplace.terminate_for_downtime.exit.payer_tokens
            marketplace.terminate.exit.payer_tokens
            marketplace.terminate_by_supplier.exit.payer_tokens
            marketplace.decide_dispute.ruling.payer_tokens
            marketplace.expire_dispute.ruling.payer_tokens marketplace.settle_reservation.supplier_tokens
            marketplace.close_reservation.supplier_tokens marketplace.close_reservation.payer_tokens"),
    },
    Group {
        why: "The payer's associated account cannot pay: nothing moves, and that it is short is recorded (P-20).",
        kinds: UNABLE,
        accounts: Accounts::Listed("marketplace.extend_by_autopay.payer_tokens"),
    },
    Group {
        why: "The reservation of the autopay is closed, so that anyone returns its lamports to the payer. Anything else at \
              the address is not possible on the chain: only the program creates an account there.",
        kinds: &[
            (Kind::Closed, Here),
            (Kind::Owner, Here),
            (Kind::Blank, Here),
            (Kind::Type, Here),
        ],
        accounts: Accounts::Listed("marketplace.close_autopay.reservation"),
    },
    Group {
        why: "The fee-burn vault cannot receive: the fees stay owed, and the rest succeeds (P-14). Only the issuer of its \
              mint can cause this, by freezing it.",
        kinds: UNABLE,
        accounts: Accounts::Listed("marketplace.close_reservation.fee_vault marketplace.sweep_fees.fee_vault"),
    },
    Group {
        why: "Nothing is owed to this side, so its account is not read: at the end of the reserved time without downtime, \
              and at a closing that leaves only the other side owed.",
        kinds: ANY,
        accounts: Accounts::Listed("
            marketplace.complete.exit.payer_tokens marketplace.close_reservation.payer_tokens
            marketplace.close_reservation.supplier_tokens"),
    },
    Group {
        why: "A surplus goes to the account that the sender names, while the vault cannot receive it.",
        kinds: &[
            (Kind::Another, Here),
            (Kind::Another, There),
            (Kind::Copy, There),
            (Kind::Twice, There),
        ],
        accounts: Accounts::Listed("marketplace.close_reservation.surplus_tokens"),
    },
    Group {
        why: "What is owed is paid, and the surplus stays in the escrow until a closing that names an account.",
        kinds: &[(Kind::LeftOut, There)],
        accounts: Accounts::Listed("marketplace.close_reservation.surplus_tokens"),
    },
    Group {
        why: "The optional account is not needed, so it is not read: a price for USDC, an account for a surplus that goes \
              to the vault.",
        kinds: &[(Kind::Given, There)],
        accounts: Accounts::Listed("
            marketplace.extend.price marketplace.extend_by_autopay.price marketplace.reserve.price
            marketplace.close_reservation.surplus_tokens"),
    },
    Group {
        why: "A page, an approval or a supplier that the instruction does not need; its type is checked.",
        kinds: &[(Kind::Given, There)],
        accounts: Accounts::Listed("
            emissions.advance_clock.next_page emissions.settle_supplier.first_page emissions.settle_supplier.second_page
            emissions.settle_supplier.third_page emissions.withdraw_slash.approval
            marketplace.reclaim_rent.supplier"),
    },
    Group {
        why: "Anchor passes `program` so that the runtime finds it for the self-CPI of the event. Where an optional \
              account is left out, the program is in its place, and that suffices; `program` itself is not read.",
        kinds: &[(Kind::Replaced, There), (Kind::Twice, There)],
        accounts: Accounts::Listed("
            emissions.advance_clock.program emissions.propose_slash.program
            emissions.settle_supplier.program emissions.withdraw_slash.program
            marketplace.decide_dispute.program marketplace.extend.program marketplace.extend_by_autopay.program
            marketplace.close_reservation.program
            marketplace.reclaim_rent.program marketplace.report_outage.program
            marketplace.reserve.program"),
    },
    Group {
        why: "Not possible on the chain: the program has created the token account at its own address, and nothing changes \
              its holder. Tokens only come in, or none move.",
        kinds: &[(Kind::Another, Here)],
        accounts: Accounts::Listed("
            emissions.advance_clock.reward_vault emissions.compound.stake_vault
            emissions.delegate.stake_vault emissions.stake_own.stake_vault
            emissions.launch.reward_vault emissions.launch.stake_vault
            marketplace.open_dispute.escrow marketplace.extend.escrow
            marketplace.extend_by_autopay.escrow marketplace.complete.exit.escrow
            fee-burn.open_auction.usdc_vault fee-burn.apply_change.io_vault fee-burn.apply_change.usdc_vault"),
    },
    Group {
        why: "Not possible on the chain: the program has created the token account at its own address, and nothing changes \
              its mint. No tokens move.",
        kinds: &[(Kind::Mint, Here)],
        accounts: Accounts::Listed("
            emissions.launch.reward_vault emissions.launch.stake_vault marketplace.complete.exit.escrow
            marketplace.sweep_fees.escrow fee-burn.open_auction.usdc_vault fee-burn.apply_change.io_vault
            fee-burn.apply_change.usdc_vault"),
    },
    Group {
        why: "Not possible on the chain: there is one account of the type, which `initialize` creates at the address of \
              its seeds. A program's own accounts are identified by their type, which only the program can write.",
        kinds: &[(Kind::Copy, There)],
        accounts: Accounts::Copied { single: true },
    },
    Group {
        why: "Not possible on the chain: only the program creates accounts of the type, each at the address of its seeds, \
              so no two name the same owner. Their content is checked (see *another*).",
        kinds: &[(Kind::Copy, There)],
        accounts: Accounts::Copied { single: false },
    },
];

impl Group {
    /// Its cases.
    pub fn cases(&self, tally: &Tally) -> Vec<Case> {
        match self.accounts {
            Accounts::Listed(accounts) => accounts
                .split_whitespace()
                .flat_map(|account| self.listed(account))
                .collect(),
            Accounts::Copied { single } => {
                let copies = tally.copies();
                let these = copies.filter(|((_, _, account), ..)| is_single(account) == single);
                these.cloned().collect()
            }
        }
    }

    /// Those of a listed account.
    fn listed(&self, account: &str) -> impl Iterator<Item = Case> + use<'_> {
        let mut parts = account.splitn(3, '.');
        let name = parts.next().unwrap();
        let program = Program::ALL.into_iter().find(|one| one.name() == name);
        let [instruction, account] = [(); 2].map(|()| parts.next().unwrap().to_string());
        let spot = (program.unwrap(), instruction, account);
        let kinds = self.kinds.iter();
        kinds.map(move |(kind, at)| (spot.clone(), *kind, *at))
    }
}

/// Whether an account is named as those of which there is one.
fn is_single(account: &str) -> bool {
    let name = account.rsplit('.').next();
    SINGLE
        .iter()
        .any(|single| name == Some(&single.to_lowercase()))
}

/// All cases, each once, with the reason.
pub fn cases(tally: &Tally) -> BTreeMap<Case, &'static str> {
    let mut all = BTreeMap::new();
    for group in &GROUPS {
        for case in group.cases(tally) {
            let before = all.insert(case.clone(), group.why);
            assert_eq!(before, None, "{case:?} is listed twice");
        }
    }
    all
}
