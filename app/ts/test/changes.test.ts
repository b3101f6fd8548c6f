/** Changes in words: every kind of every program, as Rust says it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changes, emissions, feeBurn, marketplace } from '../src';
import { bytes, vectorsOf } from './golden';
import { key } from './prepared';

const NOTHING: changes.InForce = {
  emissions: undefined,
  marketplace: undefined,
  feeBurn: undefined,
  models: undefined,
  council: undefined,
};

function decoded(program: string, data: string): changes.ProgramChange {
  switch (program) {
    case 'emissions':
      return { program, change: emissions.getChangeDecoder().decode(bytes(data)) };
    case 'marketplace':
      return { program, change: marketplace.getChangeDecoder().decode(bytes(data)) };
    case 'feeBurn':
      return { program, change: feeBurn.getChangeDecoder().decode(bytes(data)) };
    default:
      return assert.fail(program);
  }
}

test('every change is worded as Rust words it', () => {
  const seen = new Set<string>();
  for (const [program = '', data = '', ...words] of vectorsOf('change')) {
    const it = decoded(program, data);
    assert.equal(changes.changeWords(it), words.join(' '));
    assert.equal(changes.fromTo(it, NOTHING), words.join(' '));
    seen.add(`${program} ${it.change.__kind}`);
  }
  // As many as the programs have.
  const kinds = [emissions, marketplace, feeBurn].map(({ getChangeDecoder }) => {
    let count = 0;
    for (; count < 256; count += 1) {
      try {
        getChangeDecoder().decode(new Uint8Array(600).with(0, count));
      } catch {
        break;
      }
    }
    return count;
  });
  assert.equal(seen.size, kinds.reduce((sum, count) => sum + count));
});

test('every change is worded beside what is in force as Rust words it', () => {
  const account = (name: string) => bytes(vectorsOf('inForce').find(([of]) => of === name)?.[1] ?? assert.fail(name));
  const now: changes.InForce = {
    emissions: emissions.getConfigDecoder().decode(account('emissions')),
    models: emissions.getModelsDecoder().decode(account('models')),
    council: emissions.getCouncilDecoder().decode(account('council')),
    marketplace: marketplace.getConfigDecoder().decode(account('marketplace')),
    feeBurn: feeBurn.getConfigDecoder().decode(account('feeBurn')),
  };
  const seen = new Set<string>();
  for (const [program = '', data = '', ...words] of vectorsOf('changeFrom')) {
    const it = decoded(program, data);
    assert.equal(changes.fromTo(it, now), words.join(' '));
    seen.add(`${program} ${it.change.__kind}`);
  }
  const kinds = new Set(vectorsOf('change').map(([program = '', data = '']) => `${program} ${decoded(program, data).change.__kind}`));
  assert.deepEqual([...seen].sort(), [...kinds].sort());
});

test('what is in force is beside what a change sets', () => {
  const zero = emissions.getConfigDecoder().decode(new Uint8Array(emissions.getConfigSize()));
  const market = marketplace.getConfigDecoder().decode(new Uint8Array(marketplace.getConfigSize()));
  const burn = feeBurn.getConfigDecoder().decode(new Uint8Array(feeBurn.getConfigSize()));
  const models = emissions.getModelsDecoder().decode(new Uint8Array(emissions.getModelsSize()));
  const council = emissions.getCouncilDecoder().decode(new Uint8Array(emissions.getCouncilSize()));
  const h100 = { ...(models.models[3] ?? assert.fail()), name: new TextEncoder().encode('H100'.padEnd(32, '\0')), multiplier: 12_000 };
  const limits = { minPrice: 1_000_000_000n, maxPrice: 10n ** 15n, maxAge: 60, maxConfidenceBps: 50, maxDeviationBps: 1_000 };
  const now: changes.InForce = {
    emissions: { ...zero, stakePerUnit: 20_000_000_000n, unstakeCooldown: 1_209_600n },
    marketplace: { ...market, baseFeeBps: 25, usdcExtraFeeBps: 200, oracle: { ...market.oracle, ...limits } },
    feeBurn: { ...burn, bidFromBps: -300, bidToBps: 200, treasury: key(7) },
    models: { ...models, models: models.models.with(3, h100) },
    council: { ...council, attestors: council.attestors.with(0, key(6)), count: 1, threshold: 1 },
  };
  const of = (it: changes.ProgramChange) => changes.fromTo(it, now);
  const staked = (change: emissions.Change) => of({ program: 'emissions', change });
  const market1 = (change: marketplace.Change) => of({ program: 'marketplace', change });
  assert.equal(staked({ __kind: 'StakePerUnit', fields: [15_000_000_000n] }), 'stake-per-unit 200 → 150 IO');
  assert.equal(staked({ __kind: 'StakePerUnit', fields: [20_000_000_000n] }), 'stake-per-unit 200 IO, as it is now');
  assert.equal(staked({ __kind: 'UnstakeCooldown', fields: [1_209_601n] }), 'unstake-cooldown 14 d → 1209601 s');
  assert.equal(
    market1({ __kind: 'Fees', baseBps: 50, usdcExtraBps: 200 }),
    'fees: 0.25 → 0.5 % of each side, 2 % more in USDC',
  );
  assert.equal(
    of({ program: 'feeBurn', change: { __kind: 'Bid', fromBps: -100, toBps: 0 } }),
    'bid: from -300 → -100 bps to 200 → 0 bps',
  );
  assert.equal(staked({ __kind: 'Multiplier', model: 3, multiplier: 15_000 }), 'multiplier of H100: 1.2 → 1.5 units');
  assert.equal(staked({ __kind: 'Multiplier', model: 4, multiplier: 15_000 }), 'multiplier of model 4: 1.5 units');
  const [stays, joins] = [key(6), key(7)].map((it) => changes.changeWords({
    program: 'emissions',
    change: { __kind: 'Council', attestors: [it], threshold: 1 },
  }).split(': ')[1]);
  assert.equal(
    staked({ __kind: 'Council', attestors: [key(6), key(7)], threshold: 2 }),
    `council of 1 → 2, of whom 1 → 2 must agree: ${stays}, ${joins}; in: ${key(7)}`,
  );
  assert.ok(staked({ __kind: 'Council', attestors: [key(7)], threshold: 1 }).endsWith(`; in: ${key(7)}; out: ${key(6)}`));
  assert.match(staked({ __kind: 'Council', attestors: [key(6)], threshold: 1 }), /, as it is now$/);
  assert.equal(
    market1({ __kind: 'Oracle', fields: [{ ...limits, maxAge: 90 }] }),
    'oracle: 0.001 to 1000 USD, at most 1 min → 90 s old, a confidence of at most 0.5 %, 10 % from its average',
  );
  assert.equal(
    market1({ __kind: 'Oracle', fields: [{ ...limits, minPrice: 2_000_000_000n }] }).slice(0, 33),
    'oracle: 0.001 → 0.002 to 1000 USD',
  );
  const treasury = of({ program: 'feeBurn', change: { __kind: 'CouncilTreasury', fields: [key(8)] } });
  assert.ok(treasury.startsWith(`council-treasury ${key(7)}`) && treasury.includes(` → ${key(8)}`), treasury);
  // What was not read has no first value.
  assert.equal(changes.fromTo({ program: 'emissions', change: { __kind: 'StakePerUnit', fields: [1n] } }, NOTHING), 'stake-per-unit 0.00000001 IO');
});
