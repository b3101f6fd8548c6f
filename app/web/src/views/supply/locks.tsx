/** The locks of the genesis supply, escrow by escrow. */
import { nextRelease, stillLocked, unlocked } from 'io-client/supply';
import { less } from 'io-client/math';
import { away, io, moment } from '../../format';
import { Key, Nothing, Section } from '../../parts/basics';
import { English } from '../../parts/language';
import { Table } from '../../parts/table';
import { useTexts } from '../../texts';
import type { Lock } from './escrows';

export function Differences({ locks }: { locks: readonly Lock[] }) {
  const t = useTexts().supply.locks;
  const count = locks.filter(({ differs }) => differs.length > 0).length;
  if (count === 0) return null;
  return (
    <p class="paused" role="alert">
      <strong>{t.differ(count)}</strong> {t.differNote(<code>io migrate verify</code>)}
    </p>
  );
}

type View = { locks: readonly Lock[] | undefined; why: string | undefined; now: bigint };

export function Locks({ locks, why, now }: View) {
  const t = useTexts().supply.locks;
  if (locks === undefined) {
    return (
      <Section title={t.title}>
        <Nothing>{t.none(why ?? '')}</Nothing>
      </Section>
    );
  }
  if (locks.length === 0) {
    return (
      <Section title={t.title}>
        <Nothing>{t.nothing}</Nothing>
      </Section>
    );
  }
  const next = ({ locked }: Lock) => nextRelease(locked.schedule, now);
  return (
    <Section
      title={t.title}
      note={t.note}
    >
      <Table
        caption={t.title}
        rows={locks}
        keyOf={({ place }) => place.escrow}
        columns={[
          {
            id: 'category',
            name: t.category,
            show: ({ place }) => place.share.category,
            by: ({ place }) => place.share.category,
          },
          { id: 'recipient', name: t.recipient, show: ({ place }) => <Key address={place.share.owner} /> },
          { id: 'escrow', name: t.escrow, show: ({ place }) => <Key address={place.escrow} look={false} /> },
          {
            id: 'locked',
            name: t.locked,
            number: true,
            show: ({ locked, differs }) =>
              differs.length > 0 ? (
                <span class="warn">{t.differs(<English>{differs.join(', ')}</English>)}</span>
              ) : (
                io(stillLocked(locked.schedule, now), 2)
              ),
            by: ({ locked, differs }) => (differs.length > 0 ? -1n : stillLocked(locked.schedule, now)),
          },
          {
            id: 'claimable',
            name: t.claimable,
            number: true,
            show: (it) => (it.differs.length > 0 ? '–' : io(claimable(it, now), 2)),
            by: (it) => (it.differs.length > 0 ? -1n : claimable(it, now)),
          },
          {
            id: 'next',
            name: t.next,
            show: (it) => {
              const release = next(it);
              if (release === undefined) return t.released;
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
