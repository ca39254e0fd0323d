/** The daemon's English sentence about a failed attempt, in the user's language; a sentence that is not known stays as it is. */
import { readFailure } from '../../contract/failure-sentence.ts'
import type { Cli } from '../context/cli.ts'
import { fill } from '../messages/fill.ts'

export const failureText = ({ messages }: Pick<Cli, 'messages'>, sentence: string): string => {
  const parts = readFailure(sentence)
  return parts === undefined ? sentence : fill(messages.rules.lb.failure[parts.kind], { ...parts })
}
