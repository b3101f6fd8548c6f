/** Texts that somebody else wrote and this side shows, or passes to `ssh`, a browser or a container. */
import { isAddress, type Address } from '@solana/kit';
import { utf8 } from './bytes';
import { check, invalid } from './error';
import { FIRST_TIME, LAST_TIME, MAX_HOST, MAX_LABEL, MAX_URL } from './limits';

/** Characters that steer a terminal, turn the direction of reading, or cannot be seen; those of `io_text::steers`. */
export const STEERS =
  /[\u{0}-\u{9}\u{b}-\u{1f}\u{7f}-\u{9f}\u{ad}\u{34f}\u{61c}\u{115f}-\u{1160}\u{17b4}-\u{17b5}\u{180b}-\u{180f}\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2060}-\u{206f}\u{3164}\u{fe00}-\u{fe0f}\u{feff}\u{ffa0}\u{fff0}-\u{fffb}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/u;

/** Text of people, which may have several lines. */
export function shown(field: string, text: string, most: number) {
  check(field, utf8(text).length <= most, 'is too long');
  check(field, !STEERS.test(text), 'has characters that cannot be seen or steer terminals');
}

/** Printable ASCII without spaces. */
export function word(field: string, text: string, most: number) {
  check(field, text !== '', 'is empty');
  check(field, utf8(text).length <= most, 'is too long');
  check(field, /^[!-~]*$/.test(text), 'has a character that is not printable ASCII, or a space');
}

export function address(field: string, text: string): Address {
  if (!isAddress(text)) throw invalid(field, 'is not an address');
  return text;
}

export function time(field: string, seconds: number): number {
  check(field, seconds >= FIRST_TIME && seconds <= LAST_TIME, 'is not in unix seconds between 2020 and 2199');
  return seconds;
}

/** A host name in small letters, or an IP address, version 6 without brackets. */
export function host(field: string, text: string) {
  check(
    field,
    isName(text) || isV4(text) || isV6(text),
    'is neither a host name in small letters nor an IP address',
  );
}

function isName(text: string): boolean {
  const labels = text.split('.');
  // A last part that begins with a digit could be a number, and the whole an IP address in another form.
  return (
    text.length <= MAX_HOST &&
    labels.every((it) => it.length <= MAX_LABEL && /^[a-z\d]([a-z\d-]*[a-z\d])?$/.test(it)) &&
    /^[a-z]/.test(labels.at(-1) ?? '')
  );
}

function isV4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((it) => /^(0|[1-9]\d{0,2})$/.test(it) && Number(it) <= 255);
}

const isV6 = (text: string): boolean => /^[\da-fA-F:]+$/.test(text) && URL.canParse(`http://[${text}]/`);

export function port(field: string, number: number): number {
  check(field, number >= 1 && number <= 65_535, 'is not between 1 and 65535');
  return number;
}

/** A user name of Linux. */
export function user(field: string, text: string) {
  check(
    field,
    /^[a-z_][a-z\d_-]{0,31}$/.test(text),
    'is not a user name: small letters, digits, `_` and `-`, at most 32',
  );
}

/** A URL of a web page: `https`, a host as in {@link host}, no user. */
export function url(field: string, text: string) {
  word(field, text, MAX_URL);
  const authority = /^https:\/\/([^/?#]*)/.exec(text)?.[1] ?? '';
  const [, v6, name, number] = /^(?:\[([^\]]*)\]|([^:[]*))(?::(.*))?$/.exec(authority) ?? [];
  const isHost = v6 === undefined ? name !== undefined && (isName(name) || isV4(name)) : isV6(v6);
  const isPort = number === undefined || (/^\d+$/.test(number) && Number(number) >= 1 && Number(number) <= 65_535);
  check(
    field,
    isHost && isPort && !/[\\"<>^`{|}]/.test(text),
    'is not a URL such as https://gpu.example:8443/lab?token=x',
  );
}
