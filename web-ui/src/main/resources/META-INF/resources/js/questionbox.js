// The question box: grows with its text, submits on Enter, never while an input method is composing.

/**
 * @param box the textarea
 * @param on `submit()`, `escape()`, and `key(event)`, which is true when it took the key
 */
export function questionBox(box, on) {
  let composing = false;

  const grow = () => {
    box.style.blockSize = 'auto';
    box.style.blockSize = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
  };

  box.addEventListener('compositionstart', () => (composing = true));
  // Safari ends the composition before it reports the Enter that ended it, so that key still counts as composing
  // by its code 229; the flag itself is lowered only after the present key has been handled.
  box.addEventListener('compositionend', () => setTimeout(() => (composing = false)));

  box.addEventListener('keydown', (event) => {
    if (!isComposing(event) && on.key(event)) {
      grow();
      return;
    }
    if (event.key === 'Escape' && !isComposing(event)) {
      on.escape();
    }
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || isComposing(event)) {
      return;
    }
    event.preventDefault();
    if (!event.repeat) {
      on.submit();
    }
  });

  const isComposing = (event) => composing || event.isComposing || event.keyCode === 229;

  box.addEventListener('input', grow);
  window.addEventListener('resize', grow);

  return {
    get value() {
      return box.value.trim();
    },
    set value(text) {
      box.value = text;
      grow();
    },
    grow,
    /** Touch keyboards would cover the answer; elsewhere the focus stays in the box for the next question. */
    afterSubmit: () => matchMedia('(pointer: coarse)').matches && box.blur(),
    focus: () => box.focus({ preventScroll: true }),
  };
}
