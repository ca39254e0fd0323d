/** What `clp env` prints: variables and, for a client that takes its address as an argument, a function of its name. */
import type { ProcessSetup } from '../../setup/attach/client-setup.ts'
import type { Cli } from '../context/cli.ts'
import { wrongValue } from '../context/command.ts'
import { fill } from '../messages/fill.ts'
import { contrary, processOnce, type TargetOptions, targetOf } from './client-target.ts'

const SHELLS = ['bash', 'fish', 'powershell'] as const
export type Shell = (typeof SHELLS)[number]

export interface ShellOptions extends TargetOptions {
  readonly shell?: string
  readonly json?: boolean
}

export const showShellLines = async (cli: Cli, name: string, options: ShellOptions): Promise<void> => {
  const texts = cli.messages.clients.env
  const shell = options.shell === undefined ? shellInUse(cli) : knownShell(cli, options.shell)
  const target = await targetOf(cli, name, options)
  const { setup, file } = target
  const address = contrary(target)
  if (address !== undefined) {
    cli.print.note(fill(texts.fileWins, { file, client: setup.name, address, service: setup.id }))
  }
  const once = await processOnce(cli, target)
  if (options.json) {
    cli.print.json({ service: setup.service, client: setup.id, program: setup.program, ...once })
    return
  }
  cli.print.line(fill(texts.how, { command: HOW[shell](`clp env ${setup.id}`) }))
  for (const line of shellLines(shell, setup.program, once)) cli.print.line(line)
}

/** The lines for a shell. Values may hold anything. */
export const shellLines = (shell: Shell, program: string, { variables, args }: ProcessSetup): readonly string[] => {
  const quote = QUOTE[shell]
  const set = Object.entries(variables).map(([name, value]) => SET[shell](name, quote(value)))
  return args.length === 0 ? set : [...set, DEFINE[shell](program, args.map(quote).join(' '))]
}

const HOW: Readonly<Record<Shell, (command: string) => string>> = {
  bash: (command) => `eval "$(${command})"`,
  fish: (command) => `${command} --shell fish | source`,
  powershell: (command) => `${command} --shell powershell | Out-String | Invoke-Expression`,
}

const QUOTE: Readonly<Record<Shell, (value: string) => string>> = {
  bash: (value) => `'${value.replaceAll("'", "'\\''")}'`,
  fish: (value) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`,
  powershell: (value) => `'${value.replaceAll("'", "''")}'`,
}

const SET: Readonly<Record<Shell, (name: string, value: string) => string>> = {
  bash: (name, value) => `export ${name}=${value}`,
  fish: (name, value) => `set -gx ${name} ${value}`,
  powershell: (name, value) => `$env:${name} = ${value}`,
}

const DEFINE: Readonly<Record<Shell, (program: string, args: string) => string>> = {
  bash: (program, args) => `${program}() { command ${program} ${args} "$@"; }`,
  fish: (program, args) => `function ${program}; command ${program} ${args} $argv; end`,
  powershell: (program, args) =>
    `function ${program} { & (Get-Command ${program} -CommandType Application | Select-Object -First 1) ${args} @args }`,
}

const knownShell = (cli: Cli, given: string): Shell =>
  SHELLS.find((shell) => shell === given.toLowerCase()) ??
  wrongValue(cli, '--shell', given, cli.messages.clients.env.shellExpected)

/** From the login shell; the lines for bash are those for zsh and every other POSIX shell. */
const shellInUse = ({ environment }: Cli): Shell => {
  const name = environment['SHELL'] ?? ''
  if (/(?:^|\/)fish$/.test(name)) return 'fish'
  return name === '' && process.platform === 'win32' ? 'powershell' : 'bash'
}
