/** The locks of the genesis supply, escrow by escrow. */
import { nextRelease, stillLocked, unlocked } from 'io-client/supply';
import { less } from 'io-client/math';
import { away, io, moment } from '../../format';
import { Key, Nothing, Section } from '../../parts/basics';
import { Table } from '../../parts/table';
import type { Lock } from './escrows';

export function Differences({ locks }: { locks: readonly Lock[] }) {
  const count = locks.filter(({ differs }) => differs.length > 0).length;
  if (count === 0) return null;
  return (
    <p class="paused" role="alert">
      <strong>
        {count === 1 ? 'One escrow is' : `${count} escrows are`} not as the genesis table says, and not counted as
        locked.
      </strong>{' '}
      What differs is named below. <code>io migrate verify</code> shows what was expected and what was found.
    </p>
  );
}

export function Locks({
  locks,
  why,
  now,
}: {
  locks: readonly Lock[] | undefined;
  why: string | undefined;
  now: bigint;
}) {
  const title = 'Locks of the genesis supply';
  if (locks === undefined) {
    return (
      <Section title={title}>
        <Nothing>No table. {why}</Nothing>
      </Section>
    );
  }
  if (locks.length === 0) {
    return (
      <Section title={title}>
        <Nothing>The genesis table locks nothing.</Nothing>
      </Section>
    );
  }
  const next = ({ locked }: Lock) => nextRelease(locked.schedule, now);
  return (
    <Section
      title={title}
      note="In escrows of Jupiter Lock, which nobody can cancel or redirect. Each releases equal parts, 730 hours apart, to its recipient."
    >
      <Table
        caption={title}
        rows={locks}
        keyOf={({ place }) => place.escrow}
        columns={[
          { name: 'Category', show: ({ place }) => place.share.category, by: ({ place }) => place.share.category },
          { name: 'Recipient', show: ({ place }) => <Key address={place.share.owner} /> },
          { name: 'Escrow', show: ({ place }) => <Key address={place.escrow} look={false} /> },
          {
            name: 'Locked',
            number: true,
            show: ({ locked, differs }) =>
              differs.length > 0 ? (
                <span class="warn">differs: {differs.join(', ')}</span>
              ) : (
                io(stillLocked(locked.schedule, now), 2)
              ),
            by: ({ locked, differs }) => (differs.length > 0 ? -1n : stillLocked(locked.schedule, now)),
          },
          {
            name: 'Claimable',
            number: true,
            show: (it) => (it.differs.length > 0 ? '–' : io(claimable(it, now), 2)),
            by: (it) => (it.differs.length > 0 ? -1n : claimable(it, now)),
          },
          {
            name: 'Next release',
            show: (it) => {
              const release = next(it);
              if (release === undefined) return 'all released';
              return `${io(release.amount, 2)} ${away(release.time, now)}, ${moment(release.time)}`;
            },
            by: (it) => next(it)?.time ?? 1n << 64n,
          },
        ]}
      />
    </Section>
  );
}

const claimable = ({ locked: { schedule, claimed } }: Lock, now: bigint): bigint =>
  less(unlocked(schedule, now), claimed);
