/** A reverse proxy in front of CLP, as a process of its own for a test: what nginx and Caddy have in common. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { freePort } from './free-port.ts'
import { selfSigned } from './self-signed.ts'

export interface Front {
  /** PEM, for clients that want to trust it. */
  readonly certificate: string
  /** Ports of TLS and of plain HTTP on loopback. */
  readonly tls: number
  readonly plain: number
  readonly stop: () => void
}

/** Ports of CLP. */
export interface Behind {
  readonly ui: number
  readonly claude: number
  readonly codex: number
}

/** What a configuration is made for: the folder holds `tls.crt` and `tls.key`, and takes whatever the program writes. */
export interface Place {
  readonly folder: string
  readonly behind: Behind
  readonly tls: number
  readonly plain: number
}

export interface FrontProgram {
  readonly name: string
  /** The text of its configuration. */
  readonly configuration: (place: Place) => string
  /** Arguments that check the configuration in `file` without running it, and that run it in the foreground. */
  readonly check: (file: string, folder: string) => readonly string[]
  readonly run: (file: string, folder: string) => readonly string[]
}

/** Empty when the program can be had here. */
export const whyMissing = ({ name }: FrontProgram): string =>
  spawnSync(name, ['-v']).error === undefined ? '' : `${name} is not installed here`

/** Resolves once it answers. Throws what the program says when it does not like the configuration. */
export const startFront = async (program: FrontProgram, behind: Behind): Promise<Front> => {
  const folder = mkdtempSync(join(tmpdir(), `clp-${program.name}-`))
  const { cert, key } = selfSigned()
  const [tls, plain] = [await freePort(), await freePort()]
  writeFileSync(join(folder, 'tls.crt'), cert)
  writeFileSync(join(folder, 'tls.key'), key, { mode: 0o600 })
  const file = join(folder, 'configuration')
  writeFileSync(file, program.configuration({ folder, behind, tls, plain }))
  // What it keeps at home stays in the folder, too.
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
  const checked = spawnSync(program.name, program.check(file, folder), { encoding: 'utf8', env })
  if (checked.status !== 0) throw new Error(checked.stderr)
  const child = spawn(program.name, program.run(file, folder), { stdio: 'ignore', env })
  await vi.waitFor(async () => expect(await answers(tls)).toBe(true), { timeout: 20_000 })
  return {
    certificate: cert,
    tls,
    plain,
    stop: () => {
      child.kill('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
