//! How the attestors agree to a decision: they sign it together, or approve its hash one by one.

mod time;

use std::rc::Rc;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use clap::Args;
use io_client::{emissions as client, marketplace};
use io_common::{
    addresses::COUNCIL,
    constants::APPROVAL_TIME,
    types::{Approval, Council},
};
use io_output::instruction;
use solana_signer::Signer;

pub use time::{made_at, Lasts, Made};

use crate::{
    context::Context,
    errors::CliError,
    options::hexadecimal,
    plan::Plan,
    report::{Cell, Report},
};

/// How the council agrees.
#[derive(Args, Default)]
pub struct Agreement {
    /// Another attestor who signs, as for --keypair; may be given several times
    #[arg(long = "attestor", value_name = "SIGNER")]
    attestors: Vec<String>,
    /// Approve the decision with your key, and leave it to others to send it
    #[arg(long, conflicts_with_all = ["attestors", "approved"])]
    approve: bool,
    /// Send what attestors have approved
    #[arg(long, conflicts_with = "attestors")]
    approved: bool,
}

/// What to do about a decision.
enum Mode {
    /// These attestors sign it, with these keys beside the signer's.
    Sign(Vec<Rc<dyn Signer>>, Vec<Pubkey>),
    /// Approve it.
    Approve,
    /// Send it: attestors have approved it, in an account that this one paid for.
    Approved(Pubkey),
}

/// Who has agreed to a decision that is sent.
pub enum By<'a> {
    /// Attestors, who sign.
    Signed(&'a [Pubkey]),
    /// Attestors, who have approved its hash in an account that `payer` paid for.
    Approved {
        /// Gets the rent of the account back.
        payer: Pubkey,
        /// Of the decision.
        hash: [u8; 32],
    },
}

impl By<'_> {
    /// As the emissions program takes it.
    pub fn emissions(&self) -> client::Agreement<'_> {
        match self {
            Self::Signed(attestors) => client::Agreement::Signed(attestors),
            Self::Approved { .. } => client::Agreement::Approved,
        }
    }

    /// As the marketplace takes it.
    pub fn marketplace(&self) -> marketplace::Agreement<'_> {
        match self {
            Self::Signed(attestors) => marketplace::Agreement::Signed(attestors),
            Self::Approved { hash, .. } => marketplace::Agreement::Approved(*hash),
        }
    }
}

/// Builds an instruction for those who have agreed to it.
type Build = Box<dyn Fn(&By) -> anyhow::Result<Instruction>>;

/// A decision of the council.
pub struct Prepared {
    /// What is asked and shown, and what comes of it; without its instructions.
    pub plan: Plan<'static>,
    /// Suppliers that have to be at the present hour before it.
    pub suppliers: Vec<Pubkey>,
    /// When it was made, if its hash has a time.
    pub made: Option<Made>,
    /// By which it is approved.
    pub hash: [u8; 32],
    /// Its instruction.
    pub instruction: Build,
}

impl Agreement {
    /// Whether an option says how the council agrees.
    pub fn is_of_council(&self) -> bool {
        self.approve || self.approved || !self.attestors.is_empty()
    }

    /// Approving it.
    pub fn approving() -> Self {
        Self {
            approve: true,
            ..Self::default()
        }
    }

    /// Sending what was approved.
    pub fn sending() -> Self {
        Self {
            approved: true,
            ..Self::default()
        }
    }

    /// Approves the decision, or sends it with the signatures or the approvals of attestors. `make` gives the same decision each
    /// time.
    ///
    /// # Errors
    /// [`CliError::Usage`] if it is too late for it, or if nobody has approved what is to be sent; those of loading signers and
    /// of sending.
    pub fn carry_out(
        &self,
        context: &mut Context,
        make: impl Fn(&mut Context) -> anyhow::Result<Prepared>,
    ) -> anyhow::Result<Report> {
        context.carry_out(|context, _| {
            let prepared = make(context)?;
            self.plan(context, prepared)
        })
    }

    fn plan(&self, context: &mut Context, prepared: Prepared) -> anyhow::Result<Plan<'static>> {
        if let Some(made) = &prepared.made {
            time::check(context, made, &prepared.hash)?;
        }
        let hash = prepared.hash;
        let (instruction, keys) = match self.mode(context, &hash)? {
            Mode::Approve => return approve(context, prepared),
            Mode::Sign(keys, signers) => ((prepared.instruction)(&By::Signed(&signers))?, keys),
            Mode::Approved(payer) => {
                let approved = By::Approved { payer, hash };
                ((prepared.instruction)(&approved)?, Vec::new())
            }
        };
        let before = match prepared.suppliers.as_slice() {
            [] => Vec::new(),
            suppliers => context.catch_up(suppliers)?,
        };
        let now = context.now()?;
        let made = prepared
            .made
            .map(|made| ("Made at", Cell::Time(made.at, now)));
        let mut plan = prepared.plan.after(before).signed_by(keys).shows(made);
        plan.action.push(instruction);
        Ok(plan)
    }

    fn mode(&self, context: &mut Context, hash: &[u8; 32]) -> anyhow::Result<Mode> {
        if self.approve {
            return Ok(Mode::Approve);
        }
        if self.approved {
            let address = client::approval_address(hash);
            let approval: Option<Approval> = context.find(&address)?;
            let approval = approval.ok_or_else(|| {
                let hash = hexadecimal(hash);
                CliError::Usage(format!(
                    "nobody has approved {hash}: give every option as the attestors gave it, --made-at too where their reports \
                     name one"
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

/// Approves a decision, as the first if nobody has. In JSON the report holds the decision itself, for `io council approve`.
fn approve(context: &mut Context, prepared: Prepared) -> anyhow::Result<Plan<'static>> {
    let (me, now) = (context.me()?, context.now()?);
    let address = client::approval_address(&prepared.hash);
    let council: Council = context.read("council", &COUNCIL.address)?;
    let found: Option<Approval> = context.find(&address)?;
    let open: Option<Instruction> = match found {
        Some(_) => None,
        None => Some(client::open_approval(&me, prepared.hash)),
    };
    let until = found
        .map_or(now, |it| it.opened_at)
        .saturating_add(APPROVAL_TIME);
    let by = found.map_or(0, |it| it.approvals);
    let mine = council
        .place(&me)
        .map_or(0, |place| 1_u16.checked_shl(place as u32).unwrap_or(0));
    let approved = By::Approved {
        payer: found.map_or(me, |it| it.payer),
        hash: prepared.hash,
    };
    let decision = instruction::describe(&(prepared.instruction)(&approved)?);
    let approve = client::approve(&me, &prepared.hash);
    let mut plan = Plan::new(format!("Approve: {}", prepared.plan.question), [approve])
        .after(open)
        .shows(prepared.plan.shows);
    plan.terms = prepared.plan.terms;
    plan = match found {
        None => plan.creates("Approval", address),
        Some(_) => plan.shows([("Approval", address.into())]),
    };
    let approvals = (by | mine).count_ones();
    let is_enough = approvals >= u32::from(council.threshold);
    let mut made_at = String::new();
    if let Some(made) = prepared.made {
        plan = plan.shows([("Made at", Cell::Time(made.at, now))]);
        made_at = format!(" and --made-at {}", made.at);
    }
    let next = match is_enough {
        true => format!(
            "anyone can send it with the same options, --approved in place of --approve{made_at}, or by this report, written with \
             --output json: io council send FILE"
        ),
        false => format!(
            "the others approve with the same options{made_at}, or this report, written with --output json: io council approve \
             FILE"
        ),
    };
    let plan = plan
        .shows([
            ("Hash", Cell::Text(hexadecimal(&prepared.hash))),
            ("Approved by", Cell::count(approvals)),
        ])
        .terms([("Needed", Cell::count(council.threshold))])
        .shows([
            ("Approvals end", Cell::Time(until, now)),
            (
                "Decision",
                Cell::Tree {
                    text: "in the report of --output json, as a file for `io council approve` and `io council send`"
                        .into(),
                    json: decision,
                },
            ),
        ])
        .next(next);
    Ok(plan)
}
