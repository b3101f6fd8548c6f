/** What this tab keeps when the page is loaded again. A browser may refuse to keep anything. */

export function remember(name: string, value: unknown): void {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Then it is asked again.
  }
}

export function forget(name: string): void {
  try {
    sessionStorage.removeItem(name);
  } catch {
    // Nothing is kept.
  }
}

/** What was kept; undefined if it is not of the kind that was asked for. */
export function recall<T>(name: string, is: (value: unknown) => value is T): T | undefined {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(name) ?? 'null');
    return is(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
