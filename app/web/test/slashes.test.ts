/** Slashes as the page reads and follows them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { earning, follow, hasFollowed, stateOf } from 'io-client/slashes';
import { ONE_IO } from 'io-client/math';
import { claimable, owedTo } from 'io-client/rewards';
import { holds } from 'io-client/stake';
import { reader } from '../src/network/read';
import { recorded, serveRecording } from './rpc';
import { slashed, slashedSupplier } from './slashed';

test('p11 stake is shown as it is once it has followed the slashes', async () => {
  const rpc = await serveRecording(slashed());
  const network = reader(rpc.url);
  const chain = await network.chain(true);
  const staker = recorded.stakers[0] ?? assert.fail();
  const [keyed] = (await network.holdings(staker)).delegations;
  await rpc.close();
  const [delegation, supplier] = [keyed?.data, chain.suppliers.get(slashedSupplier)];
  assert.ok(delegation && supplier);
  assert.deepEqual(chain.slashes.map(stateOf), ['executed', 'open', 'dropped', 'open']);
  assert.ok(!hasFollowed(delegation, supplier));

  const { delegation: it, slashes } = follow(delegation, chain.slashes);
  assert.deepEqual(
    slashes.map(({ number, reason }) => [number, reason]),
    [
      [0, 1],
      [1, 1],
      [2, 1],
    ],
  );
  assert.ok(hasFollowed(it, supplier));
  assert.deepEqual([earning(it), it.active], [7_000n * ONE_IO, 5_600n * ONE_IO]);
  assert.deepEqual(
    holds(it).map(({ slash, active }) => [slash, active]),
    [[2, 1_400n * ONE_IO]],
  );
  // What was taken earned up to the end of its slash, and nothing since.
  const settled = claimable(chain.emissionsConfig, chain.ledger, supplier, chain.history, chain.hour);
  assert.ok(settled !== undefined);
  const later = settled.stakeIndex + (1n << 64n);
  assert.ok(owedTo(it, later) < owedTo(delegation, later));
});
