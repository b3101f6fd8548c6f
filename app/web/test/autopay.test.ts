/** What the page reads of autopays. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as marketplace from 'io-client/generated/marketplace';
import { isOpen } from 'io-client/reservation';
import { reader } from '../src/network/read';
import { recorded, serveRecording } from './rpc';

test('P-20: a reservation has the autopay of its payer, and none of an earlier one', async (t) => {
  const rpc = await serveRecording();
  t.after(() => rpc.close());
  const network = reader(rpc.url);
  const holdings = await Promise.all(recorded.renters.map((renter) => network.holdings(renter)));
  const all = holdings.flatMap(({ reservations }) => reservations);
  const found = all.find(({ data }) => isOpen(data)) ?? assert.fail('a reservation that waits or runs');
  assert.ok(holdings.every(({ autopays }) => autopays.size === 0));
  const { address, data } = found;
  const [pubkey] = await marketplace.findAutopayPda({ reservation: address });
  const set = (createdAt: bigint) => {
    const { payer, offer, currency } = data;
    const limits = { maxPriceMicroUsd: 2_000_000n, left: 7n, lead: 3_600, hours: 12, bounties: 1, shortSince: 0n };
    const bumps = { bump: 255, spenderBump: 255, padding: new Uint8Array(5) };
    const autopay = { reservation: address, payer, offer, createdAt, currency, ...limits, ...bumps };
    const bytes = Uint8Array.from(marketplace.getAutopayEncoder().encode(autopay));
    const account = {
      pubkey,
      owner: marketplace.MARKETPLACE_PROGRAM_ADDRESS,
      data: Buffer.from(bytes).toString('base64'),
    };
    rpc.accounts = [...recorded.accounts, account];
  };
  const left = async () => (await network.holdings(data.renter)).autopays.get(address)?.left;
  set(data.createdAt);
  assert.equal(await left(), 7n);
  set(data.createdAt - 1n);
  assert.equal(await left(), undefined);
});
