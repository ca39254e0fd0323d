/** The package as users get it: what is in it, and that it works when it is installed from the tarball into an empty place. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { RunFile } from '../../../src/process/run-file.ts'
import { startFakeUpstream } from '../../kit/fake-upstream.ts'

vi.setConfig({ testTimeout: 300_000 })

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'clp-package-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const npm = (args: readonly string[], cwd: string): string => {
  const { status, stdout, stderr } = spawnSync('npm', [...args, '--prefer-offline'], {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  expect([status, status === 0 ? '' : stderr]).toEqual([0, ''])
  return stdout
}

interface Packed {
  readonly filename: string
  readonly size: number
  readonly files: readonly { readonly path: string }[]
}

/** `prepare` is left out: the tests have built already, and a build beside running tests would pull the rug from under them. */
const pack = (): Packed => {
  const out = JSON.parse(npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], ROOT)) as
    | Packed[]
    | Record<string, Packed>
  const [packed] = Object.values(out)
  if (packed === undefined) throw new Error('npm pack named no package')
  return packed
}

describe('npm pack', () => {
  const packed = pack()

  it('holds only what is needed, in less than 3 MB', () => {
    expect(packed.size).toBeLessThan(3_000_000)
    const top = new Set(packed.files.map(({ path }) => path.split('/')[0]))
    const known = ['CHANGELOG.md', 'LICENSE', 'README.md', 'README.zh-CN.md', 'dist', 'package.json', 'schemas']
    expect([...top].sort()).toEqual(known)
    expect(packed.files.filter(({ path }) => /\.(?:test|suite)\.|\.map$|\.ts$/.test(path))).toEqual([])
    const licences = ['dist/THIRD-PARTY-LICENSES.md', 'dist/web/THIRD-PARTY-LICENSES.md']
    for (const path of ['dist/cli/main.js', 'dist/web/index.html', 'schemas/upstreams.schema.json', ...licences]) {
      expect(packed.files.map((file) => file.path)).toContain(path)
    }
  })

  it.runIf(process.platform !== 'win32')('gives a program that starts, answers and stops', async () => {
    const prefix = join(folder, 'prefix')
    npm(['install', '--global', '--prefix', prefix, join(folder, packed.filename)], folder)
    const home = join(folder, 'home')
    const environment = {
      PATH: `${join(prefix, 'bin')}:${process.env['PATH']}`,
      HOME: folder,
      CLP_HOME: home,
      CLP_LANG: 'en',
      CLP_UI_PORT: '0',
      CLP_CLAUDE_PORT: '0',
      CLP_CODEX_PORT: '0',
    }
    const clp = (...args: readonly string[]) => spawnSync('clp', args, { env: environment, encoding: 'utf8' })
    const upstream = await startFakeUpstream((_, reply) => {
      reply.head(200, ['content-type', 'application/json'])
      reply.end('{"type":"message","usage":{"input_tokens":3,"output_tokens":4}}')
    })
    onTestFinished(upstream.close)
    expect(clp('add', 'claude', 'main', '--base-url', upstream.url, '--active').status).toBe(0)
    onTestFinished(() => void clp('stop', '--timeout', '0'))
    expect(clp('start')).toMatchObject({ status: 0, stderr: '' })
    const { addresses } = JSON.parse(readFileSync(join(home, 'run/clp.pid'), 'utf8')) as RunFile
    const claude = addresses.services.find(({ id }) => id === 'claude')?.address
    const answer = await fetch(`${claude}/v1/messages`, { method: 'POST', body: '{"model":"m"}' })
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('"input_tokens":3')])
    expect(await (await fetch(addresses.ui)).text()).toContain('<div id="root"')
    // What was answered is counted: the database works in what was installed.
    await vi.waitFor(async () => expect(clp('usage', '--json').stdout).toMatch(/"output": 4/), { timeout: 30_000 })
    expect(clp('stop').status).toBe(0)
    expect(existsSync(join(home, 'run/clp.pid'))).toBe(false)
  })

  it.runIf(process.platform !== 'win32')('is not needed in a checkout: npm install -g . works there too', () => {
    const prefix = join(folder, 'linked')
    npm(['install', '--global', '--prefix', prefix, '--ignore-scripts', ROOT], folder)
    const { status, stdout } = spawnSync(join(prefix, 'bin', 'clp'), ['--version'], { encoding: 'utf8' })
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
    expect([status, stdout.trim()]).toEqual([0, version])
  })
})
