/** With how much a wallet votes, and why. */
import { isAddress, type Address } from '@solana/kit';
import { useState } from 'preact/hooks';
import { votesOf, type Governed, type Part } from 'io-client/realm';
import { io, percent } from '../../format';
import type { Voter } from '../../network/votes';
import { Figure, Key, Nothing, Section, When } from '../../parts/basics';
import { Table, type Column } from '../../parts/table';

/** Delegations for which a vote has room in a transaction before version 1. */
const ROOM = 8;

export function Ask({ who }: { who: Address | undefined }) {
  const [text, setText] = useState<string>(who ?? '');
  const [wrong, setWrong] = useState<string | undefined>();
  const show = (event: Event) => {
    event.preventDefault();
    const trimmed = text.trim();
    if (!isAddress(trimmed)) return setWrong('This is not an address: an address has 32 to 44 letters and digits.');
    setWrong(undefined);
    location.hash = `#votes/${trimmed}`;
  };
  return (
    <form class="ask" onSubmit={show}>
      <label for="voter">Address of a staker, to see its votes</label>
      <div>
        <input
          id="voter"
          type="text"
          autocomplete="off"
          spellcheck={false}
          value={text}
          aria-invalid={wrong !== undefined}
          aria-describedby="voter-problem"
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit">Show</button>
      </div>
      <p id="voter-problem" class="wrong" role="alert">
        {wrong}
      </p>
    </form>
  );
}

type View = { who: Address; voter: Voter; governed: Governed; now: bigint };

export function Weight({ who, voter: { parts, delegate }, governed: { staked }, now }: View) {
  const votes = votesOf(parts);
  const voting = parts.filter((it) => it.votes > 0n);
  return (
    <Section
      title="Weight"
      note="Active stake has votes, also while a slash holds it. Cooling stake has none. Own stake of a supplier has none for 14 days after a change of owner."
    >
      <dl class="figures">
        <Figure
          name="Votes"
          value={io(votes, 2)}
          note={`of ${io(staked, 0)} staked${staked > 0n ? `, ${percent((votes * 10_000n) / staked)}` : ''}`}
        />
        <Figure
          name="Delegate"
          value={delegate === undefined ? 'nobody' : ''}
          note={delegate === undefined ? 'may vote for it' : <Key address={delegate} />}
        />
      </dl>
      {parts.length === 0 ? (
        <Nothing>
          This address has no active stake here: <code>io stake delegate</code> stakes, and the stake votes at once.
        </Nothing>
      ) : (
        <Table caption={`Stake of ${who}`} columns={columns(now)} rows={parts} keyOf={({ supplier, isOwn }) => `${supplier} ${isOwn}`} />
      )}
      {voting.length > ROOM && (
        <p class="note">
          A vote has room for {ROOM} delegations, or 24 where the network has transactions of version 1. The smallest are left out.
        </p>
      )}
    </Section>
  );
}

/** Why a part of the stake votes as it does; nothing if all of it votes. */
function Why({ part, now }: { part: Part; now: bigint }) {
  if (part.isOwn && part.votes < part.stake) {
    return (
      <>
        new owner: votes <When time={part.votesFrom} now={now} />
      </>
    );
  }
  if (!part.isWeighed) return <>the supplier is closed, or a slash cannot be followed</>;
  if (part.follows.length > 0) {
    return <>{part.follows.length === 1 ? 'a slash' : `${part.follows.length} slashes`} to follow: io gov vote does it first</>;
  }
  return <>–</>;
}

const columns = (now: bigint): Column<Part>[] => [
  {
    name: 'Supplier',
    show: ({ supplier, isOwn }) => (
      <>
        <Key address={supplier} />
        {isOwn && <small class="block">own stake</small>}
      </>
    ),
  },
  { name: 'Stake', number: true, show: ({ stake }) => io(stake, 2) },
  { name: 'Votes', number: true, show: ({ votes }) => <strong>{io(votes, 2)}</strong> },
  { name: 'Why', show: (part) => <Why part={part} now={now} /> },
];
