/** Votes by staked IO: realm proposals, what was decided, and with how much a wallet votes. */
import { isAddress, type Address } from '@solana/kit';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Governed } from 'io-client/realm';
import { duration, io, percent } from '../format';
import { useFollowed, type Followed } from '../network/follow';
import type { Network } from '../network/use';
import type { Proposed, Voter, Votes } from '../network/votes';
import type { Mine } from '../wallet/use';
import { Facts, hide, Key, Nothing, Section, When, Written } from '../parts/basics';
import { Table, type Column } from '../parts/table';
import { texts, useTexts } from '../texts';
import { ProposalCard } from './votes/proposal';
import { standingOf, titleOf, type Standing } from './votes/standing';
import { Ask, Weight } from './votes/weight';

type View = { now: bigint; network: Network; about: string; visit: number; mine: Mine };

/** Milliseconds from one refresh to the next. */
const EVERY = 6_000;

type Seen = { votes: Votes; who: Address | undefined; voter: Voter | undefined };

/** The realm, and a voter in it if there is one. */
function useVotes(
  { reader, endpoint: { host } }: Network,
  whoIn: (votes: Votes) => Address | undefined,
  key: string,
): Followed<Seen> {
  const look = async () => {
    const votes = await reader.votes();
    const who = whoIn(votes);
    return { votes, who, voter: who === undefined ? undefined : await reader.voter(who, votes) };
  };
  return useFollowed(look, host, EVERY, [reader, key]);
}

/** `#votes/…` names a realm proposal or a voter; without a voter it is the connected wallet. */
export function VotesView({ now, network, about, visit, mine }: View) {
  const { page, votes: t } = useTexts();
  const whoIn = ({ proposals }: Votes): Address | undefined => {
    const isProposal = proposals.some(({ address }) => address === about);
    return isAddress(about) && !isProposal ? about : mine.address;
  };
  const { held, problem } = useVotes(network, whoIn, `${about} ${mine.address}`);
  const { votes } = held ?? {};
  useEffect(() => {
    document.getElementById(about)?.scrollIntoView();
  }, [about, votes === undefined]);
  if (votes === undefined) {
    // The head of the page shows problems of the network.
    return <Nothing>{problem === undefined ? page.loading : `${problem.what} ${problem.remedy}`}</Nothing>;
  }
  const { governed, authority, proposals } = votes;
  if (governed === undefined) {
    return (
      <>
        <Nothing>{t.noRealm(<code>io gov show</code>)}</Nothing>
        <Facts facts={[[t.authority, <Key address={authority} />]]} />
      </>
    );
  }
  const who = whoIn(votes);
  // Not that of the address before.
  const voter = held?.who === who ? held?.voter : undefined;
  const all = proposals.map((it) => ({ it, standing: standingOf(it, governed, now) }));
  const open = all.filter(({ standing }) => standing.isOpen).sort(byEnd);
  const decided = all.filter(({ standing }) => !standing.isOpen).sort((a, b) => byEnd(b, a));
  const card = (it: Proposed) => (
    <ProposalCard
      key={it.address}
      it={it}
      all={proposals}
      governed={governed}
      now={now}
      endpoint={network.endpoint}
      vote={voter?.votes.get(it.address)}
    />
  );
  return (
    <>
      <Rules governed={governed} votes={votes} />
      {problem !== undefined && <p class="wrong">{`${problem.what} ${problem.remedy}`}</p>}
      <Section title={t.open}>
        {open.length === 0 ? (
          <Nothing>{t.nothingOpen(<code>io gov submit</code>)}</Nothing>
        ) : (
          <div class="cards">{open.map(({ it }) => card(it))}</div>
        )}
      </Section>
      <Ask key={who} who={who} />
      {who !== undefined && voter !== undefined && <Weight who={who} voter={voter} governed={governed} now={now} />}
      {decided.length > 0 && <Decided key={visit} rows={decided} now={now} about={about} card={card} />}
      <Realm governed={governed} />
    </>
  );
}

type Row = { it: Proposed; standing: Standing };

/** The one whose vote ends first, first; drafts last. */
function byEnd({ standing: a }: Row, { standing: b }: Row): number {
  if (a.end === b.end) return 0;
  if (a.end === undefined || b.end === undefined) return a.end === undefined ? 1 : -1;
  return a.end < b.end ? -1 : 1;
}

/** Who votes on what, for how long, and what is needed. */
function Rules({ governed, votes: { votesByStake, hasCouncil } }: { governed: Governed; votes: Votes }) {
  const t = useTexts().votes;
  const { governance, hasAccepted, staked } = governed;
  const { config } = governance;
  const rule = config.communityVoteThreshold;
  return (
    <>
      {!votesByStake && (
        <p class="wrong">{t.otherWeights}</p>
      )}
      {hasCouncil && (
        <p class="wrong">{t.hasCouncil}</p>
      )}
      {!hasAccepted && (
        <p class="paused" role="status">
          {t.notAccepted}
        </p>
      )}
      {rule.__kind === 'YesVotePercentage' ? (
        <p class="lead">
          {t.rules(
            {
              base: duration(config.votingBaseTime),
              coolOff: duration(config.votingCoolOffTime),
              holdUp: duration(config.minTransactionHoldUpTime),
              percent: percent(rule.percent * 100, 0),
              staked: io(staked, 0),
              least: io(config.minCommunityWeightToCreateProposal, 0),
            },
            config.communityVoteTipping !== 'Disabled',
          )}
        </p>
      ) : (
        <p class="wrong">
          {t.disabled}
        </p>
      )}
    </>
  );
}

/** Its accounts. */
function Realm({ governed: { at, treasury } }: { governed: Governed }) {
  const t = useTexts().votes.realm;
  return (
    <Section title={t.title} note={t.note}>
      <Facts
        facts={[
          [t.realm, <Key address={at.realm} look={false} />],
          [t.governance, <Key address={at.governance} look={false} />],
          [t.treasury, <Key address={treasury} look={false} />],
          [t.program, <Key address={at.program} look={false} />],
        ]}
      />
    </Section>
  );
}

type History = { rows: readonly Row[]; now: bigint; about: string; card(it: Proposed): ComponentChildren };

/** What was decided, the last first. */
function Decided({ rows, now, about, card }: History) {
  const t = useTexts().votes.decided;
  const named = rows.find(({ it }) => it.address === about);
  const [chosen, setChosen] = useState<Address | undefined>();
  const row = rows.find(({ it }) => it.address === chosen) ?? named;
  const choose = (address: Address) => {
    setChosen(address);
    requestAnimationFrame(() => document.getElementById('decided')?.focus());
  };
  return (
    <Section title={t.title}>
      <Table
        caption={t.caption}
        columns={columns(now, choose, row?.it.address)}
        rows={rows}
        keyOf={({ it }) => it.address}
        chosen={row?.it.address}
        inLink
      />
      {row !== undefined && (
        <section id="decided" tabIndex={-1} aria-label={t.chosen}>
          {card(row.it)}
        </section>
      )}
    </Section>
  );
}

function columns(now: bigint, choose: (address: Address) => void, chosen: Address | undefined): Column<Row>[] {
  const t = texts().votes.decided;
  return [
    {
      id: 'title',
      name: t.proposal,
      show: ({ it }) => (
        <>
          <strong class="block">
            <Written>{titleOf(it)}</Written>
          </strong>
          <Key address={it.address} look={false} />
        </>
      ),
      by: ({ it }) => titleOf(it),
    },
    { id: 'result', name: t.result, show: ({ standing }) => standing.state, by: ({ standing }) => standing.state },
    {
      id: 'yes',
      name: t.yes,
      number: true,
      show: ({ standing: { tally } }) => (tally === undefined ? '–' : io(tally.yes, 0)),
      by: ({ standing: { tally } }) => tally?.yes ?? -1n,
    },
    {
      id: 'no',
      name: t.no,
      number: true,
      show: ({ standing: { tally } }) => (tally === undefined ? '–' : io(tally.no, 0)),
      by: ({ standing: { tally } }) => tally?.no ?? -1n,
    },
    {
      id: 'needed',
      name: t.needed,
      number: true,
      show: ({ standing: { needed } }) => (needed === undefined ? '–' : io(needed, 0)),
      by: ({ standing: { needed } }) => needed ?? -1n,
    },
    {
      id: 'ended',
      name: t.ended,
      show: ({ standing: { end } }) => (end === undefined ? t.beforeVote : <When time={end} now={now} />),
      by: ({ standing: { end } }) => end ?? 0n,
    },
    {
      id: 'details',
      name: t.details,
      show: ({ it }) => (
        <button type="button" aria-pressed={chosen === it.address} onClick={() => choose(it.address)}>
          {t.show(titleOf(it), hide)}
        </button>
      ),
    },
  ];
}
