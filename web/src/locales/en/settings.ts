/** Texts of the settings page. */
export const texts = { title: 'Settings' }
