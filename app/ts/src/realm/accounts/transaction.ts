/** What a realm proposal executes. */
import {
  AccountRole,
  addDecoderSizePrefix,
  getAddressDecoder,
  getBooleanDecoder,
  getBytesDecoder,
  getI64Decoder,
  getStructDecoder,
  getU16Decoder,
  getU32Decoder,
  getU8Decoder,
  type AccountMeta,
  type Decoder,
  type Instruction,
} from '@solana/kit';
import { list, maybe, named } from '../borsh';
import type { DecodedBy, RealmKind } from './kind';

const meta = getStructDecoder([
  ['pubkey', getAddressDecoder()],
  ['isSigner', getBooleanDecoder()],
  ['isWritable', getBooleanDecoder()],
]);

const instruction = getStructDecoder([
  ['programId', getAddressDecoder()],
  ['accounts', list(meta as Decoder<DecodedBy<typeof meta>>)],
  ['data', addDecoderSizePrefix(getBytesDecoder(), getU32Decoder())],
]);
/** An instruction, as SPL Governance stores it. */
export type StoredInstruction = DecodedBy<typeof instruction>;

const transaction = getStructDecoder([
  ['proposal', getAddressDecoder()],
  ['optionIndex', getU8Decoder()],
  ['transactionIndex', getU16Decoder()],
  // Seconds from the end of the vote to the execution, at least.
  ['holdUpTime', getU32Decoder()],
  // The governance and its treasury sign them.
  ['instructions', list(instruction as Decoder<StoredInstruction>)],
  ['executedAt', maybe(getI64Decoder())],
  // `Error` was set by the proposer. It can still be executed.
  ['executionStatus', named(['None', 'Success', 'Error'])],
]);
/** A transaction of a realm proposal. */
export type ProposalTransaction = DecodedBy<typeof transaction>;
export const PROPOSAL_TRANSACTION: RealmKind<ProposalTransaction> = { type: 13, decoder: transaction };

const roleOf = (isSigner: boolean, isWritable: boolean): AccountRole =>
  isSigner
    ? isWritable
      ? AccountRole.WRITABLE_SIGNER
      : AccountRole.READONLY_SIGNER
    : isWritable
      ? AccountRole.WRITABLE
      : AccountRole.READONLY;

/** The instruction for its program. */
export function instructionOf({ programId, accounts, data }: StoredInstruction): Instruction & { accounts: AccountMeta[] } {
  const metas = accounts.map(({ pubkey, isSigner, isWritable }) => ({ address: pubkey, role: roleOf(isSigner, isWritable) }));
  return { programAddress: programId, accounts: metas, data };
}
