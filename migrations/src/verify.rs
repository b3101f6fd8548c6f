//! Reads everything back.

use std::fmt::{self, Display};

use ::emissions::state::{Config as EmissionsConfig, Ledger, Model, Models};
use ::fee_burn::state::{Config as FeeBurnConfig, Engine};
use ::marketplace::state::Config as MarketplaceConfig;
use anchor_lang::{prelude::Pubkey, solana_program::program_option::COption};
use io_client::{changes::Words as _, layout::Stored, read, spl, Network, ReadError};
use io_common::{
    addresses::{
        Pda, COUNCIL, EMISSIONS_CONFIG, ENGINE, FEE_BURN_CONFIG, IO_VAULT, LEDGER,
        MARKETPLACE_CONFIG, MODELS, REWARD_VAULT, STAKE_VAULT, USDC_VAULT,
    },
    constants::{GENESIS_SUPPLY, IO_DECIMALS, USDC_DECIMALS},
    governance::{Pause, Roles},
    ids,
    oracle::OraclePolicy,
    schedule,
    types::Council,
};
use serde::Serialize;

use crate::{
    catalogue,
    changes::{self, Governed},
    date, elf, features, locks, parameters,
    programs::{deployed, hex, PROGRAMS},
    realm,
    words::Words,
    Deployment,
};

/// Something that is not as the deployment says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What.
    pub what: String,
    /// What the deployment says, or a rule of the protocol.
    pub expected: String,
    /// What the network has.
    pub found: String,
}

impl Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let Self {
            what,
            expected,
            found,
        } = self;
        write!(formatter, "{what}: expected {expected}, found {found}")
    }
}

/// Everything in which the network differs from the deployment, whatever steps have been run. No key is needed.
///
/// # Errors
/// If a file of the deployment is malformed, or the network does not answer.
pub fn verify(
    network: &mut dyn Network,
    deployment: &Deployment,
) -> anyhow::Result<Vec<Difference>> {
    deployment.validate_realm()?;
    let now = network.unix_time()?;
    let mut check = Check {
        network,
        deployment,
        now,
        differences: Vec::new(),
    };
    check.features()?;
    check.programs()?;
    check.mints()?;
    check.locks()?;
    check.emissions()?;
    check.models()?;
    check.marketplace()?;
    check.fee_burn()?;
    check.realm()?;
    check.proposals::<changes::Emissions>()?;
    check.proposals::<changes::Marketplace>()?;
    check.proposals::<changes::FeeBurn>()?;
    Ok(check.differences)
}

struct Check<'a> {
    network: &'a mut dyn Network,
    deployment: &'a Deployment,
    now: i64,
    differences: Vec<Difference>,
}

impl Check<'_> {
    fn that(&mut self, holds: bool, what: &str, expected: impl Display, found: impl Display) {
        if !holds {
            self.differences.push(Difference {
                what: what.into(),
                expected: expected.to_string(),
                found: found.to_string(),
            });
        }
    }

    fn equal<T: PartialEq + Words>(&mut self, what: &str, expected: T, found: T) {
        let holds = expected == found;
        self.that(holds, what, expected.words(), found.words());
    }

    /// The account of type `T` of a program, if it is there.
    fn account<T: Stored>(
        &mut self,
        what: &str,
        at: &Pda,
        program: &Pubkey,
        size: usize,
    ) -> Result<Option<T>, ReadError> {
        let account = self.network.account(&at.address)?;
        let found = account.as_ref().map(|it| (it.owner, it.data.len()));
        self.equal(what, Some((*program, size)), found);
        read(self.network, &at.address)
    }

    fn programs(&mut self) -> anyhow::Result<()> {
        for ((name, id), hash) in PROGRAMS.iter().zip(&self.deployment.hashes) {
            let program = deployed(self.network, id)?;
            let is_there = program.is_some();
            self.that(is_there, name, format!("a program at {id}"), "none");
            let Some(program) = program else {
                continue;
            };
            let upgrader = Some(self.deployment.upgrader());
            let what = format!("{name}: upgrade authority");
            self.equal(&what, upgrader, program.authority);
            if let Some(hash) = hash {
                let holds = *hash == program.hash;
                let what = format!("{name}: SHA-256 of the program");
                self.that(holds, &what, hex(hash), hex(&program.hash));
            }
            // Natively compiled programs have no sBPF file.
            if !program.code.is_empty() {
                self.sbpf(name, &program.code);
            }
        }
        Ok(())
    }

    fn sbpf(&mut self, program: &str, code: &[u8]) {
        let version = elf::sbpf_version(code);
        let found = match version {
            Ok(version) => {
                format!("v{version}: not deployable, clusters accept v3 only (SIMD-0500)")
            }
            Err(reason) => reason.to_string(),
        };
        let holds = version == Ok(elf::DEPLOYABLE);
        self.that(holds, &format!("{program}: sBPF version"), "v3", found);
    }

    fn features(&mut self) -> Result<(), ReadError> {
        for (feature, standing) in features::lacking(self.network)? {
            let what = format!("feature {}", feature.name);
            let found = match standing {
                features::Standing::Pending => "pending",
                _ => "none",
            };
            let expected = format!("active at {}", feature.address);
            self.that(false, &what, expected, format!("{found}: {}", feature.why));
        }
        Ok(())
    }

    fn mints(&mut self) -> Result<(), ReadError> {
        for (what, address, decimals) in [
            ("IO mint", self.deployment.io_mint, IO_DECIMALS),
            ("USDC mint", self.deployment.usdc_mint, USDC_DECIMALS),
        ] {
            let found = spl::mint(self.network, &address)?.map(|mint| mint.decimals);
            self.equal(&format!("{what}: decimals"), Some(decimals), found);
        }
        let Some(mint) = spl::mint(self.network, &self.deployment.io_mint)? else {
            return Ok(());
        };
        let minter = spl::mint_authority(&mint);
        self.equal("IO mint: mint authority", Some(LEDGER.address), minter);
        let freezer = mint.freeze_authority;
        self.equal("IO mint: freeze authority", COption::None, freezer);

        let (ledger, engine): (Option<Ledger>, Option<Engine>) = (
            read(self.network, &LEDGER.address)?,
            read(self.network, &ENGINE.address)?,
        );
        let ledger = ledger.filter(Ledger::is_launched);
        let most = match (&ledger, &engine) {
            // P-02; what holders burn themselves nobody counts.
            (Some(ledger), Some(engine)) => ledger
                .launch_supply
                .saturating_add(ledger.emitted_total)
                .saturating_sub(ledger.slashed_total)
                .saturating_sub(engine.fees_burned)
                .saturating_sub(engine.bought),
            _ => GENESIS_SUPPLY,
        };
        let holds = mint.supply <= most;
        self.that(
            holds,
            "IO mint: supply",
            format!("at most {most}"),
            mint.supply,
        );
        if let Some(ledger) = ledger {
            if self.deployment.to_mint().is_some() {
                let what = "ledger: supply at launch";
                self.equal(what, GENESIS_SUPPLY, ledger.launch_supply);
            }
        }
        Ok(())
    }

    /// P-31.
    fn locks(&mut self) -> Result<(), ReadError> {
        let table = self.deployment.genesis.as_deref().unwrap_or_default();
        let io = self.deployment.io_mint;
        let found = locks::differences(self.network, table, &io, self.now)?;
        self.differences.extend(found);
        Ok(())
    }

    fn roles(&mut self, program: &str, roles: &Roles, pause: &Pause) {
        let (governor, guardian) = (self.deployment.governor(), self.deployment.guardian);
        let what = |role| format!("{program}: {role}");
        self.equal(&what("governance authority"), governor, roles.authority);
        let pending = roles.pending_authority;
        self.equal(&what("proposed authority"), Pubkey::default(), pending);
        self.equal(&what("guardian"), guardian, roles.guardian);
        let paused = pause.is_on(self.now);
        let until = match pause.until {
            i64::MAX => "until the authority ends it".into(),
            until => format!("until {}", date::utc(until)),
        };
        self.that(!paused, &what("pause"), "none", until);
    }

    fn parameters(
        &mut self,
        program: &str,
        wanted: &impl Serialize,
        found: &impl Serialize,
    ) -> anyhow::Result<()> {
        let (wanted, found) = (
            toml::Table::try_from(wanted)?,
            toml::Table::try_from(found)?,
        );
        self.tables(program, &wanted, &found);
        Ok(())
    }

    fn tables(&mut self, place: &str, wanted: &toml::Table, found: &toml::Table) {
        for (name, wanted) in wanted {
            let what = format!("{place}: {name}");
            let found = found.get(name);
            match (wanted, found) {
                (toml::Value::Table(wanted), Some(toml::Value::Table(found))) => {
                    self.tables(&what, wanted, found);
                }
                (wanted, Some(found)) => {
                    let holds = wanted == found;
                    self.that(holds, &what, wanted, found);
                }
                (wanted, None) => self.that(false, &what, wanted, "nothing"),
            }
        }
    }

    fn vault(
        &mut self,
        what: &str,
        vault: &Pda,
        mint: Pubkey,
        owner: &Pda,
        least: u64,
    ) -> Result<(), ReadError> {
        let found = spl::token_account(self.network, &vault.address)?;
        let parts = found.map(|it| (it.mint, it.owner, it.is_frozen()));
        let expected = Some((mint, owner.address, false));
        self.equal(&format!("{what}: mint, owner, frozen"), expected, parts);
        let amount = found.map_or(0, |it| it.amount);
        let what = format!("{what}: balance");
        self.that(amount >= least, &what, format!("at least {least}"), amount);
        Ok(())
    }

    fn emissions(&mut self) -> anyhow::Result<()> {
        let (program, io) = (ids::emissions::ID, self.deployment.io_mint);
        let ledger: Option<Ledger> = self.account("ledger", &LEDGER, &program, Ledger::SIZE)?;
        let ledger = ledger.unwrap_or_else(bytemuck::Zeroable::zeroed);
        let size = EmissionsConfig::SIZE;
        if let Some(config) = self.account::<EmissionsConfig>(
            "emissions: configuration",
            &EMISSIONS_CONFIG,
            &program,
            size,
        )? {
            self.equal("emissions: IO mint", io, config.io_mint);
            self.roles("emissions", &config.roles, &ledger.pause);
            let found = parameters::Emissions::of(&config);
            self.parameters("emissions", &self.deployment.parameters.emissions, &found)?;
        }
        self.that(
            ledger.is_launched(),
            "ledger: clock",
            "launched",
            "not launched",
        );
        // P-01, P-03.
        let emitted = schedule::cumulative(ledger.schedule_hour);
        self.equal("ledger: emitted", emitted, ledger.emitted_total);
        let unclaimed = ledger.emitted_total.saturating_sub(ledger.claimed_total);
        self.vault("reward vault", &REWARD_VAULT, io, &LEDGER, unclaimed)?;
        self.vault("stake vault", &STAKE_VAULT, io, &LEDGER, 0)?;

        let size = Council::SIZE;
        if let Some(council) = self.account::<Council>("council", &COUNCIL, &program, size)? {
            let attestors = self.deployment.council.as_slice();
            self.equal("council: attestors", attestors, council.members());
            let threshold = self.deployment.threshold;
            self.equal("council: threshold", threshold, council.threshold);
            let members = council.members().iter();
            let suspended: Vec<_> = members.filter(|it| council.place(it).is_none()).collect();
            self.equal("council: suspended", Vec::new(), suspended);
        }
        Ok(())
    }

    fn models(&mut self) -> anyhow::Result<()> {
        let (program, size) = (ids::emissions::ID, Models::SIZE);
        let Some(table) = self.account::<Models>("models", &MODELS, &program, size)? else {
            return Ok(());
        };
        let gpus = catalogue::gpus()?;
        for (index, place) in table.models.iter().enumerate() {
            let gpu = gpus.get(index);
            let units = gpu.map_or(Ok(0), catalogue::Gpu::units)?;
            let name = gpu.map_or("", |gpu| gpu.name.as_str());
            let found = (Model::name(place), place.multiplier);
            self.equal(&format!("models: place {index}"), (name, units), found);
        }
        Ok(())
    }

    fn marketplace(&mut self) -> anyhow::Result<()> {
        let (what, size) = ("marketplace: configuration", MarketplaceConfig::SIZE);
        let program = ids::marketplace::ID;
        let config: Option<MarketplaceConfig> =
            self.account(what, &MARKETPLACE_CONFIG, &program, size)?;
        let Some(config) = config else {
            return Ok(());
        };
        self.exchange(
            "marketplace",
            config.io_mint,
            config.usdc_mint,
            &config.oracle,
        );
        self.roles("marketplace", &config.roles, &config.pause);
        let found = parameters::Marketplace::of(&config);
        self.parameters(
            "marketplace",
            &self.deployment.parameters.marketplace,
            &found,
        )
    }

    /// Mints and feed, which no proposal changes.
    fn exchange(&mut self, program: &str, io: Pubkey, usdc: Pubkey, oracle: &OraclePolicy) {
        let expected = [self.deployment.io_mint, self.deployment.usdc_mint];
        self.equal(&format!("{program}: mints"), expected, [io, usdc]);
        let feed = OraclePolicy::IO_USD.feed_id;
        let what = format!("{program}: feed");
        self.that(
            feed == oracle.feed_id,
            &what,
            hex(&feed),
            hex(&oracle.feed_id),
        );
    }

    fn fee_burn(&mut self) -> anyhow::Result<()> {
        let program = ids::fee_burn::ID;
        let engine: Option<Engine> = self.account("engine", &ENGINE, &program, Engine::SIZE)?;
        if let Some(engine) = engine.filter(|engine| engine.opened == 0) {
            let anchor = self.deployment.anchor;
            self.equal("engine: anchor, in pico-USD", anchor, engine.anchor.price);
        }
        let (io, usdc) = (self.deployment.io_mint, self.deployment.usdc_mint);
        let [io_least, usdc_least] = engine.map_or([0; 2], |engine| {
            [engine.io, engine.usdc].map(|fees| fees.burn.saturating_add(fees.council))
        });
        self.vault("IO vault", &IO_VAULT, io, &ENGINE, io_least)?;
        self.vault("USDC vault", &USDC_VAULT, usdc, &ENGINE, usdc_least)?;
        let (what, size) = ("fee-burn: configuration", FeeBurnConfig::SIZE);
        let config: Option<FeeBurnConfig> = self.account(what, &FEE_BURN_CONFIG, &program, size)?;
        let Some(config) = config else {
            return Ok(());
        };
        self.exchange("fee-burn", config.io_mint, config.usdc_mint, &config.oracle);
        self.roles("fee-burn", &config.roles, &config.pause);
        let treasury = self.deployment.treasury.unwrap_or_default();
        self.equal("fee-burn: council's treasury", treasury, config.treasury);
        let found = parameters::FeeBurn::of(&config);
        self.parameters("fee-burn", &self.deployment.parameters.fee_burn, &found)
    }

    fn realm(&mut self) -> anyhow::Result<()> {
        let found = realm::differences(self.network, self.deployment)?;
        self.differences.extend(found);
        Ok(())
    }

    /// What somebody has proposed and nobody has applied or cancelled yet.
    fn proposals<P: Governed>(&mut self) -> Result<(), ReadError> {
        for proposal in changes::open::<P>(self.network)? {
            let what = format!("{}: proposal {}", P::NAME, proposal.number);
            let from = proposal.timelock.ready_at;
            let found = format!(
                "{}, to be applied from {}",
                proposal.change.words(),
                date::utc(from)
            );
            self.that(false, &what, "none", found);
        }
        Ok(())
    }
}
