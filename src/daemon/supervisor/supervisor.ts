/**
 * Watches over the daemon that `clp start` began: starts it, holds on to its listening sockets, and starts another one when it
 * crashes, so that connections made in between wait instead of being refused. Loads next to nothing, to stay small.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { systemClock } from '../../contract/clock.ts'
import type { ProcessIdentity } from '../../process/process-identity.ts'
import { describeReason, type StartFailureReason } from '../../process/start-failure.ts'
import { passSockets, type SharedSocket, socketIn } from '../listening/shared-socket.ts'
import { afterCrash, CRASH_RULES, type CrashHistory, type CrashRules, NO_CRASHES } from './crash-history.ts'
import { type StarterMessage, tellStarter } from './starter.ts'
import { GUARDIAN_VARIABLE, type GuardianBriefing, type GuardianOrder, isWardMessage } from './supervisor-messages.ts'
import { type GuardianState, removeGuardianNote, writeGuardianNote } from './supervisor-note.ts'

export interface GuardianOptions {
  /** Root of the CLP home: the daemon's working folder. */
  readonly home: string
  /** File of the note. */
  readonly note: string
  /** The daemon's script and its arguments. */
  readonly script: readonly string[]
  /** Listening sockets that the starter sends. */
  readonly sockets: number
  /** Claim of the daemon that hands over to the one started first. */
  readonly heirOf?: string
  readonly rules?: CrashRules
}

/** Resolves when there is nothing left to watch. `received` are the sockets the starter sent. */
export const guard = (
  options: GuardianOptions,
  self: ProcessIdentity,
  received: readonly SharedSocket[],
): Promise<void> => new Promise((resolve) => new Guardian(options, self, resolve).begin(received))

class Guardian {
  readonly #options: GuardianOptions
  readonly #self: ProcessIdentity
  readonly #over: () => void
  readonly #sockets = new Map<string, SharedSocket>()
  #history: CrashHistory = NO_CRASHES
  #ward: ChildProcess | undefined
  #timer: NodeJS.Timeout | undefined
  /** The daemon said that it goes, or somebody told us to stop: its end is no crash. */
  #leaving = false
  /** Somebody still waits to hear how the first start went. */
  #starting = true
  #readyAt: number | undefined
  #failure: StartFailureReason | undefined
  #lastWords = ''

  constructor(options: GuardianOptions, self: ProcessIdentity, over: () => void) {
    this.#options = options
    this.#self = self
    this.#over = over
  }

  begin(received: readonly SharedSocket[]): void {
    for (const socket of received) this.#sockets.set(socket.name, socket)
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, this.#stop)
    this.#start()
  }

  #start(): void {
    const { script, home, heirOf } = this.#options
    this.#readyAt = undefined
    this.#failure = undefined
    this.#lastWords = ''
    this.#note('starting')
    const briefing: GuardianBriefing = {
      sockets: this.#sockets.size,
      crashes: this.#history,
      ...(heirOf !== undefined && this.#starting ? { heirOf } : {}),
    }
    const ward = spawn(process.execPath, script, {
      cwd: home,
      detached: true,
      env: { ...process.env, [GUARDIAN_VARIABLE]: JSON.stringify(briefing) },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      windowsHide: true,
    })
    this.#ward = ward
    ward.on('message', this.#hear)
    ward.once('exit', (code, signal) => this.#ended(signal ?? `exit code ${code}`))
    // Also when a message cannot be sent, which the end of the process explains; without a PID there was no process.
    ward.on('error', (error) => {
      if (ward.pid === undefined) this.#ended(error.message)
    })
    passSockets(ward, this.#sockets.values())
  }

  #hear = (message: unknown, handle: unknown): void => {
    const socket = socketIn(message, handle)
    if (socket !== undefined) {
      this.#sockets.get(socket.name)?.handle.close()
      this.#sockets.set(socket.name, socket)
      return
    }
    if (!isWardMessage(message)) return
    switch (message.type) {
      case 'ready':
        this.#readyAt = systemClock.elapsed()
        this.#note('watching')
        this.#tellStarter(message)
        return
      case 'failed':
        this.#failure = message.reason
        return
      case 'last-words':
        this.#lastWords = message.text
        return
      case 'leaving':
        this.#leaving = true
        // Held on to, they would go on taking connections that nobody answers.
        this.#letGo()
    }
  }

  #ended(how: string): void {
    this.#ward = undefined
    if (this.#leaving) this.#finish()
    else if (this.#starting) this.#failed(how)
    else this.#crashed(how)
  }

  /** The first start, on which somebody waits, is not tried again: what stands in its way is told to a person. */
  #failed(how: string): void {
    const message = `The daemon ended before it was ready (${how}); see "ui.log" in the run folder`
    this.#tellStarter({ type: 'failed', reason: this.#failure ?? { code: 'failed', message } })
    this.#finish()
  }

  #crashed(how: string): void {
    const words = this.#failure === undefined ? this.#lastWords : describeReason(this.#failure)
    const { elapsed, now } = systemClock
    const crash = {
      at: now(),
      reason: words === '' ? how : `${how}: ${words}`,
      livedMs: this.#readyAt === undefined ? 0 : elapsed() - this.#readyAt,
    }
    const { history, delayMs } = afterCrash(this.#history, crash, this.#options.rules ?? CRASH_RULES)
    this.#history = history
    this.#note(delayMs === undefined ? 'gave-up' : 'waiting')
    if (delayMs === undefined) this.#close()
    else this.#timer = setTimeout(() => this.#start(), delayMs)
  }

  /** A signal: the daemon stops in order, and so do we. */
  #stop = (): void => {
    this.#leaving = true
    clearTimeout(this.#timer)
    this.#letGo()
    // Not a signal: whoever ends a session signals us both, and a second signal does not wait for running requests.
    if (this.#ward === undefined) this.#finish()
    else this.#ward.send({ type: 'stop' } satisfies GuardianOrder, () => undefined)
  }

  #finish(): void {
    removeGuardianNote(this.#options.note, this.#self)
    this.#close()
  }

  #close(): void {
    this.#letGo()
    this.#over()
  }

  #letGo(): void {
    for (const { handle } of this.#sockets.values()) handle.close()
    this.#sockets.clear()
  }

  #tellStarter(message: StarterMessage): void {
    if (!this.#starting) return
    this.#starting = false
    void tellStarter(message)
  }

  #note(state: GuardianState): void {
    writeGuardianNote(this.#options.note, { ...this.#self, state, ...this.#history })
  }
}
