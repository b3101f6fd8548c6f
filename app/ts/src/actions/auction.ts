/** The auction that buys IO with the fees in USDC: opening, filling and ending it, and its anchor. */
import type { Address, Rpc, SolanaRpcApi, TransactionSigner } from '@solana/kit';
import { endsAt, expiryOf, fillOf, opening, updatedAnchor } from '../auction';
import * as feeBurn from '../generated/feeBurn';
import { readPrice, type Price, type PriceAccount } from '../oracle';
import { refuse } from '../refusal';
import { createWallet, findWalletPda } from '../tokens';
import { Refusal, type Prepared } from './prepared';
import { balanceOf, CLOCK_ADDRESS, clockOf, readAccounts, stored, type Kind } from './read';

const PROGRAM = feeBurn.FEE_BURN_PROGRAM_ADDRESS;
export const BURN_CONFIG: Kind<feeBurn.Config> = {
  name: 'configuration of fee-burn',
  program: PROGRAM,
  discriminator: feeBurn.CONFIG_DISCRIMINATOR,
  decoder: feeBurn.getConfigDecoder(),
};
export const ENGINE: Kind<feeBurn.Engine> = {
  name: 'auction engine',
  program: PROGRAM,
  discriminator: feeBurn.ENGINE_DISCRIMINATOR,
  decoder: feeBurn.getEngineDecoder(),
};

/** The auction engine with its price and its vault, as they were read. */
export type Auction = {
  config: feeBurn.Config;
  engine: feeBurn.Engine;
  priceAccount: Address;
  /** Undefined if there is no such account. */
  price: Omit<PriceAccount, 'address'> | undefined;
  /** Micro-USD in the vault. */
  vault: bigint;
  /** Unix seconds, by the network's clock. */
  now: bigint;
};

export type OpenTerms = {
  /** USDC put up, in micro-USD. */
  lot: bigint;
  /** Factor of the budget, in bps. */
  factorBps: bigint;
  /** When the auction ends, in unix seconds. */
  endsAt: bigint;
};

/** Pico-USD for one IO. */
export type AnchorTerms = {
  before: bigint;
  after: bigint;
  /** The average that it follows. */
  average: bigint;
};

export type FillRequest = {
  /** Who gives IO from its wallet. */
  filler: TransactionSigner;
  /** What is bought, in micro-USD; by default all that is left. */
  usdc?: bigint;
  /** The most IO to give, in base units; by default `fillLimit`. */
  limit?: bigint;
};

export type FillTerms = {
  /** What is bought, in micro-USD. */
  usdc: bigint;
  /** IO that is given and burned, in base units, as things stand. */
  io: bigint;
  /** The most IO that is given, in base units. */
  limit: bigint;
  /** The price bid for one IO, in pico-USD. */
  bid: bigint;
  /** The token account that gets the USDC. */
  to: Address;
};

/** Reads the engine with its price and its vault in one request. Throws what is not there. */
export async function readAuction(rpc: Rpc<SolanaRpcApi>, priceAccount: Address): Promise<Auction> {
  const [[configAt], [engineAt], [vaultAt]] = await Promise.all([
    feeBurn.findConfigPda(),
    feeBurn.findEnginePda(),
    feeBurn.findUsdcVaultPda(),
  ]);
  const addresses = [configAt, engineAt, priceAccount, vaultAt, CLOCK_ADDRESS];
  const [config, engine, price, vault, clock] = await readAccounts(rpc, addresses);
  return {
    config: stored(BURN_CONFIG, config),
    engine: stored(ENGINE, engine),
    priceAccount,
    price:
      price?.exists === true ? { owner: price.programAddress, data: Uint8Array.from(price.data) } : undefined,
    vault: balanceOf(vault),
    now: clockOf(clock),
  };
}

function priceOf({ config, price, now }: Auction): Price {
  const reading = readPrice(config.oracle, price, now);
  if (reading.price === undefined || reading.code !== undefined) {
    return refuse(reading.code ?? 'PriceMissing', reading.refused ?? 'There is no price of IO.');
  }
  return reading.price;
}

/** The most IO that a fill gives unless another limit is named, in base units: `io` and 0.1 % more, rounded up. */
export const fillLimit = (io: bigint): bigint => io + (io + 999n) / 1_000n;

/** The opening of an auction; anyone may send it. Throws a `Refusal`, whose number is from when on it would go. */
export function prepareOpenAuction(it: Auction): Prepared<OpenTerms> {
  const { config, engine, now } = it;
  const { lot, factorBps } = opening(engine, config, priceOf(it), it.vault, now);
  const act = feeBurn.getOpenAuctionInstruction({ price: it.priceAccount });
  const end = endsAt({ ...engine.auction, openedAt: now }, config);
  return { terms: { lot, factorBps, endsAt: end }, gives: [], creates: [], setup: [], act: [act] };
}

/** A move of the anchor without an auction; anyone may send it. Throws as `prepareOpenAuction`. */
export function prepareUpdateAnchor(it: Auction): Prepared<AnchorTerms> {
  const price = priceOf(it);
  const after = updatedAnchor(it.engine, it.config, price, it.now);
  const act = feeBurn.getUpdateAnchorInstruction({ price: it.priceAccount });
  const terms = { before: it.engine.anchor.price, after, average: price.ema };
  return { terms, gives: [], creates: [], setup: [], act: [act] };
}

/** A fill of the auction by a wallet that holds `held` IO base units, with its USDC account in front. Throws a `Refusal`. */
export async function prepareFillAuction(it: Auction, held: bigint, request: FillRequest): Promise<Prepared<FillTerms>> {
  const { config, engine } = it;
  const { filler, usdc = engine.auction.left } = request;
  const { io, bid } = fillOf(engine, config, priceOf(it), usdc, it.now);
  const limit = request.limit ?? fillLimit(io);
  if (io > limit) throw new Refusal('CostAboveMaximum', `It takes ${io} base units of IO, and ${limit} are allowed.`, [io, limit]);
  if (io > held) throw new Refusal('InsufficientFunds', `It takes ${io} base units of IO, and the wallet holds ${held}.`, [io, held]);
  const owner = filler.address;
  const [from] = await findWalletPda({ owner, mint: config.ioMint });
  const [to] = await findWalletPda({ owner, mint: config.usdcMint });
  const fill = feeBurn.getFillAuctionInstruction({
    filler,
    price: it.priceAccount,
    ioMint: config.ioMint,
    fillerIo: from,
    destination: to,
    usdc,
    maxIo: limit,
  });
  return {
    terms: { usdc, io, limit, bid, to },
    // It is burned where it is.
    gives: [{ owner, mint: config.ioMint, from, to: config.ioMint, amount: io, limit }],
    creates: [],
    setup: [await createWallet({ payer: filler, owner, mint: config.usdcMint })],
    act: [fill],
  };
}

/** The end of an auction whose time is over, which gives back what is left; anyone may send it. Throws a `Refusal`. */
export function prepareExpireAuction({ config, engine, now }: Auction): Prepared<{ returned: bigint }> {
  if (engine.auction.left === 0n) refuse('Nothing', 'There is nothing to expire: no lot is up.');
  const returned = expiryOf(engine, config, now);
  return { terms: { returned }, gives: [], creates: [], setup: [], act: [feeBurn.getExpireAuctionInstruction({})] };
}
