import type { Nanos } from '../observe/nanos.ts'
import type { Cancel, Clock } from '../simcluster/clock.ts'
import { ROUND, scenesOf, type Deed, type Scene } from './story.ts'

interface Stage {
  /** Said before its deeds are done. */
  scene(scene: Scene): void
  deed(deed: Deed): void
}

/** Plays round after round. @returns how to end it */
export function direct(clock: Clock, stage: Stage): Cancel {
  const waiting = new Set<Cancel>()
  const later = (delay: Nanos, what: () => void): void => {
    const cancel = clock.after(delay, () => {
      waiting.delete(cancel)
      what()
    })
    waiting.add(cancel)
  }
  const play = (round: number): void => {
    for (const scene of scenesOf(round)) {
      later(scene.after, () => {
        stage.scene(scene)
        scene.deeds.forEach(stage.deed)
      })
    }
    later(ROUND, () => play(round + 1))
  }
  play(1)
  return () => waiting.forEach((cancel) => cancel())
}
