#!/usr/bin/env node
/** The `clp` program. */

import { keepCompiled } from '../process/compile-cache.ts'
import { refuseDebugger } from '../process/stray-signals.ts'
import { packageVersion } from '../process/version.ts'
import { homeOf } from './context/home-of.ts'
import { hideArguments } from './terminal/hide-arguments.ts'

refuseDebugger()
hideArguments(process.argv)

// A reader that has seen enough (`clp logs | head`) closes the pipe: the end of the work, not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

const { env: environment, stdin, stdout, stderr } = process

// Before anything large is loaded.
keepCompiled(homeOf(environment), packageVersion())

const { runCli } = await import('./run-cli.ts')
process.exitCode = await runCli({ argv: process.argv.slice(2), environment, stdin, stdout, stderr })
