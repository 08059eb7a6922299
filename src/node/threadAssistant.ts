/** Lets a second thread do part of a search for copies, from a thread that may stand still while it waits. */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Assistant, CopyTasks } from '../core/matching/copyTasks.ts';

/** One end of the connection. */
export interface AssistantLink {
  readonly port: MessagePort;
  /** How many answers have been sent; whoever waits for one is woken by it. */
  readonly sent: Int32Array<SharedArrayBuffer>;
}

interface Order {
  readonly task: keyof CopyTasks;
  readonly given: readonly unknown[];
}

/** @throws in this thread nothing: an assistant that fails ends its own, and whoever started both ends this one */
export function threadAssistant({ port, sent }: AssistantLink): Assistant {
  const answers: unknown[] = [];
  let begun = 0;
  const answer = (number: number): unknown => {
    while (answers.length <= number) {
      const before = Atomics.load(sent, 0);
      const received = receiveMessageOnPort(port);
      if (received) answers.push(received.message);
      else Atomics.wait(sent, 0, before);
    }
    const own = answers[number];
    answers[number] = undefined;
    return own;
  };
  return {
    begin<Task extends keyof CopyTasks>(task: Task, ...given: Parameters<CopyTasks[Task]>) {
      const order: Order = { task, given };
      port.postMessage(order);
      const number = begun++;
      return () => answer(number) as ReturnType<CopyTasks[Task]>;
    },
  };
}

/** The other end: does what it is asked for, in order. */
export function serveAssistant({ port, sent }: AssistantLink, tasks: CopyTasks): void {
  port.on('message', ({ task, given }: Order) => {
    const work = tasks[task] as (...given: readonly unknown[]) => unknown;
    port.postMessage(work.apply(tasks, given as unknown[]));
    Atomics.add(sent, 0, 1);
    Atomics.notify(sent, 0);
  });
}
