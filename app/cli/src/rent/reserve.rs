//! `io rent reserve`: a reservation at the quote of now.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_access::PublicKey;
use io_client::{
    actions::{self, market::Market, pricing::Quote, reserve},
    marketplace as client,
};
use marketplace::state::{AutopayArgs, Reservation};
use solana_signer::Signer;

use super::{
    autopay,
    declined::declined,
    kept::Kept,
    limit::{amounts, most, most_to_lock},
    money,
    quote::{market, quoted, record, revision, QuoteArgs, PRICE},
};
use crate::{
    context::Context,
    duration::display,
    errors::CliError,
    models,
    options::hexadecimal,
    parse::{
        amount::{self, Money},
        connection, count,
    },
    plan::{short, Plan},
    report::{Cell, Record, Report},
};

/// A reservation to be.
#[derive(Args)]
pub struct Reserve {
    #[command(flatten)]
    quote: QuoteArgs,
    /// Most that may be locked, in the currency; by default the quote, and 1 % more in IO
    #[arg(long, value_name = "AMOUNT", value_parser = amount::money)]
    max: Option<Money>,
    /// X25519 public key to which the supplier encrypts the connection details: 64 hex digits, age1…, or a key file of
    /// `age-keygen` or `openssl genpkey -algorithm X25519`, from which only the public key is sent. By default a new key, whose
    /// private half is kept in ~/.config/io/connections
    #[arg(long, value_name = "FILE|KEY", value_parser = connection::key)]
    connection_key: Option<[u8; 32]>,
    /// Signer that pays instead of you, as for --keypair: the cost, the account rent and the bounty. Everything that comes back
    /// goes to it, and only it extends and disputes
    #[arg(long, value_name = "SIGNER")]
    payer: Option<String>,
    /// Number of the reservation; by default the present time, or the next that is free
    #[arg(long, value_parser = count::number::<u64>)]
    number: Option<u64>,
    /// Let anyone extend it from the wallet that pays, by 12h at a time from 1h before the end, at this price of a GPU-hour at
    /// most, in dollars; `io rent autopay set` changes it
    #[arg(long, value_name = "USD", value_parser = amount::usd, requires = "autopay_limit")]
    autopay: Option<u64>,
    /// Most that autopay may spend in all, with your fee, in the currency
    #[arg(long, value_name = "AMOUNT", value_parser = amount::money, requires = "autopay")]
    autopay_limit: Option<Money>,
}

impl Reserve {
    /// What autopay may do, if that is wanted.
    fn autopay(&self) -> Result<Option<AutopayArgs>, CliError> {
        let (Some(max_price_micro_usd), Some(limit)) = (self.autopay, &self.autopay_limit) else {
            return Ok(None);
        };
        Ok(Some(AutopayArgs {
            max_price_micro_usd,
            left: limit.of("--autopay-limit", self.quote.currency.into())?,
            lead: autopay::LEAD,
            hours: autopay::HOURS,
            bounties: autopay::BOUNTIES,
        }))
    }
}

/// Reserves at the quote.
pub fn reserve(context: &mut Context, options: &Reserve) -> anyhow::Result<Report> {
    let quote = &options.quote;
    let (_, priced) = quoted(context, quote)?;
    let (me, currency) = (context.me()?, quote.currency.into());
    let limit = most(currency, options.max.as_ref(), priced.cost.total)?;
    let autopay = options.autopay()?;
    let number = match options.number {
        None => free_number(context, &me)?,
        Some(number) => {
            let taken = client::reservation_address(&me, number);
            if context.find::<Reservation>(&taken)?.is_some() {
                return Err(CliError::Usage(format!(
                    "you have reservation {number} already ({taken}): choose another --number, or leave it out"
                ))
                .into());
            }
            number
        }
    };
    let paying = match &options.payer {
        Some(named) => context.signers.load(named, "--payer")?,
        None => context.signer()?,
    };
    let kept = match options.connection_key {
        Some(_) => None,
        None => Some(Kept::new(
            context,
            client::reservation_address(&me, number),
        )?),
    };
    let connection_key = options.connection_key.or(kept.as_ref().map(Kept::public));
    let connection_key = connection_key.unwrap_or_default();
    let make = |context: &mut Context| {
        let (market, wanted) = self::market(context, quote, Some(paying.pubkey()))?;
        let request = reserve::Request {
            renter: me,
            payer: paying.pubkey(),
            wanted,
            number,
            limit: Some(limit),
            // Of each look: the offer is asked about again where it was edited.
            revision: None,
            connection_key,
        };
        let plan = reserving(context, quote, &market, &request, autopay)?;
        let plan = match request.payer == me {
            true => plan,
            false => plan.signed_by(vec![paying.clone()]),
        };
        Ok(match &kept {
            Some(kept) => kept.with(plan),
            // Who holds its private half can use the GPUs.
            None => plan.shows([("Connection key", Cell::Text(shown(&connection_key)))]),
        })
    };
    context.carry_out(|context, _| make(context))
}

/// A reservation at the quote of now.
fn reserving<'a>(
    context: &mut Context,
    quote: &QuoteArgs,
    market: &Market,
    request: &reserve::Request,
    autopay: Option<AutopayArgs>,
) -> anyhow::Result<Plan<'a>> {
    let currency = request.wanted.currency;
    let least = market.offer.min_hours;
    let prepared = reserve::prepare(market, request);
    let mut prepared =
        prepared.map_err(|error| declined(context, market, request.wanted, least, error))?;
    let mut allowed = (String::new(), Record::new());
    if let (Some(args), Some(payment)) = (autopay, prepared.gives.first().copied()) {
        let at = prepared.terms.reservation;
        let (others, record) = autopay::beside(context, (&at, &payment), currency, &args)?;
        let wanted = request.wanted;
        let with = actions::autopay::with_reserve(prepared, market, wanted, &args, others);
        prepared = with.map_err(|refusal| autopay::not_beside(market, currency, refusal))?;
        let most = money(currency, args.left).brief();
        allowed = (
            format!(", and let anyone extend it for {most} in all at most"),
            record,
        );
    }
    let reserve::Terms {
        reservation,
        quote: priced,
        limit,
    } = prepared.terms;
    let total = priced.cost.total;
    let model = models::name(&models::table(context)?, market.offer.model);
    let pays = match request.payer == request.renter {
        true => "Pay".into(),
        false => format!("Have {}, who is refunded, pay", short(&request.payer)),
    };
    let (allowed, shown) = allowed;
    let question = format!(
        "{pays} {} for {} × {model} for {} h; all of it comes back if it is not started within {}, and what is not used if you terminate{allowed}",
        amounts(currency, limit, total),
        quote.gpus,
        quote.time,
        display(priced.terms.start_window.into())
    );
    let payer = (request.payer != request.renter).then(|| ("Payer", request.payer.into()));
    let autopays = prepared.creates.iter().filter(|it| it.kind == "autopay");
    let autopays: Vec<Pubkey> = autopays.map(|it| it.address).collect();
    let mut plan = Plan::new(question, prepared.act).creates("Reservation", reservation);
    for autopay in autopays {
        plan = plan.creates("Autopay", autopay);
    }
    Ok(plan
        .shows(payer)
        .shows([("Model", Cell::Text(model))])
        .shows(record(quote, &market.offer, &priced))
        .shows(most_to_lock(currency, limit, total))
        .shows([
            ("Fees of both sides", money(currency, priced.fees())),
            ("Bounty", Cell::Sol(priced.bounty)),
            ("Comes back", Cell::Text(refund_rule(&priced))),
        ])
        .shows(shown)
        .terms([revision(&market.offer)])
        .terms_named(&[PRICE, "Min time due", "Grace", "Bounty", "Comes back"])
        .gives(request.payer, market.config.mint(currency), limit)
        .next(format!("io rent workload {reservation}")))
}

/// A connection key as `age-keygen` prints it.
fn shown(key: &[u8; 32]) -> String {
    PublicKey::new(*key).map_or_else(|_| hexadecimal(key), |it| it.to_string())
}

fn refund_rule(priced: &Quote) -> String {
    let of = |seconds: u64| display(seconds);
    let Quote { terms, least, .. } = priced;
    format!(
        "everything, if it is declined or not started within {}\n\
         what is not used, if you terminate; once {} have passed, at least {} is due, unless the supplier has announced its end\n\
         what is not used, if you terminate after more than {} of downtime (or {} % of the time used, if that is longer)\n\
         what is not used, if the supplier terminates, with the price of what is missing of its {} of notice (at most of the last {} used)",
        of(terms.start_window.into()),
        of(terms.grace.into()),
        of(least.seconds.into()),
        of(terms.min_downtime.into()),
        trimmed(terms.max_downtime_bps),
        of(terms.notice.into()),
        of(terms.hold_back.into()),
    )
}

fn trimmed(bps: u16) -> String {
    let text = Cell::Bps(bps.into()).brief();
    text.trim_end_matches(" %").into()
}

/// The present time, or the first second after it that has no reservation yet.
fn free_number(context: &mut Context, renter: &Pubkey) -> anyhow::Result<u64> {
    let mut number = u64::try_from(context.now()?)?;
    while context
        .account(&client::reservation_address(renter, number))?
        .is_some()
    {
        number = number.saturating_add(1);
    }
    Ok(number)
}
