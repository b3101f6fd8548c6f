/**
 * The three programs of the suite for `@solana/kit`: accounts, addresses, instructions, events and errors.
 *
 * Everything in `generated/` is written by `./x clients`. The rest is what the IDLs do not contain.
 */
export * as emissions from './generated/emissions';
export * as feeBurn from './generated/feeBurn';
export * as marketplace from './generated/marketplace';
export * as access from './access';
export * as actions from './actions';
export * as changes from './changes';
export * as indexer from './indexer';
export * as keeper from './keeper';
export * as listPrices from './listPrices';
export * as realm from './realm';
export * as review from './review';
export * as slashes from './slashes';
export * as supply from './supply';
export { explain, type Explanation } from './errors';
export * from './sending';
export { decodeEvent, eventsOf, fetchTransaction, type ConfirmedTransaction, type SuiteEvent } from './events';
export { reasonWords } from './reasons';
export { Status } from './status';
export { findWalletPda, TOKEN_PROGRAM_ADDRESS, type WalletSeeds } from './tokens';
export { hasV1, type TransactionOptions } from './transaction';
export { u128 } from './u128';
