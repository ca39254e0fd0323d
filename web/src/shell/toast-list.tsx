/** Mantine's list of notifications with its styles, in a chunk of its own. */
import { Notifications } from '@mantine/notifications'
import '@mantine/notifications/styles.css'

export const ToastList = () => <Notifications position="top-right" limit={4} autoClose={6000} zIndex={500} />
