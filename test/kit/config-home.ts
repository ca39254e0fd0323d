/** A temporary home with stores of documents over it, closed and removed together. */
import { join } from 'node:path'
import type { ConfigChange, ConfigStore } from '../../src/store/config/config.ts'
import { type ConfigStoreOptions, openConfigStore } from '../../src/store/config/config-store.ts'
import { documents } from '../../src/store/documents/index.ts'
import { upstreamsDocument } from '../../src/store/documents/upstreams.ts'
import { homeAt } from '../../src/store/files/home.ts'
import { createTempHome, type HomeDocuments, type TempHome } from './temp-home.ts'

export const NEVER_MS = 3_600_000

export interface ConfigHome extends TempHome {
  /** Absolute path of a file under the home. */
  readonly path: (relative: string) => string
  /** Without slow looks unless asked for, so that whatever is heard was heard as an event. */
  readonly open: (options?: Partial<ConfigStoreOptions>) => ConfigStore
}

export const createConfigHome = (texts: HomeDocuments = {}): ConfigHome => {
  const home = createTempHome(texts)
  const stores: ConfigStore[] = []
  const upstreamDocuments = new Map([
    ['claude', upstreamsDocument('claude', 'messages')],
    ['codex', upstreamsDocument('codex', 'responses')],
  ])
  return {
    ...home,
    path: (relative) => join(home.root, relative),
    open: (options = {}) => {
      const store = openConfigStore({
        home: homeAt(home.root),
        documents,
        upstreamDocuments,
        pollMs: NEVER_MS,
        settleMs: 5,
        ...options,
      })
      stores.push(store)
      return store
    },
    remove: () => {
      for (const store of stores) store.close()
      home.remove()
    },
  }
}

/** The next change that is wanted; any, when nothing is said. */
export const nextChange = (
  store: ConfigStore,
  wanted: (change: ConfigChange) => boolean = () => true,
): Promise<ConfigChange> =>
  new Promise((resolve) => {
    const undo = store.subscribe((change) => {
      if (!wanted(change)) return
      undo()
      resolve(change)
    })
  })

/** Names of a service's upstreams as they are in force. */
export const namesIn = (store: ConfigStore, service = 'claude'): readonly string[] =>
  store
    .snapshot()
    .pool(service)
    .map(({ name }) => name)
