/** What the acts on the auction come to, at the engines that Rust has written down. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '@solana/kit';
import { actions, feeBurn, marketplace } from '../src';
import { findWalletPda } from '../src/tokens';
import { bytes, vectors } from './golden';
import { answered, key, ofPrepared, signer } from './prepared';

const numberOf = (word = '-') => (word === '-' ? undefined : BigInt(word));

function auctionOf(config: feeBurn.Config, words: readonly string[]): actions.Auction {
  const [now = '', vault = '', owner = '', price = '', engine = ''] = words;
  const data = new Uint8Array(feeBurn.getEngineSize());
  data.set(bytes(engine.length % 2 === 0 ? engine : `${engine}0`));
  return {
    config,
    engine: feeBurn.getEngineDecoder().decode(data),
    priceAccount: key(7),
    price: owner === '-' ? undefined : { owner: address(owner), data: bytes(price) },
    vault: BigInt(vault),
    now: BigInt(now),
  };
}

const NO_FEES = { burn: 0n, council: 0n, councilPaid: 0n };

/** An engine without anything else. */
function engineOf(fees: Partial<Pick<feeBurn.Engine, 'io' | 'usdc'>>): feeBurn.Engine {
  const none = feeBurn.getEngineDecoder().decode(new Uint8Array(feeBurn.getEngineSize()));
  return { ...none, ...fees };
}

async function councilFeesOf(config: feeBurn.Config, words: readonly string[]): Promise<actions.CouncilFees> {
  const [number = '', vault = '', council = '', owner = '-'] = words;
  const currency: marketplace.Currency = Number(number);
  const isIo = currency === marketplace.Currency.Io;
  const mint = isIo ? config.ioMint : config.usdcMint;
  const [tokens] = await findWalletPda({ owner: config.treasury, mint });
  const account = owner === '-' ? undefined : { mint, owner: address(owner), amount: 0n, frozen: false };
  return {
    config,
    engine: engineOf({ [isIo ? 'io' : 'usdc']: { ...NO_FEES, council: BigInt(council) } }),
    currency,
    vault: BigInt(vault),
    payee: { wallet: config.treasury, mint, named: false, tokens, account },
  };
}

test('an auction is opened, filled and ended as in Rust, and refused as there', async () => {
  const start = vectors.findIndex(([kind]) => kind === 'burnConfig');
  const config = feeBurn.getConfigDecoder().decode(bytes(vectors[start]?.[1] ?? ''));
  let auction: actions.Auction | undefined;
  let behind: string[] = [];
  const seen = new Set<string>();
  const saw = <Terms>(prepared: actions.Prepared<Terms>) => {
    behind = ofPrepared(prepared);
    return prepared.terms;
  };
  for (const [kind = '', ...rest] of vectors.slice(start + 1)) {
    if (kind === 'offering') break;
    if (kind === 'prepared' || kind === 'acts') {
      assert.equal([kind, ...rest].join(' '), behind.shift());
      continue;
    }
    if (kind === 'engine') {
      auction = auctionOf(config, rest);
      continue;
    }
    const it = auction;
    assert.ok(it !== undefined);
    const given = { fill: 3, burnFees: 2, payCouncil: 4 }[kind] ?? 0;
    const made = await answered(async () => {
      switch (kind) {
        case 'open': {
          const { lot, factorBps, endsAt } = saw(actions.prepareOpenAuction(it));
          return [lot, factorBps, endsAt];
        }
        case 'updateAnchor': {
          const { before, after, average } = saw(actions.prepareUpdateAnchor(it));
          return [before, after, average];
        }
        case 'fill': {
          const [bought, most, held = ''] = rest;
          const [amount, limited] = [numberOf(bought), numberOf(most)];
          const { usdc, io, limit, bid, to } = saw(
            await actions.prepareFillAuction(it, BigInt(held), {
              filler: signer(1),
              ...(amount !== undefined && { usdc: amount }),
              ...(limited !== undefined && { limit: limited }),
            }),
          );
          return [usdc, io, limit, bid, to];
        }
        case 'expire':
          return [saw(actions.prepareExpireAuction(it)).returned];
        case 'burnFees': {
          const [vault = '', council = ''] = rest;
          const engine = engineOf({ io: { ...NO_FEES, council: BigInt(council) } });
          const terms = saw(actions.prepareBurnFees({ config, engine, vault: BigInt(vault) }));
          return [terms.amount, terms.council];
        }
        default: {
          assert.equal(kind, 'payCouncil');
          const { amount, to } = saw(await actions.preparePayCouncil(await councilFeesOf(config, rest), signer(1)));
          return [amount, to.tokens, to.owner];
        }
      }
    });
    assert.equal(made, rest.slice(given).join(' '), kind);
    seen.add(made.startsWith('refused') ? (/^refused \w+/.exec(made)?.[0] ?? '') : kind);
  }
  const acts = ['open', 'updateAnchor', 'fill', 'expire', 'burnFees', 'payCouncil'];
  const times = ['TooEarlyToOpen', 'TooEarlyToUpdateAnchor', 'AuctionRunning', 'AuctionOver', 'NoAuction'];
  const prices = ['PriceMissing', 'OracleStale', 'PriceOlderThanLast'];
  const sizes = ['LotTooSmall', 'FillTooLarge', 'FillTooSmall', 'CostAboveMaximum', 'InsufficientFunds'];
  const others = ['EngineLocked', 'Nothing', 'WrongDestination'];
  const refused = [...times, ...prices, ...sizes, ...others].map((reason) => `refused ${reason}`);
  assert.deepEqual([...seen].sort(), [...acts, ...refused].sort());
});
