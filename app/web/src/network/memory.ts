/** State that this tab keeps across reloads. A browser may refuse to store anything. */

export function remember(name: string, value: unknown): void {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Then the user is asked again.
  }
}

export function forget(name: string): void {
  try {
    sessionStorage.removeItem(name);
  } catch {
    // Nothing is stored.
  }
}

/** The stored value; undefined if it is of another kind. */
export function recall<T>(name: string, is: (value: unknown) => value is T): T | undefined {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(name) ?? 'null');
    return is(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
