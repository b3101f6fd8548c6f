import type { Texts } from '..';

export const time: Texts['time'] = {
  now: 'jetzt',
  in: (duration) => `in ${duration}`,
  ago: (duration) => `vor ${duration}`,
  never: 'nie',
  days: 'd',
  hours: 'h',
  minutes: 'min',
  seconds: 's',
  millions: (number) => `${number}\u00a0Mio.`,
};
