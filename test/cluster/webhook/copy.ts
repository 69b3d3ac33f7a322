/** A pod as `get -o yaml` shows it, to be created by another name: without what the API server takes from nobody. */
export const renamed = (yaml: string, name: string, other: string): string =>
  yaml
    .replace(new RegExp(`^  name: ${name}$`, 'm'), `  name: ${other}`)
    .replaceAll(/^ {2}(?:resourceVersion|uid|creationTimestamp): .*\n/gm, '')
