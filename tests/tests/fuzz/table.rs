//! What the order of two transactions may change (P-24): the table of docs/proof/ordering.md, which a test writes and checks.

use std::{fmt::Write as _, sync::LazyLock};

use io_common::constants::ONE_USDC;

use crate::action::Verb::{self, *};

/// Kinds of balances: base units of IO and of USDC, lamports.
pub const KINDS: usize = 3;

/// Amounts of each kind.
type Amounts = [u64; KINDS];

const NOTHING: Amounts = [0; KINDS];
/// What the action itself brings, if the other's has no effect or another one.
const ITS_ACTION: Amounts = [u64::MAX; KINDS];
/// The rest of a lot. No lot of the fuzz test is larger.
const LOT: Amounts = [0, 1_500 * ONE_USDC, 0];
/// Rounding of five segments, with fees.
const ROUNDING: Amounts = [10, 10, 0];
/// A bounty, in lamports: the most that governance can set.
const BOUNTY: Amounts = [0, 0, 10_000_000];
/// The filler's price, in IO, which it bounds itself.
const BID: Amounts = [u64::MAX, 0, 0];

/// Effect of the order of two transactions once everyone has left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// Gain of each of the two by being first.
    pub gains: [Amounts; 2],
    /// Maximum difference for anyone else.
    pub others: Amounts,
}

/// Two transactions in both orders.
#[derive(Clone, Debug)]
pub struct Met {
    pub verbs: [Verb; 2],
    /// Whether the second is refused after the first, and the first after the second.
    pub refused: [bool; 2],
    pub effect: Effect,
}

/// A row: any of `first` before any of `second`. A decision of the council may be signed or approved.
pub struct Row {
    first: &'static [Verb],
    second: &'static [Verb],
    /// What the first sender gains.
    gain: &'static str,
    /// What the other can still do.
    left: &'static str,
    /// Maximum gain of the first over being second.
    most: Amounts,
    /// Maximum difference for anyone else.
    others: Amounts,
    /// Tests that show it.
    tests: &'static [&'static str],
}

const ENDS: &[Verb] = &[
    Terminate,
    TerminateBySupplier,
    TerminateForDowntime,
    Complete,
    Decline,
    Cancel,
];
const PAYS: &[Verb] = &[
    SettleReservation,
    SweepFees,
    CloseReservation,
    WithdrawRefund,
    WithdrawEarnings,
];
const RESERVES: &[Verb] = &[Reserve, Extend];
const LISTS: &[Verb] = &[EditOffer, SetOfferPaused, CloseOffer];
const JOINS: &[Verb] = &[Delegate, Compound, Redelegate];
const LEAVES: &[Verb] = &[Unstake, UnstakeOwn, UnstakeHeld, Withdraw, WithdrawOwn];
const STAKES: &[Verb] = &[
    Delegate,
    Compound,
    Redelegate,
    StakeOwn,
    CancelUnstake,
    CancelOwnUnstake,
    Unstake,
    UnstakeOwn,
    UnstakeHeld,
    Withdraw,
    WithdrawOwn,
];
const PROPOSES: &[Verb] = &[ProposeSlash, ProposeBreachSlash];
const ENDS_SLASH: &[Verb] = &[ExecuteSlash, WithdrawSlash, LapseSlash];
const ATTESTATIONS: &[Verb] = &[Attest, RevokeAttestation];
const COUNCIL: &[Verb] = &[
    Attest,
    ReportOutage,
    DecideDispute,
    ProposeSlash,
    WithdrawSlash,
];
const OWNS: &[Verb] = &[
    ProposeOwner,
    UpdateSupplier,
    SetCommission,
    StakeOwn,
    UnstakeOwn,
    CancelOwnUnstake,
    CloseSupplier,
    TerminateBySupplier,
    CreateOffer,
    EditOffer,
    SetOfferPaused,
    CloseOffer,
];
const FILLS: &[Verb] = &[FillAuction, FlashFill];
/// What a pause stops. An approved decision is one of those that the council signs.
static RISKS: LazyLock<Vec<Verb>> = LazyLock::new(|| {
    let signed = Verb::ALL
        .iter()
        .filter(|verb| **verb != Verb::DecisionApproved && !verb.is_autopay());
    signed.filter(|verb| verb.brings_risk()).copied().collect()
});

/// The table. In a pair without a row no one gains, and no one else is affected.
pub static TABLE: LazyLock<Vec<Row>> = LazyLock::new(|| {
    vec![
    // Reservations.
    Row {
        first: &[ReportOutage],
        second: ENDS,
        gain: "nothing: downtime before the end counts whenever it is reported, while something is held back",
        left: "end it, or report after the end",
        most: NOTHING,
        others: NOTHING,
        tests: &["p13_an_outage_counts_though_it_is_reported_after_the_end"],
    },
    Row {
        first: ENDS,
        second: &[ReportOutage],
        gain: "nothing",
        left: "report, or correct a report, while something is held back: a report corrected in time is no breach",
        most: NOTHING,
        others: NOTHING,
        tests: &[
            "an_outage_before_the_end_counts_whenever_it_is_reported_while_something_is_held_back",
            "p13_a_report_that_is_corrected_after_the_end_is_no_breach",
        ],
    },
    Row {
        first: PAYS,
        second: &[ReportOutage],
        gain: "payment of what is no longer held back is final",
        left: "report in time: at least 24 hours are held back, and a report reaches all of them",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["what_is_paid_or_decided_is_reached_by_no_report"],
    },
    Row {
        first: &[ReportOutage],
        second: PAYS,
        gain: "downtime is not paid",
        left: "be paid the rest; ask the council for a correction",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["downtime_is_never_counted_in_time_that_is_paid"],
    },
    Row {
        first: &[ReportOutage],
        second: &[OpenDispute],
        gain: "reported downtime is refunded; it is neither frozen nor counted for the deposit",
        left: "dispute the rest; if nothing is left, it is refused and no deposit is paid",
        most: NOTHING,
        others: ITS_ACTION,
        tests: &["a_report_reaches_what_is_frozen_behind_what_is_paid"],
    },
    Row {
        first: &[OpenDispute],
        second: &[ReportOutage],
        gain: "what is no longer held back is charged; it is neither frozen nor reached by a report, so the deposit at risk is lower",
        left: "report the frozen time too",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["a_report_reaches_what_is_frozen_behind_what_is_paid"],
    },
    Row {
        first: &[ReportOutage],
        second: &[DecideDispute, ExpireDispute],
        gain: "reported downtime is refunded before the rest is divided",
        left: "decide: both take effect",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["a_report_voids_no_decision_and_a_decision_no_report"],
    },
    Row {
        first: &[DecideDispute, ExpireDispute],
        second: &[ReportOutage],
        gain: "a report does not reach what is decided or paid",
        left: "report the rest of what is held back: both take effect",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &[
            "a_report_voids_no_decision_and_a_decision_no_report",
            "what_is_paid_or_decided_is_reached_by_no_report",
        ],
    },
    Row {
        first: ENDS,
        second: &[OpenDispute],
        gain: "nothing: ending the reservation does not prevent a dispute",
        left: "dispute what is still held back; if nothing is left, it is refused and no deposit is paid",
        most: NOTHING,
        others: ITS_ACTION,
        tests: &["p13_a_dispute_freezes_what_is_held_back_and_nothing_else"],
    },
    Row {
        first: &[Terminate, TerminateForDowntime],
        second: &[OpenDispute],
        gain: "the minimum time is held back too: a payer that disputes it deposits for it. Only a renter that is also of the supplier's side gains by that, if the dispute fails",
        left: "dispute what is still held back, or leave it",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["p24_a_dispute_before_the_renter_terminates_is_of_the_time_metered"],
    },
    Row {
        first: &[OpenDispute],
        second: ENDS,
        gain: "nothing",
        left: "end it: time that a leaving supplier gives up is no longer disputed",
        most: NOTHING,
        others: ITS_ACTION,
        tests: &["p13_a_dispute_ends_where_a_leaving_supplier_gives_up"],
    },
    Row {
        first: &[OpenDispute],
        second: &[Terminate, TerminateForDowntime],
        gain: "a payer that disputes before its renter terminates deposits for the time metered by then, not for the minimum time",
        left: "terminate: the minimum time is due, and is not disputed",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["p24_a_dispute_before_the_renter_terminates_is_of_the_time_metered"],
    },
    Row {
        first: ENDS,
        second: &[DecideDispute],
        gain: "the decision does not divide the time that a leaving supplier gives up",
        left: "decide on the rest",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["p13_a_dispute_ends_where_a_leaving_supplier_gives_up"],
    },
    Row {
        first: &[DecideDispute],
        second: ENDS,
        gain: "the decision covers everything frozen, including the time that a leaving supplier gives up",
        left: "end it",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["p13_a_dispute_freezes_what_is_held_back_and_nothing_else"],
    },
    Row {
        first: PAYS,
        second: &[DecideDispute, ExpireDispute],
        gain: "only a rounding difference: what is paid lies before or after what is frozen, and is due in any case",
        left: "decide on what is frozen: none of it is paid before",
        most: ROUNDING,
        others: ROUNDING,
        tests: &[
            "p24_a_settlement_pays_the_same_in_front_of_a_decision_and_behind_it",
            "p24_time_in_front_of_a_dispute_is_paid_whatever_is_decided_about_it",
        ],
    },
    Row {
        first: &[DecideDispute, ExpireDispute],
        second: PAYS,
        gain: "only a rounding difference",
        left: "be paid the rest",
        most: ROUNDING,
        others: ROUNDING,
        tests: &["p24_a_settlement_pays_the_same_in_front_of_a_decision_and_behind_it"],
    },
    Row {
        first: &[DecideDispute],
        second: &[ExpireDispute],
        gain: "nothing: a decision is possible until the decision time is over, an expiry only afterwards",
        left: "nothing to do",
        most: NOTHING,
        others: NOTHING,
        tests: &[
            "a_decision_is_newer_than_the_dispute_and_in_time",
            "p14_without_a_decision_the_meter_pays_after_seven_days",
        ],
    },
    Row {
        first: &[OpenDispute],
        second: PAYS,
        gain: "nothing: a dispute is possible until the hold-back is over, `close_reservation` only afterwards",
        left: "be paid what is not frozen, and the rest after the decision",
        most: NOTHING,
        others: NOTHING,
        tests: &["p13_a_dispute_freezes_what_is_held_back_and_nothing_else"],
    },
    Row {
        first: &[Terminate, TerminateForDowntime],
        second: &[TerminateBySupplier],
        gain: "nothing: the one that ends it bears the cost, the minimum hours or the missing notice; a payer bears its renter's",
        left: "nothing to do: the reservation has ended",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &[
            "the_first_hour_is_due_but_for_the_first_minutes",
            "a_supplier_who_leaves_gives_the_last_hour_away",
            "p29_the_payer_pays_everything_and_gets_everything_back",
        ],
    },
    Row {
        first: &[TerminateBySupplier],
        second: &[Terminate, TerminateForDowntime],
        gain: "nothing, for the same reason; a payer that is of the supplier's side spares itself what its renter's exit would cost it",
        left: "nothing to do: the reservation has ended",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["an_exit_happens_once_and_from_its_own_state"],
    },
    Row {
        first: &[AnnounceEnd],
        second: ENDS,
        gain: "the notice runs: a supplier that terminates forfeits only what is missing of it, and the renter owes no minimum time from then on",
        left: "end it: a renter who terminates pays for the time used",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["p27_a_renter_who_leaves_an_announced_end_owes_what_it_has_used"],
    },
    Row {
        first: ENDS,
        second: &[AnnounceEnd],
        gain: "the end on the terms without an announcement, as at any time before",
        left: "nothing to do: the reservation has ended",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["p27_only_what_runs_is_announced_to_end"],
    },
    Row {
        first: &[AnnounceEnd],
        second: &[Extend],
        gain: "nothing is reserved beyond the notice",
        left: "is refused, with nothing locked; extend to the end of the notice, or reserve elsewhere",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["p27_nothing_is_extended_beyond_an_announced_end"],
    },
    Row {
        first: &[Extend],
        second: &[AnnounceEnd],
        gain: "the hours that it reserves",
        left: "announce: the notice is as long",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["p27_nothing_is_extended_beyond_an_announced_end"],
    },
    Row {
        first: &[TerminateBySupplier],
        second: &[Extend],
        gain: "no more is forfeited than was left of the time",
        left: "is refused, with nothing locked; reserve elsewhere",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["p27_an_extension_before_it_makes_leaving_dearer_up_to_the_notice"],
    },
    Row {
        first: &[Extend],
        second: &[TerminateBySupplier],
        gain: "more is left of the time, so more of the missing notice is forfeited, never more than the hold-back",
        left: "pause the offer before leaving: a paused offer extends nothing",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["p27_an_extension_before_it_makes_leaving_dearer_up_to_the_notice"],
    },
    Row {
        first: &[Start],
        second: &[Cancel],
        gain: "nothing: one is possible within the start window, the other only after it",
        left: "nothing to do",
        most: NOTHING,
        others: NOTHING,
        tests: &["a_second_late_is_too_late_to_start"],
    },
    Row {
        first: &[Decline],
        second: &[Cancel],
        gain: "nothing; the bounty goes back to its payer",
        left: "nothing to do: everything goes back",
        most: NOTHING,
        others: BOUNTY,
        tests: &["a_supplier_earns_no_bounty_for_not_starting"],
    },
    Row {
        first: &[Cancel],
        second: &[Decline],
        gain: "nothing; the bounty goes to the one that closes",
        left: "nothing to do: everything goes back",
        most: NOTHING,
        others: BOUNTY,
        tests: &["p14_an_absent_supplier_holds_nothing_up"],
    },
    Row {
        first: &[CloseReservation],
        second: &[CloseReservation],
        gain: "the bounty, if it closes the reservation",
        left: "nothing to do: the first one paid everyone",
        most: BOUNTY,
        others: NOTHING,
        tests: &["p14_time_runs_out_and_anybody_completes_and_closes"],
    },
    Row {
        first: PAYS,
        second: PAYS,
        gain: "only the bounty of `close_reservation`: each payee is paid once, to its own account",
        left: "nothing to do, or withdraw what is left",
        most: BOUNTY,
        others: BOUNTY,
        tests: &[
            "p13_the_number_of_settlements_changes_nothing",
            "p13_earned_fees_are_sent_early_and_never_twice",
        ],
    },
    // Offers.
    Row {
        first: RESERVES,
        second: RESERVES,
        gain: "the last GPUs, with the attestation and stake that back them",
        left: "is refused, with nothing locked; reserve fewer, or at another supplier",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["only_attested_gpus_are_sold_over_all_offers_together"],
    },
    Row {
        first: LISTS,
        second: RESERVES,
        gain: "no one can reserve on the old terms",
        left: "is refused, with nothing locked; reserve on the new terms",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["a_reservation_is_what_the_offer_says_and_the_renter_allows"],
    },
    Row {
        first: RESERVES,
        second: LISTS,
        gain: "a reservation on the old terms",
        left: "edit for future reservations; close once nothing is reserved",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["an_edit_touches_reservations_to_come_only"],
    },
    Row {
        first: &[Attest, RevokeAttestation, Unstake, UnstakeOwn, Redelegate, ExecuteSlash],
        second: RESERVES,
        gain: "fewer GPUs are attested or backed, so fewer are available",
        left: "is refused, with nothing locked; reserve fewer, or at another supplier",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["stake_own_and_total_stands_behind_every_gpu_sold"],
    },
    Row {
        first: RESERVES,
        second: &[Attest, RevokeAttestation, Unstake, UnstakeOwn, Redelegate, ExecuteSlash],
        gain: "own stake must stay behind reserved GPUs",
        left: "unstake once it has ended; everything else is unaffected",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["own_stake_behind_reservations_stays"],
    },
    // Slashes.
    Row {
        first: PROPOSES,
        second: STAKES,
        gain: "the slash takes only stake that is already there",
        left: "move the stake that it does not hold; held stake can cool meanwhile, and comes back if the slash is dropped",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &[
            "p11_in_any_order_everybody_bears_by_what_was_there_at_the_opening",
            "stake_that_a_slash_holds_can_leave_with_the_rest",
        ],
    },
    Row {
        first: STAKES,
        second: PROPOSES,
        gain: "unlocked stake that is withdrawn bears nothing, as at any other time; added stake bears its part",
        left: "propose: an amount above what may be taken is lowered, never refused. The cooldown is the time that the council has",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &[
            "open_slashes_take_at_most_half_of_the_stake_together",
            "who_joins_later_bears_nothing_and_who_leaves_bears_its_part",
        ],
    },
    Row {
        first: PROPOSES,
        second: PROPOSES,
        gain: "nothing for the sender; each is lowered to the room that the other leaves",
        left: "propose too: the council's slashes and those for breaches are numbered separately",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["a_breach_and_a_slash_of_the_council_do_not_hinder_each_other"],
    },
    Row {
        first: ENDS_SLASH,
        second: PROPOSES,
        gain: "room for the next slash",
        left: "propose what fits",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["slashes_open_together_take_no_more_than_their_share"],
    },
    Row {
        first: PROPOSES,
        second: ENDS_SLASH,
        gain: "nothing for the sender; the next slash is lowered to the room that the open ones leave",
        left: "end it regardless",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["slashes_open_together_take_no_more_than_their_share"],
    },
    Row {
        first: ENDS_SLASH,
        second: ENDS_SLASH,
        gain: "the first one takes effect: executed, or dropped",
        left: "nothing; an appeal has the 30 days in which no one can execute",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["a_slash_is_withdrawn_on_appeal_by_council_or_authority"],
    },
    Row {
        first: ENDS_SLASH,
        second: STAKES,
        gain: "nothing for the sender; stake that the slash held is free from then on, or burned",
        left: "move it with the rest; `unstake_held` is refused, since nothing is held",
        most: NOTHING,
        others: ITS_ACTION,
        tests: &["what_cooled_comes_back_in_the_last_unstake_request"],
    },
    Row {
        first: STAKES,
        second: ENDS_SLASH,
        gain: "free stake moves, held stake stays: its part of the slash is the same",
        left: "end it regardless",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &[
            "p11_in_any_order_everybody_bears_by_what_was_there_at_the_opening",
            "stake_that_a_slash_holds_can_cool_meanwhile",
        ],
    },
    Row {
        first: &[ApplySlash],
        second: &[
            ApplySlash,
            Delegate,
            Compound,
            Redelegate,
            CancelUnstake,
            Unstake,
            UnstakeHeld,
            Withdraw,
            Claim,
            CloseDelegation,
        ],
        gain: "nothing: it applies what the slash has already done",
        left: "send the same transaction: it skips what has been followed",
        most: NOTHING,
        others: NOTHING,
        tests: &["p11_who_applies_a_slash_to_somebody_moves_neither_stake_nor_time_nor_unstake_requests"],
    },
    // Stake.
    Row {
        first: &[Delegate, Compound, Redelegate, StakeOwn, CancelUnstake, CancelOwnUnstake],
        second: LEAVES,
        gain: "nothing: an hour is shared by the stake at its end",
        left: "leave",
        most: NOTHING,
        others: NOTHING,
        tests: &["p24_who_leaves_and_comes_back_in_one_transaction_takes_nothing_from_the_supplier"],
    },
    Row {
        first: LEAVES,
        second: LEAVES,
        gain: "stake that need not stay behind reserved GPUs: if delegators leave first, more own stake must stay",
        left: "unstake what is not needed; the rest once the reservations have ended",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["own_stake_behind_reservations_stays"],
    },
    Row {
        first: JOINS,
        second: JOINS,
        gain: "the room within the delegation limit",
        left: "delegate what fits, or to another supplier",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["p24_an_owner_sets_how_much_may_be_delegated"],
    },
    Row {
        first: &[UpdateSupplier],
        second: JOINS,
        gain: "an owner that lowers the limit stops delegations above it",
        left: "is refused, with nothing moved; delegate what fits, or to another supplier",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["p24_no_more_joins_than_the_owner_lets_be_delegated"],
    },
    Row {
        first: JOINS,
        second: &[UpdateSupplier],
        gain: "stake already delegated stays",
        left: "lower the limit for later delegations",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["p24_an_owner_sets_how_much_may_be_delegated"],
    },
    Row {
        first: &[StakeOwn, UnstakeOwn, CancelOwnUnstake, Attest, RevokeAttestation, ExecuteSlash],
        second: JOINS,
        gain: "the delegation limit follows the attested requirement",
        left: "is refused, with nothing moved; delegate what fits, or to another supplier",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["what_may_be_delegated_follows_the_requirement_unless_the_owner_sets_it"],
    },
    Row {
        first: JOINS,
        second: &[
            StakeOwn,
            UnstakeOwn,
            CancelOwnUnstake,
            Attest,
            RevokeAttestation,
            ExecuteSlash,
        ],
        gain: "stake already delegated stays",
        left: "do it regardless",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["what_may_be_delegated_follows_the_requirement_unless_the_owner_sets_it"],
    },
    Row {
        first: &[Claim],
        second: &[Compound],
        gain: "a claim for a staker pays to its wallet what it wanted to delegate; others have a larger share",
        left: "delegate it from the wallet, in one transaction with a claim",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["p09_anybody_may_claim_for_a_staker_but_only_to_its_wallet"],
    },
    Row {
        first: &[Compound],
        second: &[Claim],
        gain: "its rewards are delegated",
        left: "claim later rewards",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["rewards_are_compounded_into_stake"],
    },
    Row {
        first: &[CloseSupplier],
        second: &[Delegate, Redelegate, OpenDelegation, Attest],
        gain: "only that the supplier is closed",
        left: "is refused, with nothing moved; the other suppliers of a batch are attested",
        most: NOTHING,
        others: NOTHING,
        tests: &["a_supplier_that_closes_does_not_hold_up_the_others"],
    },
    Row {
        first: &[Delegate, Redelegate],
        second: &[CloseSupplier],
        gain: "nothing: it must stake at least the minimum delegation to block the closing",
        left: "set the delegation limit to 0, and close once the stake has left",
        most: NOTHING,
        others: NOTHING,
        tests: &["p24_nobody_stays_with_a_base_unit"],
    },
    // Handing over.
    Row {
        first: OWNS,
        second: &[AcceptOwner],
        gain: "until the acceptance the owner may do everything: unstake, name another payout wallet, cancel the proposal",
        left: "accept in a transaction that both sign and that contains the payment",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["a_supplier_changes_hands_in_two_steps"],
    },
    Row {
        first: &[AcceptOwner],
        second: OWNS,
        gain: "the supplier, with its active own stake and what it is owed",
        left: "is refused; existing unstake requests stay with their holder",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["p09_an_old_owners_unstake_request_is_withdrawn_not_given_to_the_new_one"],
    },
    Row {
        first: &[UpdateSupplier],
        second: &[
            SettleReservation,
            CloseReservation,
            WithdrawEarnings,
            ClaimSupplier,
            TerminateBySupplier,
        ],
        gain: "the owner determines who is paid from then on",
        left: "send again, to the current payout wallet",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["p09_settlement_goes_to_the_payout_wallet_and_nowhere_else"],
    },
    Row {
        first: &[SettleReservation, CloseReservation, WithdrawEarnings, ClaimSupplier],
        second: &[UpdateSupplier],
        gain: "the current payout wallet is paid",
        left: "name another for later payments",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["the_owner_changes_operator_payout_endpoint_and_limit"],
    },
    // The council and governance.
    Row {
        first: ATTESTATIONS,
        second: ATTESTATIONS,
        gain: "nothing for the sender: the newest batch is valid, and a revocation voids older ones",
        left: "attest again; the other suppliers of a batch are attested",
        most: NOTHING,
        others: ITS_ACTION,
        tests: &[
            "p24_what_happens_to_one_supplier_does_not_hold_up_an_approved_batch",
            "the_guardian_suspends_an_attestor_and_revokes_an_attestation_and_moves_nothing",
        ],
    },
    Row {
        first: &[SuspendAttestor],
        second: COUNCIL,
        gain: "nothing for the sender: the attestor's agreement does not count",
        left: "agree with other attestors",
        most: NOTHING,
        others: ITS_ACTION,
        tests: &["the_guardian_suspends_an_attestor_and_revokes_an_attestation_and_moves_nothing"],
    },
    Row {
        first: COUNCIL,
        second: &[SuspendAttestor],
        gain: "nothing for the sender: earlier agreements are carried out",
        left: "correct it as council or authority: withdraw, attest, report",
        most: NOTHING,
        others: ITS_ACTION,
        tests: &["the_guardian_suspends_an_attestor_and_revokes_an_attestation_and_moves_nothing"],
    },
    Row {
        first: COUNCIL,
        second: COUNCIL,
        gain: "nothing for the sender: each decision has its time or number, and is carried out once",
        left: "carry it out, unless a newer one was",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &[
            "a_report_is_newer_than_the_last_and_not_of_the_future",
            "the_council_proposes_and_nobody_else",
        ],
    },
    Row {
        first: &[ApplyChange],
        second: &[
            Reserve,
            Extend,
            Unstake,
            UnstakeOwn,
            UnstakeHeld,
            Attest,
            ProposeSlash,
            ProposeBreachSlash,
            OpenAuction,
            UpdateAnchor,
            PayCouncil,
            SetCommission,
            OpenDispute,
            Approve,
        ],
        gain: "the parameter announced 48 hours before",
        left: "act on the new value, or limit what it pays",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["p07_a_change_reaches_reservations_to_come_and_no_other"],
    },
    Row {
        first: &[
            Reserve,
            Extend,
            Unstake,
            UnstakeOwn,
            UnstakeHeld,
            Attest,
            ProposeSlash,
            ProposeBreachSlash,
            OpenAuction,
            UpdateAnchor,
            PayCouncil,
            SetCommission,
            OpenDispute,
            Approve,
        ],
        second: &[ApplyChange],
        gain: "the old parameter, as at any time until then",
        left: "apply it; if a lot is up, once it is over",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &[
            "a_change_is_public_for_two_days_and_then_anybody_applies_it",
            "a_change_is_public_for_two_days_and_waits_for_the_lot_that_is_up",
        ],
    },
    Row {
        first: &[ProposeChange, ApplyChange, CancelChange],
        second: &[ProposeChange, ApplyChange, CancelChange],
        gain: "nothing for the sender: neither a cancelled nor an overtaken proposal can be applied",
        left: "propose it again",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["a_proposal_is_cancelled_by_authority_or_guardian_and_cleared_away_by_anybody_once_it_lapsed"],
    },
    Row {
        first: &[Pause],
        second: &RISKS,
        gain: "no new risk",
        left: "is refused, with nothing moved; every way out is open",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["p18_a_pause_stops_new_risk_and_nothing_else"],
    },
    Row {
        first: &RISKS,
        second: &[Pause],
        gain: "what it may do at any time until then",
        left: "pause",
        most: ITS_ACTION,
        others: ITS_ACTION,
        tests: &["p18_a_pause_stops_new_risk_and_nothing_else"],
    },
    // The fee burn.
    Row {
        first: FILLS,
        second: FILLS,
        gain: "what is left of the lot, at the current bid",
        left: "fill what is left; it is refused without loss if less is left than it asked for",
        most: LOT,
        others: NOTHING,
        tests: &["a_fill_is_within_the_lot_the_time_and_the_fillers_maximum"],
    },
    Row {
        first: &[OpenAuction, UpdateAnchor, ExpireAuction],
        second: &[FillAuction, FlashFill, OpenAuction, UpdateAnchor, ExpireAuction, BurnFees, PayCouncil],
        gain: "nothing for the sender; the bid may follow the anchor",
        left: "fill at the current bid, or be refused by its own maximum",
        most: NOTHING,
        others: BID,
        tests: &["a_fill_is_within_the_lot_the_time_and_the_fillers_maximum"],
    },
    Row {
        first: FILLS,
        second: &[OpenAuction, UpdateAnchor, ExpireAuction, BurnFees, PayCouncil],
        gain: "the current bid",
        left: "do it regardless",
        most: BID,
        others: NOTHING,
        tests: &["what_nobody_buys_goes_back"],
    },
    // Instructions that anyone may send.
    Row {
        first: &[
            AdvanceClock,
            SettleSupplier,
            CreateHistoryPage,
            Claim,
            ClaimSupplier,
            BurnFees,
            PayCouncil,
            OpenApproval,
            Approve,
            CloseApproval,
            InitSupplierUsage,
        ],
        second: STAKES,
        gain: "nothing",
        left: "everything: it would be sent first anyway",
        most: NOTHING,
        others: NOTHING,
        tests: &[
            "p06_one_call_after_missed_hours_gives_what_a_call_an_hour_gives",
            "p08_a_claim_at_any_later_time_is_the_same_and_never_paid_twice",
        ],
    },
    Row {
        first: &[ReclaimRent],
        second: &[
            CloseReservation,
            CloseOffer,
            CloseDelegation,
            CloseSupplier,
            ExecuteSlash,
            WithdrawSlash,
            LapseSlash,
            ApplySlash,
        ],
        gain: "nothing: the same recipient gets it",
        left: "close, for the rest of the rent",
        most: NOTHING,
        others: NOTHING,
        tests: &["p25_each_fall_of_the_rate_comes_back_to_who_gets_the_rent"],
    },
]
});

impl Row {
    fn is_of(&self, first: Verb, second: Verb) -> bool {
        let among = |verbs: &[Verb], verb| {
            let approved = verb == DecisionApproved && verbs.iter().any(|it| COUNCIL.contains(it));
            verbs.contains(&verb) || approved
        };
        among(self.first, first) && among(self.second, second)
    }
}

impl Met {
    /// In a word: whether the order matters.
    pub fn reported(&self) -> String {
        let reported = match (&self.effect, self.refused) {
            (effect, [false, false]) if *effect == Effect::default() => "the same in both orders",
            (effect, _) if *effect == Effect::default() => "one refused, the same for everybody",
            _ => "within the table",
        };
        reported.into()
    }
}

/// Whether the table gives it.
pub fn check(met: &Met) -> Result<(), String> {
    let [one, other] = met.verbs;
    let within =
        |amounts: Amounts, most: Amounts| amounts.iter().zip(most).all(|(it, most)| *it <= most);
    let gives = |first, second, amounts, most: fn(&Row) -> Amounts| {
        let mut rows = TABLE.iter().filter(|row| row.is_of(first, second));
        amounts == NOTHING || rows.any(|row| within(amounts, most(row)))
    };
    let [gain, loss] = met.effect.gains;
    for (first, second, gain) in [(one, other, gain), (other, one, loss)] {
        if !gives(first, second, gain, |row| row.most) {
            return Err(format!("{first:?} in front of {second:?} gains {gain:?}"));
        }
    }
    let others = met.effect.others;
    let given = |first, second| gives(first, second, others, |row| row.others);
    if !given(one, other) && !given(other, one) {
        return Err(format!("others have {others:?} more or less by the order"));
    }
    Ok(())
}

/// The table as the docs have it.
pub fn text() -> String {
    let mut text = "| first | sent before | what the first gains | what the other can still do | at most | shown by |\n\
                    |---|---|---|---|---|---|\n"
        .to_string();
    for row in TABLE.iter() {
        let [first, second] = [row.first, row.second].map(|verbs| {
            let names: Vec<_> = verbs.iter().map(|verb| format!("{verb:?}")).collect();
            names.join(", ")
        });
        let tests: Vec<_> = row.tests.iter().map(|test| format!("`{test}`")).collect();
        let (gain, left, most) = (row.gain, row.left, most(row));
        let tests = tests.join(", ");
        writeln!(
            text,
            "| {first} | {second} | {gain} | {left} | {most} | {tests} |"
        )
        .unwrap();
    }
    text
}

fn most(row: &Row) -> String {
    let word = |amounts| match amounts {
        NOTHING => "–",
        LOT => "the lot",
        BOUNTY => "the bounty",
        ROUNDING => "base units",
        BID => "the bid",
        _ => "its action",
    };
    match (row.most, row.others) {
        (most, NOTHING) => word(most).into(),
        (NOTHING, others) => format!("others: {}", word(others)),
        (most, others) => format!("{}; others: {}", word(most), word(others)),
    }
}

/// Names of tests that no file of the repository has.
pub fn unknown_tests(sources: &str) -> Vec<&'static str> {
    let all = TABLE.iter().flat_map(|row| row.tests);
    let known = |test: &str| sources.contains(&format!("fn {test}("));
    all.copied().filter(|test| !known(test)).collect()
}
