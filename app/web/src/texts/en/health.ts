/** Whether the network answers. */
export const health = {
  name: 'State of the network',
  asking: (host: string) => `Asking ${host} …`,
  live: (clock: string, hour: string) => ` Live · ${clock} on the network · hour ${hour}`,
  reading: (host: string) => `Reading ${host}`,
  answered: (host: string) => `${host} has answered`,
  old: (duration: string) => ` What you see is ${duration} old.`,
  tryNow: 'Try now',
};
