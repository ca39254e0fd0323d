/**
 * At most one daemon per home. Each daemon writes a claim file of its own into `run/clp.lock/`, then looks at the others'.
 * Two owners are impossible, because of two claims one was written before the other's owner looked; a stale claim is taken away
 * without a race, because no two runs share a name. Nothing has to be trusted after a crash.
 */

import { randomBytes, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sync as writeFileAtomicSync } from 'write-file-atomic'
import type { Clock } from '../contract/clock.ts'
import { hasFields } from '../contract/fields.ts'
import type { Home } from '../store/files/home.ts'
import { makeFolder } from '../store/files/make-folder.ts'
import { checkIdentity, identify, type ProcessIdentity } from './process-identity.ts'
import { type Addresses, type RunFile, removeRunFile } from './run-file.ts'
import { StartFailure } from './start-failure.ts'

/** The right to serve a home, held until released or until this process ends. */
export interface HomeLock {
  /** Random name of this run. */
  readonly instance: string
  /** What `x-clp-control` must say. */
  readonly controlKey: string
  /** Writes the run file: from now on other processes find the daemon. */
  readonly publish: (addresses: Addresses, version: string) => RunFile
  /** Name of the claim: who is given it may take the home while we hold it, to take over from us. */
  readonly claim: string
  /** Gives the home up to the one that took over; the run file is its own by now. */
  readonly handOver: () => void
  /** Removes run file and claim. Safe to call twice. */
  readonly release: () => void
}

interface Claim extends ProcessIdentity {
  readonly held: boolean
  readonly name: string
}

const CLAIM_SUFFIX = '.claim'
/** How long two that start at once look at each other before the one that should go first counts as stuck, in ms. */
const CONTEST_LIMIT_MS = 5000
const CONTEST_POLL_MS = 20

/**
 * Takes the home. Throws `StartFailure` when another daemon has it or when the home cannot be written. `successorOf` is the claim of the
 * daemon that hands over: it goes on holding the home until it knows that its successor is ready.
 */
export const acquireLock = async (home: Home, clock: Clock, successorOf?: string): Promise<HomeLock> => {
  makeFolders(home)
  const self = (await identify(process.pid)) ?? { pid: process.pid, mark: '' }
  const name = `${randomUUID()}${CLAIM_SUFFIX}`
  const claim = join(home.lockFile, name)
  writeClaim(claim, self, false)
  try {
    await contend(home, { own: name, successorOf }, clock)
    writeClaim(claim, self, true)
  } catch (error) {
    rmSync(claim, { force: true })
    throw error
  }
  return holdLock(home, name, { ...self, startedAt: clock.now() })
}

/** PID of the daemon that holds or is about to hold the home, or undefined. */
export const lockHolder = async (home: Home): Promise<number | undefined> => {
  const [first] = await livingClaims(home, '')
  return first?.pid
}

const holdLock = (home: Home, name: string, self: ProcessIdentity & { readonly startedAt: number }): HomeLock => {
  const claim = join(home.lockFile, name)
  const instance = randomUUID()
  const controlKey = randomBytes(32).toString('base64url')
  return {
    instance,
    controlKey,
    claim: name,
    handOver: () => rmSync(claim, { force: true }),
    publish: (addresses, version) => {
      const { pid, mark, startedAt } = self
      const run: RunFile = { pid, mark, instance, controlKey, addresses, version, startedAt }
      writeFileAtomicSync(home.pidFile, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 })
      return run
    },
    release: () => {
      removeRunFile(home.pidFile, instance)
      rmSync(claim, { force: true })
    },
  }
}

interface Contender {
  readonly own: string
  readonly successorOf: string | undefined
}

/** Returns when no other living claim is left. Of several that start at once, the first by name goes on. */
const contend = async (home: Home, { own, successorOf }: Contender, clock: Clock): Promise<void> => {
  const giveUpAt = clock.elapsed() + CONTEST_LIMIT_MS
  for (;;) {
    const others = (await livingClaims(home, own)).filter(({ name }) => name !== successorOf)
    if (others.length === 0) return
    const winner = others.find((other) => other.held || other.name < own)
    if (winner !== undefined) throw new StartFailure({ code: 'already-running', pid: winner.pid })
    if (clock.elapsed() > giveUpAt) throw new StartFailure({ code: 'already-running', pid: others[0]?.pid ?? 0 })
    await pause(CONTEST_POLL_MS)
  }
}

/** The claims of other living processes; those of dead ones are removed on the way. */
const livingClaims = async (home: Home, own: string): Promise<readonly Claim[]> => {
  const living: Claim[] = []
  for (const name of claimNames(home)) {
    if (name === own) continue
    const claim = readClaim(home, name)
    if (claim !== undefined && (await checkIdentity(claim)) !== 'gone') living.push(claim)
    else rmSync(join(home.lockFile, name), { force: true })
  }
  return living
}

const claimNames = (home: Home): readonly string[] => {
  try {
    return readdirSync(home.lockFile).filter((name) => name.endsWith(CLAIM_SUFFIX))
  } catch {
    return []
  }
}

/** Undefined for a claim that has just gone or that a power cut left empty: claims are never half-written otherwise. */
const readClaim = (home: Home, name: string): Claim | undefined => {
  try {
    const claim: unknown = JSON.parse(readFileSync(join(home.lockFile, name), 'utf8'))
    return hasFields(claim, { pid: 'number', mark: 'string', held: 'boolean' }) ? { ...claim, name } : undefined
  } catch {
    return undefined
  }
}

const writeClaim = (path: string, self: ProcessIdentity, held: boolean): void => {
  const draft = `${path}.draft`
  orUnwritable(path, () => {
    writeFileSync(draft, JSON.stringify({ ...self, held }), { mode: 0o600 })
    renameSync(draft, path)
  })
}

const makeFolders = (home: Home): void => {
  for (const folder of [home.root, home.run, home.lockFile]) {
    orUnwritable(folder, () => makeFolder(folder))
  }
}

/** Turns an error of the file system into `StartFailure` `home-unwritable`. */
const orUnwritable = (path: string, act: () => void): void => {
  try {
    act()
  } catch (error) {
    const system = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new StartFailure({ code: 'home-unwritable', path, system }, { cause: error })
  }
}
