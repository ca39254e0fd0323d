/** A page that failed while drawing. The frame stays, so that one can go elsewhere. */
import { Button } from '@mantine/core'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ErrorNotice } from '../components/error-notice.tsx'

export const PageError = ({ error, reset }: ErrorComponentProps) => {
  const { t } = useTranslation()
  return (
    <ErrorNotice title={t('error.page')} error={error} text={t('error.pageText')}>
      <Button size="xs" variant="default" onClick={reset}>
        {t('action.retry')}
      </Button>
    </ErrorNotice>
  )
}
