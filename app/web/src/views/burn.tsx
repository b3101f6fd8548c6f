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
import { Paused, paused } from '../parts/paused';
import { Table } from '../parts/table';

type View = { chain: Chain; now: bigint };

export function BurnView({ chain, now }: View) {
  const { engine, burn } = chain;
  const fills = lastFills(engine.fills);
  const at = chain.burnPrice.refused === undefined ? chain.burnPrice.price : undefined;
  const factor = at && factorBps(engine, burn, at, now);
  const [ioFees, usdcFees] = [counted(engine.io, burn, chain.ioVault), counted(engine.usdc, burn, chain.usdcVault)];
  return (
    <>
      <Paused chain={chain} now={now} of={['feeBurn']} />
      <dl class="figures">
        <Figure
          name="IO burned"
          value={io(engine.feesBurned + engine.bought)}
          tone="burn"
          note={`${io(engine.feesBurned)} of fees, ${io(engine.bought)} bought for ${usdc(engine.spent)}`}
        />
        <Figure name="Fees in USDC waiting" value={usdc(usdcFees.burn)} note="buy IO, lot by lot" />
        <Figure
          name="Fees in IO waiting"
          value={io(ioFees.burn)}
          note={
            ioFees.burn === 0n ? (
              'nothing to burn now'
            ) : (
              <>
                anyone can burn them at once: <code>io burn fees</code>
              </>
            )
          }
        />
        <Figure
          name="Budget of a day"
          value={factor === undefined ? 'none' : usdc(dailyBudget(usdcFees.burn, factor, burn))}
          note={
            factor === undefined
              ? (chain.burnPrice.refused ?? 'There is no price.')
              : [
                  `what waits, spread over ${duration(burn.vaultDays * DAY)}, times ${percent(factor, 0)}`,
                  `for the price against its slow average; ${usdc(burn.dailyMax, 0)} at most`,
                ].join(' ')
          }
          {...(factor === undefined && { tone: 'warn' as const })}
        />
        {hasTreasury(burn) && (
          <Figure
            name="Waiting for the council"
            value={`${io(ioFees.council)}, ${usdc(usdcFees.council)}`}
            note={[
              `${percent(councilShare(burn))} of the fees;`,
              `${io(engine.io.councilPaid)} and ${usdc(engine.usdc.councilPaid)} paid so far`,
            ].join(' ')}
          />
        )}
      </dl>
      <Auction chain={chain} now={now} />
      <Section title="Last fills" note={`The engine stores the last ${engine.fills.ring.length}.`}>
        {fills.length === 0 ? (
          <Nothing>No one has sold IO to an auction yet.</Nothing>
        ) : (
          <Table
            caption="Last fills"
            rows={fills.map((fill, place) => ({ ...fill, place }))}
            keyOf={({ place }) => `${engine.fills.count - BigInt(place)}`}
            columns={[
              { name: 'When', show: (fill) => `${moment(fill.at)} (${away(fill.at, now)})`, by: (fill) => fill.at },
              { name: 'IO burned', number: true, show: (fill) => io(fill.io), by: (fill) => fill.io },
              { name: 'USDC paid', number: true, show: (fill) => usdc(fill.usdc), by: (fill) => fill.usdc },
              { name: 'Bid for one IO', number: true, show: (fill) => price(fill.bid), by: (fill) => fill.bid },
            ]}
          />
        )}
      </Section>
    </>
  );
}

function Auction({ chain, now }: View) {
  const { engine, burn } = chain;
  const { auction } = engine;
  const running = isRunning(auction, burn, now);
  const next = nextOpensAt(auction, burn);
  const at = chain.burnPrice.refused === undefined ? chain.burnPrice.price : undefined;
  const when = paused('feeBurn', chain, now)
    ? 'not before the pause ends'
    : now >= next
      ? 'as soon as someone opens it: io burn open'
      : away(next, now);
  const window = `${duration(burn.duration)}, and at most one opens every ${duration(burn.interval)}`;
  if (!running) {
    const least = counted(engine.usdc, burn, chain.usdcVault).burn < burn.minLot;
    return (
      <Section title="No auction runs" note={`An auction lasts ${window}. The bid rises until someone takes it.`}>
        <Facts
          facts={[
            ['Next', least ? `when ${usdc(burn.minLot)} of fees have come in, the smallest lot` : when],
            [
              'Last lot',
              engine.opened === 0n ? 'none yet' : `${usdc(auction.lot)}, ${usdc(soldOf(engine))} of it sold`,
            ],
            ['Auctions so far', grouped(engine.opened)],
            ['Sold out', grouped(engine.filled)],
            ['Ended with USDC left', grouped(engine.expired)],
            [
              'Slow average of the price',
              price(at === undefined ? engine.anchor.price : anchorAt(engine, burn, at.ema, now)),
            ],
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
    <Section title="An auction runs" note={`It lasts ${window}. The bid rises until someone takes it.`}>
      <div class="auction">
        <Rise chain={chain} now={now} />
        <div>
          <p class="big">
            {offered === undefined ? 'no price' : price(offered)} <small>bid for one IO</small>
          </p>
          <Facts
            facts={[
              ['Premium of the auction', `${over >= 0 ? '+' : ''}${percent(over)}`],
              ['Against the current price', against === undefined ? (chain.burnPrice.refused ?? '–') : percent(against)],
              ['Ends', away(endsAt(auction, burn), now)],
              [
                'Left of the lot',
                <>
                  {usdc(auction.left)} of {usdc(auction.lot)}
                  <progress value={sold} max="1" aria-label="Part of the lot that is sold" />
                </>,
              ],
              ['Next auction', when],
              ['Auctions sold out so far', `${grouped(engine.filled)} of ${grouped(engine.opened)}`],
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
        aria-label={`The premium rises from ${percent(from)} to ${percent(to)}`}
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
          opened
        </text>
        <text class="below" x={WIDTH} y={HEIGHT + 9} text-anchor="end">
          {duration(chain.burn.duration)}
        </text>
      </svg>
    </figure>
  );
}
