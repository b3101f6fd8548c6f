/** A realm proposal: what it executes, how its vote stands, and the commands for it. */
import { inForceFrom, voteOf, type Act, type Governed, type VoteRecord } from 'io-client/realm';
import { visible } from '../../chain/text';
import { io, moment } from '../../format';
import type { Endpoint } from '../../network/endpoint';
import type { Proposed } from '../../network/votes';
import { Command, Facts, Key, Tag, When, Written } from '../../parts/basics';
import { commandOf } from '../market';
import { standingOf, type Standing } from './standing';

type View = {
  it: Proposed;
  governed: Governed;
  now: bigint;
  endpoint: Endpoint;
  /** The vote of the wallet that the view is about; undefined without one. */
  vote: VoteRecord | undefined;
};

export const titleOf = ({ proposal }: Proposed): string => visible(proposal.name) || 'without a title';

export function ProposalCard({ it, governed, now, endpoint, vote }: View) {
  const standing = standingOf(it, governed, now);
  const { address, proposal, contents } = it;
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
      <Executes contents={contents} standing={standing} now={now} />
      {standing.end !== undefined && <Count standing={standing} it={it} />}
      <Facts
        facts={[
          ['Realm proposal', <Key address={address} look={false} />],
          ...(standing.phase === 'All' && standing.times !== undefined
            ? [['Yes counts until', <When time={standing.times.allUntil} now={now} />] as const]
            : []),
          ...(standing.end === undefined
            ? []
            : [[now > standing.end ? 'Ended' : 'Ends', <When time={standing.end} now={now} />] as const]),
          ...(standing.executedFrom === undefined
            ? []
            : [['Can be executed', <When time={standing.executedFrom} now={now} />] as const]),
          ...(vote === undefined ? [] : [['Vote of this wallet', <Cast vote={vote} />] as const]),
          ...(proposal.descriptionLink === ''
            ? []
            : [['Link, by the proposer', <Written>{visible(proposal.descriptionLink)}</Written>] as const]),
        ]}
      />
      {commands.length > 0 && (
        <Command lines={commands.map((words) => commandOf(endpoint, [words]))} endpoint={endpoint} />
      )}
    </article>
  );
}

/** What can be done now. */
function commandsOf({ address, proposal }: Proposed, standing: Standing, vote: VoteRecord | undefined, now: bigint): string[] {
  const { phase, tally, executedFrom } = standing;
  if (phase === 'Ended') return [`gov finalize ${address}`];
  if (executedFrom !== undefined && now >= executedFrom) return [`gov execute ${address}`];
  if (proposal.state !== 'Voting' || phase === undefined) return [];
  if (vote !== undefined) return [`gov withdraw-vote ${address}`];
  if (tally === undefined) return [];
  const no = `gov vote ${address} no`;
  return phase === 'All' ? [`gov vote ${address} yes`, no] : [no];
}

const Cast = ({ vote }: { vote: VoteRecord }) => (
  <>
    {voteOf(vote) ?? 'neither Yes nor No'}, with {io(vote.voterWeight, 2)}
  </>
);

function Executes({ contents: { acts, hidden }, standing, now }: Pick<Proposed, 'contents'> & { standing: Standing; now: bigint }) {
  if (acts.length === 0 && hidden === 0) return <p class="note">It executes nothing: it asks for an opinion.</p>;
  return (
    <>
      <ol class="acts" aria-label="What it executes">
        {acts.map((act, place) => (
          <li key={place}>
            <Written>{visible(act.words)}</Written>
            {act.isChange && standing.mayPass && standing.end !== undefined && (
              <small class="block">in force from {moment(inForceFrom(act, standing.end))} at the earliest</small>
            )}
            {act.executedAt !== undefined && (
              <small class="block">
                executed <When time={act.executedAt} now={now} />
              </small>
            )}
            {!act.isOfSuite && <Foreign act={act} />}
          </li>
        ))}
      </ol>
      {hidden > 0 && (
        <p class="wrong">
          {hidden === 1 ? '1 transaction' : `${hidden} transactions`} that cannot be read here: nobody can say from this page what
          a Yes does. <code>io gov vote</code> votes Yes on it only with <code>--blind</code>.
        </p>
      )}
    </>
  );
}

/** An instruction that is not of the suite, whole. */
function Foreign({ act: { stored } }: { act: Act }) {
  return (
    <>
      <small class="block warn">not of this suite: it can do everything that the governance and the treasury can sign</small>
      <details>
        <summary>
          Program and {stored.accounts.length} accounts<span class="hidden"> of this instruction</span>
        </summary>
        <ul class="accounts">
          <li>
            <Key address={stored.programId} look={false} /> program
          </li>
          {stored.accounts.map(({ pubkey, isSigner, isWritable }, place) => (
            <li key={place}>
              <Key address={pubkey} look={false} />
              {isSigner && ' signs'}
              {isWritable && ' may change'}
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

/** Yes, No and what is needed, in figures and as a bar. */
function Count({ standing: { tally, needed, outlook }, it: { proposal } }: { standing: Standing; it: Proposed }) {
  if (tally === undefined) {
    return (
      <>
        <p class="note">It has several options, or none to reject it. This page shows votes of Yes or No only.</p>
        <Facts facts={proposal.options.map(({ label, voteWeight }) => [visible(label) || 'without a name', io(voteWeight, 2)])} />
      </>
    );
  }
  const part = needed === undefined || needed === 0n ? 1 : Math.min(1, Number((tally.yes * 10_000n) / needed) / 10_000);
  return (
    <>
      <Facts
        facts={[
          ['Yes', io(tally.yes, 2)],
          ['Needed', needed === undefined ? 'stakers do not vote' : io(needed, 2)],
          ['No', io(tally.no, 2)],
        ]}
      />
      <progress value={part} max="1" aria-label="Yes, as a part of the Yes needed" />
      {outlook !== undefined && <p class="note">It {outlook}.</p>}
    </>
  );
}
