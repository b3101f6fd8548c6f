/** A staker's stake with a supplier, and slashes of it. */
import type { Address } from '@solana/kit';
import type { ComponentChildren } from 'preact';
import type * as emissions from 'io-client/generated/emissions';
import { reasonWords } from 'io-client/reasons';
import { BREACH, earning, follow, hasFollowed, stateOf } from 'io-client/slashes';
import { claimable, owedTo } from 'io-client/rewards';
import { holds, unlocks } from 'io-client/stake';
import { io } from '../format';
import { modelOf, type Chain } from '../network/chain';
import type { Keyed } from '../network/decode';
import type { Endpoint } from '../network/endpoint';
import { Command, Facts, Key, Tag, When } from '../parts/basics';
import { English } from '../parts/language';
import { texts, useTexts } from '../texts';
import { commandOf } from './market';

type Fact = readonly [string, ComponentChildren];
type Stake = { delegation: Keyed<emissions.Delegation>; chain: Chain; now: bigint; endpoint: Endpoint };

/** The delegation as it stands once it has followed the slashes of its supplier. */
export function Staked({ delegation, chain, now, endpoint }: Stake) {
  const { page, stake: t } = useTexts();
  const supplier = chain.suppliers.get(delegation.data.supplier);
  if (supplier === undefined) return null;
  const { delegation: it, slashes } = follow(delegation.data, slashesOf(chain, delegation.data.supplier));
  const settled = claimable(chain.emissionsConfig, chain.ledger, supplier, chain.history, chain.hour);
  // Until the lists are read again, supplier and slashes may be older than the delegation.
  const known = hasFollowed(it, supplier);
  const owed = settled && owedTo(it, settled.stakeIndex);
  const unlocked = unlocks(it).some(({ unlocksAt }) => unlocksAt <= now);
  const commands = [
    ...(known && owed !== undefined && owed > 0n ? [`stake claim ${it.supplier}`] : []),
    ...(unlocked ? [`stake withdraw ${it.supplier}`] : []),
  ];
  return (
    <article class="card">
      <header>
        <h3>{modelOf(chain, supplier.model)}</h3>
        {supplier.slashes.openCount > 0 && <Tag tone="warn">{t.slashOpen}</Tag>}
      </header>
      <p class="big">
        {io(earning(it), 2)} <small>{t.earning}</small>
      </p>
      <Facts
        facts={[
          [t.supplier, <Key address={it.supplier} />],
          [
            t.rewards,
            !known ? page.loading : owed === undefined ? t.settleFirst : io(owed),
          ],
          [t.claimed, io(it.claimed)],
          ...(it.movableAt > now
            ? [[t.movable, <When time={it.movableAt} now={now} />] as const]
            : []),
          ...unlocks(it).map(
            ({ unstakeRequest, amount, unlocksAt }) =>
              [
                t.unstaked(unstakeRequest),
                <>
                  {io(amount, 2)}
                  <small class="block">
                    {unlocksAt > now ? t.unlocks(<When time={unlocksAt} now={now} />) : t.unlocked}
                  </small>
                </>,
              ] as const,
          ),
          ...holds(it).map((held) => heldFact(held, slashesOf(chain, it.supplier), now)),
          ...(slashes.length > 0
            ? [[t.following, t.followingNote] as const]
            : []),
        ]}
      />
      {commands.length > 0 && (
        <Command lines={commands.map((words) => commandOf(endpoint, [words]))} endpoint={endpoint} />
      )}
    </article>
  );
}

const slashesOf = ({ slashes }: Chain, supplier: Address) => slashes.filter((it) => it.supplier === supplier);

const nameOf = ({ reason, number }: emissions.Slash): string =>
  reason === BREACH ? texts().stake.breach(number) : texts().stake.slash(number);

/** Stake of a delegation that an open slash holds. */
function heldFact({ active, cooling, slash }: emissions.Held, all: readonly emissions.Slash[], now: bigint): Fact {
  const t = texts().stake;
  const it = all.find(({ opened }) => opened === slash);
  return [
    it === undefined ? t.held : it.reason === BREACH ? t.heldByBreach(it.number) : t.heldBySlash(it.number),
    <>
      {io(active + cooling, 2)}
      {active > 0n && <small class="block">{t.heldEarns(io(active, 2))}</small>}
      {cooling > 0n && <small class="block">{t.heldUnstaked(io(cooling, 2))}</small>}
      {it !== undefined && <About it={it} now={now} />}
    </>,
  ];
}

/** The slashes of a supplier, the next due first, with amount and state. */
export const slashFacts = (chain: Chain, supplier: Address, now: bigint): Fact[] =>
  slashesOf(chain, supplier)
    .toSorted((a, b) => Number(a.dueAt - b.dueAt))
    .map((it) => [
      nameOf(it),
      <>
        {io(it.amount, 2)}
        <About it={it} now={now} />
      </>,
    ]);

/** Its reason and its state. */
const About = ({ it, now }: { it: emissions.Slash; now: bigint }) => (
  <>
    <small class="block">
      <English>{reasonWords(it.reason)}</English>
    </small>
    <small class="block">
      <Standing it={it} now={now} />
    </small>
  </>
);

function Standing({ it, now }: { it: emissions.Slash; now: bigint }) {
  const t = useTexts().stake;
  const state = stateOf(it);
  if (state !== 'open') return <>{t[state]}</>;
  if (now > it.lapsesAt) return <>{t.lapsed}</>;
  return (
    <>
      {now < it.dueAt
        ? t.due(<When time={it.dueAt} now={now} />)
        : t.lapses(<When time={it.lapsesAt} now={now} />)}
    </>
  );
}
