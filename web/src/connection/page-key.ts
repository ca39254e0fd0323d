/**
 * Keeps the page key, the half of the sign-in that no other port of this host is shown. In `localStorage`: it is kept apart by origin, port
 * included, is shared by all tabs, and outlives a reload. A page that may store nothing keeps it for itself.
 */

export interface PageKeys {
  readonly read: () => string | undefined
  readonly keep: (key: string) => void
  /** Whether this is what the browser calls the key, when it says that another tab has stored something. */
  readonly isNamed: (name: string | null) => boolean
}

/** @param root Address of the web app: more than one CLP may stand under one origin. */
export const createPageKeys = (root: URL, storage: () => Pick<Storage, 'getItem' | 'setItem'>): PageKeys => {
  const name = `clp-page-key:${root.pathname}`
  let own: string | undefined
  return {
    // Read each time: another tab may have signed in meanwhile.
    read: () => attempt(() => storage().getItem(name)) ?? own,
    keep: (key) => {
      own = key
      attempt(() => storage().setItem(name, key))
    },
    isNamed: (other) => other === name,
  }
}

/** Browsers throw where a page may store nothing. */
const attempt = <T>(use: () => T): T | undefined => {
  try {
    return use()
  } catch {
    return undefined
  }
}
