/** What went wrong in the language of the page, with CLP's own (English) sentence as detail. */
import i18next from 'i18next'
import { PROBLEMS, type ProblemCode } from '../../../src/contract/problem.ts'
import { toProblem } from '../connection/problem.ts'

const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code)

export const problemText = (error: unknown): { readonly title: string; readonly detail: string } => {
  const problem = toProblem(error)
  if (problem.code === 'offline') return { title: i18next.t('error.offline'), detail: '' }
  if (!isProblemCode(problem.code)) {
    return { title: i18next.t('error.unexpected', { status: problem.status }), detail: problem.message }
  }
  return { title: i18next.t(`problem.${problem.code}`), detail: problem.message }
}

/** What a problem's code says; an unknown code itself. */
export const problemTitle = (code: string): string => (isProblemCode(code) ? i18next.t(`problem.${code}`) : code)
