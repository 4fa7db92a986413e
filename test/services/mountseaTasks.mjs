// Tasks that go through mountsea's states. A step for every look at them: no clock.

/** In this order. The name is misleading: `ready` means that a task waits for a worker. */
const states = ['pending', 'ready', 'assigned', 'processing', 'completed'];
const ended = ['completed', 'failed', 'cancelled', 'timeout'];

/**
 * How one task goes instead of the usual.
 * @typedef {object} TaskPlan
 * @property {readonly string[]} [states] What each look at it finds; the last one stays. Default: all up to "completed".
 * @property {{message: string, code: number}} [error] Beside "failed" and "timeout".
 * @property {(urls: readonly string[]) => unknown} [result] Its result; a task without pictures is also "completed".
 */

/** @typedef {{key: string, plan: TaskPlan, looks: number, createdAt: string, urls: readonly string[]}} Task */

export class Tasks {
  /** @type {Map<string, Task>} */
  #tasks = new Map();
  /** @type {TaskPlan[]} */
  #plans = [];

  /** For the tasks that are submitted next, in this order. @param {...TaskPlan} plans */
  plan(...plans) {
    this.#plans.push(...plans);
  }

  /**
   * @param {string} key Whose it is. @param {readonly string[]} urls What it makes.
   * @returns {{taskId: string, willEndWell: boolean}}
   */
  submit(key, urls) {
    const plan = this.#plans.shift() ?? {};
    const taskId = `6f1d2c3b-0000-4000-8000-${String(this.#tasks.size + 1).padStart(12, '0')}`;
    this.#tasks.set(taskId, { key, plan, looks: 0, createdAt: new Date().toISOString(), urls });
    return { taskId, willEndWell: (plan.states ?? states).at(-1) === 'completed' };
  }

  /** Everything that a look at a task tells; undefined when this key has no such task. @param {string} taskId @param {string} key */
  look(taskId, key) {
    const task = this.#tasks.get(taskId);
    if (task?.key !== key) return undefined;
    const { plan, createdAt, urls } = task;
    const steps = plan.states ?? states;
    const status = steps[Math.min(task.looks, steps.length - 1)] ?? 'pending';
    task.looks += 1;
    const isCompleted = status === 'completed';
    const error = { message: '任务执行失败，请稍后重试', code: 500, ...plan.error };
    const hasFailed = ended.includes(status) && !isCompleted;
    return {
      taskId,
      status,
      result: isCompleted ? (plan.result ?? ((imageUrls) => ({ imageUrls })))(urls) : null,
      ...(hasFailed ? { errorMessage: error.message, errorCode: error.code } : {}),
      createdAt,
      ...(ended.includes(status) ? { finishedAt: new Date().toISOString() } : {}),
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    };
  }

  /** How often a task was looked at. @param {string} taskId */
  looksAt(taskId) {
    return this.#tasks.get(taskId)?.looks ?? 0;
  }

  /** The ids of all, oldest first. */
  get ids() {
    return [...this.#tasks.keys()];
  }

  /** Forgets plans, keeps tasks. */
  clear() {
    this.#plans = [];
  }
}
