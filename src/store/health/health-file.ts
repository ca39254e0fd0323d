/** Keeps the health marks in `data/health.json`. */
import type { BalancingSettings } from '../../contract/settings.ts'
import { type LateFile, type LateFileOptions, openLateFile, textOfFile } from '../files/late-file.ts'
import { type HealthMarks, importMarks, readMarks, writeMarks } from './health-marks.ts'

export interface HealthFileOptions extends LateFileOptions {
  /** Settings whose old failure counters are taken over when there is no file yet. */
  readonly balancing: BalancingSettings
  /** ms since 1970. */
  readonly now: number
}

export interface HealthFile extends Pick<LateFile, 'flush' | 'handOver'> {
  readonly marks: HealthMarks
  /** Notes that the marks changed; they are asked for when they are written. */
  readonly save: (marks: () => HealthMarks) => void
}

export const openHealthFile = (options: HealthFileOptions): HealthFile => {
  const { save, flush, handOver } = openLateFile(options)
  return { marks: read(options), save: (marks) => save(() => writeMarks(marks())), flush, handOver }
}

const read = ({ file, balancing, now, onTrouble }: HealthFileOptions): HealthMarks => {
  const text = textOfFile(file)
  if (text === undefined) return importMarks(balancing, now)
  const marks = readMarks(text)
  if (marks !== undefined) return marks
  onTrouble(`Cannot read "${file}": what was known about the health of upstreams is learned again`)
  return new Map()
}
