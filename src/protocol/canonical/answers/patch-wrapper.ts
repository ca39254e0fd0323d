/**
 * What models put around a patch, and no tool of patches takes: a Markdown fence, the shell command that would apply it. Only forms
 * that are known to be nothing but a wrapper are taken away.
 */
import { readJson } from '../../../codec/json/exact-json.ts'
import { listOf, objectOf } from '../fields.ts'

/** By which a wrapped text is known at once; a patch begins otherwise. */
const STARTS = ['```', 'apply_patch'] as const
const LONGEST_START = Math.max(...STARTS.map(({ length }) => length))

/** The inside is the first group that matched. */
const FENCE = /^\s*```[^\n]*\n([\s\S]*?)\n?```\s*$/
const HEREDOC = /^\s*apply_patch\s*<<-?\s*(['"]?)(\w+)\1[^\n]*\n([\s\S]*?)\n?\2\s*$/

/** The patch inside a text that is wholly a wrapper of one; any other text as it is. */
const unwrapped = (text: string): string => {
  const inside = FENCE.exec(text)?.[1] ?? HEREDOC.exec(text)?.[3]
  return inside === undefined ? text : `${inside}\n`
}

/** The patch of a command that applies one, as models call shells: a program and its arguments, or a shell and its script. */
export const patchInCommand = (args: string): string | undefined => {
  const object = objectOf(readJson(args))
  const command = listOf(object?.['command'] ?? object?.['cmd'])
  const [program, ...rest] = command
  const last = rest.at(-1)
  const isShell = program === 'bash' || program === 'sh' || program === 'zsh'
  return typeof last === 'string' && (program === 'apply_patch' || isShell) ? last : undefined
}

/** Passes a text as it comes, unless it begins like a wrapper: that is held to its end and taken away. */
export class PatchWrapper {
  readonly #held: string[] = []
  /** The beginning, as long as it does not tell whether there is a wrapper. */
  #start = ''
  #place: 'start' | 'wrapped' | 'plain' = 'start'

  push(text: string): string {
    if (this.#place === 'plain' || text === '') return text
    this.#held.push(text)
    if (this.#place === 'start') this.#place = this.#look(text)
    return this.#place === 'plain' ? this.#release() : ''
  }

  end(): string {
    return unwrapped(this.#release())
  }

  #look(text: string): 'start' | 'wrapped' | 'plain' {
    this.#start = (this.#start + text).trimStart().slice(0, LONGEST_START)
    if (STARTS.some((start) => this.#start.startsWith(start))) return 'wrapped'
    return STARTS.some((start) => start.startsWith(this.#start)) ? 'start' : 'plain'
  }

  #release(): string {
    this.#place = 'plain'
    return this.#held.splice(0).join('')
  }
}
