/** State that a browser keeps across reloads: for this tab, or for all. It may refuse to store anything. */
type Where = () => Storage;
const tab: Where = () => sessionStorage;

/** Whether it is stored. */
export function remember(name: string, value: unknown, where = tab): boolean {
  try {
    where().setItem(name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export function forget(name: string, where = tab): void {
  try {
    where().removeItem(name);
  } catch {
    // Nothing is stored.
  }
}

/** The stored value; undefined if it is of another kind. */
export function recall<T>(name: string, is: (value: unknown) => value is T, where = tab): T | undefined {
  try {
    const value: unknown = JSON.parse(where().getItem(name) ?? 'null');
    return is(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Kept for all tabs. */
export const browser: Where = () => localStorage;
