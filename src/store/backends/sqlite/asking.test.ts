import { expect, it } from 'vitest'
import { WORKER_CRASHED, WORKER_DIED, WorkerCallError } from '../../threads/worker-link.ts'
import { createAsking } from './asking.ts'

/** A question that fails in these ways, one after the other, and is answered then; with what was done about the file meanwhile. */
const asked = async (
  failures: readonly Error[],
): Promise<{ readonly answer: string; readonly inspected: string[] }> => {
  const inspected: string[] = []
  const ask = createAsking({
    inspect: async (how) => {
      inspected.push(how)
      return true
    },
    crashed: () => inspected.push('careful'),
  })
  const left = [...failures]
  const answer = await ask(async () => {
    const failure = left.shift()
    if (failure !== undefined) throw failure
    return 'answered'
  })
  return { answer, inspected }
}

const died = new WorkerCallError('it was killed', WORKER_DIED)
const crashed = new WorkerCallError('it crashed', WORKER_CRASHED)

it('looks at the file after a crash of its reader and reads it with care, and replaces it after a second one', async () => {
  expect(await asked([crashed])).toEqual({ answer: 'answered', inspected: ['careful', 'look'] })
  expect(await asked([crashed, crashed])).toEqual({
    answer: 'answered',
    inspected: ['careful', 'look', 'careful', 'replace'],
  })
})

it('touches no file because somebody ended its readers, however often', async () => {
  expect(await asked([died, died])).toEqual({ answer: 'answered', inspected: [] })
  await expect(asked([died, died, died])).rejects.toBe(died)
})

it('passes on what says nothing of the file', async () => {
  const failure = new Error('The query was cancelled')
  await expect(asked([failure])).rejects.toBe(failure)
})
