/** With how much a wallet votes, and why. */
import { isAddress, type Address } from '@solana/kit';
import { useState } from 'preact/hooks';
import { votesOf, type Governed, type Part } from 'io-client/realm';
import { io, share } from '../../format';
import type { Voter } from '../../network/votes';
import { Figure, Key, Nothing, Section, When } from '../../parts/basics';
import { Table, type Column } from '../../parts/table';
import { texts, useTexts } from '../../texts';

/** Delegations for which a vote has room in a transaction before version 1. */
const ROOM = 8;

export function Ask({ who }: { who: Address | undefined }) {
  const { basics, votes: t } = useTexts();
  const [text, setText] = useState<string>(who ?? '');
  const [isWrong, setWrong] = useState(false);
  const show = (event: Event) => {
    event.preventDefault();
    const trimmed = text.trim();
    if (!isAddress(trimmed)) return setWrong(true);
    setWrong(false);
    location.hash = `#votes/${trimmed}`;
  };
  return (
    <form class="ask" onSubmit={show}>
      <label for="voter">{t.ask}</label>
      <div>
        <input
          id="voter"
          type="text"
          autocomplete="off"
          spellcheck={false}
          value={text}
          aria-invalid={isWrong}
          aria-describedby="voter-problem"
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit">{basics.show}</button>
      </div>
      <p id="voter-problem" class="wrong" role="alert">
        {isWrong && basics.notAddress}
      </p>
    </form>
  );
}

type View = { who: Address; voter: Voter; governed: Governed; now: bigint };

export function Weight({ who, voter: { parts, delegate }, governed: { staked }, now }: View) {
  const t = useTexts().votes.weight;
  const votes = votesOf(parts);
  const voting = parts.filter((it) => it.votes > 0n);
  return (
    <Section
      title={t.title}
      note={t.note}
    >
      <dl class="figures">
        <Figure
          name={t.votes}
          value={io(votes, 2)}
          note={staked > 0n ? t.ofStakedPart(io(staked, 0), share(votes, staked)) : t.ofStaked(io(staked, 0))}
        />
        <Figure
          name={t.delegate}
          value={delegate === undefined ? t.nobody : ''}
          note={delegate === undefined ? t.nobodyNote : <Key address={delegate} />}
        />
      </dl>
      {parts.length === 0 ? (
        <Nothing>{t.nothing(<code>io stake delegate</code>)}</Nothing>
      ) : (
        <Table caption={t.caption(who)} columns={columns(now)} rows={parts} keyOf={({ supplier, isOwn }) => `${supplier} ${isOwn}`} />
      )}
      {voting.length > ROOM && (
        <p class="note">
          {t.room(ROOM)}
        </p>
      )}
    </Section>
  );
}

/** Why a part of the stake votes as it does; nothing if all of it votes. */
function Why({ part, now }: { part: Part; now: bigint }) {
  const t = useTexts().votes.weight;
  if (part.isOwn && part.votes < part.stake) return <>{t.newOwner(<When time={part.votesFrom} now={now} />)}</>;
  if (!part.isWeighed) return <>{t.notWeighed}</>;
  if (part.follows.length > 0) return <>{t.follows(part.follows.length)}</>;
  return <>–</>;
}

function columns(now: bigint): Column<Part>[] {
  const t = texts().votes.weight;
  return [
    {
      id: 'supplier',
      name: t.supplier,
      show: ({ supplier, isOwn }) => (
        <>
          <Key address={supplier} />
          {isOwn && <small class="block">{t.own}</small>}
        </>
      ),
    },
    { id: 'stake', name: t.stake, number: true, show: ({ stake }) => io(stake, 2) },
    { id: 'votes', name: t.votes, number: true, show: ({ votes }) => <strong>{io(votes, 2)}</strong> },
    { id: 'why', name: t.why, show: (part) => <Why part={part} now={now} /> },
  ];
}
