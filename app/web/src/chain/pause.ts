/** Pauses: `programs/common/src/governance/pause.rs`. They stop new risk, and never a way out. */
type Pause = { until: bigint };

/** The maximum: paused by the authority until it ends the pause. */
const NO_END = (1n << 63n) - 1n;

export const isPaused = ({ until }: Pause, now: bigint): boolean => now < until;
export const hasEnd = ({ until }: Pause): boolean => until < NO_END;
