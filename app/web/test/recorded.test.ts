/** What the page makes of recorded accounts, against what the command line said of them: see `record.ts`. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Address } from '@solana/kit';
import { Currency } from 'io-client/generated/marketplace';
import { follow, hasFollowed } from 'io-client/slashes';
import { bid, dailyBudget, endsAt, factorBps, isRunning, lastFills, nextOpensAt } from 'io-client/auction';
import { counted } from 'io-client/fees';
import * as pricing from 'io-client/actions/pricing';
import * as offers from 'io-client/offers';
import { sponsoredPrice } from 'io-client/oracle';
import * as market from 'io-client/reservation';
import { claimable, DAY, owedTo, pastAprBps, WEEK } from 'io-client/rewards';
import { hourly } from 'io-client/schedule';
import { delegatedStake, holds, unlocks } from 'io-client/stake';
import { modelOf, type Chain } from '../src/network/chain';
import { reader, type Reader } from '../src/network/read';
import { rowsOf } from '../src/views/market';
import { recorded, serveRecording, type Rpc } from './rpc';

const { said } = recorded;
let rpc: Rpc;
let network: Reader;
let chain: Chain;
before(async () => {
  rpc = await serveRecording();
  network = reader(rpc.url);
  chain = await network.chain(true);
});
after(() => rpc.close());

test('lamports at the address of the sponsored price are no price', async () => {
  const feed = Uint8Array.from(chain.market.oracle.feedId);
  const gift = { pubkey: await sponsoredPrice(feed), owner: '11111111111111111111111111111111' as Address, data: '' };
  assert.ok(gift.pubkey !== recorded.price && chain.priceAccount === recorded.price);
  const other = await serveRecording([...recorded.accounts, gift]);
  const { priceAccount } = await reader(other.url).chain(true);
  await other.close();
  assert.equal(priceAccount, recorded.price);
});

/** Compares by the names and in the form of the command line; amounts are text there. */
function same(actual: Record<string, unknown>, expected: Record<string, unknown>): void {
  const shown = Object.entries(actual).map(([name, value]) => [
    name,
    typeof value === 'bigint' || typeof value === 'number' ? value.toString() : value,
  ]);
  const wanted = Object.keys(actual).map((name) => [name, expected[name]]);
  assert.deepEqual(Object.fromEntries(shown), Object.fromEntries(wanted));
}

test('the ledger', () => {
  const { ledger, hour } = chain;
  same(
    {
      epochHour: ledger.hour,
      hoursBehind: hour - ledger.hour,
      scheduleHour: ledger.scheduleHour,
      nextHourEmits: hourly(ledger.scheduleHour),
      emitted: ledger.emittedTotal,
      launchSupply: ledger.launchSupply,
      enterpriseUnits: ledger.pools[0]?.live,
      communityUnits: ledger.pools[1]?.live,
    },
    said.emissions,
  );
});

test('the price, found without being named', () => {
  const { price, refused } = chain.price;
  assert.equal(refused, undefined);
  same(
    {
      account: chain.priceAccount,
      spot: price?.spot,
      average: price?.ema,
      confidence: price?.confidence,
      publishedAt: price?.publishTime,
    },
    said.oracle,
  );
});

test('the auction', () => {
  const { engine, burn, now, ioVault, usdcVault } = chain;
  const price = chain.burnPrice.price;
  assert.ok(price !== undefined);
  const factor = factorBps(engine, burn, price, now);
  const [ioFees, usdcFees] = [counted(engine.io, burn, ioVault), counted(engine.usdc, burn, usdcVault)];
  same(
    {
      ioFeesWaiting: ioFees.burn,
      usdcFeesWaiting: usdcFees.burn,
      budgetFactorBps: factor,
      dailyBudget: dailyBudget(usdcFees.burn, factor, burn),
      auctionRunning: isRunning(engine.auction, burn, now),
      bidForOneIo: bid(engine, burn, price, now),
      left: engine.auction.left,
      endsAt: endsAt(engine.auction, burn),
      nextOpensAt: nextOpensAt(engine.auction, burn),
      boughtAndBurned: engine.bought,
      feesBurned: engine.feesBurned,
    },
    said.burn,
  );
  const [fill] = lastFills(engine.fills);
  assert.equal(fill?.io, engine.bought);
});

test('supply is what was launched and emitted, less what was burned', () => {
  const { supply, ledger, engine } = chain;
  const burned = ledger.slashedTotal + engine.feesBurned + engine.bought;
  assert.equal(supply, ledger.launchSupply + ledger.emittedTotal - burned);
});

test('every offer', () => {
  const rows = rowsOf(chain);
  assert.equal(rows.length, said.offers.length);
  for (const { address, offer, model, region, free } of rows) {
    const expected = said.offers.find((it) => it['offer'] === address);
    assert.ok(expected !== undefined);
    const interconnect = offers.INTERCONNECTS[offer.interconnect];
    const [minHours, maxHours] = [offer.minHours, offer.maxHours];
    same(
      { model, region, freeGpus: free, interconnect, minHours, maxHours, pricePerGpuHour: offer.priceMicroUsd },
      expected,
    );
  }
});

test('every quote, in USDC and in IO', () => {
  const currencies = new Set<unknown>();
  for (const expected of said.quotes) {
    currencies.add(expected['currency']);
    const currency = expected['currency'] === 'IO' ? Currency.Io : Currency.Usdc;
    const offer = chain.offers.find(({ address }) => address === expected['offer'])?.data;
    assert.ok(offer !== undefined);
    const wanted = { gpus: 3, hours: 7, currency };
    const { time, cost } = pricing.priceOffer(chain.market, offer, wanted, chain.price.price);
    same(
      {
        ratePerHour: time.rate,
        price: cost.gross,
        yourFee: cost.renterFee,
        toLock: cost.total,
        supplierGets: cost.supplierGets,
      },
      expected,
    );
  }
  assert.deepEqual(currencies, new Set(['IO', 'USDC']));
});

test('the yield of every supplier by its past day and week', () => {
  for (const [hours, expected] of [[DAY, said.apr.day] as const, [WEEK, said.apr.week] as const]) {
    assert.equal(expected.length, chain.suppliers.size);
    for (const line of expected) {
      const it = supplierOf(line['supplier']);
      same({ aprBps: pastAprBps(it, chain.ledger, chain.history, hours, chain.now), commissionBps: it.commission.bps }, line);
    }
  }
});

test('every supplier, with what its clock and its settlement would bring', () => {
  for (const line of said.suppliers) {
    const address = line['supplier'] as Address;
    const it = supplierOf(address);
    const gpus = offers.attestedGpus(it, chain.now);
    same(
      {
        claimable: settled(it).bySupplier,
        model: modelOf(chain, it.model),
        attestedGpus: gpus,
        effectiveUnits: it.units.next,
        requiredStake: offers.requiredStake(it.attestation, gpus),
        ownStake: it.stake.own,
        delegatedStake: delegatedStake(it.stake),
        heldByOpenSlashes: it.slashes.open,
        reservedGpus: chain.usages.get(address)?.reservedGpus,
      },
      line,
    );
  }
});

test('every delegation of every staker', async () => {
  for (const [place, lines] of said.stakes.entries()) {
    const staker = recorded.stakers[place];
    assert.ok(staker !== undefined);
    const { delegations } = await network.holdings(staker);
    const shown = delegations.flatMap(({ data }) => {
      const supplier = supplierOf(data.supplier);
      const { delegation: it } = follow(data, slashesOf(data.supplier));
      assert.ok(hasFollowed(it, supplier));
      const claimable = owedTo(it, settled(supplier).stakeIndex);
      const out = unlocks(it).map(({ unstakeRequest, ...rest }) => ({ state: `cooling (unstake request ${unstakeRequest})`, ...rest }));
      const held = holds(it).flatMap(({ active, cooling }) => [
        { state: 'held by a slash, active', amount: active },
        { state: 'held by a slash, cooling', amount: cooling },
      ]);
      return [{ state: 'active', amount: it.active, claimable }, ...out, ...held.filter(({ amount }) => amount > 0n)];
    });
    assert.equal(shown.length, lines.length);
    for (const [line, expected] of lines.entries()) same(shown[line] ?? {}, expected);
  }
});

test('every reservation of every renter', async () => {
  const holdings = await Promise.all(recorded.renters.map((renter) => network.holdings(renter)));
  const all = holdings.flatMap(({ reservations }) => reservations);
  assert.equal(all.length, said.reservations.length);
  for (const { address, data: it } of all) {
    const expected = said.reservations.find((line) => line['reservation'] === address);
    assert.ok(expected !== undefined);
    const { what, at } = market.next(it, chain.now);
    if (it.status === 1 || it.status === 2) assert.equal(what, expected['next']);
    same(
      {
        state: market.STATES[it.status],
        at,
        metered: market.metered(it, chain.now),
        downtime: market.downtime(it, chain.now),
        timeLeft: market.secondsLeft(it, chain.now),
        paidIn: it.locked,
        gpus: it.gpus,
      },
      expected,
    );
    if (it.status === 2) {
      const [all, pays] = [market.unpaid(it)?.supplier ?? 0n, BigInt(String(expected['nextSettlementPays']))];
      // Before the hold-back is over, only what is not held back can be paid.
      const isHeld = at !== undefined && BigInt(String(expected['nextSettlement'])) < at;
      assert.ok(isHeld ? 0n < pays && pays < all : pays === all, `${pays} of ${all}`);
    }
    // What the renter would get back by terminating now is what is not metered, once the least time due is over.
    const least = expected['minTimeDue'];
    if (it.status === 1 && market.metered(it, chain.now) >= BigInt(String(least ?? 0))) {
      assert.equal((it.locked - market.meteredCost(it, chain.now)).toString(), expected['refundIfTerminated']);
    }
  }
});

function supplierOf(address: unknown) {
  const it = chain.suppliers.get(address as Address);
  assert.ok(it !== undefined);
  return it;
}

function settled(supplier: Parameters<typeof claimable>[2]) {
  const found = claimable(chain.emissionsConfig, chain.ledger, supplier, chain.history, chain.hour);
  assert.ok(found !== undefined);
  return found;
}

const slashesOf = (address: Address) => chain.slashes.filter((it) => it.supplier === address);
