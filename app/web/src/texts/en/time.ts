/** Times, and figures of pictures. */
export const time = {
  now: 'now',
  in: (duration: string) => `in ${duration}`,
  ago: (duration: string) => `${duration} ago`,
  never: 'never',
  days: 'd',
  hours: 'h',
  minutes: 'min',
  seconds: 's',
  millions: (number: string) => `${number}M`,
};
