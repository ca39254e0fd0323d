/** Lets Node 22.1 and later keep what it compiled, so that the next command only reads it. An older Node compiles every time. */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import module from 'node:module'
import { join } from 'node:path'
import type { Home } from '../store/files/home.ts'

/** What newer versions of `node:module` have. */
interface CompileCache {
  readonly enableCompileCache?: (folder: string) => unknown
}

/**
 * Keeps it in the home, where nobody else can put code, apart for each version of CLP; Node itself tells its own versions and changed
 * files apart. A home that is not there yet is not made for this. Never throws: what cannot be written is not kept.
 */
export const keepCompiled = (home: Home, version: string): void => {
  const { enableCompileCache } = module as CompileCache
  if (enableCompileCache !== undefined && existsSync(home.run)) enableCompileCache(join(home.compiled, version))
}

/** Removes what was kept for other versions of CLP. Never throws: what cannot be removed stays. */
export const forgetCompiled = (home: Home, version: string): void => {
  try {
    for (const other of readdirSync(home.compiled)) {
      if (other !== version) rmSync(join(home.compiled, other), { recursive: true, force: true })
    }
  } catch {
    // There is nothing, or somebody else removes it too.
  }
}
