/** Reservations, stake and suppliers of an address. */
import { isAddress, type Address } from '@solana/kit';
import { useState } from 'preact/hooks';
import type * as emissions from 'io-client/generated/emissions';
import { modelOf, type Chain } from '../network/chain';
import type { Endpoint } from '../network/endpoint';
import { useFollowed } from '../network/follow';
import type { Balances } from '../network/read';
import type { Network } from '../network/use';
import type { Mine } from '../wallet/use';
import { attestedGpus, requiredStake } from 'io-client/offers';
import { claimable } from 'io-client/rewards';
import { delegatedStake } from 'io-client/stake';
import { padded } from '../chain/text';
import { grouped, io, percent, sol, usdc, units } from '../format';
import { Command, Facts, Figure, Key, Nothing, Section, Tag, When, Written } from '../parts/basics';
import { commandOf } from './market';
import { Rented } from './reservation';
import { slashFacts, Staked } from './stake';

type View = { chain: Chain; now: bigint; network: Network; about: string; mine: Mine };

/** For the address in the page's URL, or for the connected wallet. */
export function AddressView({ chain, now, network, about: named, mine }: View) {
  const about = named === '' ? (mine.address ?? '') : named;
  return (
    <>
      <Ask key={about} about={about} mine={mine} />
      {isAddress(about) ? (
        <HoldingsOf key={about} of={about} chain={chain} now={now} network={network} />
      ) : (
        <Nothing>
          Enter an address{mine.wallets.length > 0 && ', or use that of a wallet'}: the page shows what it rents or pays for, what it has
          staked, and what it supplies.
        </Nothing>
      )}
    </>
  );
}

function Ask({ about, mine }: { about: string; mine: Mine }) {
  const [text, setText] = useState(about);
  const [wrong, setWrong] = useState(
    about === '' || isAddress(about) ? undefined : 'This is not an address: an address has 32 to 44 letters and digits.',
  );
  const show = (address: string) => {
    const trimmed = address.trim();
    if (!isAddress(trimmed)) return setWrong('This is not an address: an address has 32 to 44 letters and digits.');
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
      <label for="who">Address of a renter, payer, staker, supplier or its operator</label>
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
        {mine.wallets.map((wallet, place) => (
          <button
            key={place}
            type="button"
            class="quiet"
            onClick={() =>
              mine.connect(wallet).then(
                (address) => (address === undefined ? setWrong(`${wallet.name} gave no address.`) : show(address)),
                () => setWrong(`${wallet.name} did not connect: allow it there, or type the address.`),
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

/** Milliseconds from one refresh of the holdings to the next. */
const EVERY = 6_000;

function HoldingsOf({ of, chain, now, network }: Omit<View, 'about' | 'mine'> & { of: Address }) {
  const { reader, endpoint } = network;
  const { held: holdings, problem } = useFollowed(() => reader.holdings(of), endpoint.host, EVERY, [of, reader]);
  const supplies = [...chain.suppliers].filter(([address, { owner, operator, payout }]) =>
    [address, owner, operator, payout].includes(of),
  );
  if (holdings === undefined) {
    // The head of the page shows problems of the network.
    return <Nothing>{problem === undefined ? 'Loading …' : `${problem.what} ${problem.remedy}`}</Nothing>;
  }
  const { balances, reservations, autopays, delegations } = holdings;
  const held = <Held balances={balances} />;
  if (reservations.length === 0 && delegations.length === 0 && supplies.length === 0) {
    return (
      <>
        {held}
        <Nothing>
          This address rents nothing here, has staked nothing and supplies nothing. Check that it is of this network,
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
              <Rented
                autopay={autopays.get(address)}
                key={address}
                address={address}
                it={data}
                chain={chain}
                now={now}
                endpoint={network.endpoint}
              />
            ))}
          </div>
        </Section>
      )}
      {delegations.length > 0 && (
        <Section title="Stake">
          <div class="cards">
            {delegations.map((it) => (
              <Staked key={it.address} delegation={it} chain={chain} now={now} endpoint={network.endpoint} />
            ))}
          </div>
        </Section>
      )}
      {supplies.length > 0 && (
        <Section title="Supplies">
          <div class="cards">
            {supplies.map(([address, it]) => (
              <Supplied
                key={address}
                address={address}
                it={it}
                of={of}
                chain={chain}
                now={now}
                endpoint={network.endpoint}
              />
            ))}
          </div>
        </Section>
      )}
    </>
  );
}

/** Balances of the wallet. */
const Held = ({ balances: { sol: lamports, io: ios, usdc: usdcs } }: { balances: Balances }) => (
  <dl class="figures">
    <Figure name="SOL" value={sol(lamports)} note="pays for transactions" />
    <Figure name="IO" value={io(ios, 8)} note="in the wallet, not staked" />
    <Figure name="USDC" value={usdc(usdcs, 6)} note="in the wallet, not in an escrow" />
  </dl>
);

type Supply = {
  address: Address;
  it: emissions.Supplier;
  of: Address;
  chain: Chain;
  now: bigint;
  endpoint: Endpoint;
};

function Supplied({ address, it, of, chain, now, endpoint }: Supply) {
  const settled = claimable(chain.emissionsConfig, chain.ledger, it, chain.history, chain.hour);
  const gpus = attestedGpus(it, now);
  const usage = chain.usages.get(address);
  const role =
    of === address ? 'supplier' : of === it.owner ? 'owner' : of === it.operator ? 'operator' : 'payout wallet';
  const cooling = it.stake.ownUnstakeRequests.filter(({ amount }) => amount > 0n);
  return (
    <article class="card">
      <header>
        <h3>
          {gpus} × {modelOf(chain, it.model)}
        </h3>
        <Tag>{role}</Tag>
      </header>
      <p class="big">
        {settled === undefined ? 'settle first' : io(settled.bySupplier)} <small>to claim</small>
      </p>
      <Facts
        facts={[
          ['Supplier', <Key address={address} look={of !== address} />],
          ['Pays out to', <Key address={it.payout} />],
          ['Claimed so far', io(it.rewards.claimed)],
          [
            'AttestationEntry',
            gpus === 0 ? (
              'none'
            ) : (
              <>
                ends <When time={it.attestation.endsAt} now={now} />
              </>
            ),
          ],
          ['Units that earn', units(it.units.next)],
          ['Own stake', io(it.stake.own, 2)],
          ['Delegated', io(delegatedStake(it.stake), 2)],
          ['Stake required', io(requiredStake(it.attestation, gpus), 2)],
          ['Commission', percent(it.commission.bps)],
          ['GPUs reserved', grouped(usage?.reservedGpus ?? 0)],
          ['Reservations not fully paid', grouped(usage?.openReservations ?? 0)],
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
      {settled?.bySupplier !== 0n && (
        <Command
          lines={[
            commandOf(endpoint, [`supplier ${settled === undefined ? 'settle' : 'claim'} --supplier ${address}`]),
          ]}
          endpoint={endpoint}
        />
      )}
    </article>
  );
}
