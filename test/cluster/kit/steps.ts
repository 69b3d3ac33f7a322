/** Tells of each step when it is done, with how long it took. */
export type Step = <T>(title: string, work: () => T | Promise<T>) => Promise<T>

export function createSteps(
  say: (line: string) => void = (line) => console.log(`cluster: ${line}`),
  now: () => number = () => performance.now(),
): Step {
  return async (title, work) => {
    const began = now()
    const result = await work()
    say(`${title.padEnd(40)} ${((now() - began) / 1000).toFixed(1).padStart(5)} s`)
    return result
  }
}
