/** Shapes of results: null or an unrelated object is not an answer. */
import { isAddress } from '@solana/kit';
import type { Request } from './answer';

type Check = (result: unknown, params: readonly unknown[]) => boolean;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isWhole = (value: unknown): boolean => typeof value === 'bigint' && value >= 0n;
const isText = (value: unknown): boolean => typeof value === 'string';
/** It may be shown, and copied into a command. */
const isKey = (value: unknown): boolean => typeof value === 'string' && isAddress(value);

/** A value with the slot of its bank. */
const at =
  (check: Check): Check =>
  (result, params) =>
    isObject(result) &&
    isObject(result['context']) &&
    isWhole(result['context']['slot']) &&
    check(result['value'], params);

const isAccount: Check = (value) => isObject(value) && isKey(value['owner']) && 'data' in value;
const isStatus: Check = (value) => isObject(value) && isWhole(value['slot']) && 'err' in value;
const orNull =
  (check: Check): Check =>
  (value, params) =>
    value === null || check(value, params);
/** One for each entry of the first parameter. */
const each =
  (check: Check): Check =>
  (value, params) =>
    Array.isArray(value) &&
    value.length === (params[0] as readonly unknown[]).length &&
    value.every((it) => check(it, params));

const CHECKS: { readonly [method: string]: Check } = {
  getAccountInfo: at(orNull(isAccount)),
  getMultipleAccounts: at(each(orNull(isAccount))),
  getProgramAccounts: at(
    (value) =>
      Array.isArray(value) && value.every((it) => isObject(it) && isKey(it['pubkey']) && isAccount(it['account'], [])),
  ),
  getLatestBlockhash: at(
    (value) => isObject(value) && isText(value['blockhash']) && isWhole(value['lastValidBlockHeight']),
  ),
  simulateTransaction: at((value) => isObject(value) && 'err' in value),
  sendTransaction: isText,
  getSignatureStatuses: at(each(orNull(isStatus))),
  getEpochInfo: (result) => isObject(result) && isWhole(result['absoluteSlot']) && isWhole(result['blockHeight']),
  isBlockhashValid: at((value) => typeof value === 'boolean'),
};

/** Results of other methods are not checked. */
export const isShaped = ({ method, params }: Request, result: unknown): boolean =>
  CHECKS[method]?.(result, (params ?? []) as readonly unknown[]) ?? true;
