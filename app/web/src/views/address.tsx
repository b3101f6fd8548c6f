/** What an address rents, has staked and supplies. */
import { isAddress, type Address } from '@solana/kit';
import { useEffect, useState } from 'preact/hooks';
import type * as emissions from 'io-client/generated/emissions';
import type * as marketplace from 'io-client/generated/marketplace';
import { modelOf, type Chain } from '../network/chain';
import { problemOf, type Problem } from '../network/problems';
import type { Balances, Position } from '../network/read';
import type { Network } from '../network/use';
import type { Mine } from '../network/wallets';
import {
  Currency,
  downtime,
  isDisputed,
  gross,
  leasedGpus,
  metered,
  meteredCost,
  next,
  requiredStake,
  secondsBooked,
  secondsLeft,
  STATES,
} from '../chain/market';
import { claimable } from '../chain/rewards';
import { delegatedStake } from '../chain/stake';
import { padded } from '../chain/text';
import { duration, grouped, io, percent, sol, usdc, units } from '../format';
import { Facts, Figure, Key, Nothing, Section, Tag, When, Written } from '../parts/basics';
import { slashFacts, Staked } from './stake';

type View = { chain: Chain; now: bigint; network: Network; about: string; mine: Mine };

/** Of the address in the page's own, or else of the wallet that was connected. */
export function AddressView({ chain, now, network, about: named, mine }: View) {
  const about = named === '' ? (mine.address ?? '') : named;
  return (
    <>
      <h1>Address</h1>
      <Ask key={about} about={about} mine={mine} />
      {isAddress(about) ? (
        <Positions key={about} of={about} chain={chain} now={now} network={network} />
      ) : (
        <Nothing>
          Give an address, or take that of a wallet: the page shows what it rents, what it has staked, and what it
          supplies.
        </Nothing>
      )}
    </>
  );
}

function Ask({ about, mine }: { about: string; mine: Mine }) {
  const [text, setText] = useState(about);
  const [wrong, setWrong] = useState(
    about === '' || isAddress(about) ? undefined : 'That is no address: it has 32 to 44 letters and digits.',
  );
  const show = (address: string) => {
    const trimmed = address.trim();
    if (!isAddress(trimmed)) return setWrong('That is no address: it has 32 to 44 letters and digits.');
    setWrong(undefined);
    location.hash = `#address/${trimmed}`;
  };
  return (
    <form
      class="ask"
      onSubmit={(event) => {
        event.preventDefault();
        show(text);
      }}
    >
      <label for="who">Address of a renter, staker, supplier or its operator</label>
      <div>
        <input
          id="who"
          type="text"
          autocomplete="off"
          spellcheck={false}
          value={text}
          aria-invalid={wrong !== undefined}
          aria-describedby="who-problem"
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit">Show</button>
        {mine.wallets.map((wallet) => (
          <button
            key={wallet.name}
            type="button"
            class="quiet"
            onClick={() =>
              mine.connect(wallet).then(
                (address) => (address === undefined ? setWrong(`${wallet.name} has given no address.`) : show(address)),
                () => setWrong(`${wallet.name} has not connected: allow it there, or type the address.`),
              )
            }
          >
            From {wallet.name}
          </button>
        ))}
      </div>
      <p id="who-problem" class="wrong" role="alert">
        {wrong}
      </p>
    </form>
  );
}

/** Milliseconds from one look at the positions to the next. */
const EVERY = 6_000;

function usePosition(
  of: Address,
  { reader, endpoint: { host } }: Network,
): { position: Position | undefined; problem: Problem | undefined } {
  const [state, setState] = useState<ReturnType<typeof usePosition>>({ position: undefined, problem: undefined });
  useEffect(() => {
    let stopped = false;
    const look = () =>
      reader.position(of).then(
        (position) => !stopped && setState({ position, problem: undefined }),
        (error: unknown) => !stopped && setState((state) => ({ ...state, problem: problemOf(error, host) })),
      );
    void look();
    const timer = setInterval(() => !document.hidden && void look(), EVERY);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [of, reader, host]);
  return state;
}

function Positions({ of, chain, now, network }: Omit<View, 'about' | 'mine'> & { of: Address }) {
  const { position, problem } = usePosition(of, network);
  const supplies = [...chain.suppliers].filter(([address, { owner, operator, payout }]) =>
    [address, owner, operator, payout].includes(of),
  );
  if (position === undefined) {
    // The head of the page says what is wrong with the network.
    return <Nothing>{problem === undefined ? 'Looking …' : `${problem.what} ${problem.remedy}`}</Nothing>;
  }
  const { balances, reservations, delegations } = position;
  const held = <Held balances={balances} />;
  if (reservations.length === 0 && delegations.length === 0 && supplies.length === 0) {
    return (
      <>
        {held}
        <Nothing>
          This address rents nothing here, has staked nothing and supplies nothing. Look whether it is of this network,
          or <a href="#market">see the market</a>.
        </Nothing>
      </>
    );
  }
  const newest = reservations.toSorted((a, b) => Number(b.data.createdAt - a.data.createdAt));
  return (
    <>
      {held}
      {newest.length > 0 && (
        <Section title="Reservations">
          <div class="cards">
            {newest.map(({ address, data }) => (
              <Rented key={address} address={address} it={data} chain={chain} now={now} />
            ))}
          </div>
        </Section>
      )}
      {delegations.length > 0 && (
        <Section title="Stake">
          <div class="cards">
            {delegations.map((it) => (
              <Staked key={it.address} position={it} chain={chain} now={now} />
            ))}
          </div>
        </Section>
      )}
      {supplies.length > 0 && (
        <Section title="Supplies">
          <div class="cards">
            {supplies.map(([address, it]) => (
              <Supplied key={address} address={address} it={it} of={of} chain={chain} now={now} />
            ))}
          </div>
        </Section>
      )}
    </>
  );
}

/** What is in the wallet itself. */
const Held = ({ balances: { sol: lamports, io: ios, usdc: usdcs } }: { balances: Balances }) => (
  <dl class="figures">
    <Figure name="SOL" value={sol(lamports)} note="pays for transactions" />
    <Figure name="IO" value={io(ios, 8)} note="in the wallet, not staked" />
    <Figure name="USDC" value={usdc(usdcs, 6)} note="in the wallet, not locked" />
  </dl>
);

const ENDS = [
  '',
  'ran its time',
  'ended by the renter',
  'broken off by the supplier',
  'declined',
  'not started in time',
  'left for downtime',
  'ended by the renter in the first minutes',
];

type Rent = { address: Address; it: marketplace.Reservation; chain: Chain; now: bigint };

function Rented({ address, it, chain, now }: Rent) {
  const money = (amount: bigint) => (it.currency === Currency.Io ? io(amount) : usdc(amount, 4));
  const state = STATES[it.status] ?? 'unknown';
  const { what, at } = next(it, now);
  const [booked, left] = [secondsBooked(it), secondsLeft(it, now)];
  const model = chain.offers.find(({ address }) => address === it.offer)?.data.model;
  const down = downtime(it, now);
  return (
    <article class="card">
      <header>
        <h3>
          {it.gpus} × {model === undefined ? 'GPU' : modelOf(chain, model)}
        </h3>
        <Tag tone={state}>{state}</Tag>
      </header>
      <p class="big">
        {state === 'active'
          ? duration(left)
          : state === 'reserved'
            ? duration(at > now ? at - now : 0n)
            : (ENDS[it.endReason] ?? state)}
        <small>{state === 'active' ? ' left' : state === 'reserved' ? ' for the supplier to start' : ''}</small>
      </p>
      {it.status >= 1 && (
        <progress value={Number(booked - left)} max={Number(booked)} aria-label="Part of the time that has passed" />
      )}
      <Facts
        facts={[
          ['Reservation', <Key address={address} look={false} />],
          ['Supplier', <Key address={it.supplier} />],
          [
            `${what[0]?.toUpperCase()}${what.slice(1)}`,
            state === 'finished' ? 'nothing more' : <When time={at} now={now} />,
          ],
          ['On the meter', duration(metered(it, now))],
          ['Cost so far, with your fee', money(meteredCost(it, now))],
          ['An hour', money(gross(it, 3_600n))],
          ['Locked', money(it.locked)],
          ...(it.paid.renter > 0n ? [['Paid back', money(it.paid.renter)] as const] : []),
          ...(down > 0n ? [['Downtime, not paid for', duration(down)] as const] : []),
          ...(isDisputed(it) ? [['Dispute', `open, deposit ${money(it.dispute.deposit)}`] as const] : []),
        ]}
      />
    </article>
  );
}

type Supply = { address: Address; it: emissions.Supplier; of: Address; chain: Chain; now: bigint };

function Supplied({ address, it, of, chain, now }: Supply) {
  const settled = claimable(chain.emissionsConfig, chain.ledger, it, chain.history, chain.hour);
  const gpus = leasedGpus(it, now);
  const book = chain.books.get(address);
  const role =
    of === address ? 'supplier' : of === it.owner ? 'owner' : of === it.operator ? 'operator' : 'payout wallet';
  const cooling = it.stake.ownTickets.filter(({ amount }) => amount > 0n);
  return (
    <article class="card">
      <header>
        <h3>
          {gpus} × {modelOf(chain, it.model)}
        </h3>
        <Tag>{role}</Tag>
      </header>
      <p class="big">
        {settled === undefined ? 'settle to know' : io(settled.bySupplier)} <small>to claim</small>
      </p>
      <Facts
        facts={[
          ['Supplier', <Key address={address} look={of !== address} />],
          ['Pays out to', <Key address={it.payout} />],
          ['Claimed so far', io(it.rewards.claimed)],
          [
            'Attestation',
            gpus === 0 ? (
              'none'
            ) : (
              <>
                ends <When time={it.lease.endsAt} now={now} />
              </>
            ),
          ],
          ['Units that earn', units(it.units.next)],
          ['Own stake', io(it.stake.own, 2)],
          ['Delegated', io(delegatedStake(it.stake), 2)],
          ['Required', io(requiredStake(it.lease, gpus), 2)],
          ['Commission', percent(it.commission.bps)],
          ['GPUs reserved', grouped(book?.reservedGpus ?? 0)],
          ['Reservations not paid off', grouped(book?.openReservations ?? 0)],
          ...cooling.map(
            ({ amount, held, unlocksAt }) =>
              [
                'Own stake, unstaked',
                <>
                  {io(amount, 2)}, <When time={unlocksAt} now={now} />
                  {held > 0n && <small class="block">{io(held, 2)} of it held by slashes</small>}
                </>,
              ] as const,
          ),
          ...(it.slashes.open > 0n ? [['Held by open slashes', io(it.slashes.open, 2)] as const] : []),
          ...slashFacts(chain, address, now),
          ...(it.slashes.taken > 0n ? [['Slashed so far', io(it.slashes.taken, 2)] as const] : []),
          ['Endpoint', <Written>{padded(it.endpoint) || 'none'}</Written>],
        ]}
      />
    </article>
  );
}
