#!/usr/bin/env node
/** The `clp` program. */
import { isWard } from '../daemon/supervisor/supervisor-messages.ts'
import { packageVersion } from '../process/version.ts'
import { keepCompiled } from './compile-cache.ts'
import { homeOf } from './context/home-of.ts'

// A reader that has seen enough (`clp logs | head`) closes the pipe: the end of the work, not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

const { env: environment, stdin, stdout, stderr } = process
const argv = process.argv.slice(2)
const surroundings = { argv, environment, stdin, stdout, stderr }

// Before anything large is loaded.
keepCompiled(homeOf(environment), packageVersion())

process.exitCode =
  argv.join(' ') === 'run' && isWard(environment)
    ? await (await import('./ward.ts')).runWard(surroundings)
    : await (await import('./run-cli.ts')).runCli(surroundings)
