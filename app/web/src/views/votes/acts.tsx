/** What a realm proposal executes, whole, with what a voter has to know about it. */
import { hexOf, inForceFrom, executableFrom, isOvertaken, overtakenBy, type Act, type Governed } from 'io-client/realm';
import { visible } from '../../chain/text';
import { duration, moment } from '../../format';
import type { Proposed } from '../../network/votes';
import { hide, Key, When, Written } from '../../parts/basics';
import { English } from '../../parts/language';
import { useTexts } from '../../texts';
import { titleOf, type Standing } from './standing';

type View = { it: Proposed; all: readonly Proposed[]; governed: Governed; standing: Standing; now: bigint };

export function Executes({ it, all, governed, standing, now }: View) {
  const t = useTexts().votes.acts;
  const { acts, hidden } = it.contents;
  if (acts.length === 0 && hidden === 0) return <p class="note">{t.nothing}</p>;
  const overtaken = standing.isOpen ? overtakenBy(it, all, governed.inForce) : [];
  return (
    <>
      <ol class="acts" aria-label={t.name}>
        {acts.map((act, place) => (
          <li key={place}>
            <English>
              <Written>{visible(act.words)}</Written>
            </English>
            {act.change !== undefined && standing.mayPass && standing.end !== undefined && (
              <small class="block">{t.inForce(moment(inForceFrom(act, standing.end)))}</small>
            )}
            {act.executedAt !== undefined && (
              <small class="block">{t.executed(<When time={act.executedAt} now={now} />)}</small>
            )}
            {!act.isOfSuite && (
              <small class="block warn">{t.foreign}</small>
            )}
            {act.executedAt === undefined && standing.mayPass && <Obstacles act={act} governed={governed} end={standing.end} />}
            {!act.isWhole && <Whole act={act} />}
          </li>
        ))}
      </ol>
      <Order acts={acts} />
      {overtaken.length > 0 && (
        <p class="wrong">
          {t.overtakes(
            overtaken.map((other, place) => (
              <span key={other.address}>
                {place > 0 && ', '}
                <a href={`#votes/${other.address}`}>
                  <Written>{titleOf(other)}</Written>
                </a>
              </span>
            )),
          )}
        </p>
      )}
      {hidden > 0 && (
        <p class="wrong">
          {t.hidden(hidden)}
          {standing.tally !== undefined && t.blind(<code>io gov vote</code>, <code>--blind</code>)}
        </p>
      )}
    </>
  );
}

/** What keeps others from executing it in time. */
function Obstacles({ act, governed, end }: { act: Act; governed: Governed; end: bigint | undefined }) {
  const t = useTexts().votes.acts;
  const least = governed.governance.config.minTransactionHoldUpTime;
  return (
    <>
      {act.signers.map((signer) => (
        <small key={signer} class="block warn">
          {t.signer(<Key address={signer} look={false} />)}
        </small>
      ))}
      {act.holdUpTime > least && (
        <small class="block warn">
          {end === undefined
            ? t.waits(duration(act.holdUpTime), duration(least))
            : t.waitsUntil(duration(act.holdUpTime), duration(least), moment(executableFrom(end, act.holdUpTime)))}
        </small>
      )}
      {isOvertaken(act, governed.inForce) && (
        <small class="block warn">{t.overtaken}</small>
      )}
    </>
  );
}

/** That transactions wait for no other. */
function Order({ acts }: { acts: readonly Act[] }) {
  const t = useTexts().votes.acts;
  const left = acts.filter(({ executedAt }) => executedAt === undefined);
  const count = new Set(left.map(({ transaction }) => transaction)).size;
  if (count < 2) return null;
  const changes = left.flatMap(({ change, transaction }) => (change === undefined ? [] : [{ ...change, transaction }]));
  const isLosable = changes.some((one) =>
    changes.some((other) => other.program === one.program && other.transaction !== one.transaction),
  );
  return (
    <p class={isLosable ? 'wrong' : 'note'}>
      {t.anyOrder(count)}
      {isLosable && t.losable}
    </p>
  );
}

/** Accounts, arguments and data of an instruction that the words do not say whole. */
function Whole({ act: { isOfSuite, accounts, arguments: given, stored } }: { act: Act }) {
  const t = useTexts().votes.acts;
  return (
    <details open>
      <summary>{t.accounts(hide)}</summary>
      <ul class="accounts">
        {!isOfSuite && <li>{t.program(<Key address={stored.programId} look={false} />)}</li>}
        {accounts.map(({ name, address, isSigner, isWritable }, place) => (
          <li key={place}>
            {name === undefined ? t.account(place + 1) : <English>{name}</English>}{' '}
            {address === undefined ? t.noAccount : <Key address={address} look={false} />}
            {address !== undefined && isSigner && t.signs}
            {address !== undefined && isWritable && t.mayChange}
          </li>
        ))}
        {given.map(([name, value]) => (
          <li key={name}>
            <English>
              {name} = {value}
            </English>
          </li>
        ))}
        <li>{t.data(<code>{hexOf(stored.data) || t.noData}</code>)}</li>
      </ul>
    </details>
  );
}
