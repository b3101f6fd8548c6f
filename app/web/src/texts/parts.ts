/** Sentences with elements in them, each language in its own order. */
import type { ComponentChildren } from 'preact';

/** A template whose values are elements. */
export const parts = (texts: TemplateStringsArray, ...values: readonly ComponentChildren[]): ComponentChildren =>
  texts.flatMap((text, place) => [text, values[place]]);

/** Text that only a screen reader says. */
export type Hide = (text: string) => ComponentChildren;
