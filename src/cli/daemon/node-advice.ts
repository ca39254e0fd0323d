/** What a person should know of the Node that CLP runs on, in the words of `clp doctor`: said by `start`, `run` and `status`. */
import { isBrotliSafe } from '../../codec/encoding/brotli.ts'
import type { Cli } from '../context/cli.ts'
import { fill } from '../messages/fill.ts'

/** Prints nothing where there is nothing to say. `version` as Node writes it, with or without `v`. */
export const showNodeAdvice = ({ print, messages }: Pick<Cli, 'print' | 'messages'>, version: string): void => {
  const plain = version.replace(/^v/, '')
  if (isBrotliSafe(plain)) return
  const { cause, remedy } = messages.doctor.checks['node-version'].findings.brotli
  print.line()
  print.line(fill(cause, { version: plain }))
  print.line(`  ${remedy}`)
}
