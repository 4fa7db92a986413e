// A process that does nothing: what the runtime itself takes, and how often the machine makes everybody wait.
export async function run() {
  await new Promise((resolve) => setTimeout(resolve, 1000));
}
