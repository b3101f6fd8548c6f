//! How the attestors agree to an act: they sign it together, or approve its hash one by one.

use std::rc::Rc;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use clap::Args;
use io_client::emissions as client;
use io_common::{
    addresses::COUNCIL,
    constants::APPROVAL_TIME,
    types::{Approval, Council},
};
use solana_signer::Signer;

use crate::{
    context::Context,
    errors::Failure,
    options::hexadecimal,
    plan::Plan,
    report::{Cell, Record, Report},
};

/// How the council agrees.
#[derive(Args)]
pub struct Agreement {
    /// Another attestor who signs, as for --keypair; may be given several times
    #[arg(long = "attestor", value_name = "SIGNER")]
    attestors: Vec<String>,
    /// Approve the act with your key, and leave it to others to send it
    #[arg(long, conflicts_with_all = ["attestors", "approved"])]
    approve: bool,
    /// Send what attestors have approved
    #[arg(long, conflicts_with = "attestors")]
    approved: bool,
}

/// What to do about an act.
pub enum Mode {
    /// These attestors sign it, with these keys beside the signer's.
    Sign(Vec<Rc<dyn Signer>>, Vec<Pubkey>),
    /// Approve it.
    Approve,
    /// Send it: attestors have approved it, in an account that this one paid for.
    Approved(Pubkey),
}

impl Agreement {
    /// The mode for the act with this hash.
    ///
    /// # Errors
    /// [`Failure::Usage`] if nobody approves; those of loading signers.
    pub fn mode(&self, context: &mut Context, hash: &[u8; 32]) -> anyhow::Result<Mode> {
        if self.approve {
            return Ok(Mode::Approve);
        }
        if self.approved {
            let address = client::approval_address(hash);
            let approval: Option<Approval> = context.find(&address)?;
            let approval = approval.ok_or_else(|| {
                let hash = hexadecimal(hash);
                Failure::Usage(format!(
                    "nobody has approved {hash}: give every option as the attestors gave it"
                ))
            })?;
            return Ok(Mode::Approved(approval.payer));
        }
        let mut keys: Vec<Rc<dyn Signer>> = Vec::new();
        for named in &self.attestors {
            let key = context.signers.load(named, "--attestor")?;
            let known = |it: &Rc<dyn Signer>| it.pubkey() == key.pubkey();
            if !keys.iter().any(known) {
                keys.push(key);
            }
        }
        let council: Council = context.read("council", &COUNCIL.address)?;
        let me = context.me()?;
        let mut signers: Vec<Pubkey> = keys.iter().map(|key| key.pubkey()).collect();
        if council.place(&me).is_some() && !signers.contains(&me) {
            signers.insert(0, me);
        }
        Ok(Mode::Sign(keys, signers))
    }
}

/// An act that attestors approve: what they are asked, what it shows, when it was made if its hash has a time, and its hash.
pub struct Act {
    /// What it does: `Attest 4 GPUs of 1 supplier`.
    pub what: String,
    /// Field by field.
    pub shows: Record,
    /// Unix seconds.
    pub made_at: Option<i64>,
    /// By which it is approved.
    pub hash: [u8; 32],
}

/// Approves an act, as the first if nobody has.
///
/// # Errors
/// Those of sending.
pub fn approve(context: &mut Context, act: Act) -> anyhow::Result<Report> {
    let (me, now) = (context.me()?, context.now()?);
    let address = client::approval_address(&act.hash);
    let council: Council = context.read("council", &COUNCIL.address)?;
    let found: Option<Approval> = context.find(&address)?;
    let open: Option<Instruction> = match found {
        Some(_) => None,
        None => Some(client::open_approval(&me, act.hash)),
    };
    let until = found
        .map_or(now, |it| it.opened_at)
        .saturating_add(APPROVAL_TIME);
    let by = found.map_or(0, |it| it.approvals);
    let mine = council
        .place(&me)
        .map_or(0, |place| 1_u16.checked_shl(place as u32).unwrap_or(0));
    let approve = client::approve(&me, &act.hash);
    let mut plan = Plan::new(format!("Approve: {}", act.what), [approve])
        .after(open)
        .shows(act.shows);
    plan = match found {
        None => plan.creates("Approval", address),
        Some(_) => plan.shows([("Approval", address.into())]),
    };
    if let Some(made_at) = act.made_at {
        plan = plan
            .shows([("Made at", Cell::Time(made_at, now))])
            .next(format!(
                "the others approve with the same options and --made-at {made_at}"
            ));
    }
    let plan = plan.shows([
        ("Hash", Cell::Text(hexadecimal(&act.hash))),
        ("Approved by", Cell::count((by | mine).count_ones())),
        ("Needed", Cell::count(council.threshold)),
        ("Approvals end", Cell::Time(until, now)),
    ]);
    context.carry_out(plan)
}
