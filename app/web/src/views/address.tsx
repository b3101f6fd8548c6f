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
import { useTexts, type Texts } from '../texts';
import { commandOf } from './market';
import { Rented } from './reservation';
import { slashFacts, Staked } from './stake';

type View = { chain: Chain; now: bigint; network: Network; about: string; mine: Mine };

/** For the address in the page's URL, or for the connected wallet. */
export function AddressView({ chain, now, network, about: named, mine }: View) {
  const t = useTexts().address;
  const about = named === '' ? (mine.address ?? '') : named;
  return (
    <>
      <Ask key={about} about={about} mine={mine} />
      {isAddress(about) ? (
        <HoldingsOf key={about} of={about} chain={chain} now={now} network={network} />
      ) : (
        <Nothing>{mine.wallets.length > 0 ? t.nothingNamedWithWallet : t.nothingNamed}</Nothing>
      )}
    </>
  );
}

/** What can be wrong with an address that is typed, or that a wallet gives. */
type Wrong = (texts: Texts) => string;
const notAddress: Wrong = ({ basics }) => basics.notAddress;

function Ask({ about, mine }: { about: string; mine: Mine }) {
  const t = useTexts();
  const [text, setText] = useState(about);
  const [wrong, setWrong] = useState<{ says: Wrong } | undefined>(
    about === '' || isAddress(about) ? undefined : { says: notAddress },
  );
  const show = (address: string) => {
    const trimmed = address.trim();
    if (!isAddress(trimmed)) return setWrong({ says: notAddress });
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
      <label for="who">{t.address.ask}</label>
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
        <button type="submit">{t.basics.show}</button>
        {mine.wallets.map((wallet, place) => (
          <button
            key={place}
            type="button"
            class="quiet"
            onClick={() =>
              mine.connect(wallet).then(
                (given) =>
                  given === undefined
                    ? setWrong({ says: ({ address }) => address.noAddress(wallet.name) })
                    : show(given),
                () => setWrong({ says: ({ address }) => address.notConnected(wallet.name) }),
              )
            }
          >
            {t.address.from(wallet.name)}
          </button>
        ))}
      </div>
      <p id="who-problem" class="wrong" role="alert">
        {wrong?.says(t)}
      </p>
    </form>
  );
}

/** Milliseconds from one refresh of the holdings to the next. */
const EVERY = 6_000;

function HoldingsOf({ of, chain, now, network }: Omit<View, 'about' | 'mine'> & { of: Address }) {
  const { page, address: t } = useTexts();
  const { reader, endpoint } = network;
  const { held: holdings, problem } = useFollowed(() => reader.holdings(of), endpoint.host, EVERY, [of, reader]);
  const supplies = [...chain.suppliers].filter(([address, { owner, operator, payout }]) =>
    [address, owner, operator, payout].includes(of),
  );
  if (holdings === undefined) {
    // The head of the page shows problems of the network.
    return <Nothing>{problem === undefined ? page.loading : `${problem.what} ${problem.remedy}`}</Nothing>;
  }
  const { balances, reservations, autopays, delegations } = holdings;
  const held = <Held balances={balances} />;
  if (reservations.length === 0 && delegations.length === 0 && supplies.length === 0) {
    return (
      <>
        {held}
        <Nothing>{t.nothing(<a href="#market">{t.seeMarket}</a>)}</Nothing>
      </>
    );
  }
  const newest = reservations.toSorted((a, b) => Number(b.data.createdAt - a.data.createdAt));
  return (
    <>
      {held}
      {newest.length > 0 && (
        <Section title={t.reservations}>
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
        <Section title={t.stake}>
          <div class="cards">
            {delegations.map((it) => (
              <Staked key={it.address} delegation={it} chain={chain} now={now} endpoint={network.endpoint} />
            ))}
          </div>
        </Section>
      )}
      {supplies.length > 0 && (
        <Section title={t.supplies}>
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
function Held({ balances: { sol: lamports, io: ios, usdc: usdcs } }: { balances: Balances }) {
  const t = useTexts().address;
  return (
    <dl class="figures">
      <Figure name="SOL" value={sol(lamports)} note={t.solNote} />
      <Figure name="IO" value={io(ios, 8)} note={t.ioNote} />
      <Figure name="USDC" value={usdc(usdcs, 6)} note={t.usdcNote} />
    </dl>
  );
}

type Supply = {
  address: Address;
  it: emissions.Supplier;
  of: Address;
  chain: Chain;
  now: bigint;
  endpoint: Endpoint;
};

function Supplied({ address, it, of, chain, now, endpoint }: Supply) {
  const t = useTexts().address;
  const settled = claimable(chain.emissionsConfig, chain.ledger, it, chain.history, chain.hour);
  const gpus = attestedGpus(it, now);
  const usage = chain.usages.get(address);
  const role =
    of === address ? 'supplier' : of === it.owner ? 'owner' : of === it.operator ? 'operator' : 'payout';
  const cooling = it.stake.ownUnstakeRequests.filter(({ amount }) => amount > 0n);
  return (
    <article class="card">
      <header>
        <h3>
          {gpus} × {modelOf(chain, it.model)}
        </h3>
        <Tag>{t.roles[role]}</Tag>
      </header>
      <p class="big">
        {settled === undefined ? t.settleFirst : io(settled.bySupplier)} <small>{t.toClaim}</small>
      </p>
      <Facts
        facts={[
          [t.facts.supplier, <Key address={address} look={of !== address} />],
          [t.facts.payout, <Key address={it.payout} />],
          [t.facts.claimed, io(it.rewards.claimed)],
          [
            t.facts.attestation,
            gpus === 0 ? t.none : t.ends(<When time={it.attestation.endsAt} now={now} />),
          ],
          [t.facts.units, units(it.units.next)],
          [t.facts.own, io(it.stake.own, 2)],
          [t.facts.delegated, io(delegatedStake(it.stake), 2)],
          [t.facts.required, io(requiredStake(it.attestation, gpus), 2)],
          [t.facts.commission, percent(it.commission.bps)],
          [t.facts.reserved, grouped(usage?.reservedGpus ?? 0)],
          [t.facts.open, grouped(usage?.openReservations ?? 0)],
          ...cooling.map(
            ({ amount, held, unlocksAt }) =>
              [
                t.facts.unstaked,
                <>
                  {io(amount, 2)}, <When time={unlocksAt} now={now} />
                  {held > 0n && <small class="block">{t.heldPart(io(held, 2))}</small>}
                </>,
              ] as const,
          ),
          ...(it.slashes.open > 0n ? [[t.facts.held, io(it.slashes.open, 2)] as const] : []),
          ...slashFacts(chain, address, now),
          ...(it.slashes.taken > 0n ? [[t.facts.slashed, io(it.slashes.taken, 2)] as const] : []),
          [t.facts.endpoint, <Written>{padded(it.endpoint) || t.none}</Written>],
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
