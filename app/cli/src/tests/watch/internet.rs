//! The suppliers' endpoints, as each attestor's machine reaches them.

use std::collections::BTreeMap;

use anchor_lang::prelude::Pubkey;
use io_access::{Challenge, ChallengeTerms, Gpu, Maintenance, Source, UnsignedAnswer};
use io_watch::http::{Http, Reply};
use solana_hash::Hash;
use solana_keypair::Keypair;

/// How an endpoint behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It answers with its GPUs.
    Serves,
    /// It answers just within the deadline.
    Slow,
    /// It does not answer.
    Dead,
    /// It answers with so many of its GPUs.
    Shows(u32),
    /// It answers by another key than the supplier's.
    Impostor,
    /// It answers with the GPUs of the endpoint at this place.
    Copies(usize),
    /// It answers with as many GPUs as fit, other ones each minute.
    Floods,
}

pub struct Endpoint {
    pub supplier: Pubkey,
    pub operator: Keypair,
    pub model: String,
    pub memory_mib: u64,
    pub gpus: u32,
    pub mode: Mode,
    pub maintenance: Option<Maintenance>,
}

#[derive(Default)]
pub struct Internet {
    pub endpoints: Vec<Endpoint>,
    /// Sealed details by reservation, and the place of their supplier.
    pub details: BTreeMap<Pubkey, (usize, Vec<u8>)>,
    pub attestors: Vec<Pubkey>,
    pub now: i64,
}

/// The internet from one machine.
pub struct From<'a> {
    pub internet: &'a Internet,
    pub is_cut: bool,
}

impl Endpoint {
    fn gpus(&self, place: usize, count: u32) -> Vec<Gpu> {
        let gpus = (0..count).map(|number| Gpu {
            uuid: format!("GPU-{place}-{number}"),
            model: self.model.clone(),
            memory_mib: self.memory_mib,
            utilisation: None,
        });
        gpus.collect()
    }
}

impl Internet {
    fn answer(&self, place: usize, challenge: &[u8]) -> Reply {
        let (it, now) = (&self.endpoints[place], u64::try_from(self.now).unwrap());
        let challenge = Challenge::read(challenge).unwrap();
        let network = Hash::default();
        let terms = ChallengeTerms {
            network,
            supplier: it.supplier,
            attestors: &self.attestors,
            now,
        };
        challenge.check(&terms).unwrap();
        let gpus = match it.mode {
            Mode::Shows(count) => it.gpus(place, count),
            Mode::Copies(other) => it.gpus(other, self.endpoints[other].gpus.min(it.gpus)),
            Mode::Floods => it.gpus(usize::try_from(now).unwrap(), 1_024),
            _ => it.gpus(place, it.gpus),
        };
        let answer = UnsignedAnswer {
            network,
            supplier: it.supplier,
            nonce: challenge.nonce(),
            answered_at: now,
            source: Source::Nvml,
            gpus,
            maintenance: it.maintenance,
        };
        let signer = match it.mode {
            Mode::Impostor => Keypair::new(),
            _ => it.operator.insecure_clone(),
        };
        Reply {
            status: 200,
            body: answer.sign(&signer).unwrap().write().unwrap(),
            millis: if it.mode == Mode::Slow { 14_900 } else { 80 },
        }
    }

    fn place(&self, url: &str) -> usize {
        let host = |it: &Endpoint| format!("https://{}.example/", &it.supplier.to_string()[..8]);
        let place = self
            .endpoints
            .iter()
            .position(|it| url.starts_with(&host(it)));
        place.unwrap()
    }
}

impl Http for From<'_> {
    fn ask(&self, url: &str, body: Option<&[u8]>, _: usize) -> Result<Reply, String> {
        let (place, path) = (self.internet.place(url), url.rsplit('/').next().unwrap());
        if self.is_cut || self.internet.endpoints[place].mode == Mode::Dead {
            return Err("no answer within 15 s".into());
        }
        if let Some(challenge) = body {
            assert_eq!(path, "challenge");
            return Ok(self.internet.answer(place, challenge));
        }
        let details = self.internet.details.get(&path.parse().unwrap());
        let (served_by, body) = details.unwrap().clone();
        assert_eq!(served_by, place);
        Ok(Reply {
            status: 200,
            body,
            millis: 80,
        })
    }
}
