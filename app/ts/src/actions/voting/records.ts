/** Records that a voter needs, where they are not there yet. */
import type { Address, TransactionSigner } from '@solana/kit';
import * as emissions from '../../generated/emissions';
import { createOwnerRecord, findOwnerRecord, OWNER_RECORD_SIZE, type Realm } from '../../realm';
import type { Setup } from '../clock';
import type { VoterRecords } from './read';

/** Bytes of the two records of emissions. */
export const VOTER_WEIGHT_RECORD_SIZE = 163;
export const MAX_VOTER_WEIGHT_RECORD_SIZE = 129;

/** The token owner record of the staker, which is never closed. */
export async function ownerRecord(
  at: Realm,
  { owner, record }: VoterRecords,
  payer: TransactionSigner,
  { instructions, creates }: Setup,
): Promise<void> {
  if (record !== undefined) return;
  const address = await findOwnerRecord(at, owner);
  instructions.push(await createOwnerRecord(at, owner, payer));
  creates.push({ kind: 'token owner record', address, bytes: OWNER_RECORD_SIZE, deposit: 0n, returnsTo: undefined });
}

/** The record of the staker's votes, whose rent goes back to its payer once the staker closes it. */
export async function weightRecord(
  { realm }: Realm,
  { owner, hasWeightRecord }: VoterRecords,
  payer: TransactionSigner,
  { instructions, creates }: Setup,
): Promise<void> {
  if (hasWeightRecord) return;
  const [address] = await emissions.findVoterWeightRecordPda({ realm, voter: owner });
  const create = await emissions.getCreateVoterWeightRecordInstructionAsync({ payer, realm, voter: owner });
  instructions.push(create);
  const bytes = VOTER_WEIGHT_RECORD_SIZE;
  creates.push({ kind: 'record of votes', address, bytes, deposit: 0n, returnsTo: payer.address });
}

/** The record of all votes of the realm, which is never closed. */
export async function maxRecord(
  realm: Address,
  isThere: boolean,
  payer: TransactionSigner,
  { instructions, creates }: Setup,
): Promise<void> {
  if (isThere) return;
  const [address] = await emissions.findMaxVoterWeightRecordPda({ realm });
  instructions.push(await emissions.getCreateMaxVoterWeightRecordInstructionAsync({ payer, realm }));
  const bytes = MAX_VOTER_WEIGHT_RECORD_SIZE;
  creates.push({ kind: 'record of all votes', address, bytes, deposit: 0n, returnsTo: undefined });
}
