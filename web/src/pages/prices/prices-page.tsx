/** Prices: which there are, own ones, what upstreams make of them, and the rate of the yuan. */
import { useTranslation } from 'react-i18next'
import { useStale } from '../../api/mutations.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { useClient } from '../../connection/app-context.ts'
import { SaveBar } from '../../editing/save-bar.tsx'
import { useSettings } from '../../editing/use-settings.ts'
import { PageSkeleton } from '../../shell/page-skeleton.tsx'
import { MultipliersPanel } from './multipliers-panel.tsx'
import { OwnPricesPanel } from './own-prices-panel.tsx'
import { PriceListPanel } from './price-list-panel.tsx'
import classes from './prices-page.module.css'
import { pricesSource } from './prices-source.ts'
import { RatesPanel } from './rates-panel.tsx'

export const PricesPage = () => {
  const { t } = useTranslation('prices')
  const stale = useStale()
  const editor = useSettings({
    ...pricesSource(useClient()),
    onSaved: () => stale('prices', 'documents', 'status'),
  })
  const { draft } = editor
  if (draft === undefined)
    return editor.readError === null ? <PageSkeleton /> : <ErrorNotice error={editor.readError} />
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} />
      <div className={classes['page']}>
        <OwnPricesPanel draft={draft} onChange={editor.change} />
        <MultipliersPanel draft={draft} onChange={editor.change} />
        <RatesPanel draft={draft} onChange={editor.change} />
        <PriceListPanel />
      </div>
      <SaveBar editor={editor} />
    </>
  )
}
