/** Small parts of every view. */
import { parts, type Hide } from '../parts';

export const basics = {
  copy: { address: 'Copy the address', command: 'Copy the command', signature: 'Copy the signature' },
  /** The words on the button, the rest of them for screen readers only. */
  copyButton: {
    address: (hide: Hide) => parts`Copy${hide(' the address')}`,
    command: (hide: Hide) => parts`Copy${hide(' the command')}`,
    signature: (hide: Hide) => parts`Copy${hide(' the signature')}`,
  },
  copied: 'Copied',
  notCopied: 'Select and copy the text yourself',
  setUrl: (host: string) =>
    `Set RPC_URL to your URL at ${host} first: it may hold a key, so that this page does not show it.`,
  notAddress: 'This is not an address: an address has 32 to 44 letters and digits.',
  show: 'Show',
  unknown: 'unknown',
  none: 'none',
  model: (number: number) => `model ${number}`,
  ignored: 'Ignored in this link, as this view does not know it:',
};
