/** How the image runs; the last stage of the Dockerfile says the same. */
export const CONFIG = {
  User: '65532:65532',
  Env: { NODE_ENV: 'production' },
  Entrypoint: ['node', '/app/dist/cli/main.js'],
  WorkingDir: '/app',
} as const

/** The labels that everybody's build has, by OCI's names for them. */
export const labels = (version: string): Readonly<Record<string, string>> => ({
  'org.opencontainers.image.title': 'podstart',
  'org.opencontainers.image.description': 'One exact OpenTelemetry trace per Kubernetes pod start',
  'org.opencontainers.image.licenses': 'Apache-2.0',
  'org.opencontainers.image.version': version,
})
