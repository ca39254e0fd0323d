/** An address that leads nowhere. */
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../components/empty-state.tsx'

export const NotFound = () => {
  const { t } = useTranslation()
  return (
    <EmptyState title={t('error.notFoundTitle')} text={t('error.notFoundText')}>
      <Link to="/">{t('error.toOverview')}</Link>
    </EmptyState>
  )
}
