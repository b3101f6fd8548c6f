/**
 * Builds transactions in the oldest version that fits: legacy, then version 0 if there are lookup tables, then version 1
 * (SIMD-0385: 4,096 bytes, 64 addresses) if its feature is active.
 */
import {
  address,
  appendTransactionMessageInstructions,
  assertIsSendableTransaction,
  assertIsTransactionWithBlockhashLifetime,
  assertIsTransactionWithinSizeLimit,
  blockhash,
  compileTransaction,
  compressTransactionMessageUsingAddressLookupTables,
  createTransactionMessage,
  fetchEncodedAccount,
  isSolanaError,
  isTransactionMessageWithinSizeLimit,
  setTransactionMessageComputeUnitLimit,
  setTransactionMessageComputeUnitPrice,
  setTransactionMessageConfig,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  setTransactionMessageLoadedAccountsDataSizeLimit,
  signAndSendTransactionMessageWithSigners,
  signTransactionMessageWithSigners,
  assertIsTransactionMessageWithSingleSendingSigner,
  getBase58Decoder,
  SOLANA_ERROR__TRANSACTION__TOO_MANY_ACCOUNT_ADDRESSES,
  SOLANA_ERROR__TRANSACTION__TOO_MANY_INSTRUCTIONS,
  SOLANA_ERROR__TRANSACTION__TOO_MANY_SIGNER_ADDRESSES,
  type AddressesByLookupTableAddress,
  type Blockhash,
  type GetAccountInfoApi,
  type Instruction,
  type Rpc,
  type Signature,
  type TransactionMessage,
  type TransactionMessageWithFeePayerSigner,
  type TransactionSigner,
} from '@solana/kit';
import { LARGEST, priorityFee, type Budget } from './sending/budget';

/** Account of the feature `enable_tx_v1`. */
const TX_V1 = address('txv1aq4pp281K9um3tnPgkfX8UqtFT6wcVW3hNezGLL');
const FEATURE_PROGRAM = address('Feature111111111111111111111111111111111111');
/** Bytes of a feature account: option tag and activation slot. */
const FEATURE_SIZE = 9;

export type TransactionOptions = {
  /** Priority fee in micro-lamports per compute unit; 0 by default. */
  price?: bigint;
  /** Lookup tables, for version 0. */
  tables?: AddressesByLookupTableAddress;
};

/** A transaction without a blockhash. */
export type Message = TransactionMessage & TransactionMessageWithFeePayerSigner;

/** Whether the network accepts version 1 transactions. */
export async function hasV1(rpc: Rpc<GetAccountInfoApi>): Promise<boolean> {
  const account = await fetchEncodedAccount(rpc, TX_V1);
  if (!account.exists || account.programAddress !== FEATURE_PROGRAM) return false;
  return account.data.length >= FEATURE_SIZE && account.data[0] === 1;
}

/** Version 1 has the budget in its header, with the fee in lamports, rounded up; older versions use instructions. */
function withBudget(message: Message, budget: Budget): Message {
  const { limit, price, loadedBytes } = budget;
  if (message.version !== 1) {
    const limited = setTransactionMessageComputeUnitLimit(limit, message);
    const priced = price === 0n ? limited : setTransactionMessageComputeUnitPrice(price, limited);
    return setTransactionMessageLoadedAccountsDataSizeLimit(loadedBytes, priced);
  }
  const fee = priorityFee(budget);
  return setTransactionMessageConfig(
    {
      computeUnitLimit: limit,
      loadedAccountsDataSizeLimit: loadedBytes,
      ...(fee > 0n && { priorityFeeLamports: fee }),
    },
    message,
  );
}

/** Whether it fits its version, with a budget. */
function fits(message: Message, price: bigint): boolean {
  try {
    return isTransactionMessageWithinSizeLimit(withBudget(message, { ...LARGEST, price }));
  } catch (error) {
    const limits = [
      SOLANA_ERROR__TRANSACTION__TOO_MANY_ACCOUNT_ADDRESSES,
      SOLANA_ERROR__TRANSACTION__TOO_MANY_INSTRUCTIONS,
      SOLANA_ERROR__TRANSACTION__TOO_MANY_SIGNER_ADDRESSES,
    ] as const;
    if (limits.some((limit) => isSolanaError(error, limit))) return false;
    throw error;
  }
}

const complete = (message: TransactionMessage, payer: TransactionSigner, instructions: readonly Instruction[]): Message =>
  appendTransactionMessageInstructions(instructions, setTransactionMessageFeePayerSigner(payer, message)) as Message;

/** Whether instructions fit one transaction with a budget: of the legacy version or, if the network has it, of version 1. */
export function fitsOne(payer: TransactionSigner, instructions: readonly Instruction[], withV1: boolean): boolean {
  const versions = withV1 ? (['legacy', 1] as const) : (['legacy'] as const);
  return versions.some((version) => fits(complete(createTransactionMessage({ version }), payer, instructions), 1n));
}

/** The message without a budget, in the oldest version that fits. If none does, its size is refused later. */
export async function compose(
  rpc: Rpc<GetAccountInfoApi>,
  payer: TransactionSigner,
  instructions: readonly Instruction[],
  { price = 0n, tables }: TransactionOptions,
): Promise<Message> {
  const of = (message: TransactionMessage) => complete(message, payer, instructions);
  const legacy = of(createTransactionMessage({ version: 'legacy' }));
  if (fits(legacy, price)) return legacy;
  const v0 = of(createTransactionMessage({ version: 0 })) as Message & { version: 0 };
  const looked = tables && (compressTransactionMessageUsingAddressLookupTables(v0, tables) as Message);
  if (looked && fits(looked, price)) return looked;
  const v1 = of(createTransactionMessage({ version: 1 }));
  return fits(v1, price) && (await hasV1(rpc)) ? v1 : (looked ?? legacy);
}

/** Any blockhash: in a simulation the node replaces it. */
const NO_BLOCKHASH = { blockhash: blockhash('11111111111111111111111111111111'), lastValidBlockHeight: 0n };

/** The transaction to simulate: unsigned, since a signer may need a button press, and with the largest budget. */
export function unsigned(message: Message) {
  const lasting = setTransactionMessageLifetimeUsingBlockhash(NO_BLOCKHASH, withBudget(message, LARGEST));
  const transaction = compileTransaction(lasting);
  assertIsTransactionWithinSizeLimit(transaction);
  return transaction;
}

type Latest = Readonly<{ blockhash: Blockhash; lastValidBlockHeight: bigint }>;

/** Signs it with all of its signers. */
export async function sign(message: Message, budget: Budget, latest: Latest) {
  const lasting = setTransactionMessageLifetimeUsingBlockhash(latest, withBudget(message, budget));
  const transaction = await signTransactionMessageWithSigners(lasting);
  assertIsTransactionWithBlockhashLifetime(transaction);
  assertIsSendableTransaction(transaction);
  return transaction;
}

/** Has the signer that sends sign and send it. */
export async function signAndSend(message: Message, budget: Budget, latest: Latest): Promise<Signature> {
  const lasting = setTransactionMessageLifetimeUsingBlockhash(latest, withBudget(message, budget));
  assertIsTransactionMessageWithSingleSendingSigner(lasting);
  return getBase58Decoder().decode(await signAndSendTransactionMessageWithSigners(lasting)) as Signature;
}
