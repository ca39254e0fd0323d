/** What `clp service` does: hands CLP to the user's service manager, takes it back, and says how things stand. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, resolve } from 'node:path'
import { MEMORY_SETTINGS } from '../../daemon/supervisor/memory-settings.ts'
import { systemReason } from '../../store/files/document-file.ts'
import { packageFile } from '../../store/files/package-files.ts'
import { findDaemon } from '../api/api-client.ts'
import type { Cli } from '../context/cli.ts'
import { CliError, EXIT, type ExitCode } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { managers } from '../service-managers/index.ts'
import type { Call, Manager, ServiceUser, Step } from '../service-managers/manager.ts'

export interface ServiceOptions {
  readonly dryRun?: boolean
  readonly json?: boolean
}

/** Throws `CliError` where there is no service manager, where CLP runs without it, or when a call of it fails. */
export const installService = async (cli: Cli, { dryRun }: ServiceOptions): Promise<void> => {
  const { service: texts } = cli.messages.machine
  const manager = managerHere(cli)
  const user = userOf(cli)
  const file = manager.file(user)
  const content = manager.content({
    node: process.execPath,
    script: packageFile('dist/cli/main.js'),
    variables: await variablesOf(cli),
    home: cli.home.root,
  })
  if (dryRun) {
    cli.print.line(`# ${file}`)
    cli.print.line(content.replace('\uFEFF', '').trimEnd())
    for (const { call } of manager.install(user)) cli.print.line(`$ ${call.join(' ')}`)
    return
  }
  // Two daemons cannot serve one home: the manager's would fail and be started over and over.
  const daemon = await findDaemon(cli)
  if (daemon !== undefined && !existsSync(file)) {
    throw new CliError(fill(texts.running, { pid: daemon.run.pid }), EXIT.failed, { hints: [texts.runningHint] })
  }
  write(file, content, manager)
  await take(cli, manager.install(user))
  cli.print.line(fill(texts.installed, { manager: manager.id, file }))
  if (manager.id === 'systemd') cli.print.line(texts.linger)
}

/** Throws `CliError` when nothing is installed, or when a call of the manager fails. */
export const uninstallService = async (cli: Cli, { dryRun }: ServiceOptions): Promise<void> => {
  const { service: texts } = cli.messages.machine
  const manager = managerHere(cli)
  const user = userOf(cli)
  const file = manager.file(user)
  const steps = [...manager.uninstall(user), ...manager.afterwards]
  if (dryRun) {
    for (const { call } of steps) cli.print.line(`$ ${call.join(' ')}`)
    return
  }
  if (!existsSync(file)) throw new CliError(fill(texts.missing, { manager: manager.id, file }), EXIT.failed)
  await take(cli, manager.uninstall(user))
  rmSync(file)
  await take(cli, manager.afterwards)
  cli.print.line(fill(texts.removed, { manager: manager.id, file }))
}

/** Not installed or not running make the exit code 3. */
export const serviceStatus = async (cli: Cli, { json }: ServiceOptions): Promise<ExitCode> => {
  const { machine, format } = cli.messages
  const manager = managerHere(cli)
  const user = userOf(cli)
  const file = manager.file(user)
  const installed = existsSync(file)
  const enabled = installed && (await run(cli, manager.enabled(user))).code === 0
  const pid = (await findDaemon(cli))?.run.pid
  const yesNo = (value: boolean): string => (value ? format.yes : format.no)
  if (json)
    cli.print.json({ manager: manager.id, file, installed, enabled, running: pid !== undefined, pid: pid ?? null })
  else {
    cli.print.line(fill(machine.service.state, { manager: manager.id, file, installed: yesNo(installed) }))
    cli.print.line(fill(machine.service.enabled, { enabled: yesNo(enabled) }))
    cli.print.line(pid === undefined ? cli.messages.daemon.stop.notRunning : fill(machine.service.pid, { pid }))
  }
  return installed && pid !== undefined ? EXIT.done : EXIT.notRunning
}

/** Readable by the user only: an address of an outgoing proxy may hold a password. */
const write = (file: string, content: string, { encoding }: Manager): void => {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content, { encoding, mode: 0o600 })
}

const managerHere = (cli: Cli): Manager => {
  const manager = managers.find(({ platform }) => platform === process.platform)
  if (manager !== undefined) return manager
  throw new CliError(fill(cli.messages.machine.service.noManager, { platform: process.platform }))
}

const userOf = ({ environment }: Cli): ServiceUser => ({
  directory: environment['HOME'] || homedir(),
  uid: process.getuid?.() ?? 0,
  environment,
})

/** Where a service should differ from the defaults, and the way out: what is set now is what was tried now. */
const variablesOf = async (cli: Cli): Promise<Readonly<Record<string, string>>> => {
  const ports = (await cli.services()).map(({ portVariable }) => portVariable)
  const given = [...OWN, ...ports, ...OUTSIDE, ...Object.keys(MEMORY_SETTINGS)].flatMap((name) => {
    const value = cli.environment[name]
    if (value === undefined || value === '') return []
    if (/[\r\n"]/.test(value)) throw new CliError(fill(cli.messages.machine.service.variable, { name }))
    return [[name, name === 'CLP_HOME' ? resolve(value) : value] as const]
  })
  return Object.fromEntries(given)
}

const OWN = [
  'CLP_HOME',
  'CLP_PROXY_HOST',
  'CLP_UI_HOST',
  'CLP_UI_PORT',
  'CLP_LANG',
  'CLP_LOG_LEVEL',
  'CLP_ALLOWED_HOSTS',
  'CLP_TRUSTED_PROXIES',
  'CLP_ALLOW_OPEN',
]
const PROXIES = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy']
const OUTSIDE = [...PROXIES, ...PROXIES.map((name) => name.toUpperCase()), 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE']

/** Throws for the first call that fails, with what it said. */
const take = async (cli: Cli, steps: readonly Step[]): Promise<void> => {
  for (const { call, mayFail } of steps) {
    const { code, text } = await run(cli, call)
    if (code === 0 || mayFail) continue
    const { failed } = cli.messages.machine.service
    throw new CliError(fill(failed, { call: call.join(' ') }), EXIT.failed, { hints: text === '' ? [] : [text] })
  }
}

/** A program that cannot be run at all counts as one that fails. */
const run = (cli: Cli, [program, ...args]: Call): Promise<{ readonly code: number; readonly text: string }> =>
  new Promise((done) => {
    const child = spawn(program, args, {
      env: { ...cli.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.once('error', (error) => done({ code: -1, text: `${program}: ${systemReason(error)}` }))
    child.once('close', (code) => done({ code: code ?? -1, text: Buffer.concat(chunks).toString('utf8').trim() }))
  })
