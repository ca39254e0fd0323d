/** Short messages. The library behind them is fetched with the first one. */
import i18next from 'i18next'
import { problemText } from '../text/problem-text.ts'
import { type Notice, remember } from './past-notices.ts'

const COLORS = { good: 'teal', warn: 'yellow', bad: 'red', note: 'blue' } as const

export const notify = async (notice: Notice): Promise<void> => {
  remember(notice)
  const { notifications } = await import('@mantine/notifications')
  notifications.show({
    color: COLORS[notice.tone],
    title: notice.title,
    message: notice.text ?? '',
    withBorder: true,
    closeButtonProps: { 'aria-label': i18next.t('action.close') },
    autoClose: notice.tone === 'bad' ? 12_000 : 5000,
  })
}

/** Says that something did not work, and why. */
export const notifyProblem = (error: unknown): void => {
  const { title, detail } = problemText(error)
  void notify({ tone: 'bad', title, text: detail })
}
