/** What a realm proposal executes, whole, with what a voter has to know about it. */
import { hexOf, inForceFrom, executableFrom, isOvertaken, overtakenBy, type Act, type Governed } from 'io-client/realm';
import { visible } from '../../chain/text';
import { duration, moment } from '../../format';
import type { Proposed } from '../../network/votes';
import { Key, When, Written } from '../../parts/basics';
import { titleOf, type Standing } from './standing';

type View = { it: Proposed; all: readonly Proposed[]; governed: Governed; standing: Standing; now: bigint };

export function Executes({ it, all, governed, standing, now }: View) {
  const { acts, hidden } = it.contents;
  if (acts.length === 0 && hidden === 0) return <p class="note">It executes nothing: it asks for an opinion.</p>;
  const overtaken = standing.isOpen ? overtakenBy(it, all, governed.inForce) : [];
  return (
    <>
      <ol class="acts" aria-label="What it executes">
        {acts.map((act, place) => (
          <li key={place}>
            <Written>{visible(act.words)}</Written>
            {act.change !== undefined && standing.mayPass && standing.end !== undefined && (
              <small class="block">in force from {moment(inForceFrom(act, standing.end))} at the earliest</small>
            )}
            {act.executedAt !== undefined && (
              <small class="block">
                executed <When time={act.executedAt} now={now} />
              </small>
            )}
            {!act.isOfSuite && (
              <small class="block warn">not of this suite: it can do everything that the governance and the treasury can sign</small>
            )}
            {act.executedAt === undefined && standing.mayPass && <Obstacles act={act} governed={governed} end={standing.end} />}
            {!act.isWhole && <Whole act={act} />}
          </li>
        ))}
      </ol>
      <Order acts={acts} />
      {overtaken.length > 0 && (
        <p class="wrong">
          Once it is executed, changes with lower numbers cannot be, those of{' '}
          {overtaken.map((other, place) => (
            <span key={other.address}>
              {place > 0 && ', '}
              <a href={`#votes/${other.address}`}>
                <Written>{titleOf(other)}</Written>
              </a>
            </span>
          ))}
          .
        </p>
      )}
      {hidden > 0 && (
        <p class="wrong">
          {hidden === 1 ? '1 transaction' : `${hidden} transactions`} that cannot be read here: nobody can say from this page what
          a Yes does.
          {standing.tally !== undefined && (
            <>
              {' '}
              <code>io gov vote</code> votes Yes on it only with <code>--blind</code>.
            </>
          )}
        </p>
      )}
    </>
  );
}

/** What keeps others from executing it in time. */
function Obstacles({ act, governed, end }: { act: Act; governed: Governed; end: bigint | undefined }) {
  const least = governed.governance.config.minTransactionHoldUpTime;
  return (
    <>
      {act.signers.map((signer) => (
        <small key={signer} class="block warn">
          <Key address={signer} look={false} /> has to sign its execution: without that nobody can execute it
        </small>
      ))}
      {act.holdUpTime > least && (
        <small class="block warn">
          waits {duration(act.holdUpTime)} after the vote, where the rules ask for {duration(least)}
          {end !== undefined && `: executed from ${moment(executableFrom(end, act.holdUpTime))} at the earliest`}
        </small>
      )}
      {isOvertaken(act, governed.inForce) && (
        <small class="block warn">cannot be executed: its program has taken a change with this number or a higher one</small>
      )}
    </>
  );
}

/** That transactions wait for no other. */
function Order({ acts }: { acts: readonly Act[] }) {
  const left = acts.filter(({ executedAt }) => executedAt === undefined);
  const count = new Set(left.map(({ transaction }) => transaction)).size;
  if (count < 2) return null;
  const changes = left.flatMap(({ change, transaction }) => (change === undefined ? [] : [{ ...change, transaction }]));
  const isLosable = changes.some((one) =>
    changes.some((other) => other.program === one.program && other.transaction !== one.transaction),
  );
  return (
    <p class={isLosable ? 'wrong' : 'note'}>
      These {count} transactions can be executed in any order, each by itself.
      {isLosable && ' Once a change with a higher number is executed, those of the same program with lower numbers cannot be.'}
    </p>
  );
}

/** Accounts, arguments and data of an instruction that the words do not say whole. */
const Whole = ({ act: { isOfSuite, accounts, arguments: given, stored } }: { act: Act }) => (
  <details open>
    <summary>
      Accounts and data<span class="hidden"> of this instruction</span>
    </summary>
    <ul class="accounts">
      {!isOfSuite && (
        <li>
          program <Key address={stored.programId} look={false} />
        </li>
      )}
      {accounts.map(({ name, address, isSigner, isWritable }, place) => (
        <li key={place}>
          {name ?? `account ${place + 1}`} {address === undefined ? 'none' : <Key address={address} look={false} />}
          {address !== undefined && isSigner && ' signs'}
          {address !== undefined && isWritable && ' may change'}
        </li>
      ))}
      {given.map(([name, value]) => (
        <li key={name}>
          {name} = {value}
        </li>
      ))}
      <li>
        data <code>{hexOf(stored.data) || 'none'}</code>
      </li>
    </ul>
  </details>
);
