/** How a command ends: the exit codes, and the error that carries one together with a sentence for the person. */

export const EXIT = {
  done: 0,
  failed: 1,
  /** The command line was wrong. */
  usage: 2,
  /** The command needs a running CLP. */
  notRunning: 3,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

export interface CliErrorOptions extends ErrorOptions {
  /** Lines below the message: what to do about it. */
  readonly hints?: readonly string[]
}

/** Ends a command. Message and hints are in the user's language already. */
export class CliError extends Error {
  readonly exitCode: ExitCode
  readonly hints: readonly string[]

  constructor(message: string, exitCode: ExitCode = EXIT.failed, options: CliErrorOptions = {}) {
    super(message, options)
    this.name = 'CliError'
    this.exitCode = exitCode
    this.hints = options.hints ?? []
  }
}
