/** What the colours of a picture stand for. */
export type Part = { tone: 'locked' | 'launch' | 'minted'; name: string };

export const Legend = ({ parts }: { parts: readonly Part[] }) => (
  <figcaption class="key-of">
    {parts.map(({ tone, name }) => (
      <span key={tone}>
        <span class={`swatch ${tone}`} aria-hidden="true" /> {name}
      </span>
    ))}
  </figcaption>
);
