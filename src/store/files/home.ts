/** Every path under the CLP home (`~/.clp`), in one place. */
import { join } from 'node:path'

export interface Home {
  readonly root: string
  readonly run: string
  readonly data: string
  readonly database: string
  /** What waits here while the shared database of the log is away. */
  readonly spool: string
  readonly health: string
  /** What is known of their balances. */
  readonly balances: string
  /** What upstreams say of their limits. */
  readonly meters: string
  /** Former versions of the documents. */
  readonly history: string
  /** The key that makes placeholders. */
  readonly maskKey: string
  readonly pidFile: string
  readonly lockFile: string
  /** Who supervises the daemon, and what crashed. */
  readonly supervisorFile: string
  /** One file for each former daemon that still finishes its requests. */
  readonly draining: string
  /** Lock of whoever changes documents; a number is put behind it. */
  readonly documentsLock: string
  /** What Node compiled, one folder for each version of CLP. */
  readonly compiled: string
  /** Absolute path of a document, from its path relative to the home. */
  readonly file: (relative: string) => string
}

export const homeAt = (root: string): Home => ({
  root,
  run: join(root, 'run'),
  data: join(root, 'data'),
  database: join(root, 'data', 'clp.db'),
  spool: join(root, 'data', 'spool'),
  health: join(root, 'data', 'health.json'),
  balances: join(root, 'data', 'balances.json'),
  meters: join(root, 'data', 'meters.json'),
  history: join(root, 'data', 'history'),
  maskKey: join(root, 'data', 'mask.key'),
  pidFile: join(root, 'run', 'clp.pid'),
  lockFile: join(root, 'run', 'clp.lock'),
  supervisorFile: join(root, 'run', 'guardian.json'),
  draining: join(root, 'run', 'leaving'),
  documentsLock: join(root, 'run', 'documents.lock'),
  compiled: join(root, 'run', 'compiled'),
  file: (relative) => join(root, relative),
})
