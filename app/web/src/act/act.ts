/** What a person does on the page: prepared by the client, reviewed, signed by the wallet. */
import type { Address, Rpc, SolanaRpcApi, TransactionSigner } from '@solana/kit';
import type { Prepared } from 'io-client/actions';
import type { Refusal } from 'io-client/refusal';

/** A line of the review. Text only: it is compared when it is prepared again. */
export type Row = {
  name: string;
  value: string;
  note?: string;
  /** Whether it moves with time or a price, within a limit that another line names: a change is not asked about again. */
  moves?: boolean;
  /** The whole value is shown and can be copied, as what it is. */
  copy?: 'address' | 'signature';
};

export type Means = {
  rpc: Rpc<SolanaRpcApi>;
  /** The wallet: it signs and pays. It cannot sign yet. */
  me: TransactionSigner;
  /** The account of the price of IO; undefined if there is none. */
  priceAccount: Address | undefined;
};

export type Act<Terms> = {
  /** The same for the same act on the same subject, such as `delegate:SUPPLIER`. While one is under way, no second is sent. */
  id: string;
  /** In the imperative, with the amount: `Stake 1,000 IO`. */
  title: string;
  /**
   * Reads and prepares it. Throws a `Refusal`. With `agreed`, the terms that were agreed to, it keeps limits that follow a
   * price, and random numbers: the same instructions for the same accounts.
   */
  prepare(means: Means, agreed: Terms | undefined): Promise<Prepared<Terms>>;
  /** What it does, line by line. */
  rows(terms: Terms): Row[];
  /** What can be got back, when and how, in sentences. */
  back(terms: Terms): string[];
  /** A refusal of `prepare` in the units that people read; undefined for the words that it has. */
  refusal?(it: Refusal): string | undefined;
  /** Keeps what must be there before anything is sent, such as a key. If it throws, nothing is sent. */
  keep?(terms: Terms): void;
  /** Once it is confirmed: what to do next. */
  next?(terms: Terms): { text: string; href?: string };
};
