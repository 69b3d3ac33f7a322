/** A server's address without what may be secret in it: a user's password, a query. */
export const shownAddress = ({ origin, pathname }: URL): string => origin + pathname.replace(/\/$/, '')
