import { Option } from 'commander'
import { COLORS, type Color } from './painter.ts'
import type { Flags } from './settings/load-settings.ts'

/** The flags of the commands that look at a cluster, as kubectl has them. */
export interface LookOptions {
  readonly kubeconfig?: string
  /** Of the kubeconfig. */
  readonly context?: string
  readonly namespace?: string
  readonly color: Color
}

export const lookOptions = (): readonly Option[] => [
  new Option('-n, --namespace <name>', 'where to look; otherwise the namespace of the kubeconfig’s context'),
  new Option('--kubeconfig <file>', 'of the cluster; otherwise as kubectl finds it, or in a pod its service account'),
  new Option('--context <name>', 'of the kubeconfig; otherwise its current one'),
]

export const colorOption = (): Option => new Option('--color <when>', 'colours').choices(COLORS).default('auto')

/** As the settings have them, which the environment may give too. */
export const flagsOf = ({ kubeconfig, context, namespace }: LookOptions): Flags => ({
  ...(kubeconfig !== undefined && { kubeconfig }),
  ...(context !== undefined && { kubeContext: context }),
  ...(namespace !== undefined && { namespace }),
})
