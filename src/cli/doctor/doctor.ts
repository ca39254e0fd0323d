/** What `clp doctor` does: runs every check, mends what it may, tells what is left. */
import type { Check, CheckContext, Finding } from '../checks/check.ts'
import { checks } from '../checks/index.ts'
import type { Cli } from '../context/cli.ts'
import { EXIT, type ExitCode } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { gatherContext } from './doctor-context.ts'

export interface DoctorOptions {
  readonly fix?: boolean
  readonly json?: boolean
}

interface Told {
  readonly kind: string
  readonly severity: Finding['severity']
  readonly cause: string
  readonly remedy: string
  readonly mendable: boolean
  readonly fixed: boolean
}

interface Result {
  readonly id: string
  readonly name: string
  readonly findings: readonly Told[]
}

/** Returns the exit code: done when nothing is wrong, or everything that was is mended. */
export const examine = async (cli: Cli, { fix = false, json = false }: DoctorOptions): Promise<ExitCode> => {
  const context = await gatherContext(cli)
  // Mending one after the other: two of them may want the same lock.
  const found = await Promise.all(checks.map(async (check) => ({ check, findings: await look(check, context) })))
  const results: Result[] = []
  for (const { check, findings } of found) {
    const told: Told[] = []
    for (const finding of findings) told.push(await describe(cli, check, { finding, fix }))
    results.push({ id: check.id, name: cli.messages.doctor.checks[check.id].name, findings: told })
  }
  const left = results.flatMap(({ findings }) => findings).filter(({ fixed }) => !fixed)
  const ok = left.every(({ severity }) => severity === 'info')
  if (json) cli.print.json({ ok, checks: results })
  else show(cli, results, left)
  return ok ? EXIT.done : EXIT.failed
}

const NOT_LOOKED = 'failed'

/** A check that cannot look is a finding, not the end of all others. */
const look = async (check: Check, context: CheckContext): Promise<readonly Finding[]> => {
  try {
    return await check.run(context)
  } catch (error) {
    return [{ kind: NOT_LOOKED, severity: 'error', values: { reason: reasonOf(error) } }]
  }
}

interface Telling {
  readonly finding: Finding
  readonly fix: boolean
}

const describe = async (cli: Cli, check: Check, { finding, fix }: Telling): Promise<Told> => {
  const { kind, severity, values, mend } = finding
  const texts = cli.messages.doctor
  const kinds: Readonly<Record<string, { readonly cause: string; readonly remedy: string }>> =
    texts.checks[check.id].findings
  const { cause, remedy } = kinds[kind] ?? { cause: texts.failed, remedy: '' }
  const told = {
    kind,
    severity,
    cause: fill(cause, values),
    remedy: fill(remedy, values),
    mendable: mend !== undefined,
  }
  if (!fix || mend === undefined) return { ...told, fixed: false }
  try {
    await mend()
    return { ...told, fixed: true }
  } catch (error) {
    return { ...told, remedy: fill(texts.cannotMend, { reason: reasonOf(error) }), fixed: false }
  }
}

const SIGNS = { error: '✗', warning: '!', info: '·' } as const
const FINE = '✓'

const show = (cli: Cli, results: readonly Result[], left: readonly Told[]): void => {
  const texts = cli.messages.doctor
  for (const line of results.flatMap((result) => linesOf(cli, result))) cli.print.line(line)
  const count = (severity: Finding['severity']): number => left.filter((one) => one.severity === severity).length
  cli.print.line()
  cli.print.line(fill(texts.summary, { total: results.length, errors: count('error'), warnings: count('warning') }))
  if (left.some(({ mendable }) => mendable)) cli.print.line(texts.fixHint)
}

const linesOf = (cli: Cli, { name, findings }: Result): readonly string[] => {
  const texts = cli.messages.doctor
  if (findings.length === 0) return [`${FINE} ${name}`]
  return findings.flatMap(({ severity, cause, remedy, fixed }) => {
    const told = fill(texts.finding, { name, cause })
    if (fixed) return [`${FINE} ${told} (${texts.fixed})`]
    const line = `${SIGNS[severity]} ${told}`
    return remedy === '' ? [line] : [line, `    ${fill(texts.remedy, { remedy })}`]
  })
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
