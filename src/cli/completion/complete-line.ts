/** What `clp completion` does: prints the script for a shell, and answers that script while somebody types. */
import type { Command } from 'commander'
import { CLIENT_IDS } from '../../contract/client-ids.ts'
import { POLICY_IDS } from '../../contract/settings.ts'
import type { Upstream } from '../../contract/upstream.ts'
import { accessDocument } from '../../store/documents/access.ts'
import { withConfig } from '../api/documents.ts'
import type { Cli } from '../context/cli.ts'
import { wrongValue } from '../context/command.ts'
import { allDocuments } from '../documents/document-names.ts'
import { type Candidate, complete, type Wanted } from './complete.ts'
import { COMPLETION_SHELLS, type CompletionShell, completionScript } from './completion-scripts.ts'

export interface CompletionLine {
  /** As it was given on the command line. */
  readonly shell: string
  /** What is typed so far after `clp`; empty when the script is wanted. */
  readonly words: readonly string[]
}

export const showCompletion = async (
  cli: Cli,
  program: Command,
  { shell: given, words }: CompletionLine,
): Promise<void> => {
  const shell = COMPLETION_SHELLS.find((one) => one === given)
  if (shell === undefined) return wrongValue(cli, '<shell>', given, COMPLETION_SHELLS.join(', '))
  if (words.length === 0) return cli.print.raw(completionScript(shell))
  const plain = shell === 'fish' ? words : words.map(withoutQuotes)
  const found = await complete(program, plain, (wanted) => valuesFor(cli, wanted))
  for (const candidate of found) cli.print.line(LINES[shell](candidate))
}

/** One candidate as the script of the shell expects it. */
const LINES: Readonly<Record<CompletionShell, (candidate: Candidate) => string>> = {
  bash: ({ value }) => value,
  zsh: ({ value, about }) =>
    `${value.replaceAll('\\', '\\\\').replaceAll(':', '\\:')}${about === '' ? '' : `:${about}`}`,
  fish: ({ value, about }) => (about === '' ? value : `${value}\t${about}`),
}

/** bash and zsh hand over what was typed, with its quotes and backslashes. */
const withoutQuotes = (word: string): string => word.replaceAll(/\\(.)|["']/g, '$1')

const valuesFor = async (cli: Cli, { value, path, before }: Wanted): Promise<readonly Candidate[]> => {
  const [command = ''] = path
  switch (value) {
    case 'service':
      return named([...(await cli.services()).map(({ id }) => id), ...(WITH_UI.has(command) ? ['ui'] : [])])
    case 'client':
      return named(CLIENT_IDS)
    case 'name':
    case 'upstream':
      return named(command === 'auth' ? await tokenNames(cli, path[1]) : await upstreamNames(cli, command, before[0]))
    case 'policy':
      return named(POLICY_IDS)
    case 'document':
      return named((await allDocuments(cli)).map(({ id }) => id))
    case 'shell':
      return named(command === 'env' ? ['bash', 'fish', 'powershell'] : COMPLETION_SHELLS)
    default:
      return []
  }
}

/** Commands for which the UI counts as a service. */
const WITH_UI: ReadonlySet<string> = new Set(['auth'])

const named = (values: readonly string[]): readonly Candidate[] => values.map((value) => ({ value, about: '' }))

/** Only those the command can do something with: nobody enables what is enabled. */
const upstreamNames = (cli: Cli, command: string, service = ''): Promise<readonly string[]> =>
  withConfig(cli, [], (config) => {
    if (command === 'add') return []
    const useful = ({ enabled }: Upstream): boolean =>
      command === 'enable' ? !enabled : enabled || !(command === 'active' || command === 'disable')
    return config
      .snapshot()
      .pool(service)
      .filter(useful)
      .map(({ name }) => name)
  })

const tokenNames = (cli: Cli, act = ''): Promise<readonly string[]> =>
  withConfig(cli, [accessDocument], (config) => {
    if (act === 'generate') return []
    const useful = act === 'enable' ? [false] : act === 'disable' ? [true] : [true, false]
    return config
      .snapshot()
      .get(accessDocument)
      .tokens.filter(({ active }) => useful.includes(active))
      .map(({ name }) => name)
  })
