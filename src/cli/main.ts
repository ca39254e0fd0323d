#!/usr/bin/env node
/** The `clp` program. */
import { runCli } from './run-cli.ts'

// A reader that has seen enough (`clp logs | head`) closes the pipe: the end of the work, not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

const { argv, env: environment, stdin, stdout, stderr } = process

process.exitCode = await runCli({ argv: argv.slice(2), environment, stdin, stdout, stderr })
