/**
 * Supervises the daemon that `clp start` began: starts it as its worker, holds on to its listening sockets, and starts another one when it
 * crashes, so that connections made in between wait instead of being refused. Loads next to nothing, to stay small.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { systemClock } from '../../contract/clock.ts'
import type { ProcessIdentity } from '../../process/process-identity.ts'
import { describeReason, type StartFailureReason } from '../../process/start-failure.ts'
import { passSockets, type SharedSocket, socketIn } from '../listening/shared-socket.ts'
import { afterCrash, CRASH_RULES, type CrashHistory, type CrashRules, NO_CRASHES } from './crash-history.ts'
import { daemonFlags } from './node-flags.ts'
import { reportToStarter, type StarterMessage } from './starter.ts'
import {
  isWorkerMessage,
  SUPERVISOR_VARIABLE,
  type SupervisorOrder,
  type WorkerBriefing,
} from './supervisor-messages.ts'
import { removeSupervisorNote, type SupervisorState, writeSupervisorNote } from './supervisor-note.ts'

export interface SupervisorOptions {
  /** Root of the CLP home: the daemon's working folder. */
  readonly home: string
  /** File of the note. */
  readonly note: string
  /** The daemon's script and its arguments. */
  readonly script: readonly string[]
  /** Listening sockets that the starter sends. */
  readonly sockets: number
  /** Claim of the daemon that hands over to the one started first. */
  readonly successorOf?: string
  readonly rules?: CrashRules
}

/** Resolves when there is nothing left to supervise. `received` are the sockets the starter sent. */
export const supervise = (
  options: SupervisorOptions,
  self: ProcessIdentity,
  received: readonly SharedSocket[],
): Promise<void> => new Promise((resolve) => new Supervisor(options, self, resolve).begin(received))

class Supervisor {
  readonly #options: SupervisorOptions
  readonly #self: ProcessIdentity
  readonly #over: () => void
  readonly #sockets = new Map<string, SharedSocket>()
  #history: CrashHistory = NO_CRASHES
  #worker: ChildProcess | undefined
  #timer: NodeJS.Timeout | undefined
  /** The daemon reported that it drains, or somebody told us to stop: its end is no crash. */
  #stopping = false
  /** Somebody still waits to learn how the first start went. */
  #starting = true
  #readyAt: number | undefined
  #failure: StartFailureReason | undefined
  #crashMessage = ''

  constructor(options: SupervisorOptions, self: ProcessIdentity, over: () => void) {
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
    const { script, home, successorOf } = this.#options
    this.#readyAt = undefined
    this.#failure = undefined
    this.#crashMessage = ''
    this.#note('starting')
    const briefing: WorkerBriefing = {
      sockets: this.#sockets.size,
      crashes: this.#history,
      ...(successorOf !== undefined && this.#starting ? { successorOf } : {}),
    }
    const worker = spawn(process.execPath, [...daemonFlags(), ...script], {
      cwd: home,
      detached: true,
      env: { ...process.env, [SUPERVISOR_VARIABLE]: JSON.stringify(briefing) },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      windowsHide: true,
    })
    this.#worker = worker
    worker.on('message', this.#onMessage)
    worker.once('exit', (code, signal) => this.#ended(signal ?? `exit code ${code}`))
    // Also when a message cannot be sent, which the end of the process explains; without a PID there was no process.
    worker.on('error', (error) => {
      if (worker.pid === undefined) this.#ended(error.message)
    })
    passSockets(worker, this.#sockets.values())
  }

  #onMessage = (message: unknown, handle: unknown): void => {
    const socket = socketIn(message, handle)
    if (socket !== undefined) {
      this.#sockets.get(socket.name)?.handle.close()
      this.#sockets.set(socket.name, socket)
      return
    }
    if (!isWorkerMessage(message)) return
    switch (message.type) {
      case 'ready':
        this.#readyAt = systemClock.elapsed()
        this.#note('watching')
        this.#reportToStarter(message)
        return
      case 'failed':
        this.#failure = message.reason
        return
      case 'crash-message':
        this.#crashMessage = message.text
        return
      case 'draining':
        this.#stopping = true
        // Held on to, they would go on taking connections that nobody answers.
        this.#letGo()
    }
  }

  #ended(how: string): void {
    this.#worker = undefined
    if (this.#stopping) this.#finish()
    else if (this.#starting) this.#failed(how)
    else this.#crashed(how)
  }

  /** The first start, on which somebody waits, is not tried again: what stands in its way is reported to a person. */
  #failed(how: string): void {
    const message = `The daemon ended before it was ready (${how}); see "ui.log" in the run folder`
    this.#reportToStarter({ type: 'failed', reason: this.#failure ?? { code: 'failed', message } })
    this.#finish()
  }

  #crashed(how: string): void {
    const message = this.#failure === undefined ? this.#crashMessage : describeReason(this.#failure)
    const { elapsed, now } = systemClock
    const crash = {
      at: now(),
      reason: message === '' ? how : `${how}: ${message}`,
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
    this.#stopping = true
    clearTimeout(this.#timer)
    this.#letGo()
    // Not by a signal: whoever ends a session signals us both, and a second signal does not wait for running requests.
    if (this.#worker === undefined) this.#finish()
    else this.#worker.send({ type: 'stop' } satisfies SupervisorOrder, () => undefined)
  }

  #finish(): void {
    removeSupervisorNote(this.#options.note, this.#self)
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

  #reportToStarter(message: StarterMessage): void {
    if (!this.#starting) return
    this.#starting = false
    void reportToStarter(message)
  }

  #note(state: SupervisorState): void {
    writeSupervisorNote(this.#options.note, { ...this.#self, state, ...this.#history })
  }
}
