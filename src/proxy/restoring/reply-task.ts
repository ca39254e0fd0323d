/** What putting placeholders back in one answer needs. */
import type { Work } from '../../codec/work/work.ts'
import type { AnswerTexts } from '../../protocol/common/text-forms.ts'
import type { Restoring } from './restore-string.ts'

export interface ReplyTask extends Restoring {
  readonly texts: AnswerTexts
  /** Runs what takes long in slices, between which others have their turn. */
  readonly pace: <T>(work: Work<T>) => T | Promise<T>
  /** The answer, or a part of it, passes as it came. */
  readonly gaveUp: () => void
  /** The answer is over. */
  readonly over: () => void
}
