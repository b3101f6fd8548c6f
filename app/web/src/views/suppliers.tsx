/** Suppliers, the stake behind them, and past yields. */
import type { Address } from '@solana/kit';
import { useMemo, useState } from 'preact/hooks';
import type * as emissions from 'io-client/generated/emissions';
import { modelOf, type Chain } from '../network/chain';
import { attestedGpus, requiredStake } from 'io-client/offers';
import { epochHour, HOUR, min, ONE_IO } from 'io-client/math';
import { DAY, delegationEffect, pastAprBps, POOLS, WEEK } from 'io-client/rewards';
import { activeStake, delegatedStake, delegationRoom } from 'io-client/stake';
import type { Endpoint } from '../network/endpoint';
import { duration, grouped, io, percent, units } from '../format';
import { ActButton } from '../act/button';
import { delegate } from '../acts/delegate';
import { AmountField, parseAmount, plainAmount, typedAmount } from '../parts/amount';
import { Command, hide, Key, Nothing, Tag, When, Written } from '../parts/basics';
import { Paused, paused } from '../parts/paused';
import { Table, type Column } from '../parts/table';
import { language, texts, useTexts } from '../texts';
import { commandOf, Service } from './market';

type View = { chain: Chain; now: bigint; endpoint: Endpoint };
type Row = {
  address: Address;
  it: emissions.Supplier;
  model: string;
  gpus: number;
  day: bigint | undefined;
  week: bigint | undefined;
};

/** Suppliers as of the last refresh. */
function rowsOf(chain: Chain): Row[] {
  return [...chain.suppliers].map(([address, it]) => ({
    address,
    it,
    model: modelOf(chain, it.model),
    gpus: attestedGpus(it, chain.now),
    day: pastAprBps(it, chain.ledger, chain.history, DAY, chain.now),
    week: pastAprBps(it, chain.ledger, chain.history, WEEK, chain.now),
  }));
}

export function SuppliersView({ chain, now, endpoint }: View) {
  const t = useTexts().suppliers;
  const [chosen, setChosen] = useState<Address | undefined>();
  const rows = useMemo(() => rowsOf(chain), [chain, t]);
  const row = rows.find(({ address }) => address === chosen);
  const choose = (address: Address) => {
    setChosen(address);
    requestAnimationFrame(() => document.getElementById('stake')?.focus());
  };
  return (
    <>
      <Paused chain={chain} now={now} of={['emissions']} />
      <p class="lead">{t.lead}</p>
      {rows.length === 0 ? (
        <Nothing>{t.nothing(<code>io supplier register</code>)}</Nothing>
      ) : (
        <Table
          caption={t.caption}
          columns={columns(chain, now, choose, chosen)}
          rows={rows}
          keyOf={({ address }) => address}
          order={{ column: 'day', descending: true }}
          chosen={chosen}
          inLink
        />
      )}
      {row !== undefined && (
        <section id="stake" class="quote single" tabIndex={-1} aria-label={t.panel}>
          <div>
            <h2>{t.stakeWith(row.model)}</h2>
            <p class="note">
              {t.cooldown(duration(chain.emissionsConfig.unstakeCooldown))}
              {row.it.commission.nextFrom > 0 &&
                t.rise(duration(BigInt(row.it.commission.nextFrom) * HOUR - now), percent(row.it.commission.nextBps))}
            </p>
            <Effect chain={chain} it={row.it} />
            {paused('emissions', chain, now) ? (
              <p class="wrong" role="alert">
                {t.paused}
              </p>
            ) : (
              <Delegate key={`${row.address} ${language()}`} address={row.address} model={row.model} endpoint={endpoint} />
            )}
          </div>
        </section>
      )}
    </>
  );
}

const [USUAL, EXAMPLE] = [1_000n * ONE_IO, (25n * ONE_IO) / 2n];

/** Stakes by the wallet, or by the command. An amount is read in the language in which it was typed. */
function Delegate({ address, model, endpoint }: { address: Address; model: string; endpoint: Endpoint }) {
  const texts = useTexts();
  const { delegate: words } = texts.act;
  const [typed, setTyped] = useState(() => typedAmount(USUAL, 8));
  const amount = parseAmount(typed, 8);
  const isGood = amount !== undefined && amount > 0n;
  return (
    <>
      <form class="fields" onSubmit={(event) => event.preventDefault()}>
        <AmountField label={words.amountLabel} value={typed} wrong={isGood ? undefined : words.notAnAmount(typedAmount(EXAMPLE, 8))} change={setTyped} />
      </form>
      <ActButton act={isGood ? delegate(address, model, amount, texts) : undefined}>{words.button}</ActButton>
      <Command
        lines={[commandOf(endpoint, [`stake delegate ${address} ${plainAmount(isGood ? amount : USUAL, 8)}`])]}
        endpoint={endpoint}
      />
    </>
  );
}

/** Effect of delegating 1,000 IO, or the room that is left, on the hourly reward of the owner and of all stakers. */
function Effect({ chain, it }: { chain: Chain; it: emissions.Supplier }) {
  const t = useTexts().suppliers;
  const room = delegationRoom(it);
  if (room === 0n) return <p class="note">{t.full}</p>;
  const amount = min(room, 1_000n * ONE_IO);
  const hour = epochHour(chain.now);
  const [before, after] = delegationEffect(chain.emissionsConfig, chain.ledger, it, amount, hour);
  return (
    <p class="note">
      {t.effect({
        room: io(room, 2),
        amount: io(amount, 2),
        owner: io(after.owner),
        ownerBefore: io(before.owner),
        stakers: io(after.stakers),
        stakersBefore: io(before.stakers),
      })}
    </p>
  );
}

const yieldOf = (bps: bigint | undefined): string => (bps === undefined ? '–' : percent(bps));

function columns(
  chain: Chain,
  now: bigint,
  choose: (address: Address) => void,
  chosen: Address | undefined,
): Column<Row>[] {
  const t = texts().suppliers;
  const active = ({ it }: Row) => activeStake(it.stake);
  return [
    {
      id: 'supplier',
      name: t.columns.supplier,
      show: ({ address, model, it }) => (
        <>
          <strong class="block">
            <Written>{model}</Written>
          </strong>
          <Key address={address} />
          <span class="tags">
            <Tag>{POOLS[it.pool] ?? t.unknownPool(it.pool)}</Tag>
            {it.slashes.openCount > 0 && <Tag tone="warn">{t.slashes(it.slashes.openCount)}</Tag>}
          </span>
        </>
      ),
      by: ({ model }) => model,
    },
    {
      id: 'day',
      name: t.columns.day,
      number: true,
      descending: true,
      show: ({ day }) => <strong>{yieldOf(day)}</strong>,
      by: ({ day }) => day ?? -1n,
    },
    {
      id: 'week',
      name: t.columns.week,
      number: true,
      descending: true,
      show: ({ week }) => yieldOf(week),
      by: ({ week }) => week ?? -1n,
    },
    {
      id: 'commission',
      name: t.columns.commission,
      number: true,
      show: ({ it }) => (
        <>
          {percent(it.commission.bps)}
          {it.commission.nextFrom > 0 && (
            <small class="block">
              {percent(it.commission.nextBps)} <When time={BigInt(it.commission.nextFrom) * HOUR} now={now} />
            </small>
          )}
        </>
      ),
      by: ({ it }) => it.commission.bps,
    },
    {
      id: 'stake',
      name: t.columns.stake,
      number: true,
      descending: true,
      show: (row) => (
        <>
          {io(active(row), 0)}
          <small class="block">{t.delegated(io(delegatedStake(row.it.stake), 0))}</small>
          <small class="block">{t.room(io(delegationRoom(row.it), 0))}</small>
          {active(row) < requiredStake(row.it.attestation, row.gpus) && (
            <small class="block warn">{t.needs(io(requiredStake(row.it.attestation, row.gpus), 0))}</small>
          )}
        </>
      ),
      by: active,
    },
    {
      id: 'gpus',
      name: t.columns.gpus,
      number: true,
      descending: true,
      show: ({ address, gpus, it }) => (
        <>
          {grouped(gpus)}
          <small class="block">{t.reserved(grouped(chain.usages.get(address)?.reservedGpus ?? 0))}</small>
          <small class="block">{t.units(units(it.units.next))}</small>
        </>
      ),
      by: ({ gpus }) => gpus,
    },
    {
      id: 'attested',
      name: t.columns.attested,
      show: ({ it }) =>
        now < it.attestation.endsAt ? (
          t.ends(<When time={it.attestation.endsAt} now={now} />)
        ) : (
          <Tag tone="warn">{t.notAttested}</Tag>
        ),
      by: ({ it }) => it.attestation.endsAt,
    },
    {
      id: 'service',
      name: t.columns.service,
      show: ({ address }) => {
        const usage = chain.usages.get(address);
        return usage === undefined ? <small>{texts().market.service.none}</small> : <Service service={usage.service} />;
      },
      by: ({ address }) => chain.usages.get(address)?.service.gpuSeconds ?? 0n,
      descending: true,
    },
    {
      id: 'earn',
      name: t.columns.earn,
      show: ({ address, model }) => (
        <button type="button" aria-pressed={chosen === address} onClick={() => choose(address)}>
          {t.stakeButton(model, hide)}
        </button>
      ),
    },
  ];
}
