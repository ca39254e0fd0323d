/** Debian's nginx with `deploy/nginx.conf`, as a process of its own for a test: only addresses, paths and the name are put in. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, vi } from 'vitest'
import { listen } from './fake-upstream.ts'
import { selfSigned } from './self-signed.ts'

const CONFIG = fileURLToPath(new URL('../../deploy/nginx.conf', import.meta.url))

/** Empty when nginx can be had here. */
export const whyNoNginx = (): string =>
  spawnSync('nginx', ['-v']).error === undefined ? '' : 'nginx is not installed here'

export interface Nginx {
  /** PEM, for clients that want to trust it. */
  readonly certificate: string
  /** Ports of TLS and of plain HTTP on loopback. */
  readonly tls: number
  readonly plain: number
  readonly stop: () => void
}

export interface Behind {
  /** Ports of CLP. */
  readonly ui: number
  readonly claude: number
  readonly codex: number
}

/** Resolves once nginx answers. Throws what it says when it does not like the file. */
export const startNginx = async (behind: Behind): Promise<Nginx> => {
  const folder = mkdtempSync(join(tmpdir(), 'clp-nginx-'))
  const { cert, key } = selfSigned()
  const [tls, plain] = [await freePort(), await freePort()]
  writeFileSync(join(folder, 'tls.crt'), cert)
  writeFileSync(join(folder, 'tls.key'), key, { mode: 0o600 })
  writeFileSync(join(folder, 'nginx.conf'), around(folder, siteFor(folder, behind, { tls, plain })))
  const args = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')]
  const checked = spawnSync('nginx', ['-t', ...args], { encoding: 'utf8' })
  if (checked.status !== 0) throw new Error(checked.stderr)
  const child = spawn('nginx', args, { stdio: 'ignore' })
  await vi.waitFor(async () => expect(await answers(tls)).toBe(true), { timeout: 20_000 })
  return {
    certificate: cert,
    tls,
    plain,
    stop: () => {
      end(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const end = (child: ChildProcess): void => {
  child.kill('SIGTERM')
}

/** The shipped file, with the places of this test; whatever it says of behaviour stays. */
const siteFor = (folder: string, behind: Behind, ports: { readonly tls: number; readonly plain: number }): string =>
  readFileSync(CONFIG, 'utf8')
    .replace('127.0.0.1:3300', `127.0.0.1:${behind.ui}`)
    .replace('127.0.0.1:3210', `127.0.0.1:${behind.claude}`)
    .replace('127.0.0.1:3211', `127.0.0.1:${behind.codex}`)
    .replace(/^.*listen \[::\].*\n/gm, '')
    .replace('listen 443', `listen 127.0.0.1:${ports.tls}`)
    .replace('listen 80', `listen 127.0.0.1:${ports.plain}`)
    .replace('/etc/nginx/tls/clp.example.org.crt', join(folder, 'tls.crt'))
    .replace('/etc/nginx/tls/clp.example.org.key', join(folder, 'tls.key'))
    // The other way of serving the UI is tried together with the first.
    .replace(/^ {4}# (location \/clp| {4}proxy_pass|\})/gm, '    $1')

const around = (folder: string, site: string): string => `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events {}
http {
    access_log off;
    client_body_temp_path ${folder}/body;
    proxy_temp_path ${folder}/proxy;
    fastcgi_temp_path ${folder}/fastcgi;
    uwsgi_temp_path ${folder}/uwsgi;
    scgi_temp_path ${folder}/scgi;
${site}
}
`

const freePort = async (): Promise<number> => {
  const server = createServer()
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
