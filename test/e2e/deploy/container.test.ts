/**
 * What `deploy/Dockerfile` does, without a container engine: its own install command, then `clp run` as process 1 of a PID namespace, as
 * a user without rights, on a tree that is mounted read-only. The files are held against what they must say.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { RunFile } from '../../../src/process/run-file.ts'
import { startFakeUpstream } from '../../kit/fake-upstream.ts'
import { entry } from '../../kit/temp-home.ts'
import { whyNoNamespaces } from '../../kit/user-systemd.ts'

// An installation, and removing it again, takes its time on a busy machine.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const DOCKERFILE = readFileSync(join(ROOT, 'deploy/Dockerfile'), 'utf8').replaceAll('\\\n', ' ')
const COMPOSE = readFileSync(join(ROOT, 'deploy/compose.yaml'), 'utf8')

/** What follows an instruction, in order. */
const said = (instruction: string): readonly string[] =>
  [...DOCKERFILE.matchAll(new RegExp(`^${instruction} (.*)$`, 'gm'))].map(([, rest]) => rest?.trim() ?? '')

/** Name of nobody's user and group on every Linux. */
const NOBODY = 65_534

describe('deploy/Dockerfile', () => {
  it('copies only what is there, builds in stages, and leaves the rights behind', () => {
    expect(said('FROM')).toHaveLength(3)
    for (const words of said('COPY').filter((line) => !line.startsWith('--from'))) {
      for (const file of words.split(' ').slice(0, -1))
        expect(() => readFileSync(join(ROOT, file))).not.toThrow('ENOENT')
    }
    expect(said('USER')).toEqual(['node'])
    expect(said('STOPSIGNAL')).toEqual(['SIGTERM'])
    const scripts = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts as Record<string, string>
    expect(
      said('RUN')
        .filter((line) => line.startsWith('npm run'))
        .map((line) => line.slice(8)),
    ).toEqual(['build'])
    expect(scripts).toHaveProperty('build')
  })

  it('and deploy/compose.yaml name the same ports, folder and program', () => {
    expect(said('ENTRYPOINT')).toEqual(['["node", "--max-semi-space-size=8", "/app/dist/cli/main.js"]'])
    expect(said('EXPOSE')).toEqual(['3210 3211 3300'])
    for (const line of ['read_only: true', 'no-new-privileges:true', 'dockerfile: deploy/Dockerfile', '- data:/data']) {
      expect(COMPOSE).toContain(line)
    }
  })
})

const missing = whyNoNamespaces()

describe.skipIf(missing !== '')(`its steps${missing === '' ? '' : ` (skipped: ${missing})`}`, () => {
  it('give a CLP that runs as process 1, without rights, on a read-only tree, and ends in order', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'clp-container-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    chmodSync(folder, 0o755)
    const [app, data] = [join(folder, 'app'), join(folder, 'data')]
    mkdirSync(app)
    install(app)

    const upstream = await startFakeUpstream()
    onTestFinished(upstream.close)
    mkdirSync(data, { mode: 0o700 })
    writeFileSync(join(data, 'claude.json'), JSON.stringify({ main: entry(upstream.url, { active: true }) }))
    for (const path of [data, join(data, 'claude.json')]) chownSync(path, NOBODY, NOBODY)

    const environment = environmentOf(data)
    // Open to the network and without a token: refused before anything listens.
    const [unshare, openArgs, openOptions] = contained(app, environment)
    const open = spawnSync(unshare, openArgs, { ...openOptions, encoding: 'utf8' })
    expect([open.status, open.stderr]).toEqual([1, expect.stringContaining('access is off')])

    const [program, args, options] = contained(app, {
      ...environment,
      CLP_PROXY_HOST: '127.0.0.1',
      CLP_UI_HOST: '127.0.0.1',
    })
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    const runFile = await ready(child, data)
    expect(runFile.pid).toBe(1)

    const { addresses } = runFile
    const [, ...healthCheck] = JSON.parse(said('HEALTHCHECK')[0]?.split(' CMD ')[1] ?? '[]') as string[]
    const healthy = (port: string) =>
      spawnSync(process.execPath, healthCheck, { env: { CLP_UI_PORT: port }, timeout: 60_000 }).status
    expect([healthy(new URL(addresses.ui).port), healthy('1')]).toEqual([0, 1])

    // A request that runs when the container is told to stop is finished first.
    let finish: () => void = () => undefined
    upstream.next(async (_, reply) => {
      reply.head(200, ['content-type', 'text/event-stream'])
      await reply.write('event: ping\ndata: 1\n\n')
      await new Promise<void>((resolve) => {
        finish = resolve
      })
      reply.end('event: ping\ndata: 2\n\n')
    })
    const claude = addresses.services.find(({ id }) => id === 'claude')?.address
    const answer = await fetch(`${claude}/v1/messages`, { method: 'POST', body: '{"model":"m"}' })
    const ended = once(child, 'exit')
    process.kill(innerOf(child), 'SIGTERM')
    await vi.waitFor(() => expect(fetch(`${claude}/health`)).rejects.toThrow(), { timeout: 30_000 })
    finish()
    expect(await answer.text()).toContain('data: 2')
    expect(await ended).toEqual([0, null])
  })
})

/** The `RUN` lines that make what is copied into the last stage; the build itself is there already. */
const install = (app: string): void => {
  for (const file of ['package.json', 'package-lock.json', '.npmrc']) cpSync(join(ROOT, file), join(app, file))
  const [command = ''] = said('RUN').filter((line) => line.includes('--omit=dev'))
  expect(command).toBe('npm ci --omit=dev --ignore-scripts')
  const { status, stderr } = spawnSync('sh', ['-ec', `${command} --prefer-offline`], { cwd: app, encoding: 'utf8' })
  expect([status, status === 0 ? '' : stderr]).toEqual([0, ''])
  cpSync(join(ROOT, 'dist'), join(app, 'dist'), { recursive: true })
}

const environmentOf = (data: string): Record<string, string> => {
  const given = said('ENV').flatMap((line) => line.split(/ +/).map((pair) => pair.split('=') as [string, string]))
  return {
    ...Object.fromEntries(given),
    PATH: process.env['PATH'] ?? '',
    CLP_HOME: data,
    CLP_UI_PORT: '0',
    CLP_CLAUDE_PORT: '0',
    CLP_CODEX_PORT: '0',
  }
}

const SCRIPT = `
mount --bind "$0" "$0"
mount -o remount,ro,bind "$0"
exec setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups --no-new-privs --bounding-set=-all "$@"
`

const contained = (app: string, env: Record<string, string>) => {
  const run = [process.execPath, join(app, 'dist/cli/main.js'), 'run']
  const args = ['--pid', '--fork', '--mount', '--mount-proc', '--kill-child', 'sh', '-ec', SCRIPT, app, ...run]
  return ['unshare', args, { env, cwd: app }] as const
}

/** Its output is read to the end: a closed pipe would end the program. */
const ready = async (child: ChildProcess, data: string): Promise<RunFile> => {
  let text = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  await vi.waitFor(() => expect(text).toContain('CLP is running'), { timeout: 120_000 })
  return JSON.parse(readFileSync(join(data, 'run/clp.pid'), 'utf8')) as RunFile
}

/** Process 1 of the namespace, by its number outside. */
const innerOf = ({ pid }: ChildProcess): number =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0])
