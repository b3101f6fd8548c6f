//! The end of a sequence: everyone leaves while everything is paused, there is no price, and the council is silent.
//! Only permanent accounts and dust are left.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction, Discriminator};
use emissions::{constants::UNSTAKE_REQUESTS, state::Held};
use io_client::{emissions as client, fee_burn, marketplace as market, Network as _};
use io_common::{
    addresses::USDC_VAULT,
    constants::DAY,
    ids,
    types::{OwnUnstakeRequest, SupplierUsage},
};
use io_tests::{Chain, PEOPLE};
use io_vm::Vm;
use marketplace::state::{Currency, Payee, Reservation, Status};
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::{
    outside::set_frozen, plan::voting, promise::has_place, sequence::Sequence, view::View,
};

/// The longest cooldown that governance can set.
const COOLDOWN: i64 = 28 * DAY;
/// Base units that a transaction may round off rewards: less than 5 a settlement, of six suppliers at most, and 1 for a
/// delegation that is counted.
const DUST_OF_ONE: u64 = 31;
/// The same of an hour: less than 1 in each pool.
const DUST_OF_AN_HOUR: u64 = 2;

impl Sequence {
    /// Everyone leaves.
    pub fn wind_up(&mut self) -> Result<(), String> {
        self.chain.darken();
        self.thaw();
        self.leave_rentals()?;
        self.take_requests_back()?;
        // What no slash holds leaves while slashes are open, what is left of the rest once they have ended.
        self.unstake()?;
        wait(&mut self.chain, COOLDOWN);
        self.withdraw()?;
        self.end_slashes()?;
        self.unstake()?;
        wait(&mut self.chain, COOLDOWN);
        self.withdraw()?;
        self.close()?;
        self.empty()
    }

    pub fn look(&mut self) -> &View {
        self.view = View::read(&mut self.chain).remember(&self.view);
        &self.view
    }

    fn must(
        &mut self,
        what: &str,
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) -> Result<(), String> {
        self.sent += 1;
        let sent = self.chain.send(instructions, signers);
        sent.map(|_| ())
            .map_err(|error| format!("P-14: nobody can {what}: {error}"))
    }

    /// The issuer thaws the programs' own accounts; everyone else uses another account.
    fn thaw(&mut self) {
        set_frozen(&mut self.chain, &USDC_VAULT.address, false);
        let escrows = self.view.all.reservations.iter();
        let escrows: Vec<Pubkey> = escrows
            .map(|it| market::escrow_address(&it.address))
            .collect();
        for escrow in escrows {
            set_frozen(&mut self.chain, &escrow, false);
        }
        // Rewards and stake are claimed to accounts of their owners.
        let cast = self.chain.cast.clone();
        let authority = cast.authority.pubkey();
        for place in 0..PEOPLE {
            let owner = cast.people[place].pubkey();
            let open = io_client::spl::create_wallet(&authority, &owner, &cast.io);
            self.chain.must(&[open], &[]);
        }
    }

    /// What runs ends first: nothing is metered while others wait.
    pub fn end_running(&mut self) -> Result<(), String> {
        let now = self.look().now;
        let cast = self.chain.cast.clone();
        for rental in std::mem::take(&mut self.view.all.reservations) {
            let (address, it) = (rental.address, rental.reservation);
            if !it.is(Status::Active) {
                continue;
            }
            match now < it.ends_at().map_err(|error| error.to_string())? {
                true => {
                    let renter = cast.key(&it.renter);
                    let terminate = |address: &Pubkey, it: &Reservation, wallet: &Pubkey| {
                        market::terminate(&it.renter, address, it, wallet)
                    };
                    self.end_rental("terminate", &address, terminate, renter)?;
                }
                false => self.end_rental("end", &address, market::complete, None)?,
            }
        }
        Ok(())
    }

    fn leave_rentals(&mut self) -> Result<(), String> {
        self.end_running()?;
        loop {
            let now = self.look().now;
            let Some(rental) = self.view.all.reservations.first() else {
                return Ok(());
            };
            let (address, it) = (rental.address, rental.reservation);
            if it.is(Status::Reserved) {
                let late = it.created_at + i64::from(it.terms.start_window) + 1;
                wait(&mut self.chain, late - now);
                self.end_rental("cancel", &address, market::cancel, None)?;
            } else if it.dispute.is_open() {
                let until = it.decides_until().map_err(|error| error.to_string())?;
                wait(&mut self.chain, until + 1 - now);
                let expire = |address: &Pubkey, _: &_, wallet: &Pubkey| {
                    market::expire_dispute(address, wallet)
                };
                self.end_rental("let a dispute expire", &address, expire, None)?;
            } else {
                self.finish(&address)?;
            }
        }
    }

    fn end_rental(
        &mut self,
        what: &str,
        address: &Pubkey,
        build: impl Fn(&Pubkey, &Reservation, &Pubkey) -> Instruction,
        signer: Option<&Keypair>,
    ) -> Result<(), String> {
        let it: Reservation = self.chain.read(address).ok_or("no reservation")?;
        let wallet = self.chain.cast.wallet_of(&it.payer, it.currency().unwrap());
        self.must(what, &[build(address, &it, &wallet)], signer.as_slice())
    }

    /// Closes, after both have collected what their wallets cannot receive.
    fn finish(&mut self, address: &Pubkey) -> Result<(), String> {
        let cast = self.chain.cast.clone();
        let it: Reservation = self.chain.read(address).ok_or("no reservation")?;
        if it.is(Status::Ended) {
            let released = it.releases_at().map_err(|error| error.to_string())?;
            let now = self.chain.vm.now();
            wait(&mut self.chain, released - now);
        }
        // A supplier that is closed has got its part.
        let supplier = self.view.all.suppliers.get(&it.supplier);
        let payout = supplier.map_or(it.payer, |supplier| supplier.payout);
        let earnings = cast.wallet_of(&payout, it.currency().unwrap());
        let refund = cast.wallet_of(&it.payer, it.currency().unwrap());
        let finisher = cast.authority.pubkey();
        let finish =
            market::close_reservation(&finisher, address, &it, &earnings, &refund).unwrap();
        self.must("finish", std::slice::from_ref(&finish), &[])?;
        let Some(it) = self.chain.read::<Reservation>(address) else {
            return Ok(());
        };
        let elsewhere = cast.wallet_of(&finisher, it.currency().unwrap());
        let mut payees = vec![(Payee::Payer, it.payer), (Payee::Supplier, payout)];
        // Who is both collects both.
        payees.dedup_by_key(|(_, wallet)| *wallet);
        for (payee, wallet) in payees {
            let both = it.payer == payout;
            let owed = it.owed(payee).unwrap_or(0)
                + if both {
                    it.owed(Payee::Supplier).unwrap_or(0)
                } else {
                    0
                };
            if owed > 0 {
                let key = cast.key(&wallet).ok_or("a stranger is paid")?;
                let collect = market::withdraw_owed(&wallet, address, &it, &elsewhere);
                self.must("collect", &[collect], &[key])?;
            }
        }
        self.must("finish after collecting", &[finish], &[])?;
        let left = self.chain.read::<Reservation>(address);
        left.map_or(Ok(()), |_| {
            Err("P-14: a reservation stays open with nothing owed".into())
        })
    }

    /// Every other slash is executed, the rest lapses.
    pub fn end_slashes(&mut self) -> Result<(), String> {
        loop {
            let now = self.look().now;
            let open = self.view.all.slashes.iter().filter(|it| it.is_open());
            let Some(slash) = open.min_by_key(|it| it.due_at) else {
                return Ok(());
            };
            let (supplier, io) = (slash.supplier, self.chain.cast.io);
            let execute = client::execute_slash(slash, &io);
            let lapse = client::lapse_slash(slash);
            let (executed, due_at, lapses_at) =
                (slash.number % 2 == 0, slash.due_at, slash.lapses_at);
            if executed && now <= lapses_at {
                wait(&mut self.chain, due_at - now);
                self.chain.catch_up(&[supplier])?;
                self.must("execute a slash", &[execute], &[])?;
            } else {
                wait(&mut self.chain, lapses_at + 1 - now);
                self.must("drop a lapsed slash", &[lapse], &[])?;
            }
        }
    }

    fn take_requests_back(&mut self) -> Result<(), String> {
        self.look();
        let cast = self.chain.cast.clone();
        let requests: Vec<_> = (0..self.view.requests.len() as u32)
            .filter_map(|at| {
                self.view
                    .request(at)
                    .map(|(it, from)| (it.staker, from, it.target))
            })
            .collect();
        for (staker, from, target) in requests {
            let key = cast.key(&staker).ok_or("a stranger")?;
            let cancel = client::cancel_redelegation(
                &client::DelegationKeys {
                    staker,
                    supplier: from,
                },
                &target,
            );
            self.must("take a request back", &[cancel], &[key])?;
        }
        Ok(())
    }

    /// What is there is unstaked, also what slashes hold of active stake, as far as there are places for it.
    fn unstake(&mut self) -> Result<(), String> {
        self.withdraw()?;
        let cast = self.chain.cast.clone();
        for (it, _) in std::mem::take(&mut self.look_mut().followed) {
            self.chain.catch_up(&[it.supplier])?;
            let key = cast.key(&it.staker).ok_or("a stranger")?;
            let (places, _) = it.unstake_requests.split_at(UNSTAKE_REQUESTS);
            if it.active > 0
                && places
                    .iter()
                    .any(|unstake_request| unstake_request.amount == 0)
            {
                let unstake = client::unstake(
                    &client::DelegationKeys {
                        staker: it.staker,
                        supplier: it.supplier,
                    },
                    None,
                );
                self.must("unstake", &[unstake], &[key])?;
            }
            for slash in std::mem::take(&mut self.look_mut().all.slashes) {
                let theirs = slash.supplier == it.supplier && slash.is_shared();
                let holds = |held: &Held| held.slash == slash.opened && held.active > 0;
                if theirs && it.held.iter().any(holds) {
                    let unstake = client::unstake_held(&it.staker, &slash);
                    self.must("unstake what a slash holds", &[unstake], &[key])?;
                }
            }
        }
        for (address, it) in self.look().all.suppliers.clone() {
            if it.stake.own > it.stake.own_held && has_place(&it) {
                self.chain.catch_up(&[address])?;
                let owner = cast.key(&it.owner).ok_or("a stranger")?;
                let unstake = client::unstake_own(&it.owner, &address, None);
                self.must("unstake its own", &[unstake], &[owner])?;
            }
        }
        Ok(())
    }

    /// All delegations follow the slashes of their suppliers, one after the other: what one asks for moves by less than a base
    /// unit what the next one gets.
    fn follow(&mut self) -> Result<(), String> {
        for place in 0..self.look().followed.len() {
            let (it, list) = self.look().followed[place].clone();
            for slash in list {
                let apply = client::apply_slash(&slash, &it.staker);
                self.must("make a delegation follow a slash", &[apply], &[])?;
            }
        }
        self.look();
        Ok(())
    }

    /// All that is unlocked and not held leaves.
    fn withdraw(&mut self) -> Result<(), String> {
        self.follow()?;
        let cast = self.chain.cast.clone();
        let now = self.view.now;
        for it in std::mem::take(&mut self.view.all.delegations) {
            if it
                .unstake_requests
                .iter()
                .any(|unstake_request| unstake_request.is_unlocked(now))
            {
                let key = cast.key(&it.staker).ok_or("a stranger")?;
                let wallet = cast.wallet_of(&it.staker, Currency::Io);
                let withdraw = client::withdraw(
                    &client::DelegationKeys {
                        staker: it.staker,
                        supplier: it.supplier,
                    },
                    &wallet,
                );
                self.must("withdraw", &[withdraw], &[key])?;
            }
        }
        for (address, it) in self.look().all.suppliers.clone() {
            let free = |it: &&OwnUnstakeRequest| it.amount > it.held && now >= it.unlocks_at;
            let unstake_requests = it.stake.own_unstake_requests.iter().filter(free);
            let mut holders: Vec<Pubkey> = unstake_requests
                .map(|unstake_request| unstake_request.holder)
                .collect();
            holders.sort_unstable();
            holders.dedup();
            for holder in holders {
                let key = cast.key(&holder).ok_or("a stranger")?;
                let wallet = cast.wallet_of(&holder, Currency::Io);
                let withdraw = client::withdraw_own(&client::WithdrawOwnAccounts {
                    signer: holder,
                    supplier: address,
                    holder,
                    destination: wallet,
                });
                self.must("withdraw its own", &[withdraw], &[key])?;
            }
        }
        Ok(())
    }

    /// Rewards are claimed and accounts closed.
    fn close(&mut self) -> Result<(), String> {
        self.look();
        let cast = self.chain.cast.clone();
        let authority = cast.authority.pubkey();
        let suppliers: Vec<Pubkey> = self.view.all.suppliers.keys().copied().collect();
        self.chain.catch_up(&suppliers)?;
        for it in std::mem::take(&mut self.view.all.delegations) {
            let key = cast.key(&it.staker).ok_or("a stranger")?;
            let wallet = cast.wallet_of(&it.staker, Currency::Io);
            if self.view.all.suppliers.contains_key(&it.supplier) {
                let claim = client::claim(
                    &authority,
                    &client::DelegationKeys {
                        staker: it.staker,
                        supplier: it.supplier,
                    },
                    &wallet,
                );
                self.must("claim for a staker", &[claim], &[])?;
            }
            let close = client::close_delegation(
                &client::DelegationKeys {
                    staker: it.staker,
                    supplier: it.supplier,
                },
                &wallet,
            );
            self.must("close a delegation", &[close], &[key])?;
        }
        for (address, offer) in std::mem::take(&mut self.view.all.offers) {
            let Some(it) = self.view.all.suppliers.get(&offer.supplier) else {
                continue;
            };
            let owner = cast.key(&it.owner).ok_or("a stranger")?;
            let close = market::close_offer(
                &market::OfferAccounts {
                    authority: it.owner,
                    supplier: offer.supplier,
                    offer: address,
                },
                &it.owner,
            );
            self.must("close an offer", &[close], &[owner])?;
        }
        for (address, it) in self.look().all.suppliers.clone() {
            let wallet = cast.wallet_of(&it.payout, Currency::Io);
            let claim = client::claim_supplier(&client::ClaimSupplierAccounts {
                signer: authority,
                supplier: address,
                destination: wallet,
            });
            self.must("claim for a supplier", &[claim], &[])?;
            let owner = cast.key(&it.owner).ok_or("a stranger")?;
            let close = client::close_supplier(&it.owner, &address);
            self.must("close a supplier", &[close], &[owner])?;
        }
        for (address, it) in std::mem::take(&mut self.look_mut().autopays) {
            let close = market::close_autopay(&authority, &address, &it.payer);
            self.must("close the autopay of what is over", &[close], &[])?;
        }
        for it in std::mem::take(&mut self.look_mut().approvals) {
            let close = client::close_approval(&it.payer, &it.hash);
            self.must("close an approval", &[close], &[])?;
        }
        for it in std::mem::take(&mut self.look_mut().voters) {
            let voter = it.governing_token_owner;
            let key = cast.key(&voter).ok_or("a stranger")?;
            let close = client::close_voter_weight_record(&it.payer, &voting::of(voter));
            self.must("close a record of votes", &[close], &[key])?;
        }
        self.must("let an auction expire", &[fee_burn::expire_auction()], &[])?;
        self.must("burn fees", &[fee_burn::burn_fees(&cast.io)], &[])?;
        let treasury = self.view.burn.treasury;
        for currency in [Currency::Io, Currency::Usdc] {
            let mint = match currency {
                Currency::Io => cast.io,
                Currency::Usdc => cast.usdc,
            };
            let to = cast.wallet_of(&treasury, currency);
            let open = io_client::spl::create_wallet(&authority, &treasury, &mint);
            self.must("open the treasury's wallet", &[open], &[])?;
            set_frozen(&mut self.chain, &to, false);
            let pay = fee_burn::pay_council(&currency.fee_vault(), &to);
            self.must("pay the council", &[pay], &[])?;
        }
        Ok(())
    }

    fn look_mut(&mut self) -> &mut View {
        self.look();
        &mut self.view
    }

    /// Nothing that belongs to anyone is left.
    fn empty(&mut self) -> Result<(), String> {
        let (given, sent) = (self.given, self.sent);
        let all = &self.look().all;
        let left = |what: &str, count: usize| match count {
            0 => Ok(()),
            _ => Err(format!("P-14: {count} {what} are left")),
        };
        left("reservations", all.reservations.len())?;
        left("delegations", all.delegations.len())?;
        left("slashes", all.slashes.len())?;
        let orphaned = all
            .offers
            .values()
            .filter(|it| all.suppliers.contains_key(&it.supplier));
        left("offers", orphaned.count())?;
        let reserved =
            |usage: &&SupplierUsage| usage.open_reservations > 0 || usage.reserved_gpus > 0;
        left(
            "usage accounts with something reserved",
            all.usages.values().filter(reserved).count(),
        )?;
        left("suppliers", all.suppliers.len())?;
        let stake = u128::from(all.vaults.stake) - given.stake;
        if stake > 0 {
            return Err(format!("P-11: {stake} staked base units are nobody's"));
        }
        if all.ledger.staked > 0 {
            return Err(format!(
                "P-30: {} is counted and staked by nobody",
                all.ledger.staked
            ));
        }
        let rewards = all.ledger.emitted_total - all.ledger.claimed_total;
        let most = sent * DUST_OF_ONE + u64::from(all.ledger.schedule_hour) * DUST_OF_AN_HOUR;
        if rewards > most {
            return Err(format!(
                "P-08: {rewards} base units of rewards are left, {most} may be"
            ));
        }
        if all.vaults.io > 0 {
            return Err(format!(
                "fees: {} base units of IO are not burned",
                all.vaults.io
            ));
        }
        self.accounts()
    }

    /// No account is left that someone could have closed.
    fn accounts(&mut self) -> Result<(), String> {
        let ever: [(&Pubkey, &[&[u8]]); 3] = [
            (
                &ids::emissions::ID,
                &[
                    emissions::state::Config::DISCRIMINATOR,
                    emissions::state::Ledger::DISCRIMINATOR,
                    emissions::state::Models::DISCRIMINATOR,
                    emissions::state::HistoryPage::DISCRIMINATOR,
                    emissions::state::Proposal::DISCRIMINATOR,
                    emissions::state::MaxVoterWeightRecord::DISCRIMINATOR,
                    io_common::types::Council::DISCRIMINATOR,
                ],
            ),
            (
                &ids::marketplace::ID,
                &[
                    marketplace::state::Config::DISCRIMINATOR,
                    marketplace::state::Proposal::DISCRIMINATOR,
                    marketplace::state::Offer::DISCRIMINATOR,
                    SupplierUsage::DISCRIMINATOR,
                ],
            ),
            (
                &ids::fee_burn::ID,
                &[
                    ::fee_burn::state::Config::DISCRIMINATOR,
                    ::fee_burn::state::Engine::DISCRIMINATOR,
                    ::fee_burn::state::Proposal::DISCRIMINATOR,
                ],
            ),
        ];
        for (program, kinds) in ever {
            for (address, account) in self.chain.vm.program_accounts(program, &[]).unwrap() {
                let known = kinds.iter().any(|kind| account.data.starts_with(kind));
                if !account.data.is_empty() && !known {
                    return Err(format!("P-14: nobody has closed {address}"));
                }
            }
        }
        Ok(())
    }
}

fn wait(chain: &mut Chain, seconds: i64) {
    let now = chain.vm.now();
    chain.vm.set_unix_time(now + seconds.max(0));
}
