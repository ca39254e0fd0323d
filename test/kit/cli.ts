/** Runs one command line in this process, with a home of its own, and gives back what it said. */
import { Readable } from 'node:stream'
import { runCli } from '../../src/cli/run-cli.ts'
import type { Clock } from '../../src/contract/clock.ts'

export interface CliRun {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface CliKitOptions {
  /** The CLP home. */
  readonly home: string
  readonly language?: 'en' | 'zh'
  /** What standard input says. */
  readonly input?: string
  readonly clock?: Clock
  readonly environment?: Readonly<Record<string, string>>
}

export const clp = async (argv: readonly string[], options: CliKitOptions): Promise<CliRun> => {
  const out = collector()
  const err = collector()
  const code = await runCli({
    argv,
    environment: { CLP_HOME: options.home, CLP_LANG: options.language ?? 'en', ...options.environment },
    stdin: Readable.from(options.input === undefined ? [] : [Buffer.from(options.input)]),
    stdout: out,
    stderr: err,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  })
  return { code, out: out.text(), err: err.text() }
}

const collector = () => {
  const chunks: Buffer[] = []
  return {
    write: (chunk: string | Uint8Array, done?: (error?: Error | null) => void): boolean => {
      chunks.push(Buffer.from(chunk as Uint8Array))
      done?.()
      return true
    },
    text: () => Buffer.concat(chunks).toString('utf8'),
  }
}
