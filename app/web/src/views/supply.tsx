/** The supply of IO: what was minted, burned and locked, what circulates, and what is to come. */
import { calendar, chart, CONTRADICTIONS, supplyOf, type Clock } from 'io-client/supply';
import { countedOf, isLaunched, type Chain } from '../network/chain';
import { genesisFor, type Genesis } from '../network/genesis';
import type { Network } from '../network/use';
import { Nothing } from '../parts/basics';
import { English } from '../parts/language';
import { useTexts } from '../texts';
import { CalendarOf } from './supply/calendar';
import { ChartOf } from './supply/chart';
import { useEscrows, type Lock } from './supply/escrows';
import { Figures } from './supply/figures';
import { Differences, Locks } from './supply/locks';

type View = { chain: Chain; now: bigint; network: Network; genesis: Genesis };

export function SupplyView({ chain, now, network, genesis }: View) {
  const t = useTexts();
  const known = genesisFor(genesis, chain.market.ioMint);
  const { locks, problem } = useEscrows('table' in known ? known.table : undefined, network, chain.now);
  if (!isLaunched(chain)) {
    return <Nothing>{t.supply.notLaunched(<code>io migrate plan</code>)}</Nothing>;
  }
  if ('none' in known) return <Shown chain={chain} now={now} locks={undefined} why={known.none(t)} />;
  if (locks === undefined) {
    // The head of the page shows problems of the network.
    return <Nothing>{problem === undefined ? t.page.loading : `${problem.what} ${problem.remedy}`}</Nothing>;
  }
  return <Shown chain={chain} now={now} locks={locks} />;
}

type Known = { chain: Chain; now: bigint; locks: readonly Lock[] | undefined; why?: string };

function Shown({ chain, now, locks, why }: Known) {
  const t = useTexts();
  // A lock that is not as the table says is not counted.
  const counted = (locks ?? []).filter(({ differs }) => differs.length === 0).map(({ locked }) => locked);
  const supply = supplyOf(countedOf(chain), counted, chain.now);
  if ('refused' in supply) {
    return (
      <Nothing>
        {t.supply.contradict(<English>{CONTRADICTIONS[supply.refused]}</English>, <code>io audit</code>)}
      </Nothing>
    );
  }
  const schedules = counted.map(({ schedule }) => schedule);
  const clock: Clock = chain.ledger;
  return (
    <>
      {locks !== undefined && <Differences locks={locks} />}
      <Figures supply={supply} chain={chain} hasTable={locks !== undefined} />
      <Locks locks={locks} why={why} now={now} />
      <CalendarOf months={calendar(schedules, clock, chain.now)} hasTable={locks !== undefined} />
      <ChartOf points={chart(schedules, clock)} now={chain.now} hasTable={locks !== undefined} />
    </>
  );
}
