/** What went wrong, in the language of the page. */
import i18next from 'i18next'
import { PROBLEMS, type ProblemCode } from '../../../src/contract/problem.ts'
import { type ApiProblem, toProblem } from '../connection/problem.ts'
import { currentLanguage } from './i18n.ts'
import { complaintText, reasonText } from './reason-text.ts'

const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code)

/** What a problem's code says; an unknown code itself. */
export const problemTitle = (code: string): string => (isProblemCode(code) ? i18next.t(`problem.${code}`) : code)

export const problemText = (error: unknown): { readonly title: string; readonly detail: string } => {
  const problem = toProblem(error)
  if (problem.code === 'offline') return { title: i18next.t('error.offline'), detail: '' }
  if (isProblemCode(problem.code)) return { title: problemTitle(problem.code), detail: problemDetail(problem) }
  return { title: i18next.t('error.unexpected', { status: problem.status }), detail: ownWords(problem) }
}

/** What the daemon says beside the code, with the field it is about; empty when it says nothing in this language. */
export const problemDetail = (problem: ApiProblem): string =>
  complaintText(problem.field, problem.reason) ?? ownWords(problem)

/** The same as it stands at the field itself. */
export const fieldText = (problem: ApiProblem): string =>
  reasonText(problem.reason) ?? (ownWords(problem) || problemTitle(problem.code))

/** CLP writes English, which is for those who have chosen it. */
const ownWords = ({ message }: ApiProblem): string => (currentLanguage() === 'en' ? message : '')
