/** Votes by staked IO: realm proposals, what was decided, and with how much a wallet votes. */
import { isAddress, type Address } from '@solana/kit';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Governed } from 'io-client/realm';
import { duration, io } from '../format';
import { useFollowed, type Followed } from '../network/follow';
import type { Network } from '../network/use';
import type { Proposed, Voter, Votes } from '../network/votes';
import type { Mine } from '../wallet/use';
import { Facts, Key, Nothing, Section, When, Written } from '../parts/basics';
import { Table, type Column } from '../parts/table';
import { ProposalCard } from './votes/proposal';
import { standingOf, titleOf, type Standing } from './votes/standing';
import { Ask, Weight } from './votes/weight';

type View = { now: bigint; network: Network; about: string; mine: Mine };

/** Milliseconds from one refresh to the next. */
const EVERY = 6_000;

type Seen = { votes: Votes; voter: Voter | undefined };

/** The realm, and a voter in it if there is one. */
function useVotes(
  { reader, endpoint: { host } }: Network,
  whoIn: (votes: Votes) => Address | undefined,
  key: string,
): Followed<Seen> {
  const look = async () => {
    const votes = await reader.votes();
    const who = whoIn(votes);
    return { votes, voter: who === undefined ? undefined : await reader.voter(who, votes) };
  };
  return useFollowed(look, host, EVERY, [reader, key]);
}

/** `#votes/…` names a realm proposal or a voter; without a voter it is the connected wallet. */
export function VotesView({ now, network, about, mine }: View) {
  const whoIn = ({ proposals }: Votes): Address | undefined => {
    const isProposal = proposals.some(({ address }) => address === about);
    return isAddress(about) && !isProposal ? about : mine.address;
  };
  const { held, problem } = useVotes(network, whoIn, `${about} ${mine.address}`);
  const { votes, voter } = held ?? {};
  useEffect(() => {
    document.getElementById(about)?.scrollIntoView();
  }, [about, votes === undefined]);
  if (votes === undefined) {
    // The head of the page shows problems of the network.
    return <Nothing>{problem === undefined ? 'Loading …' : `${problem.what} ${problem.remedy}`}</Nothing>;
  }
  const { governed, authority, proposals } = votes;
  if (governed === undefined) {
    return (
      <>
        <Nothing>
          Nothing is voted on here: the authority of the programs is not the governance of a realm. It proposes changes itself, and
          each waits 48 hours: <code>io gov show</code>.
        </Nothing>
        <Facts facts={[['Authority of emissions', <Key address={authority} />]]} />
      </>
    );
  }
  const who = whoIn(votes);
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
      <Section title="Open">
        {open.length === 0 ? (
          <Nothing>
            Nothing is open. <code>io gov submit</code> submits a realm proposal.
          </Nothing>
        ) : (
          <div class="cards">{open.map(({ it }) => card(it))}</div>
        )}
      </Section>
      <Ask key={who} who={who} />
      {who !== undefined && voter !== undefined && <Weight who={who} voter={voter} governed={governed} now={now} />}
      {decided.length > 0 && <Decided rows={decided} now={now} about={about} card={card} />}
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
  const { governance, hasAccepted, staked } = governed;
  const { config } = governance;
  const rule = config.communityVoteThreshold;
  return (
    <>
      {!votesByStake && (
        <p class="wrong">The realm does not vote by staked IO: the weights on this page do not apply to it.</p>
      )}
      {hasCouncil && (
        <p class="wrong">The realm has a council, whose realm proposals are not shown here. They can execute as much as those of stakers.</p>
      )}
      {!hasAccepted && (
        <p class="paused" role="status">
          The realm does not govern yet: it was offered the authority, and must accept it by a vote.
        </p>
      )}
      {rule.__kind === 'YesVotePercentage' ? (
        <p class="lead">
          Staked IO votes on what governs the programs. All votes count for {duration(config.votingBaseTime)}, then only No
          for {duration(config.votingCoolOffTime)}, so that a Yes in the last second can be answered. What has passed can be
          executed {duration(config.minTransactionHoldUpTime)} later at the earliest, and a change of parameters waits 48 hours more. A
          vote passes with Yes of {rule.percent} % of all stake, {io(staked, 0)}, and more Yes than No.
          {config.communityVoteTipping !== 'Disabled' && ' It can end before its time.'} To propose, stake{' '}
          {io(config.minCommunityWeightToCreateProposal, 0)}.
        </p>
      ) : (
        <p class="wrong">
          Votes by stake are disabled in this realm: by its rules no vote of a staker can be cast, and nothing passes by staked IO.
        </p>
      )}
    </>
  );
}

/** Its accounts. */
const Realm = ({ governed: { at, treasury } }: { governed: Governed }) => (
  <Section title="Realm" note="The upgrade authority of the governance program could sign as the governance, by an upgrade.">
    <Facts
      facts={[
        ['Realm', <Key address={at.realm} look={false} />],
        ['Governance', <Key address={at.governance} look={false} />],
        ['Treasury', <Key address={treasury} look={false} />],
        ['Governance program', <Key address={at.program} look={false} />],
      ]}
    />
  </Section>
);

type History = { rows: readonly Row[]; now: bigint; about: string; card(it: Proposed): ComponentChildren };

/** What was decided, the last first. */
function Decided({ rows, now, about, card }: History) {
  const named = rows.find(({ it }) => it.address === about);
  const [chosen, setChosen] = useState<Address | undefined>();
  const row = rows.find(({ it }) => it.address === chosen) ?? named;
  const choose = (address: Address) => {
    setChosen(address);
    requestAnimationFrame(() => document.getElementById('decided')?.focus());
  };
  return (
    <Section title="Decided">
      <Table
        caption="Decided realm proposals"
        columns={columns(now, choose, row?.it.address)}
        rows={rows}
        keyOf={({ it }) => it.address}
        chosen={row?.it.address}
      />
      {row !== undefined && (
        <section id="decided" tabIndex={-1} aria-label="Decided realm proposal">
          {card(row.it)}
        </section>
      )}
    </Section>
  );
}

const columns = (now: bigint, choose: (address: Address) => void, chosen: Address | undefined): Column<Row>[] => [
  {
    name: 'Realm proposal',
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
  { name: 'Result', show: ({ standing }) => standing.state, by: ({ standing }) => standing.state },
  {
    name: 'Yes',
    number: true,
    show: ({ standing: { tally } }) => (tally === undefined ? '–' : io(tally.yes, 0)),
    by: ({ standing: { tally } }) => tally?.yes ?? -1n,
  },
  {
    name: 'No',
    number: true,
    show: ({ standing: { tally } }) => (tally === undefined ? '–' : io(tally.no, 0)),
    by: ({ standing: { tally } }) => tally?.no ?? -1n,
  },
  {
    name: 'Needed',
    number: true,
    show: ({ standing: { needed } }) => (needed === undefined ? '–' : io(needed, 0)),
    by: ({ standing: { needed } }) => needed ?? -1n,
  },
  {
    name: 'Ended',
    show: ({ standing: { end } }) => (end === undefined ? 'before its vote' : <When time={end} now={now} />),
    by: ({ standing: { end } }) => end ?? 0n,
  },
  {
    name: 'Details',
    show: ({ it }) => (
      <button type="button" aria-pressed={chosen === it.address} onClick={() => choose(it.address)}>
        Show<span class="hidden"> {titleOf(it)}</span>
      </button>
    ),
  },
];
