// The pointer, as a hand moves it: a few places on the way.

/** Presses at the first place, goes over the others, lets go at the last. Places are `[x, y]` in CSS pixels. */
export async function drag({ mouse }, [from, ...places]) {
  await mouse.move(...from);
  await mouse.down();
  for (const place of places) await mouse.move(...place, { steps: 4 });
  await mouse.up();
}
