/** A realm proposal: what it executes, how its vote stands, and the commands for it. */
import { voteOf, type Counts, type Governed, type VoteRecord } from 'io-client/realm';
import { visible } from '../../chain/text';
import { io } from '../../format';
import type { Endpoint } from '../../network/endpoint';
import type { Proposed } from '../../network/votes';
import { Command, Facts, Key, Tag, When, Written } from '../../parts/basics';
import { useTexts, type Texts } from '../../texts';
import { commandOf } from '../market';
import { Executes } from './acts';
import { standingOf, titleOf, type Standing } from './standing';

type View = {
  it: Proposed;
  /** All realm proposals, among which it may overtake some. */
  all: readonly Proposed[];
  governed: Governed;
  now: bigint;
  endpoint: Endpoint;
  /** The vote of the wallet that the view is about; undefined without one. */
  vote: VoteRecord | undefined;
};

export function ProposalCard({ it, all, governed, now, endpoint, vote }: View) {
  const t = useTexts().votes.card;
  const standing = standingOf(it, governed, now);
  const { address, proposal } = it;
  const commands = commandsOf(it, standing, vote, now);
  return (
    <article class="card" id={address}>
      <header>
        <h3>
          <a href={`#votes/${address}`}>
            <Written>{titleOf(it)}</Written>
          </a>
        </h3>
        <Tag tone={standing.tone}>{standing.state}</Tag>
      </header>
      <Executes it={it} all={all} governed={governed} standing={standing} now={now} />
      {standing.end !== undefined && <Count standing={standing} it={it} />}
      <Facts
        facts={[
          [t.proposal, <Key address={address} look={false} />],
          ...(standing.phase === 'All' && standing.times !== undefined
            ? [[t.yesUntil, <When time={standing.times.allUntil} now={now} />] as const]
            : []),
          ...(standing.end === undefined
            ? []
            : [[now > standing.end ? t.ended : t.ends, <When time={standing.end} now={now} />] as const]),
          ...(standing.executedFrom === undefined
            ? []
            : [[t.executable, <When time={standing.executedFrom} now={now} />] as const]),
          ...(vote === undefined ? [] : [[t.vote, <Cast vote={vote} />] as const]),
          ...(proposal.descriptionLink === ''
            ? []
            : [[t.link, <Written>{visible(proposal.descriptionLink)}</Written>] as const]),
        ]}
      />
      {commands.map((words) => (
        <Command key={words} lines={[commandOf(endpoint, [words])]} endpoint={endpoint} />
      ))}
    </article>
  );
}

/** What can be done now: one of these, so each is copied by itself. */
function commandsOf({ address, proposal }: Proposed, standing: Standing, vote: VoteRecord | undefined, now: bigint): string[] {
  const { phase, counts, tally, needed, executedFrom } = standing;
  if (phase === 'Ended') return [`gov finalize ${address}`];
  if (executedFrom !== undefined && now >= executedFrom) return [`gov execute ${address}`];
  if (proposal.state !== 'Voting' || phase === undefined) return [];
  if (vote !== undefined) return [`gov withdraw-vote ${address}`];
  if (counts === undefined || needed === undefined) return [];
  const no = `gov vote ${address} no`;
  return phase === 'All' && tally !== undefined ? [`gov vote ${address} yes`, no] : [no];
}

function Cast({ vote }: { vote: VoteRecord }) {
  const t = useTexts().votes.card;
  const [cast, weight] = [voteOf(vote), io(vote.voterWeight, 2)];
  return <>{cast === undefined ? t.castOther(weight) : t.cast[cast](weight)}</>;
}

/** Yes, No and what is needed, in figures and as a bar. */
function Count({ standing, it: { proposal } }: { standing: Standing; it: Proposed }) {
  const t = useTexts().votes.card;
  const { counts, tally, needed, outlook } = standing;
  if (counts === undefined) {
    const options = proposal.options.map(({ label, voteWeight: yes }) => ({ label, yes }));
    return (
      <>
        <p class="note">{t.survey}</p>
        <Facts facts={ofOptions(options, t)} />
      </>
    );
  }
  const least = needed === undefined ? t.noThreshold : io(needed, 2);
  if (tally === undefined) {
    return (
      <>
        <p class={standing.phase === undefined ? 'note' : 'wrong'}>{t.several}</p>
        <Facts facts={[...ofOptions(counts.options, t), [t.neededOfEach, least], [t.no, io(counts.no, 2)]]} />
        {outlook !== undefined && <p class="note">{outlook}</p>}
      </>
    );
  }
  const part = needed === undefined || needed === 0n ? 1 : Math.min(1, Number((tally.yes * 10_000n) / needed) / 10_000);
  return (
    <>
      <Facts
        facts={[
          [t.yes, io(tally.yes, 2)],
          [t.needed, least],
          [t.no, io(tally.no, 2)],
        ]}
      />
      <progress value={part} max="1" aria-label={t.part} />
      {outlook !== undefined && <p class="note">{outlook}</p>}
    </>
  );
}

/** Yes of each option. Their names are by the proposer, and may be the same. */
const ofOptions = (options: Counts['options'], t: Texts['votes']['card']): [string, string][] =>
  options.map(({ label, yes }, place) => [t.option(place + 1, visible(label) || t.unnamed), io(yes, 2)]);
