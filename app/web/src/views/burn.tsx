/** Fees waiting to be burned, the auction, and past fills. */
import type { Chain } from '../network/chain';
import {
  anchorAt,
  bid,
  dailyBudget,
  endsAt,
  factorBps,
  isRunning,
  lastFills,
  nextOpensAt,
  premium,
  soldOf,
} from 'io-client/auction';
import { councilShare, counted, hasTreasury } from 'io-client/fees';
import { BPS, DAY } from 'io-client/math';
import { reference } from 'io-client/oracle';
import { away, duration, grouped, io, moment, percent, price, usdc } from '../format';
import { Facts, Figure, Nothing, Section } from '../parts/basics';
import { English } from '../parts/language';
import { Paused, paused } from '../parts/paused';
import { Table } from '../parts/table';
import { useTexts } from '../texts';

type View = { chain: Chain; now: bigint };

export function BurnView({ chain, now }: View) {
  const t = useTexts().burn;
  const { engine, burn } = chain;
  const fills = lastFills(engine.fills);
  const at = chain.burnPrice.refused === undefined ? chain.burnPrice.price : undefined;
  const factor = at && factorBps(engine, burn, at, now);
  const [ioFees, usdcFees] = [counted(engine.io, burn, chain.ioVault), counted(engine.usdc, burn, chain.usdcVault)];
  const { refused } = chain.burnPrice;
  const why = (otherwise: string) => (refused === undefined ? otherwise : <English>{refused}</English>);
  return (
    <>
      <Paused chain={chain} now={now} of={['feeBurn']} />
      <dl class="figures">
        <Figure
          name={t.burned}
          value={io(engine.feesBurned + engine.bought)}
          tone="burn"
          note={t.burnedNote(io(engine.feesBurned), io(engine.bought), usdc(engine.spent))}
        />
        <Figure name={t.usdcFees} value={usdc(usdcFees.burn)} note={t.usdcFeesNote} />
        <Figure
          name={t.ioFees}
          value={io(ioFees.burn)}
          note={ioFees.burn === 0n ? t.nothing : t.anyone(<code>io burn fees</code>)}
        />
        <Figure
          name={t.budget}
          value={factor === undefined ? t.none : usdc(dailyBudget(usdcFees.burn, factor, burn))}
          note={
            factor === undefined
              ? why(t.noPrice)
              : t.budgetNote(duration(burn.vaultDays * DAY), percent(factor, 0), usdc(burn.dailyMax, 0))
          }
          {...(factor === undefined && { tone: 'warn' as const })}
        />
        {hasTreasury(burn) && (
          <Figure
            name={t.council}
            value={t.councilAmounts(io(ioFees.council), usdc(usdcFees.council))}
            note={t.councilNote(percent(councilShare(burn)), io(engine.io.councilPaid), usdc(engine.usdc.councilPaid))}
          />
        )}
      </dl>
      <Auction chain={chain} now={now} />
      <Section title={t.fills.title} note={t.fills.note(engine.fills.ring.length)}>
        {fills.length === 0 ? (
          <Nothing>{t.fills.nothing}</Nothing>
        ) : (
          <Table
            caption={t.fills.title}
            rows={fills.map((fill, place) => ({ ...fill, place }))}
            keyOf={({ place }) => `${engine.fills.count - BigInt(place)}`}
            columns={[
              {
                id: 'at',
                name: t.fills.when,
                show: (fill) => t.fills.at(moment(fill.at), away(fill.at, now)),
                by: (fill) => fill.at,
              },
              { id: 'io', name: t.fills.io, number: true, show: (fill) => io(fill.io), by: (fill) => fill.io },
              { id: 'usdc', name: t.fills.usdc, number: true, show: (fill) => usdc(fill.usdc), by: (fill) => fill.usdc },
              { id: 'bid', name: t.fills.bid, number: true, show: (fill) => price(fill.bid), by: (fill) => fill.bid },
            ]}
          />
        )}
      </Section>
    </>
  );
}

function Auction({ chain, now }: View) {
  const t = useTexts().burn;
  const { engine, burn } = chain;
  const { auction } = engine;
  const running = isRunning(auction, burn, now);
  const next = nextOpensAt(auction, burn);
  const at = chain.burnPrice.refused === undefined ? chain.burnPrice.price : undefined;
  const when = paused('feeBurn', chain, now)
    ? t.notBefore
    : now >= next
      ? t.atOnce
      : away(next, now);
  const window = [duration(burn.duration), duration(burn.interval)] as const;
  if (!running) {
    const least = counted(engine.usdc, burn, chain.usdcVault).burn < burn.minLot;
    return (
      <Section title={t.noAuction} note={t.noAuctionNote(...window)}>
        <Facts
          facts={[
            [t.next, least ? t.tooFew(usdc(burn.minLot)) : when],
            [t.lastLot, engine.opened === 0n ? t.noLot : t.lot(usdc(auction.lot), usdc(soldOf(engine)))],
            [t.opened, grouped(engine.opened)],
            [t.filled, grouped(engine.filled)],
            [t.expired, grouped(engine.expired)],
            [t.anchor, price(at === undefined ? engine.anchor.price : anchorAt(engine, burn, at.ema, now))],
          ]}
        />
      </Section>
    );
  }
  const over = premium(auction, burn, now);
  const offered = at && bid(engine, burn, at, now);
  const against = at && offered && (Number(offered - reference(at)) / Number(reference(at))) * Number(BPS);
  const sold = Number(auction.lot - auction.left) / Number(auction.lot);
  return (
    <Section title={t.auction} note={t.auctionNote(...window)}>
      <div class="auction">
        <Rise chain={chain} now={now} />
        <div>
          <p class="big">
            {offered === undefined ? t.withoutPrice : price(offered)} <small>{t.bid}</small>
          </p>
          <Facts
            facts={[
              [t.premium, `${over >= 0 ? '+' : ''}${percent(over)}`],
              [t.against, against === undefined ? <English>{chain.burnPrice.refused ?? '–'}</English> : percent(against)],
              [t.ends, away(endsAt(auction, burn), now)],
              [
                t.left,
                <>
                  {t.leftOf(usdc(auction.left), usdc(auction.lot))}
                  <progress value={sold} max="1" aria-label={t.sold} />
                </>,
              ],
              [t.nextAuction, when],
              [t.soldOut, t.soldOutOf(grouped(engine.filled), grouped(engine.opened))],
            ]}
          />
        </div>
      </div>
    </Section>
  );
}

const [WIDTH, HEIGHT] = [420, 170];

/** The rise of the premium over the auction, and its current value. */
function Rise({ chain, now }: View) {
  const t = useTexts().burn;
  const { auction } = chain.engine;
  const [from, to] = [chain.burn.bidFromBps, chain.burn.bidToBps];
  const y = (bps: number) => HEIGHT - ((bps - from) / (to - from)) * HEIGHT;
  const passed = Math.min(1, Number(now - auction.openedAt) / chain.burn.duration);
  const at = premium(auction, chain.burn, now);
  return (
    <figure class="curve">
      <svg
        viewBox={`-58 -14 ${WIDTH + 70} ${HEIGHT + 42}`}
        role="img"
        aria-label={t.rise(percent(from), percent(to))}
      >
        {[from, 0, to].map((bps) => (
          <g key={bps}>
            <path class="grid" d={`M0 ${y(bps)}H${WIDTH}`} />
            <text x="-8" y={y(bps) + 4} text-anchor="end">
              {bps > 0 ? '+' : ''}
              {percent(bps, 0)}
            </text>
          </g>
        ))}
        <path class="line burn" d={`M0 ${y(from)}L${WIDTH} ${y(to)}`} />
        <path class="now burn" d={`M${passed * WIDTH} ${HEIGHT}V${y(at)}`} />
        <circle class="now burn" cx={passed * WIDTH} cy={y(at)} r="6" />
        <text class="below" x="0" y={HEIGHT + 9}>
          {t.start}
        </text>
        <text class="below" x={WIDTH} y={HEIGHT + 9} text-anchor="end">
          {duration(chain.burn.duration)}
        </text>
      </svg>
    </figure>
  );
}
