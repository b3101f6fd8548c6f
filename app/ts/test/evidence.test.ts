/** Answers, and what follows from each: `app/client/src/sending/evidence/tests.rs` writes `evidence.json`. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { blockhash, type TransactionError } from '@solana/kit';
import { Evidence, LIFETIME, type Conclusion } from '../src/sending/evidence';
import type { Status } from '../src/sending/node';

type StatusOf = { slot: number; sure: boolean; error: TransactionError | null };
type Step = {
  /** How it has ended, if that is known after this step. */
  concludes: { state: string; slot?: number; error?: TransactionError } | null;
  seen: boolean;
} & (
  /** Of a bank at that slot. */
  | { slot: number; status: StatusOf | null }
  | {
      /** Milliseconds. */
      age: number;
      tip: { slot: number; height: number };
      usable: { slot: number; value: boolean };
      found: { slot: number; value: StatusOf | null } | null;
      history: boolean;
    }
);
type Case = {
  table: string;
  life: { kind: 'blockhash' | 'nonce'; slot: number; lastHeight?: number | null };
  steps: Step[];
};

const all: Case[] = JSON.parse(readFileSync(join(__dirname, '../../test/evidence.json'), 'utf8'));
const HASH = blockhash('11111111111111111111111111111111');

const statusOf = (status: StatusOf | null): Status | undefined =>
  status === null ? undefined : { ...status, slot: BigInt(status.slot) };

function concludes(it: Evidence, step: Step): Conclusion | undefined {
  if ('status' in step) return it.status({ slot: BigInt(step.slot), value: statusOf(step.status) });
  const { age, tip, usable, found, history } = step;
  return it.look(age, {
    tip: { slot: BigInt(tip.slot), height: BigInt(tip.height) },
    usable: { slot: BigInt(usable.slot), value: usable.value },
    found: found === null ? undefined : { slot: BigInt(found.slot), value: statusOf(found.value) },
    history,
  });
}

/** This client sends nothing with a nonce, and knows the last height of each of its blockhashes. */
const known = all.flatMap(({ table, life: { slot, lastHeight }, steps }) =>
  typeof lastHeight === 'number' ? [{ table, slot, lastHeight, steps }] : [],
);

for (const table of new Set(all.map((it) => it.table))) {
  test(table, () => {
    const cases = known.filter((it) => it.table === table);
    assert.ok(cases.length > 0);
    for (const { slot, lastHeight, steps } of cases) {
      const it = new Evidence({ blockhash: HASH, slot: BigInt(slot), lastHeight: BigInt(lastHeight) });
      for (const [place, step] of steps.entries()) {
        const { slot: ended, ...rest } = step.concludes ?? {};
        const known = { ...rest, ...(ended !== undefined && { slot: BigInt(ended) }) };
        const expected = step.concludes === null ? undefined : known;
        const what = `step ${place} of ${JSON.stringify(steps)}`;
        assert.deepEqual(concludes(it, step), expected, what);
        assert.equal(it.seen, step.seen, what);
      }
    }
  });
}

test('no blockhash expires before 150 blocks of 250 ms', () => assert.equal(LIFETIME, 37_500));
