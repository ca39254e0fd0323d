// A network of this program's own: a namespace with nothing in it but loopback, where name servers can be made up, lines cut and
// time-outs of the kernel shortened without anybody else noticing. Needs root on Linux.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const INSIDE = 'CLP_PROOF_OWN_NETWORK'

/** Whether this process has been started in a network of its own. */
export const isInside = () => process.env[INSIDE] !== undefined

/** Why there can be none, undefined when there can. */
export const whyNot = () => {
  if (process.platform !== 'linux') return 'there are no network namespaces on this system'
  if (process.getuid() !== 0) return 'only root may make a network namespace'
  const { status, stderr, error } = spawnSync('unshare', ['--net', '--mount', 'ip', 'link', 'set', 'lo', 'up'])
  return status === 0 ? undefined : `no network namespace can be made (${error?.message ?? String(stderr).trim()})`
}

/** Runs this very program again inside; resolves with its exit code. */
export const runInside = async () => {
  const [program, ...args] = ['--net', '--mount', process.execPath, ...process.argv.slice(1)]
  const child = spawn('unshare', [program, ...args], { stdio: 'inherit', env: { ...process.env, [INSIDE]: '1' } })
  const [code] = await once(child, 'exit')
  return code ?? 1
}

/** To be called first inside. `undo` removes what lies in the file system; the rest goes with the process. */
export const prepare = () => {
  run('ip', 'link', 'set', 'lo', 'up')
  const folder = mkdtempSync(join(tmpdir(), 'clp-proof-network-'))
  const resolver = join(folder, 'resolv.conf')
  writeFileSync(resolver, 'nameserver 127.0.0.1\noptions timeout:5 attempts:2\n')
  const named = spawnSync('mount', ['--bind', resolver, '/etc/resolv.conf'])
  return {
    /** Why names cannot be made up here, undefined when they can. */
    whyNoNames: named.status === 0 ? undefined : `resolv.conf cannot be replaced (${String(named.stderr).trim()})`,
    undo: () => {
      spawnSync('umount', ['/etc/resolv.conf'])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Runs a command of the system; throws with what it said when it fails. */
export const run = (command, ...args) => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`)
  return stdout
}
