/** What the page reads of autopays, and shows of one while a dispute is open. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Address } from '@solana/kit';
import * as marketplace from 'io-client/generated/marketplace';
import { isOpen } from 'io-client/reservation';
import { reader } from '../src/network/read';
import { changed, RESERVATION } from './changed';
import { open, options, type Opened } from './opened';
import { recorded, serveRecording } from './rpc';

type Rented = { address: Address; data: marketplace.Reservation };

/** The account of an autopay for this reservation, or for another that was made at the same address at another time. */
async function autopayOf({ address, data }: Rented, createdAt = data.createdAt) {
  const [pubkey] = await marketplace.findAutopayPda({ reservation: address });
  const { payer, offer, currency } = data;
  const limits = { maxPriceMicroUsd: 2_000_000n, left: 7n, lead: 3_600, hours: 12, bounties: 1, shortSince: 0n };
  const bumps = { bump: 255, spenderBump: 255, padding: new Uint8Array(5) };
  const autopay = { reservation: address, payer, offer, createdAt, currency, ...limits, ...bumps };
  const bytes = Uint8Array.from(marketplace.getAutopayEncoder().encode(autopay));
  return { pubkey, owner: marketplace.MARKETPLACE_PROGRAM_ADDRESS, data: Buffer.from(bytes).toString('base64') };
}

test('P-20: a reservation has the autopay of its payer, and none of an earlier one', async (t) => {
  const rpc = await serveRecording();
  t.after(() => rpc.close());
  const network = reader(rpc.url);
  const holdings = await Promise.all(recorded.renters.map((renter) => network.holdings(renter)));
  const all = holdings.flatMap(({ reservations }) => reservations);
  const found = all.find(({ data }) => isOpen(data)) ?? assert.fail('a reservation that waits or runs');
  assert.ok(holdings.every(({ autopays }) => autopays.size === 0));
  const { address, data } = found;
  const set = async (createdAt: bigint) => {
    rpc.accounts = [...recorded.accounts, await autopayOf(found, createdAt)];
  };
  const left = async () => (await network.holdings(data.renter)).autopays.get(address)?.left;
  await set(data.createdAt);
  assert.equal(await left(), 7n);
  await set(data.createdAt - 1n);
  assert.equal(await left(), undefined);
});

describe('autopay on the page', options, () => {
  let it: Opened;
  before(async () => {
    it = await open();
  });
  after(async () => await it?.close());

  test('P-20: while a dispute is open, the page says that autopay waits, and when the reservation then ends', async () => {
    const renter = recorded.renters[0] ?? assert.fail();
    const { reservations } = await reader(it.rpc.url).holdings(renter);
    const running = reservations.find(({ data }) => data.status === 1) ?? assert.fail('a reservation that runs');
    const autopay = await autopayOf(running);
    /** What its card says of autopay, with a dispute of this deposit. */
    const shown = async (deposit: bigint) => {
      const disputed = changed(recorded.accounts, RESERVATION, ({ dispute }) => ({ dispute: { ...dispute, deposit } }));
      await it.load(`${it.page}#address/${renter}`, [...disputed, autopay]);
      await it.shows('Autopay');
      return await it.browser.value<string>(
        `[...document.querySelectorAll('dt')].find((it) => it.innerText === 'Autopay').nextElementSibling.innerText`,
      );
    };
    const waits = /^waits until the dispute is over: without an extension by hand the reservation ends in \d/;
    assert.match(await shown(1n), waits);
    assert.match(await shown(0n), /^adds 12 h at a time/);
  });
});
