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

/** Ends a command. The message is in the user's language already. */
export class CliError extends Error {
  readonly exitCode: ExitCode

  constructor(message: string, exitCode: ExitCode = EXIT.failed, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CliError'
    this.exitCode = exitCode
  }
}
